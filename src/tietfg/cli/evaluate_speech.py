"""`tietfg evaluate speech`: generated speech beside real speech, the paper's table 3."""

import json
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tietfg.cli import options
from tietfg.cli.progress import count_progress
from tietfg.errors import InputError, check_choice, check_extra

if TYPE_CHECKING:
    from tietfg.evaluation.speech_pairs import Waveform

UNMEASURED = 3
"""The exit status where a table was made but some files could not be measured."""
_NO_EMOTION = (
    "weights not found: a classifier of emotion in speech; get one so: fetch an audio classifier of transformers "
    "(safetensors) and name its folder with --emotion-model"
)
_TITLES = {"mead": "MEAD", "crema-d": "CREMA-D", "ravdess": "RAVDESS"}


def speech(
    generated: Annotated[Path, typer.Option(help="Folder of the sounds or videos to measure.")],
    reference: Annotated[Path | None, typer.Option(help="Folder of the real speech, of the same names.")] = None,
    texts: Annotated[
        Path | None,
        typer.Option(
            help="What is said: a folder of NAME.txt, or lines of a name, a tab and a text. WER is against it."
        ),
    ] = None,
    data_set: Annotated[
        str | None, typer.Option("--set", help="The set whose names the files have: mead, crema-d or ravdess.")
    ] = None,
    emotion_model: Annotated[
        Path | None, typer.Option(help="Folder of an audio classifier of transformers that tells emotions in speech.")
    ] = None,
    study: Annotated[Path | None, typer.Option(help="JSON report of `tietfg study report`.")] = None,
    system: Annotated[str | None, typer.Option(help="The system of the study, where it has several.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write all figures as JSON.")] = None,
    output_format: Annotated[str, typer.Option("--format", help="markdown, latex, csv or json.")] = "markdown",
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Words, emotion and naturalness of generated speech: the paper's table 3.

    Without --texts, words are compared with those that are heard in the reference. Exit status 3: some files could not
    be measured.
    """
    from tietfg.data.acted_clips import CLIP_SETS
    from tietfg.evaluation.speech_pairs import SpeechResult, SpeechTools, measure_pairs, pair_speech, read_texts
    from tietfg.evaluation.speech_table import FORMATS, read_naturalness, speech_json, speech_rows, speech_table
    from tietfg.media.outputs import OutputFile
    from tietfg.speech.recording.recognition import recognise
    from tietfg.weights.store import WeightStore

    if reference is None and texts is None:
        raise InputError("there is nothing to compare with; give --reference, --texts or both")
    check_choice("--format", output_format, FORMATS)
    if data_set is not None:
        check_choice("--set", data_set, CLIP_SETS)
    check_extra("recognition of speech", "recording", ("faster_whisper",))
    file = output and OutputFile(output, (".json",), overwrite)
    if file:
        file.check()
    rating = read_naturalness(study, system) if study else None
    pairs, unpaired = pair_speech(generated, reference, texts and read_texts(texts), data_set)
    quality, quality_note = _quality()
    store = WeightStore.default(offline=offline)
    tools = SpeechTools(
        lambda waveform: recognise(waveform, store).text, _emotion(emotion_model) if emotion_model else None, quality
    )
    with count_progress(f"listening to {generated}") as progress:
        measured = measure_pairs(pairs, tools, progress)
    result = SpeechResult(measured.records, (*unpaired, *measured.problems))
    for problem in result.problems:
        print(f"problem: {problem}", file=sys.stderr)
    if not result.records:
        raise InputError(f"none of the {len(pairs)} pairs could be measured: {result.problems[-1]}")
    emotion_note = _NO_EMOTION if emotion_model is None else "no reference (--reference)"
    rows = speech_rows(result, texts is not None, rating, emotion_note, quality_note)
    name = _TITLES[data_set] if data_set else generated.resolve().name
    print(speech_table(name, result, rows, output_format))
    if file:
        with file:
            file.write_text(json.dumps(speech_json(name, result, rows), indent=1, ensure_ascii=False) + "\n")
    if result.problems:
        raise typer.Exit(UNMEASURED)


def _emotion(folder: Path) -> "Callable[[Waveform], str]":
    check_extra("the emotion model", "train", ("torch", "transformers", "safetensors"))
    from tietfg.evaluation.networks.speech_emotion import load

    return load(folder).tell


def _quality() -> "tuple[Callable[[Waveform], float] | None, str]":
    """What tells the quality, or why there is nothing that does."""
    if not find_spec("distillmos"):
        return None, "not installed: `pip install distillmos`"
    from tietfg.evaluation.networks.distillmos import load

    try:
        return load(), ""
    except InputError as error:
        return None, str(error)
