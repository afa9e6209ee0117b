"""The child process that decodes a video at a rate of its own; started by file name, under limits.

Request: path, rate (numerator, denominator), pixel_limit, seconds_limit, side_limit. Answer: a part {"size": [width,
height]} with the RGB bytes for each frame, that which is shown at k / rate; or {"error": ...}. "bytes" tells how many
follow.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tietfg.media.decode_video import VideoReader, answer_request


def pictures(path: str, rate: tuple[int, int], **limits: Any) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The parts of the answer. Raises VideoError."""
    with VideoReader(path, **limits) as video:
        for picture in video.frames_at(Fraction(*rate)):
            yield {"size": (picture.shape[1], picture.shape[0])}, picture.tobytes()


if __name__ == "__main__":
    answer_request(pictures)
