"""The lips: where they meet in the photo, how actions shape them, and how far they may be squeezed."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.basis import load_basis
from tietfg.portrait.blur import bilinear
from tietfg.portrait.topology import (
    BELOW_LOWER_LIP,
    LOWER_INNER_LIP,
    LOWER_LIP_RINGS,
    LOWER_OUTER_LIP,
    UPPER_INNER_LIP,
    UPPER_LIP_RINGS,
    UPPER_OUTER_LIP,
)
from tietfg.render.images import LUMA

PARTED, PARTED_BY_ACTION = 0.05, 0.02
"""Inner lips farther apart than this are parted, in units; landmarkers see smaller gaps between closed lips too, but
only in faces that do not open them by what they do."""
MEETING_GAP = 0.012
"""Lips nearer than this meet, in units."""
LIP_SQUEEZE = (0.6, 0.6, 0.6)
"""How much of its height a lip may lose, from its outer to its inner contour."""
UPPER_LIP_COLUMNS = np.stack(UPPER_LIP_RINGS[::-1], 1)[1:-1]
LOWER_LIP_COLUMNS = np.column_stack([BELOW_LOWER_LIP, np.stack(LOWER_LIP_RINGS[3::-1], 1)[1:-1]])


def seal_lips(
    points: NDArray[np.float64], coefficients: NDArray[np.floating], down: NDArray[np.float64], unit: float
) -> None:
    """Let inner lip points of (vertices, 3) meet in their middle, in place: what crosses, nearly touches or must touch.

    Must touch what meets on the mean face under the (52,) coefficients, where lip contacts are imposed.
    """
    upper, lower = points[UPPER_INNER_LIP], points[LOWER_INNER_LIP]
    middle = (upper + lower) / 2
    rest, change = _mean_gap()
    expected = rest + np.einsum("k,kv->v", coefficients, change)
    parted = smooth_step((lower - upper) @ down / (1.5 * MEETING_GAP * unit)) * smooth_step(expected / MEETING_GAP)
    points[UPPER_INNER_LIP] = middle + (upper - middle) * parted[:, None]
    points[LOWER_INNER_LIP] = middle + (lower - middle) * parted[:, None]


@cache
def _mean_gap() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gap (11,) of the mean face's inner lips in units, and its change (52, 11) by each coefficient."""
    basis = load_basis()
    rest = (basis.neutral[LOWER_INNER_LIP] - basis.neutral[UPPER_INNER_LIP])[:, 1].astype(np.float64)
    change = (basis.basis[:, LOWER_INNER_LIP] - basis.basis[:, UPPER_INNER_LIP])[..., 1].astype(np.float64)
    return rest, change


def lips_parted(landmarks: NDArray[np.floating], resting: NDArray[np.floating]) -> bool:
    """Tell from (478, 3) landmarks, and where they lie when the face rests, whether the lips are apart."""
    shown, at_rest = (points[LOWER_INNER_LIP, :2] - points[UPPER_INNER_LIP, :2] for points in (landmarks, resting))
    gap, opened = np.linalg.norm(shown, axis=1).max(), np.linalg.norm(shown - at_rest, axis=1).max()
    unit = np.linalg.norm(landmarks[33] - landmarks[263])
    return bool(gap > PARTED * unit or min(gap, opened) > PARTED_BY_ACTION * unit)


def close_lips(picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float) -> None:
    """Move the inner lip points of closed lips among (478, 3) landmarks to the dark line between them, in place."""
    upper, lower = landmarks[UPPER_INNER_LIP[1:-1]], landmarks[LOWER_INNER_LIP[1:-1]]
    across = landmarks[LOWER_OUTER_LIP[1:-1]] - landmarks[UPPER_OUTER_LIP[1:-1]]
    across /= np.linalg.norm(across[:, :2], axis=1, keepdims=True)
    middle, half = (upper + lower) / 2, np.linalg.norm((lower - upper)[:, :2], axis=1) / 2
    offsets = np.linspace(-0.03, 0.03, 25) * unit
    x, y = (middle[:, axis, None] + across[:, axis, None] * offsets + margin - 0.5 for axis in (0, 1))
    grey = bilinear(picture, x, y) @ LUMA
    contrast = np.maximum(np.ptp(grey), 12.0)
    strayed = (offsets / (half[:, None] + 0.008 * unit)) ** 2
    seam = offsets[np.argmin((grey - grey.min()) / contrast + 0.25 * strayed, axis=1)]
    for _ in range(2):
        padded = np.pad(seam, 1, "edge")
        seam = padded[1:-1] / 2 + (padded[:-2] + padded[2:]) / 4
    line = middle + across * seam[:, None]
    landmarks[UPPER_INNER_LIP[1:-1]] = landmarks[LOWER_INNER_LIP[1:-1]] = line
