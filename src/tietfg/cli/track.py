"""`tietfg track`: the emotions recognised in the face of any video, frame by frame."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.progress import seconds_progress
from tietfg.errors import InputError, check_choice

FORMATS = ("json", "plot")


def track(
    video: Annotated[Path, typer.Argument(help="The video, of one person.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; JSON goes to stdout without it.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="json: a track (docs/track.md); plot: its curves under frames, a png.")
    ] = "json",
    smooth: Annotated[
        float, typer.Option(help="Standard deviation in seconds of a Gaussian over the probabilities; 0 for none.")
    ] = 0.0,
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Tell the emotion of the face in each frame of a video."""
    from tietfg.emotion.track_file import track_json
    from tietfg.evaluation.track_plot import draw_track
    from tietfg.fluctuation.recognise import recognise
    from tietfg.fluctuation.recogniser import RECOGNISERS
    from tietfg.media.outputs import OutputFile
    from tietfg.weights.store import WeightStore

    check_choice("format", form, FORMATS)
    if not 0 <= smooth <= 5:
        raise InputError(f"--smooth {smooth:g} is out of range; use 0 to 5 seconds")
    if form == "plot" and output is None:
        raise InputError("a plot needs a file; name it with --output")
    file = output and OutputFile(output, (".png",) if form == "plot" else (".json",), overwrite)
    if file:
        file.check()
    labeller = RECOGNISERS["labeller"]
    with seconds_progress("looking") as progress:
        store = WeightStore.default(offline=offline)
        recognised = recognise(video, store.path("face-landmarker"), labeller.load(), smooth, progress)
    told = ", ".join(f"{name} {share:.0%}" for name, share in recognised.shares.items() if share >= 0.005)
    print(f"{int(recognised.face.sum())} of {len(recognised.face)} frames show a face: {told}", file=sys.stderr)
    print(f"note: {labeller.card.ceiling}", file=sys.stderr)
    if file is None:
        print(track_json(recognised.track, recognised.face.tolist()))
        return
    with file:
        if form == "plot":
            with file.writing():
                draw_track(recognised.track, recognised.face, recognised.views, video.name).save(
                    file.temporary, format="png"
                )
        else:
            file.write_text(track_json(recognised.track, recognised.face.tolist()) + "\n")
    print(output)
