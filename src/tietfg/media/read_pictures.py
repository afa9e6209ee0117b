"""The pictures of a video from outside, at a rate that is asked for, decoded in a child process under limits."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.media.input_files import check_file, file_error
from tietfg.media.limits import ChildError, stream_limited

FILE_LIMIT = 4 * 2**30
"""Largest file, bytes."""
SECONDS_LIMIT = 30 * 60
"""Longest video."""
PIXEL_LIMIT = 10_000_000
"""Most pixels of a frame, a little more than 4096 x 2160."""
SIDE_LIMIT = 1280
"""Longer side of the pictures; larger ones are reduced."""


@dataclass(frozen=True)
class Square:
    """What is cut out of every picture: left, top and side in pixels of the reduced picture, and its size then."""

    left: float
    top: float
    side: float
    size: int


def read_pictures(path: Path, rate: Fraction, square: Square | None = None) -> Iterator[NDArray[np.uint8]]:
    """(height, width, 3) RGB, the pictures that are shown at k / rate seconds, one after the other.

    Raises InputError for a file that is no video, or cannot be decoded within FILE_LIMIT, SECONDS_LIMIT, PIXEL_LIMIT,
    4 GiB and an hour of CPU time.
    """
    check_file(path, "video", FILE_LIMIT, "cut it into parts")
    request = {"path": str(path.absolute()), "rate": rate.as_integer_ratio(), "square": square and astuple(square)}
    request |= {"pixel_limit": PIXEL_LIMIT, "seconds_limit": SECONDS_LIMIT, "side_limit": SIDE_LIMIT}
    script = Path(__file__).with_name("decode_pictures.py")
    try:
        with closing(stream_limited(script, request, seconds=3600, memory=2**32)) as parts:
            for header, body in parts:
                if "error" in header:
                    raise file_error(path, header["error"])
                width, height = header["size"]
                yield np.frombuffer(body, np.uint8).reshape(height, width, 3)
    except ChildError as error:
        raise file_error(path, f"it cannot be decoded ({error}); cut it into parts") from error
