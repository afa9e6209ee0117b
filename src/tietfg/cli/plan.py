"""`tietfg plan`: how a description of changing emotions is understood, before anything is spoken."""

import sys
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.inputs import create_pipeline, read_arguments
from tietfg.errors import check_choice

FORMATS: tuple[str, ...] = ("json", "table")


def plan(
    text: options.Text,
    emotion: options.Emotion = "",
    timeline: options.Timeline = None,
    form: Annotated[str, typer.Option("--format", help="json, as --timeline reads it, or table.")] = "json",
    planner_url: options.PlannerUrl = None,
    planner_model: options.PlannerModel = None,
    language: options.Language = "en",
    offline: options.Offline = False,
) -> None:
    """Show the emotions over the words of a text: what a description asks for, or what a timeline file says."""
    from tietfg.cli.languages import check_language
    from tietfg.cli.tables import plan_table
    from tietfg.script import SpeechRequest

    check_choice("format", form, FORMATS)
    check_language(language)
    given = read_arguments({"--text": text, "--emotion": emotion})
    pipeline = create_pipeline("portrait", "kokoro", planner_url, planner_model, offline)
    planned = pipeline.plan(SpeechRequest(given["--text"], given["--emotion"], timeline))
    for note in planned.notes:
        print(f"note: {note}", file=sys.stderr)
    if planned.timeline.has_seconds:
        print("note: anchors in seconds become words when the text is spoken; no segments are shown", file=sys.stderr)
    document = planned.plan
    print(document.model_dump_json(exclude_none=True, indent=2) if form == "json" else plan_table(document))
