"""Framing: which part of the picture the video shows."""

import numpy as np

from tietfg.errors import InputError
from tietfg.portrait.faces import OUTER_EYE_CORNERS, Face
from tietfg.portrait.portrait import Framing

FRAMINGS: tuple[str, ...] = ("crop", "full")

FACE_SHARE = 0.45
"""Height of the face (forehead to chin) in the frame: head and shoulders."""
TIGHTEST_SHARE = 0.78
"""The face may fill this much before the frame reaches beyond the picture."""
EYE_LINE = 0.43
"""Height of the eyes in the frame, from the top."""
LARGEST_SHIFT = 0.15
"""How far the frame moves off its place to stay within the picture, as a share of its side."""
LEAST_MARGIN = 0.04
"""Distance of the face from the frame's edge, as a share of its side."""


def check_size(size: int) -> None:
    """Raise InputError for a size of the video that is odd or outside 128..1024."""
    if not 128 <= size <= 1024 or size % 2:
        raise InputError(f"size {size} is not possible; give an even number from 128 to 1024")


def frame_face(face: Face, picture_width: int, picture_height: int, size: int, framing: str) -> Framing:
    """Place the video's frame.

    `crop`: a square around head and shoulders, kept within the picture where that cuts no head; `full`: the whole
    picture, its longer side `size` pixels.
    """
    if framing == "full":
        scale = size / max(picture_width, picture_height)
        width, height = (2 * round(side * scale / 2) for side in (picture_width, picture_height))
        left, top = (picture_width - width / scale) / 2, (picture_height - height / scale) / 2
        return Framing(width, height, scale, left, top)
    side = max(min(face.height / FACE_SHARE, picture_width, picture_height), face.height / TIGHTEST_SHARE)
    low, high = face.landmarks[:, :2].min(axis=0), face.landmarks[:, :2].max(axis=0)
    eyes = face.landmarks[list(OUTER_EYE_CORNERS), 1].mean()
    left = _place(float(face.centre[0]) - side / 2, side, picture_width, float(low[0]), float(high[0]))
    top = _place(float(eyes) - EYE_LINE * side, side, picture_height, float(low[1]), float(high[1]))
    return Framing(size, size, size / side, left, top)


def _place(preferred: float, side: float, length: int, face_low: float, face_high: float) -> float:
    """Start of an interval of the frame: near `preferred`, within the picture [0, length] if it can, round the face."""
    margin = min(LEAST_MARGIN * side, (side - (face_high - face_low)) / 2)
    start = np.clip(preferred, min(0, length - side), max(0, length - side))
    start = np.clip(start, preferred - LARGEST_SHIFT * side, preferred + LARGEST_SHIFT * side)
    return float(np.clip(start, face_high + margin - side, face_low - margin))
