"""Training at the paper's scale, in two stages: pictures, then speech, emotion and motion."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch
from accelerate import PartialState

from tietfg.errors import TietfgError
from tietfg.synthesis.sd15.files import VISUAL, Origin, read_sd15, write_sd15
from tietfg.synthesis.sd15.identity import installed_encoder
from tietfg.training.loop import train
from tietfg.training.recipe import Recipe
from tietfg.training.sd15_data import open_videos
from tietfg.training.sd15_stages import STAGES
from tietfg.training.sd15_task import Sd15Training
from tietfg.weights.files import digest
from tietfg.weights.store import WeightStore

RECIPE = Recipe(
    epochs=60,
    batch_size=4,
    learning_rate=1e-5,
    schedule="constant",
    warmup=0.0,
    average=0.999,
    clip=1.0,
    precision="bf16",
)
"""The paper's: 30,000 steps, as 60 epochs of 500."""
INTERVAL = 500
"""Steps of an epoch: from one state, from which a cut run goes on, and one sample video to the next."""


def train_sd15(
    data: Path,
    weights: Path,
    folder: Path,
    *,
    stage: int = 2,
    size: int = 512,
    motion_modules: bool = True,
    interval: int = INTERVAL,
    recipe: Recipe | None = None,
    store: WeightStore,
    progress: Callable[[str], None],
) -> Path:
    """Train a stage on a folder of face videos, from a folder of weights, and give the folder of weights it makes.

    On the GPUs that `accelerate launch` gives, or one; without a recipe RECIPE, in single precision on a CPU. Raises
    InputError and WeightsError, and TietfgError where memory does not do.
    """
    processes = PartialState()
    device = torch.device(processes.device or "cpu")
    chosen = recipe or (RECIPE if device.type == "cuda" else RECIPE.model_copy(update={"precision": "no"}))
    models = read_sd15(weights)
    source = digest(weights / VISUAL)
    try:
        for network in (models.vae, models.speech_encoder):
            network.to(device)  # type: ignore[arg-type]
        with processes.main_process_first():
            videos = open_videos(data, models, size, store, installed_encoder(weights), progress)
        models.model.to(device)
        task = Sd15Training(
            models,
            videos,
            STAGES[stage],
            interval=interval,
            motion_modules=motion_modules,
            precision=chosen.precision,
            source=source,
        )
        train(task, chosen, folder, progress, task.show)
    except torch.OutOfMemoryError as error:
        raise TietfgError(
            f"the GPU's memory is too small for training at --size {size}; lower it, or choose another GPU"
        ) from error
    result = folder / "sd15"
    if processes.is_main_process:
        # What was frozen goes out as it came in: training may have rounded it.
        whole = read_sd15(weights)
        whole.model.load_state_dict(task.model.values(), strict=False)
        write_sd15(replace(whole, origin=Origin("trained", {**whole.origin.digests, VISUAL: source})), result)
    return result
