"""`tietfg plan`: how a description of changing emotions is understood, before anything is spoken."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli.inputs import read_arguments, read_plan
from tietfg.errors import check_choice

FORMATS: tuple[str, ...] = ("json", "table")


def plan(
    text: Annotated[str, typer.Option(help="What is said: a string, @file, or - for standard input.")],
    emotion: Annotated[str, typer.Option(help="The changing emotions, in plain English: a string, @file or -.")] = "",
    timeline: Annotated[Path | None, typer.Option(help="Keyframes as JSON, in place of --emotion.")] = None,
    form: Annotated[str, typer.Option("--format", help="json, as --timeline reads it, or table.")] = "json",
    language: Annotated[str, typer.Option(help="Language of the text.")] = "en",
) -> None:
    """Show the emotions over the words of a text: what a description asks for, or what a timeline file says."""
    from tietfg.cli.languages import check_language
    from tietfg.cli.tables import plan_table
    from tietfg.emotion.description import Planned, check_one_request, parse_description
    from tietfg.emotion.timeline import Plan
    from tietfg.emotion.words import split_words
    from tietfg.speech.blocks import check_text

    check_choice("format", form, FORMATS)
    check_language(language)
    given = read_arguments({"--text": text, "--emotion": emotion})
    check_one_request(given["--emotion"], timeline)
    words = split_words(check_text(given["--text"]))
    if timeline is None:
        planned = parse_description(given["--emotion"], words)
    else:
        planned = Planned(read_plan(timeline, given["--text"]), ())
    for note in planned.notes:
        print(f"note: {note}", file=sys.stderr)
    written = tuple(word.text for word in words)
    if planned.timeline.has_seconds:
        print("note: anchors in seconds become words when the text is spoken; no segments are shown", file=sys.stderr)
        document = Plan(words=written, keyframes=planned.timeline.keyframes)
    else:
        document = Plan.of(written, planned.timeline)
    print(document.model_dump_json(exclude_none=True, indent=2) if form == "json" else plan_table(document))
