"""The training loop that the project's models share: exact resume, averaged weights, early stopping, TensorBoard."""

import copy
import json
import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Protocol

import torch
from accelerate import Accelerator
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.utils.tensorboard.writer import SummaryWriter

from tietfg.errors import InputError, TietfgError
from tietfg.training.recipe import Recipe
from tietfg.training.state import read_state, save_weights, write_state

_TOLD_EVERY = 25
"""Steps between losses in TensorBoard."""
Batch = dict[str, Tensor]
"""Rows of all tensors belong to the same examples, in order."""
Show = Callable[[nn.Module, SummaryWriter, int], None]


class Task(Protocol):
    """What is trained: a model, its batches, its loss, and how good it is on the validation set."""

    metric: str
    """The key of `evaluate` that decides; higher is better."""

    @property
    def model(self) -> nn.Module:
        """What is trained, in place."""
        ...

    def fingerprint(self) -> dict[str, Any]:
        """What must be equal when a run is resumed, as JSON."""
        ...

    def batches_an_epoch(self, batch_size: int) -> int:
        """How many batches an epoch has."""
        ...

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """The batches of one epoch, in an order that the generator alone decides."""
        ...

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Mean loss of a batch."""
        ...

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Figures on the validation set."""
        ...


def train(
    task: Task, recipe: Recipe, folder: Path, progress: Callable[[str], None], show: Show | None = None
) -> dict[str, float]:
    """Train until the last epoch or until patience ends; give the best epoch's figures.

    `folder` gets best.safetensors (the averaged weights of the best epoch), log.jsonl, TensorBoard's events and, after
    every epoch, the state from which a cut run goes on exactly: an epoch depends on it, the seed and its number alone.
    Several processes of accelerate share each batch. Where memory does not do, one that is alone computes batches in
    smaller parts, whose gradients are added up. `show` may add to TensorBoard what the averaged weights do after an
    epoch. Raises InputError if the folder holds a run of another recipe or task, TietfgError if memory does not do.
    """
    accelerator = Accelerator()
    with accelerator.main_process_first():
        folder.mkdir(parents=True, exist_ok=True)
        _check_same_run(folder / "run.json", {"recipe": recipe.model_dump(), "task": task.fingerprint()})
    averaged = copy.deepcopy(task.model).eval()
    steps = task.batches_an_epoch(recipe.batch_size)
    optimizer = _optimizer(task.model, recipe)
    state = read_state(folder, task.model, averaged, optimizer)
    model, optimizer = accelerator.prepare(task.model, optimizer)
    micro = recipe.micro_batch or recipe.batch_size
    events = SummaryWriter(str(folder / "events"), purge_step=state.epoch) if accelerator.is_main_process else None
    with events or nullcontext() as writer:
        for epoch in range(state.epoch, recipe.epochs):
            if recipe.patience is not None and epoch - state.best_epoch > recipe.patience:
                break
            generator = torch.Generator().manual_seed(recipe.seed * 100_003 + epoch)
            model.train()
            total = torch.zeros((), device=accelerator.device)
            with torch.random.fork_rng():
                torch.manual_seed(recipe.seed * 100_003 + epoch)  # dropout draws from the global generator alone
                for index, batch in enumerate(task.batches(recipe.batch_size, generator)):
                    for group in optimizer.param_groups:
                        group["lr"] = _rate(recipe, epoch * steps + index, recipe.epochs * steps)
                    batch = {name: tensor.to(accelerator.device) for name, tensor in _share(batch, accelerator).items()}
                    loss, found = _backward(task, model, batch, micro, accelerator, optimizer, recipe)
                    if found < micro:
                        progress(f"memory does for {found} examples at once, and not for {micro}")
                        micro = found
                    if recipe.clip is not None:
                        accelerator.clip_grad_norm_(model.parameters(), recipe.clip)
                    optimizer.step()
                    step = epoch * steps + index
                    _average(averaged, accelerator.unwrap_model(model), min(recipe.average, step / (step + 10)))
                    total += loss
                    if writer is not None and step % _TOLD_EVERY == 0:
                        writer.add_scalar("step_loss", float(loss), step)
            with torch.inference_mode():
                figures = {"loss": float(total) / steps} | task.evaluate(averaged)
            state = state.after(epoch, figures[task.metric])
            if writer is not None:
                _log(folder, writer, epoch, figures)
                if state.best_epoch == epoch:
                    save_weights(averaged, folder / "best.safetensors")
                if show is not None:
                    show(averaged, writer, epoch)
                write_state(folder, state, accelerator.unwrap_model(model), averaged, optimizer)
            told = ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
            progress(f"epoch {epoch + 1} of {recipe.epochs}: {told}; best {state.best:.4f}")
    accelerator.wait_for_everyone()
    best = load_file(folder / "best.safetensors")
    task.model.load_state_dict(best)
    task.model.eval()
    averaged.load_state_dict(best)
    with torch.inference_mode():
        return task.evaluate(averaged)


