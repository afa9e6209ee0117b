"""`tietfg speak`: a text spoken with changing emotions, as a sound file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.inputs import create_pipeline, read_arguments


def speak(
    text: options.Text,
    output: Annotated[Path, typer.Option("--output", "-o", help="The wav or flac to write.")],
    emotion: options.Emotion = "",
    timeline: options.Timeline = None,
    voice: options.Voice = None,
    voice_like: options.VoiceLike = None,
    speed: options.Speed = 1.0,
    synthesizer: options.SynthesizerName = "kokoro",
    planner_url: options.PlannerUrl = None,
    planner_model: options.PlannerModel = None,
    language: options.Language = "en",
    report: options.Report = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Speak a text while the voice follows a description of changing emotions."""
    from tietfg.cli.languages import check_language
    from tietfg.media.outputs import OutputFile, check_outputs
    from tietfg.media.sound import SOUND_SUFFIXES

    sound, told = OutputFile(output, SOUND_SUFFIXES, overwrite), report and OutputFile(report, (".json",), overwrite)
    check_outputs([file for file in (sound, told) if file], [path for path in (timeline, voice_like) if path])
    check_language(language)
    given = read_arguments({"--text": text, "--emotion": emotion})
    pipeline = create_pipeline("portrait", synthesizer, planner_url, planner_model, offline)
    spoken = pipeline.say(
        text=given["--text"],
        emotion=given["--emotion"],
        timeline=timeline,
        voice=voice,
        voice_like=voice_like,
        speed=speed,
    )
    for note in spoken.notes:
        print(f"note: {note}", file=sys.stderr)
    spoken.save(sound, told)
    print(output)
