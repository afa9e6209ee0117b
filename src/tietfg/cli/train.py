"""`tietfg train`: the project's own models, trained and exported."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.train_emotion_classifier import emotion_classifier
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


@app.command("visual")
def visual(
    data: Annotated[
        list[Path],
        typer.Option(
            "--data",
            help="A folder of `tietfg data synth-motion` or `tietfg data track-motion`; repeat it for more of them.",
        ),
    ],
    output: Output,
    denoiser: Annotated[str, typer.Option(help="portrait.")] = "portrait",
    without: Annotated[str | None, typer.Option(help="gate or masks: an ablation that does without.")] = None,
    recipe: RecipeFile = None,
) -> None:
    """Train the denoiser of motion tokens, and export it to OUTPUT/DENOISER.onnx."""
    from tietfg.training.denoisers import DENOISERS, WITHOUT, train_denoiser
    from tietfg.training.recipe import Recipe

    check_choice("denoiser", denoiser, DENOISERS)
    if without is not None:
        check_choice("--without", without, WITHOUT)
    path = train_denoiser(
        denoiser,
        data,
        output,
        recipe=Recipe.read(recipe) if recipe else None,
        without=without,
        progress=lambda told: print(told, file=sys.stderr, flush=True),
    )
    print(path)


@app.command("sd15")
def sd15(
    data: Annotated[
        Path, typer.Option("--data", help="A folder of videos of one speaking face each (docs/training.md).")
    ],
    output: Output,
    weights: Annotated[
        Path | None,
        typer.Option(help="A folder of weights to begin with; that of `tietfg weights pull sd15` if not given."),
    ] = None,
    stage: Annotated[int, typer.Option(help="1: the picture; 2: speech, emotion and motion.")] = 2,
    size: Annotated[int, typer.Option(help="Side of the pictures in pixels.")] = 512,
    motion_modules: Annotated[bool, typer.Option(help="Whether stage 2 trains the motion modules too.")] = True,
    save_every: Annotated[
        int, typer.Option(min=1, help="Steps from one state and sample video to the next: an epoch of the recipe.")
    ] = 500,
    recipe: RecipeFile = None,
    offline: options.Offline = False,
) -> None:
    """Train the networks of the paper's scale on videos, and write them to OUTPUT/sd15."""
    check_extra("training of sd15", "sd15", ("diffusers", "transformers"))
    from tietfg.synthesis.sd15.files import default_folder
    from tietfg.training.recipe import Recipe
    from tietfg.training.sd15 import train_sd15
    from tietfg.training.sd15_stages import STAGES
    from tietfg.weights.store import WeightStore

    check_choice("stage", str(stage), map(str, STAGES))
    print(
        train_sd15(
            data,
            weights or default_folder(),
            output,
            stage=stage,
            size=size,
            motion_modules=motion_modules,
            interval=save_every,
            recipe=Recipe.read(recipe) if recipe else None,
            store=WeightStore.default(offline=offline),
            progress=lambda told: print(told, file=sys.stderr, flush=True),
        )
    )


app.command("emotion-classifier")(emotion_classifier)
