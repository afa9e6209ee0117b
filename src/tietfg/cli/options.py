"""Options that several commands share; their choices come from the registries."""

from pathlib import Path
from typing import Annotated

import typer

from tietfg.fluctuation.switch import FLUCTUATIONS
from tietfg.portrait.matte import MATTES
from tietfg.presets import MOTIONS, PRESETS
from tietfg.speech.delivery import SPEEDS
from tietfg.speech.synthesizer import SYNTHESIZERS

Image = Annotated[str, typer.Option(help="Portrait: a picture file, or the name of a shipped one such as amara.")]
VideoOutput = Annotated[Path, typer.Option("--output", "-o", help="The mp4 to write.")]

Text = Annotated[
    str, typer.Option(help="What is said, plain or with marks (docs/markup.md): a string, @file, or - for stdin.")
]
OptionalText = Annotated[
    str | None, typer.Option(help="What is said: a string, @file, or - for stdin. With --audio it may be left out.")
]
Emotion = Annotated[
    str,
    typer.Option(help="The changing emotions, in plain English: a string, @file or -. Without it the text decides."),
]
Timeline = Annotated[Path | None, typer.Option(help="Keyframes as JSON, in place of --emotion.")]
Voice = Annotated[
    str | None,
    typer.Option(help="Voice (`tietfg voices`), or a blend: af_heart:0.7+bf_emma:0.3; @-1.5 shifts it by semitones."),
]
VoiceLike = Annotated[
    Path | None, typer.Option(help="A recording of a person; the nearest blend of voices speaks, in place of --voice.")
]
Speed = Annotated[float, typer.Option(help=f"Factor of the speaking rate, {SPEEDS[0]:g} to {SPEEDS[1]:g}.")]
_SYNTHESIZERS = "; ".join(f"{spec.name}: {spec.description}" for spec in SYNTHESIZERS.values())
SynthesizerName = Annotated[str, typer.Option("--synthesizer", help=f"{_SYNTHESIZERS}.")]
Audio = Annotated[
    Path | None, typer.Option(help="A recording that is played in place of synthetic speech: sound file or video.")
]
PlannerUrl = Annotated[
    str | None,
    typer.Option(help="Address of an OpenAI-compatible API whose language model reads --emotion (docs/planner.md)."),
]
PlannerModel = Annotated[str | None, typer.Option(help="Name of the planner's model.")]
Preset = Annotated[str, typer.Option(help=f"Model family: {', '.join(PRESETS)}.")]
Fluctuation = Annotated[str, typer.Option(help=f"Where the emotion track comes from: {', '.join(FLUCTUATIONS)}.")]
MotionName = Annotated[str, typer.Option("--motion", help=f"Who moves the face: {', '.join(MOTIONS)}.")]
MotionFrom = Annotated[
    Path | None, typer.Option(help="Recorded ARKit curves, a Live Link Face CSV, that the face plays as they are.")
]
Size = Annotated[int, typer.Option(help="Longer side of the video in pixels, even, 128 to 1024.")]
FramingName = Annotated[str, typer.Option("--framing", help="crop: head and shoulders; full: the whole picture.")]
Arkit = Annotated[Path | None, typer.Option(help="Write the ARKit curves as Live Link Face CSV.")]
_MATTES = "; ".join(f"{spec.name}: {spec.description}" for spec in MATTES.values())
Matte = Annotated[
    str,
    typer.Option(help=f"How the person is cut out of the background, which stays still. {_MATTES}; none: it moves."),
]
Language = Annotated[str, typer.Option(help="Language of the text.")]
Report = Annotated[Path | None, typer.Option(help="Write what was asked, made and measured as JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never fetch anything; fail if a model is missing.")]