def _share(batch: Batch, accelerator: Accelerator) -> Batch:
    """The examples of this process; all of them where there are fewer than processes."""
    rank, count = accelerator.process_index, accelerator.num_processes
    if count == 1 or len(next(iter(batch.values()))) < count:
        return batch
    return {name: tensor[rank::count] for name, tensor in batch.items()}


def _backward(
    task: Task,
    model: nn.Module,
    batch: Batch,
    micro: int,
    accelerator: Accelerator,
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
) -> tuple[Tensor, int]:
    """Mean loss of a batch, with its gradients, made of parts of `micro` examples at most; and the `micro` that did."""
    examples = len(next(iter(batch.values())))
    while True:
        optimizer.zero_grad()
        parts = [batch]
        if micro < examples:
            split = {name: tensor.split(micro) for name, tensor in batch.items()}
            parts = [dict(zip(split, tensors, strict=True)) for tensors in zip(*split.values(), strict=True)]
        total = torch.zeros((), device=accelerator.device)
        try:
            for part in parts:
                share = len(next(iter(part.values()))) / examples
                with nullcontext() if part is parts[-1] else accelerator.no_sync(model):
                    # Not the accelerator's own, which is one for the whole process.
                    with torch.autocast(accelerator.device.type, torch.bfloat16, enabled=recipe.precision == "bf16"):
                        loss = task.loss(model, part) * share
                    accelerator.backward(loss)
                total += loss.detach()
        except torch.OutOfMemoryError as error:
            smaller = -(-min(micro, examples) // 2)
            if examples == 1 or micro == 1:
                raise TietfgError(
                    "memory does not do for a single example; choose smaller ones, another precision or another device"
                ) from error
            if accelerator.num_processes > 1:  # the others would wait for this one's gradients
                raise TietfgError(
                    f"memory does not do for {min(micro, examples)} examples in each process; "
                    f"set micro_batch to {smaller} or less in the recipe"
                ) from error
        else:
            return total, micro
        micro = smaller
        torch.cuda.empty_cache()


@torch.no_grad()
def _average(averaged: nn.Module, model: nn.Module, decay: float) -> None:
    """Move the averaged weights and statistics towards the model's; counters are copied."""
    for kept, new in zip(averaged.state_dict().values(), model.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(new.to(kept.device), 1 - decay)
        else:
            kept.copy_(new)


def _rate(recipe: Recipe, step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / max(1.0, recipe.warmup * steps))
    fall = (1 + math.cos(math.pi * step / steps)) / 2 if recipe.schedule == "cosine" else 1.0
    return recipe.learning_rate * warm * fall


def _optimizer(model: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Weight decay goes to matrices and filters, not to biases and norms."""
    matrices = [parameter for parameter in model.parameters() if parameter.ndim > 1]
    others = [parameter for parameter in model.parameters() if parameter.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": recipe.weight_decay}, {"params": others, "weight_decay": 0.0}]
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=recipe.learning_rate, momentum=0.9, nesterov=True)
    return torch.optim.AdamW(groups, lr=recipe.learning_rate)


def _check_same_run(path: Path, run: dict[str, Any]) -> None:
    if not path.exists():
        path.write_text(json.dumps(run, indent=2))
        return
    before = json.loads(path.read_text())
    different = [
        f"{part}.{name} was {before[part].get(name)!r} and is {run[part].get(name)!r}"
        for part in run
        for name in sorted({*before[part], *run[part]})
        if before[part].get(name) != run[part].get(name)
    ]
    if different:
        raise InputError(
            f"{path.parent} holds a run of another configuration ({'; '.join(different)}); "
            "choose another folder, or the same configuration"
        )


def _log(folder: Path, writer: SummaryWriter, epoch: int, figures: dict[str, float]) -> None:
    with (folder / "log.jsonl").open("a") as log:
        log.write(json.dumps({"epoch": epoch, **figures}) + "\n")
    for name, value in figures.items():
        writer.add_scalar(name, value, epoch)
    writer.flush()
