"""`tietfg sheet`: a contact sheet of what portraits do, to look at before a video is made."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from tietfg.cli import options
from tietfg.cli.inputs import read_list, read_numbers
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError

SUFFIXES: tuple[str, ...] = (".png", ".jpg", ".jpeg")
MOST_FACES = 2000


def sheet(
    image: Annotated[
        list[str], typer.Option(help="Portrait: a picture file, or the name of a shipped one. May be given repeatedly.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The png or jpg to write.")],
    size: Annotated[int, typer.Option(help="Width and height of a face in pixels, 64 to 512.")] = 160,
    emotions: Annotated[str, typer.Option(help="Emotions, one row each.")] = ",".join(EMOTIONS),
    intensities: Annotated[str | None, typer.Option(help="Their intensities, for instance 0.5,1.")] = None,
    visemes: Annotated[str | None, typer.Option(help="Mouth shapes: rest, m, f, aa, ee, oo and others.")] = None,
    turns: Annotated[str | None, typer.Option(help="Turns of the head in degrees, for instance -10,0,10.")] = None,
    matte: options.Matte = "quick",
    overwrite: options.Overwrite = False,
    offline: options.Offline = False,
) -> None:
    """Draw a page of a portrait's faces: emotions, mouth shapes, lids and gaze, turns of the head.

    With --intensities, --visemes or --turns, it is every combination of these instead.
    """
    from PIL import Image

    from tietfg.media.outputs import OutputFile, check_outputs
    from tietfg.motion.pose import VISEMES
    from tietfg.portrait.demo import resolve_picture
    from tietfg.portrait.read import read_portrait
    from tietfg.render.sheet import default_rows, draw_sheet, product_rows
    from tietfg.weights.store import WeightStore

    file = OutputFile(output, SUFFIXES, overwrite)
    pictures = [resolve_picture(name) for name in image]
    check_outputs([file], pictures)
    if not 64 <= size <= 512:
        raise InputError(f"size {size} is not possible; give a number from 64 to 512")
    shown = read_list(emotions, "emotion", EMOTIONS)
    if intensities is None and visemes is None and turns is None:
        rows = default_rows(shown)
    else:
        rows = product_rows(
            shown,
            read_numbers(intensities or "1", "intensity", 0.0, 1.0),
            read_list(visemes or "rest", "viseme", ("rest", *VISEMES)),
            read_numbers(turns or "0", "turn", -15.0, 15.0),
        )
    faces = len(pictures) * sum(len(row.poses) for row in rows)
    if faces > MOST_FACES:
        raise InputError(f"{faces} faces are too many for a page; ask for at most {MOST_FACES}")
    started, store = time.perf_counter(), WeightStore.default(offline=offline)
    portraits = {
        f"{number}: {picture.stem}": read_portrait(picture, max(2 * size, 256), "crop", store, matte)
        for number, picture in enumerate(pictures, 1)
    }
    for name, portrait in portraits.items():
        for note in portrait.notes:
            print(f"note: {name}: {note}", file=sys.stderr)
    page = Image.fromarray(draw_sheet(portraits, rows, size))
    with file, file.writing():
        page.save(file.temporary, "png" if output.suffix.lower() == ".png" else "jpeg", quality=92)
    print(f"{faces} faces in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    print(output)
