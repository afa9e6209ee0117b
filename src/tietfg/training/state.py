"""The state of a training run on disk: safetensors and JSON, written whole or not at all."""

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from tietfg.errors import InputError


@dataclass(frozen=True)
class RunState:
    """How far a run is: epochs done, the best figure so far and its epoch."""

    epoch: int = 0
    best: float = float("-inf")
    best_epoch: int = -1

    def after(self, epoch: int, figure: float) -> Self:
        """The state after an epoch with this figure."""
        if figure > self.best:
            return replace(self, epoch=epoch + 1, best=figure, best_epoch=epoch)
        return replace(self, epoch=epoch + 1)


def save_weights(model: nn.Module, path: Path) -> None:
    """Write a model's weights as safetensors."""
    save_file({name: tensor.contiguous() for name, tensor in model.state_dict().items()}, path)


def write_state(
    folder: Path, state: RunState, model: nn.Module, averaged: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    """Write folder/state."""
    beside, place, old = folder / "state.part", folder / "state", folder / "state.old"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    save_weights(model, beside / "model.safetensors")
    save_weights(averaged, beside / "averaged.safetensors")
    moments = {
        f"{index}.{name}": torch.as_tensor(value).contiguous()
        for index, values in optimizer.state_dict()["state"].items()
        for name, value in values.items()
        if value is not None
    }
    save_file(moments, beside / "optimizer.safetensors")
    (beside / "state.json").write_text(json.dumps(asdict(state)))
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    beside.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def read_state(folder: Path, model: nn.Module, averaged: nn.Module, optimizer: torch.optim.Optimizer) -> RunState:
    """Load what write_state wrote into the models and the optimiser; a fresh state if there is none.

    Raises InputError for files that are damaged or do not fit the model.
    """
    place = next((place for name in ("state", "state.old") if (place := folder / name).exists()), None)
    if place is None:
        return RunState()
    try:
        state = RunState(**json.loads((place / "state.json").read_text()))
        model.load_state_dict(load_file(place / "model.safetensors"))
        averaged.load_state_dict(load_file(place / "averaged.safetensors"))
        content = optimizer.state_dict()
        for key, value in load_file(place / "optimizer.safetensors").items():
            index, name = key.split(".", 1)
            content["state"].setdefault(int(index), {})[name] = value
        optimizer.load_state_dict(content)
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
        raise InputError(
            f"the state of the run in {folder} cannot be used: {' '.join(str(error).split())[:300]}; "
            "choose another folder, or remove this one"
        ) from error
    return state
