"""The child process that cuts a square out of a video, at a rate of its own; started by file name, under limits.

Request: path, box (left, top, side) in pixels of the reduced frame, size of the square made of it, fps, pixel_limit,
seconds_limit, side_limit. Answer: a part {} with size * size * 3 bytes of RGB for each frame, that which is shown at
k / fps; or {"error": ...}. "bytes" tells how many follow.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.media.decode_video import VideoError, VideoReader, answer_request

_HELD = 0.5
"""Seconds; a gap in the pictures that is longer makes a video unusable."""


def squares(
    path: str, box: tuple[float, float, float], size: int, fps: int, **limits: Any
) -> Iterator[NDArray[np.uint8]]:
    """(size, size, 3) RGB a frame. Raises VideoError."""
    left, top, side = box
    shown: NDArray[np.uint8] | None = None
    since, count = 0.0, 0
    with VideoReader(path, **limits) as video:
        for seconds, picture in video.frames():
            first = math.ceil(float(seconds) * fps - 1e-6)
            if seconds - since > _HELD:
                raise VideoError(f"no picture for {float(seconds) - since:.1f} s at {since:.1f} s; cut it into parts")
            while shown is not None and count < first:
                yield shown
                count += 1
            cut = Image.fromarray(picture).resize(
                (size, size), Image.Resampling.LANCZOS, box=(left, top, left + side, top + side)
            )
            shown, since = np.asarray(cut), float(seconds)
        while shown is not None and count < float(video.seconds) * fps - 1e-6:
            yield shown
            count += 1


if __name__ == "__main__":
    answer_request(lambda **request: (({}, square.tobytes()) for square in squares(**request)))
