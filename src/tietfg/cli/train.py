"""`tietfg train`: the project's own models, trained and exported."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.errors import check_choice, check_extra

app = typer.Typer(help="Train the project's own models (needs the extra `train`).", no_args_is_help=False)

Output = Annotated[Path, typer.Option("--output", "-o", help="Folder of the run; a cut run goes on there.")]
RecipeFile = Annotated[
    Path | None, typer.Option("--recipe", help="Recipe as YAML (docs/training.md), in place of the usual one.")
]


@app.callback()
def train() -> None:
    """Train the project's own models."""
    check_extra("training", "train", ("torch", "accelerate", "safetensors", "tensorboard"))


@app.command("face-classifier")
def face_classifier(
    role: Annotated[str, typer.Argument(help="labeller or evaluator.", show_default=False)],
    data: Annotated[Path, typer.Option(help="FER2013 as an npz file (docs/training.md).")],
    output: Output,
    half: Annotated[
        str | None, typer.Option(help="even, odd or both halves of the training pictures; the role's own if not given.")
    ] = None,
    recipe: RecipeFile = None,
) -> None:
    """Train a network that tells emotions from faces, and export it to OUTPUT/ROLE.onnx."""
    from tietfg.data.fer2013 import HALVES
    from tietfg.training.face_classifier import CLASSIFIERS, RECIPE, train_classifier
    from tietfg.training.recipe import Recipe

    check_choice("role", role, CLASSIFIERS)
    half = half or CLASSIFIERS[role].half
    check_choice("half", half, HALVES)
    chosen = Recipe.read(recipe) if recipe else RECIPE
    print(train_classifier(role, data, half, chosen, output, lambda told: print(told, file=sys.stderr, flush=True)))


@app.command("efp")
def efp(
    data: Annotated[
        Path,
        typer.Option("--corpus", help="A corpus of `tietfg data synth-speech`, or clips of `tietfg data label-clips`."),
    ],
    output: Output,
    predictor: Annotated[
        str, typer.Option(help="embedded, emotion2vec, or paper (text read by GLM-4-Voice).")
    ] = "embedded",
    weights: Annotated[str | None, typer.Option(help="Weights of the audio encoder, where it needs any.")] = None,
    text_weights: Annotated[str | None, typer.Option(help="Weights of the text encoder, where it needs any.")] = None,
    without: Annotated[str | None, typer.Option(help="text or audio: an ablation that does without.")] = None,
    recipe: RecipeFile = None,
) -> None:
    """Train an emotion fluctuation predictor, and export it to OUTPUT/efp.onnx."""
    from tietfg.training.predictors import PREDICTORS, WITHOUT, train_predictor
    from tietfg.training.recipe import Recipe

    check_choice("predictor", predictor, PREDICTORS)
    if without is not None:
        check_choice("--without", without, WITHOUT)
    path = train_predictor(
        predictor,
        data,
        output,
        recipe=Recipe.read(recipe) if recipe else None,
        weights=weights,
        text_weights=text_weights,
        without=without,
        progress=lambda told: print(told, file=sys.stderr, flush=True),
    )
    print(path)
