"""What skin does and the linear basis does not know: lips that meet, brows that keep their shape, lids of their own."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import (
    BELOW_LOWER_LIP,
    BROW_COLUMNS_LEFT,
    BROW_COLUMNS_RIGHT,
    CHIN_COLUMNS,
    LOWER_INNER_LIP,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    LOWER_LIP_RINGS,
    UPPER_INNER_LIP,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
    UPPER_LIP_RINGS,
)
from tietfg.render.mesh import ring_vertices

MEETING_GAP = 0.012
"""Lips nearer than this meet, in units."""
BROW_SQUEEZE = (0.1, 0.6, 0.65, 0.5)
"""How much of its height skin may lose: brow, below the brow, lid's fold, lid."""
LIP_SQUEEZE = (0.6, 0.6, 0.6)
"""The same from the outer to the inner contour of a lip."""
CHIN_SQUEEZE = (0.5, 0.5, 0.5, 0.4, 0.4, 0.4)
"""The same from the throat to the fold below the lower lip."""
CHIN_AND_THROAT = np.hstack([ring_vertices(CHIN_COLUMNS[:, 0], 3), CHIN_COLUMNS])
UPPER_LIP_COLUMNS = np.stack(UPPER_LIP_RINGS[::-1], 1)[1:-1]
LOWER_LIP_COLUMNS = np.column_stack([BELOW_LOWER_LIP, np.stack(LOWER_LIP_RINGS[3::-1], 1)[1:-1]])


def adapt_units(
    basis: NDArray[np.floating], neutral: NDArray[np.floating], landmarks: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the (52, 478, 3) basis fitted for a photo with (478, 3) landmarks; `neutral` (478, 3) is the mean face.

    Lids move as far as the portrait's own eyes open, and blinks only around the contours, which Eye.close moves itself.
    """
    units = np.array(basis, np.float64)
    for upper, lower, columns, side in (
        (UPPER_LID_RIGHT, LOWER_LID_RIGHT, BROW_COLUMNS_RIGHT, "Right"),
        (UPPER_LID_LEFT, LOWER_LID_LEFT, BROW_COLUMNS_LEFT, "Left"),
    ):
        openness = [
            np.linalg.norm(points[upper[2:7]] - points[lower[2:7]], axis=1).mean()
            / np.linalg.norm(points[33] - points[263])
            for points in (landmarks, neutral)
        ]
        for action in ("eyeBlink", "eyeWide", "eyeLookDown", "eyeLookUp"):
            units[coefficient(action + side)] *= np.clip(openness[0] / openness[1], 0.5, 1.5)
        # Wide eyes of the basis' unit show white below the iris too, which reads as a doll's.
        units[coefficient("eyeWide" + side)] *= 0.65
        # A lid unfolds from its crease: skin at the brow hardly follows, or the hairs of the brow smear.
        blink = units[coefficient("eyeBlink" + side)]
        blink[np.concatenate([upper, lower])] = 0
        blink[columns[:, 2]] *= 0.25
        blink[columns[:, 3]] *= 0.7
        # Hairs of the brow keep their length: its lower edge moves like the upper one.
        for action in ("browDown" + side, "browOuterUp" + side, "browInnerUp"):
            unit = units[coefficient(action)]
            unit[columns[:, :2]] = (0.8 * unit[columns[:, 0]] + 0.2 * unit[columns[:, 1]])[:, None]
        # Corners that rise more than they widen look like a painted grin.
        units[coefficient("mouthSmile" + side), :, 1] *= 0.78

    # People raise the inner brow farther than the basis' unit; less would read as anger in a surprised face.
    units[coefficient("browInnerUp")] *= 1.4
    for ring in LOWER_LIP_RINGS:
        for _ in range(2):
            units[:, ring[1:-1]] = units[:, ring[1:-1]] / 2 + (units[:, ring[:-2]] + units[:, ring[2:]]) / 4
    return units


def seal_lips(points: NDArray[np.float64], down: NDArray[np.float64], unit: float) -> None:
    """Let inner lip points of (vertices, 3) that cross or nearly touch meet in their middle, in place."""
    upper, lower = points[UPPER_INNER_LIP], points[LOWER_INNER_LIP]
    middle = (upper + lower) / 2
    parted = np.clip((lower - upper) @ down / (1.5 * MEETING_GAP * unit), 0, 1)
    parted = (parted * parted * (3 - 2 * parted))[:, None]
    points[UPPER_INNER_LIP] = middle + (upper - middle) * parted
    points[LOWER_INNER_LIP] = middle + (lower - middle) * parted


def limit_squeeze(points: NDArray[np.float64], rest: NDArray[np.float64], down: NDArray[np.float64]) -> None:
    """Move brows, lips and chin apart again so far that the skin between them keeps some height, in place."""
    for columns, limits, towards in (
        (BROW_COLUMNS_RIGHT, BROW_SQUEEZE, down),
        (BROW_COLUMNS_LEFT, BROW_SQUEEZE, down),
        (UPPER_LIP_COLUMNS, LIP_SQUEEZE, down),
        (LOWER_LIP_COLUMNS, (0.5, *LIP_SQUEEZE), -down),
        (CHIN_AND_THROAT, CHIN_SQUEEZE, -down),
    ):
        for row in range(len(limits) - 1, -1, -1):
            outer, inner, limit = columns[:, row], columns[:, row + 1], limits[row]
            height = (rest[inner] - rest[outer]) @ towards
            moved = (points[inner] - points[outer]) @ towards
            squeezed = (moved < height) & (height > 0)
            squeeze = np.where(squeezed, 1 - moved / np.where(squeezed, height, 1), 0)
            kept = np.where(squeezed, height * (1 - limit * (1 - np.exp(-squeeze / limit))), moved)
            points[columns[:, : row + 1]] -= ((kept - moved)[:, None] * towards)[:, None]
