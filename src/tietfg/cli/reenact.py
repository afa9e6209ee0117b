"""`tietfg reenact`: a portrait plays the performance of a face in a video, or recorded curves."""

from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.progress import seconds_progress
from tietfg.cli.save import save_video
from tietfg.errors import InputError


def reenact(
    image: options.Image,
    output: options.VideoOutput,
    video: Annotated[Path | None, typer.Argument(help="The video whose face is played.", show_default=False)] = None,
    motion_from: options.MotionFrom = None,
    audio: Annotated[Path | None, typer.Option(help="Sound in place of the video's: sound file or video.")] = None,
    reference: Annotated[
        str, typer.Option(help="What in the video is the portrait's picture: median pose, or the first frame.")
    ] = "median",
    size: options.Size = 512,
    fps: Annotated[
        str | None, typer.Option(help="Frames a second: 24, 25, 29.97, 30, 50 or 60; the performance's if not given.")
    ] = None,
    framing: options.FramingName = "crop",
    matte: options.Matte = "quick",
    arkit: options.Arkit = None,
    report: options.Report = None,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Make a video in which a portrait plays what the face in a video does, or recorded curves."""
    from tietfg.motion.read_live_link import read_live_link
    from tietfg.pipeline import TalkingFacePipeline
    from tietfg.portrait.demo import resolve_picture
    from tietfg.portrait_video import Outputs
    from tietfg.weights.store import WeightStore

    source = video or motion_from
    if source is None or (video is not None and motion_from is not None):
        raise InputError("one performance is needed; name a video, or curves with --motion-from")
    outputs = Outputs(output, arkit=arkit, report=report, overwrite=overwrite)
    picture = resolve_picture(image)
    outputs.check(inputs=tuple(path for path in (picture, source, audio) if path is not None))
    pipeline = TalkingFacePipeline.from_pretrained(store=WeightStore.default(offline=offline))
    with seconds_progress("tracking") as tracking:
        result = pipeline.reenact(
            image=picture,
            performance=source if motion_from is None else read_live_link(source),
            audio=audio,
            reference=reference,
            size=size,
            fps=fps,
            framing=framing,
            matte=matte,
            progress=tracking,
        )
    save_video(result, outputs, "playing")
