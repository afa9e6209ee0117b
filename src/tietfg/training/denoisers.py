"""The denoisers of the portrait scale, and their training on performances."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from tietfg.data.clip_reader import load_blocks
from tietfg.data.corpus_texts import Split
from tietfg.data.performances import open_performances
from tietfg.errors import InputError
from tietfg.synthesis.motion_denoiser import DenoiserConfiguration, parameters_of
from tietfg.synthesis.motion_diffusion import SCHEDULE
from tietfg.synthesis.schedule import NoiseSchedule
from tietfg.training.loop import train
from tietfg.training.recipe import Recipe
from tietfg.training.visual import Objective, VisualTraining, export_denoiser


@dataclass(frozen=True)
class DenoiserSpec:
    """One denoiser: its name, its sizes, how it is taught and for how long."""

    name: str
    configuration: DenoiserConfiguration
    objective: Objective
    recipe: Recipe


DENOISERS: dict[str, DenoiserSpec] = {
    spec.name: spec
    for spec in (
        DenoiserSpec(
            name="portrait",
            configuration=DenoiserConfiguration(),
            objective=Objective(),
            recipe=Recipe(
                epochs=14,
                batch_size=16,
                learning_rate=2.5e-3,
                optimizer="adamw",
                weight_decay=0.02,
                average=0.999,
                clip=1.0,
            ),
        ),
    )
}

WITHOUT = ("gate", "masks")
"""What a denoiser can be trained without, to tell what it is worth."""


def train_denoiser(
    name: str,
    data: Sequence[Path],
    folder: Path,
    *,
    recipe: Recipe | None = None,
    without: str | None = None,
    progress: Callable[[str], None],
) -> Path:
    """Train a denoiser of DENOISERS on folders of performances, and write it as folder/NAME.onnx.

    `without` one of WITHOUT. Raises InputError.
    """
    spec = DENOISERS[name]
    chosen = recipe or spec.recipe
    configuration = replace(spec.configuration, **({without: False} if without else {}))
    sources = [open_performances(each) for each in data]

    def told(split: str) -> Callable[[int, int], None]:
        return lambda done, count: progress(f"{split}: {done} of {count} read") if done % 500 == 0 else None

    parts: tuple[Split, Split] = ("train", "validation")
    training, validation = (load_blocks(sources, split, told(split)) for split in parts)
    if sum(map(len, validation)) < 1 or max(map(len, training)) < spec.objective.shortest:
        named = " and ".join(map(str, data))
        raise InputError(f"too little to train with in {named}; make some hours of performances")
    torch.manual_seed(chosen.seed)  # initial weights are drawn from the global generator
    schedule = NoiseSchedule.cosine()
    task = VisualTraining(configuration, training, validation, spec.objective, schedule)
    figures = train(task, chosen, folder, progress)
    metadata = {
        "denoiser": name,
        "schedule": SCHEDULE,
        "scales": task.codec.as_json(),
        "parameters": str(parameters_of(task.model)),
        "data": " and ".join(source.document.told() for source in sources),
        "validation": json.dumps({key: round(value, 4) for key, value in figures.items()}),
        "recipe": chosen.model_dump_json(),
    }
    path = folder / f"{name}.onnx"
    export_denoiser(task.model, metadata, path)
    return path
