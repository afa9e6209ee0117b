"""How people's actions differ from the units of the ARKit basis: the units that portraits are fitted and moved with."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import (
    BROW_COLUMNS_LEFT,
    BROW_COLUMNS_RIGHT,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    LOWER_LIP_RINGS,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
    UPPER_LIP_RINGS,
)

INNER_BROW_GAIN = 1.4
"""People raise the inner brow farther than the basis' unit; less would read as anger in a surprised face."""
WIDE_GAIN = 0.65
"""Wide eyes of the basis' unit show white below the iris too, which reads as a doll's."""
BROW_REACH = 0.06
"""Standard deviation of the distance in units within which skin goes along with the brow: hair reaches below the
landmarks of its edge on most faces, and what stretches when the brow rises is the lid."""
CORNER_DROP, CORNER_REACH = 0.034, 0.07
"""How much farther than in the basis the corners of the mouth follow jawOpen = 1, and the radius of skin around their
inner side that goes along, in units: the upper lip then bows over the opening instead of lying flat on it."""
SMILE_RISE, SMILE_LIFT = 0.66, 0.016
"""Share of the basis' rise that the corners keep in a smile, which widens more than it rises, and how far the middle of
the upper lip is lifted on each side, in units: the teeth show, not a curled line."""
PUCKER_GAIN = 1.3
"""People gather their lips farther than the basis' unit."""


def shape_units(units: NDArray[np.float64], neutral: NDArray[np.floating]) -> None:
    """Shape the (52, 478, 3) units of the mean face `neutral` (478, 3), in place."""
    _shape_lips(units, neutral)
    for side in ("Left", "Right"):
        units[coefficient("eyeWide" + side)] *= WIDE_GAIN
    _shape_brows(units, neutral)
    units[coefficient("browInnerUp")] *= INNER_BROW_GAIN


def _shape_brows(units: NDArray[np.float64], neutral: NDArray[np.floating]) -> None:
    """Let brows move as one, their hairs as long as before, and skin near them along, in place."""
    rows = np.hstack([BROW_COLUMNS_RIGHT[:, :2].T, BROW_COLUMNS_LEFT[:, :2].T])
    lids = np.concatenate([UPPER_LID_RIGHT, LOWER_LID_RIGHT, UPPER_LID_LEFT, LOWER_LID_LEFT])
    away = np.linalg.norm(neutral[:, None, :2] - neutral[rows.ravel(), :2], axis=2)
    nearness = np.exp(-0.5 * (away / BROW_REACH) ** 2)
    shares = nearness / np.maximum(nearness.sum(1, keepdims=True), 1e-9)
    near = nearness.max(1, keepdims=True)
    near[lids] = 0
    for action in ("browDownRight", "browDownLeft", "browOuterUpRight", "browOuterUpLeft", "browInnerUp"):
        unit = units[coefficient(action)]
        brow = np.tile(0.8 * unit[rows[0]] + 0.2 * unit[rows[1]], (2, 1))
        unit += near * (shares @ brow - unit)


def _shape_lips(units: NDArray[np.float64], neutral: NDArray[np.floating]) -> None:
    """Shape how actions move the lips, in place: (52, 478, 3) `units` of the mean face `neutral` (478, 3)."""
    inside = np.abs(neutral[[191, 415], 0]).mean()
    apart = np.hypot(np.abs(neutral[:, 0]) - inside, neutral[:, 1] - neutral[[78, 308], 1].mean())
    units[coefficient("jawOpen"), :, 1] += CORNER_DROP * np.exp(-0.5 * (apart / CORNER_REACH) ** 2)
    for side in ("Left", "Right"):
        smile = units[coefficient("mouthSmile" + side)]
        smile[:, 1] *= SMILE_RISE
        for ring in UPPER_LIP_RINGS:
            smile[ring, 1] -= SMILE_LIFT * np.cos(np.linspace(-np.pi / 2, np.pi / 2, len(ring))) ** 2
    units[coefficient("mouthPucker")] *= PUCKER_GAIN
    for ring in LOWER_LIP_RINGS:
        for _ in range(2):
            units[:, ring[1:-1]] = units[:, ring[1:-1]] / 2 + (units[:, ring[:-2]] + units[:, ring[2:]]) / 4
