"""`tietfg speak`: a text spoken with changing emotions, as a sound file."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli.inputs import read_arguments


def speak(
    text: Annotated[str, typer.Option(help="What is said: a string, @file, or - for standard input.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The wav or flac to write.")],
    emotion: Annotated[str, typer.Option(help="The changing emotions, in plain English: a string, @file or -.")] = "",
    timeline: Annotated[Path | None, typer.Option(help="Keyframes as JSON, in place of --emotion.")] = None,
    voice: Annotated[str | None, typer.Option(help="Voice, for instance af_heart, am_michael, bf_emma.")] = None,
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en",
    report: Annotated[Path | None, typer.Option(help="Write words and phones with their times as JSON.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Never fetch anything; fail if a model is missing.")] = False,
) -> None:
    """Speak a text while the voice follows a description of changing emotions."""
