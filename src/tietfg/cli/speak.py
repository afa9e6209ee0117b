"""`tietfg speak`: a text spoken with changing emotions, as a sound file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli.inputs import read_arguments, read_plan
from tietfg.cli.languages import check_language


def speak(
    text: Annotated[str, typer.Option(help="What is said: a string, @file, or - for standard input.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The wav or flac to write.")],
    emotion: Annotated[str, typer.Option(help="The changing emotions, in plain English: a string, @file or -.")] = "",
    timeline: Annotated[Path | None, typer.Option(help="Keyframes as JSON, in place of --emotion.")] = None,
    voice: Annotated[str | None, typer.Option(help="Voice, for instance af_heart, am_michael, bf_emma.")] = None,
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en",
    report: Annotated[Path | None, typer.Option(help="Write words and phones with their times as JSON.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Never fetch anything; fail if a model is missing.")
    ] = False,
) -> None:
    """Speak a text while the voice follows a description of changing emotions."""
    from tietfg.media.outputs import OutputFile, check_outputs
    from tietfg.media.sound import SOUND_SUFFIXES
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.weights.store import WeightStore

    sound, told = OutputFile(output, SOUND_SUFFIXES, overwrite), report and OutputFile(report, (".json",), overwrite)
    check_outputs([file for file in (sound, told) if file], [timeline] if timeline else [])
    check_language(language)
    given = read_arguments({"--text": text, "--emotion": emotion})
    pipeline = TalkingFacePipeline.from_pretrained(store=WeightStore.default(offline=offline))
    spoken = pipeline.say(
        text=given["--text"],
        emotion=given["--emotion"],
        timeline=timeline and read_plan(timeline, given["--text"]),
        voice=voice,
    )
    for note in spoken.notes:
        print(f"note: {note}", file=sys.stderr)
    spoken.save(sound, told)
    print(output)
