"""`tietfg train emotion-classifier`: the classifier of whole videos that Emo-Acc is counted with."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.errors import check_choice


def emotion_classifier(
    data: Annotated[Path, typer.Option(help="Folder of the data set's videos, named as it names them.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the run; a cut run goes on there.")],
    data_set: Annotated[str, typer.Option("--set", help="mead, crema-d or ravdess.")] = "mead",
    test_speaker: Annotated[
        list[str] | None,
        typer.Option(
            help="A person who is only tested; repeat it for more. MEAD's M003, M030, W009 and W015 if not given, in "
            "other sets the last tenth of the people."
        ),
    ] = None,
    width: Annotated[int, typer.Option(min=1, help="Channels of the first layer; ResNet-18 has 64.")] = 64,
    backbone: Annotated[
        Path | None, typer.Option(help="A trained ResNet-18 to begin with, as safetensors with torchvision's keys.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option("--recipe", help="Recipe as YAML (docs/training.md), in place of the usual one.")
    ] = None,
    offline: options.Offline = False,
) -> None:
    """Train the classifier of Emo-Acc on acted videos of your own, and write it to OUTPUT/classifier.safetensors."""
    from tietfg.data.acted_clips import CLIP_SETS
    from tietfg.training.emotion_classifier import RECIPE, train_emotion_classifier
    from tietfg.training.recipe import Recipe
    from tietfg.weights.store import WeightStore

    check_choice("--set", data_set, CLIP_SETS)
    chosen = Recipe.read(recipe) if recipe else RECIPE
    path = train_emotion_classifier(
        data,
        data_set,
        output,
        WeightStore.default(offline=offline).path("face-landmarker"),
        recipe=chosen,
        width=width,
        backbone=backbone,
        test_speakers=test_speaker or (),
        progress=lambda told: print(told, file=sys.stderr, flush=True),
    )
    print(f"{path}; `tietfg weights convert emotion-classifier {path}` installs it", file=sys.stderr)
    print(path)
