"""The child process that cuts a square out of a video, at a rate of its own; started by file name, under limits.

Request: path, box (left, top, side) in pixels of the reduced frame, size of the square made of it, fps, pixel_limit,
seconds_limit, side_limit. Answer: a part {} with size * size * 3 bytes of RGB for each frame, that which is shown at
k / fps; or {"error": ...}. "bytes" tells how many follow.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.media.decode_video import VideoReader, answer_request


def squares(
    path: str, box: tuple[float, float, float], size: int, fps: int, **limits: Any
) -> Iterator[NDArray[np.uint8]]:
    """(size, size, 3) RGB a frame. Raises VideoError."""
    left, top, side = box
    with VideoReader(path, **limits) as video:
        for picture in video.frames_at(Fraction(fps)):
            cut = Image.fromarray(picture).resize(
                (size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side)
            )
            yield np.asarray(cut)


if __name__ == "__main__":
    answer_request(lambda **request: (({}, square.tobytes()) for square in squares(**request)))
