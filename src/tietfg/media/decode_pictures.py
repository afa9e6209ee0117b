"""The child process that decodes a video at a rate of its own; started by file name, under limits.

Request: path, rate (numerator, denominator), square (null, or left, top and side in pixels of the reduced frame and the
size of what is made of it), pixel_limit, seconds_limit, side_limit. Answer: a part {"size": [width, height]} with the
RGB bytes for each frame, that which is shown at k / rate; or {"error": ...}. "bytes" tells how many follow.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from PIL import Image

from tietfg.media.decode_video import VideoReader, answer_request


def pictures(
    path: str, rate: tuple[int, int], square: tuple[float, float, float, int] | None, **limits: Any
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The parts of the answer. Raises VideoError."""
    with VideoReader(path, **limits) as video:
        for picture in video.frames_at(Fraction(*rate)):
            if square is None:
                yield {"size": (picture.shape[1], picture.shape[0])}, picture.tobytes()
                continue
            left, top, side, size = square
            box = (left, top, left + side, top + side)
            cut = Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS, box)
            yield {"size": (size, size)}, cut.tobytes()


if __name__ == "__main__":
    answer_request(pictures)
