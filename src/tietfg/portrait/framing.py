"""Framing: which part of the picture the video shows."""

from typing import Literal

import numpy as np

from tietfg.errors import InputError
from tietfg.portrait.faces import OUTER_EYE_CORNERS, Face
from tietfg.portrait.portrait import Framing

FACE_SHARE = 0.45
"""Height of the face (forehead to chin) in the frame: head and shoulders."""
TIGHTEST_SHARE = 0.66
"""The face may fill this much before the frame reaches beyond the picture."""
EYE_LINE = 0.43
"""Height of the eyes in the frame, from the top."""
LARGEST_SHIFT = 0.15
"""How far the frame moves off its place to stay within the picture, as a share of its side."""


def check_size(size: int) -> None:
    """Raise InputError for a size of the video that is odd or outside 128..1024."""
    if not 128 <= size <= 1024 or size % 2:
        raise InputError(f"size {size} is not possible; give an even number from 128 to 1024")


def frame_face(
    face: Face, picture_width: int, picture_height: int, size: int, framing: Literal["crop", "full"]
) -> Framing:
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
    eyes = face.landmarks[list(OUTER_EYE_CORNERS), 1].mean()
    left = _shift_inside(float(face.centre[0]) - side / 2, side, picture_width)
    top = _shift_inside(float(eyes) - EYE_LINE * side, side, picture_height)
    return Framing(size, size, size / side, left, top)


def _shift_inside(start: float, side: float, length: int) -> float:
    """Move an interval towards the picture [0, length], at most by LARGEST_SHIFT of its side."""
    inside = np.clip(start, min(0, length - side), max(0, length - side))
    return float(np.clip(inside, start - LARGEST_SHIFT * side, start + LARGEST_SHIFT * side))
