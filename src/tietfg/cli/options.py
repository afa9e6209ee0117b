"""Options that several commands share; their choices come from the registries."""

from pathlib import Path
from typing import Annotated

import typer

from tietfg.fluctuation.switch import FLUCTUATIONS
from tietfg.performers import MOTIONS
from tietfg.portrait.matte import MATTES
from tietfg.presets import PRESETS
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
_PRESETS = "; ".join(f"{spec.name}: {spec.description}" for spec in PRESETS.values())
Preset = Annotated[str, typer.Option(help=f"{_PRESETS}.")]
Fluctuation = Annotated[str, typer.Option(help=f"Where the emotion track comes from: {', '.join(FLUCTUATIONS)}.")]
_MOTIONS = "; ".join(f"{spec.name}: {spec.description}" for spec in MOTIONS.values())
MotionName = Annotated[
    str | None, typer.Option("--motion", help=f"Who moves the face ({next(iter(MOTIONS))} if not given). {_MOTIONS}.")
]
MotionFrom = Annotated[
    Path | None, typer.Option(help="Recorded ARKit curves, a Live Link Face CSV, that the face plays as they are.")
]
Size = Annotated[int, typer.Option(help="Longer side of the video in pixels, even, 128 to 1024.")]
FramingName = Annotated[str, typer.Option("--framing", help="crop: head and shoulders; full: the whole picture.")]
Arkit = Annotated[Path | None, typer.Option(help="Write the ARKit curves as Live Link Face CSV.")]
_MATTES = "; ".join(f"{spec.name}: {spec.description}" for spec in MATTES.values())
_MATTE = f"How the person is cut out of the background, which stays still. {_MATTES}; none: it moves."
Matte = Annotated[str, typer.Option(help=_MATTE)]
OptionalMatte = Annotated[str | None, typer.Option("--matte", help=_MATTE)]
Language = Annotated[str, typer.Option(help="Language of the text.")]
Report = Annotated[Path | None, typer.Option(help="Write what was asked, made and measured as JSON.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace files that exist.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never fetch anything; fail if a model is missing.")]

_FOR_PRESETS = "What presets may be told"
Weights = Annotated[
    Path | None,
    typer.Option(
        help="Weights in place of the usual ones: a folder for sd15; for portrait what --motion diffusion runs.",
        rich_help_panel=_FOR_PRESETS,
    ),
]
Steps = Annotated[
    int | None,
    typer.Option(
        help="Steps of denoising; 40 for sd15 and 8 for --motion diffusion if not given.", rich_help_panel=_FOR_PRESETS
    ),
]
Guidance = Annotated[
    float | None,
    typer.Option(
        help="How closely what is said is followed; 3.5 for sd15 and 1.2 for --motion diffusion if not given. "
        "1 saves time.",
        rich_help_panel=_FOR_PRESETS,
    ),
]
GuidedShare = Annotated[
    float | None,
    typer.Option(
        help="First share of the steps that is guided; 1 for sd15 and 0.5 for --motion diffusion if not given.",
        rich_help_panel=_FOR_PRESETS,
    ),
]
_STRENGTH = "How much speech and emotion move {}, 0 to 3; 1 as trained. For sd15 and --motion diffusion."
PoseStrength = Annotated[float | None, typer.Option(help=_STRENGTH.format("the head"), rich_help_panel=_FOR_PRESETS)]
ExpressionStrength = Annotated[
    float | None, typer.Option(help=_STRENGTH.format("brows, eyes and cheeks"), rich_help_panel=_FOR_PRESETS)
]
LipStrength = Annotated[float | None, typer.Option(help=_STRENGTH.format("lips and jaw"), rich_help_panel=_FOR_PRESETS)]
DriftGuard = Annotated[
    bool,
    typer.Option("--drift-guard", help="sd15: keep long videos from changing slowly.", rich_help_panel=_FOR_PRESETS),
]
Compile = Annotated[
    bool,
    typer.Option(
        "--compile", help="sd15: compile the networks first, which pays in long videos.", rich_help_panel=_FOR_PRESETS
    ),
]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="sd15: run on a CPU, however long that takes.", rich_help_panel=_FOR_PRESETS),
]
