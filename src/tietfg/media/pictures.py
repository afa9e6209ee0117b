"""Pictures from outside: any common format becomes upright 8-bit sRGB, decoded in a child process under limits."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.media.input_files import check_file, file_error
from tietfg.media.limits import ChildError, run_limited

FILE_LIMIT = 64 * 2**20
"""Largest picture file, bytes."""
PIXEL_LIMIT = 50_000_000
"""Most pixels before decoding."""
SIDE_LIMIT = 2048
"""Longest side after reading; larger pictures are reduced."""
SIDE_MINIMUM = 128
"""Shortest side that is accepted."""


@dataclass(frozen=True)
class Picture:
    """A picture as read, with what the user should know about it."""

    pixels: NDArray[np.uint8]
    """(height, width, 3) sRGB, upright, longest side at most SIDE_LIMIT."""
    notes: tuple[str, ...]


def load_picture(path: Path) -> Picture:
    """Read a picture file.

    EXIF rotation and an embedded colour profile are applied, transparency is laid over a neutral light grey, and of
    an animation the first frame is taken (with a note). Raises InputError: no such file, not a readable file, not a
    picture that can be decoded within FILE_LIMIT, PIXEL_LIMIT, 1 GiB and 15 s of CPU time, or too small.
    """
    check_file(path, "picture", FILE_LIMIT, "save it smaller")
    request = {"path": str(path.absolute()), "pixel_limit": PIXEL_LIMIT, "side_limit": SIDE_LIMIT}
    try:
        answer, pixels = run_limited(Path(__file__).with_name("decode.py"), request, seconds=15, memory=2**30)
    except ChildError as error:
        action = "reduce it first" if error.over_limit else "save it again"
        raise file_error(path, f"it cannot be decoded ({error}); {action}") from error
    if "error" in answer:
        raise file_error(path, answer["error"])
    if min(answer["source_width"], answer["source_height"]) < SIDE_MINIMUM:
        size = f"{answer['source_width']} x {answer['source_height']}"
        raise file_error(path, f"{size} pixels are too few; the shorter side needs at least {SIDE_MINIMUM}")
    return Picture(
        pixels=np.frombuffer(pixels, np.uint8).reshape(answer["height"], answer["width"], 3),
        notes=("the picture is animated; its first frame is used",) if answer["animated"] else (),
    )
