"""`tietfg evaluate`: figures of models and of what they make."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tietfg.cli import options
from tietfg.cli.evaluate_conflicts import conflicts
from tietfg.cli.evaluate_speech import speech
from tietfg.cli.evaluate_video import compare, protocols, video
from tietfg.cli.progress import count_progress
from tietfg.errors import InputError, check_choice

if TYPE_CHECKING:
    from tietfg.fluctuation.recogniser import Recogniser

app = typer.Typer(help="Measure models and what they make.")
app.command()(video)
app.command()(compare)
app.command()(protocols)
app.command()(conflicts)
app.command()(speech)

RecogniserName = Annotated[str, typer.Option("--recogniser", help="labeller or evaluator.")]
Model = Annotated[Path | None, typer.Option(help="An ONNX file of that role in place of the shipped one.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the figures as JSON too.")]


@app.callback(invoke_without_command=True)
def evaluate(context: typer.Context) -> None:
    """Measure models and what they make."""
    if context.invoked_subcommand is None:
        raise InputError("nothing to measure named; `tietfg evaluate --help` lists what can be")


@app.command("faces")
def faces(
    data: Annotated[
        list[Path], typer.Argument(help="Folders with a folder of pictures for each emotion, or FER2013 as an npz.")
    ],
    recogniser: RecogniserName = "labeller",
    model: Model = None,
    output: Output = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """How well a recogniser tells emotions in labelled pictures: the paper's tables 7 and 8, as Markdown."""
    from tietfg.evaluation.labelled_faces import classify, read_labelled
    from tietfg.evaluation.tables import classification_json, classification_tables
    from tietfg.media.outputs import OutputFile
    from tietfg.weights.store import WeightStore

    file = output and OutputFile(output, (".json",), overwrite)
    if file:
        file.check()
    network = _recogniser(recogniser, model)
    landmarker = WeightStore.default(offline=offline).path("face-landmarker")
    results, figures = {}, {}
    for path in data:
        with count_progress(f"looking at {path}") as progress:
            labelled = read_labelled(path, landmarker, progress)
        for problem in labelled.unreadable:
            print(f"note: {problem}", file=sys.stderr)
        if labelled.without_face:
            print(f"note: {len(labelled.without_face)} pictures of {path} show no face", file=sys.stderr)
        results[labelled.name] = classify(network, labelled)
        figures[labelled.name] = classification_json(results[labelled.name]) | {
            "without_face": [str(picture) for picture in labelled.without_face],
            "unreadable": list(labelled.unreadable),
        }
    print(classification_tables(results, "faces"))
    if file:
        with file:
            file.write_text(json.dumps(figures, indent=2) + "\n")


@app.command("clips")
def clips(
    folder: Annotated[Path, typer.Argument(help="Folder of the data set's videos, named as it names them.")],
    data_set: Annotated[str, typer.Option("--set", help="mead, ravdess or crema-d.")],
    recogniser: RecogniserName = "labeller",
    model: Model = None,
    output: Output = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """How well a recogniser tells what actors play in video clips: the ceiling of what is measured with it."""
    from tietfg.data.acted_clips import CLIP_SETS, read_clips
    from tietfg.evaluation.acted_videos import classify_clips
    from tietfg.evaluation.tables import classification_json, classification_tables
    from tietfg.media.outputs import OutputFile
    from tietfg.weights.store import WeightStore

    check_choice("--set", data_set, CLIP_SETS)
    file = output and OutputFile(output, (".json",), overwrite)
    if file:
        file.check()
    network = _recogniser(recogniser, model)
    landmarker = WeightStore.default(offline=offline).path("face-landmarker")
    with count_progress(f"looking at {folder}") as progress:
        told = classify_clips(read_clips(folder, data_set), network, landmarker, progress)
    for problem in told.unusable:
        print(f"note: {problem}", file=sys.stderr)
    print(classification_tables({f"{data_set}, frames": told.frames}, "frames"), end="\n\n")
    print(classification_tables({f"{data_set}, clips": told.clips}, "clips"))
    if file:
        figures = {"frames": classification_json(told.frames), "clips": classification_json(told.clips)}
        with file:
            file.write_text(json.dumps(figures | {"unusable": list(told.unusable)}, indent=2) + "\n")


def _recogniser(role: str, model: Path | None) -> "Recogniser":
    """The shipped recogniser, whose ceiling is told, or one from a file."""
    from tietfg.fluctuation.recogniser import RECOGNISERS, Recogniser

    check_choice("recogniser", role, RECOGNISERS)
    spec = RECOGNISERS[role]
    if model is not None:
        return Recogniser(model, spec.role)
    print(f"note: {spec.card.ceiling}", file=sys.stderr)
    return spec.load()
