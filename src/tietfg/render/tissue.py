"""What skin does and the linear basis does not know: brows that keep their shape, lids of their own."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import (
    BROW_COLUMNS_LEFT,
    BROW_COLUMNS_RIGHT,
    CHIN_COLUMNS,
    IRIS_LEFT,
    IRIS_RIGHT,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)
from tietfg.render.lips import LIP_SQUEEZE, LOWER_LIP_COLUMNS, UPPER_LIP_COLUMNS
from tietfg.render.rings import ring_vertices

BROW_SQUEEZE = (0.1, 0.6, 0.65, 0.5)
"""How much of its height skin may lose: brow, below the brow, lid's fold, lid."""
WIDE, WHITE = 1.25, 0.015
"""How much of the white a strongly widened eye (eyeWide) shows above the iris, in units, however far the lid covers the
iris at rest; ..."""
WIDE_RANGE = (0.75, 1.8)
"""... as far as the basis' unit may change for it."""
CHIN_SQUEEZE = (0.5, 0.5, 0.5, 0.4, 0.4, 0.4)
"""How much of its height skin may lose, from the throat to the fold below the lower lip."""
CHIN_AND_THROAT = np.hstack([ring_vertices(CHIN_COLUMNS[:, 0], 3), CHIN_COLUMNS])


def adapt_units(
    basis: NDArray[np.floating], neutral: NDArray[np.floating], landmarks: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return the (52, 478, 3) basis fitted for a photo with (478, 3) landmarks; `neutral` (478, 3) is the mean face.

    Lids move as far as the portrait's own eyes open, and blinks only around the contours, which Eye.close moves itself.
    Wide eyes show white above the iris.
    """
    units = np.array(basis, np.float64)
    eyes = np.linalg.norm(landmarks[33] - landmarks[263])
    for upper, lower, iris, columns, side in (
        (UPPER_LID_RIGHT, LOWER_LID_RIGHT, IRIS_RIGHT, BROW_COLUMNS_RIGHT, "Right"),
        (UPPER_LID_LEFT, LOWER_LID_LEFT, IRIS_LEFT, BROW_COLUMNS_LEFT, "Left"),
    ):
        openness = [
            np.linalg.norm(points[upper[2:7]] - points[lower[2:7]], axis=1).mean()
            / np.linalg.norm(points[33] - points[263])
            for points in (landmarks, neutral)
        ]
        for action in ("eyeBlink", "eyeLookDown", "eyeLookUp"):
            units[coefficient(action + side), :468] *= np.clip(openness[0] / openness[1], 0.5, 1.5)
        centre, middle = landmarks[iris[0]], landmarks[upper[3:6]].mean(0)
        radius = np.linalg.norm((landmarks[iris[1:]] - centre)[:, :2], axis=1).mean()
        covered = (radius - np.linalg.norm((middle - centre)[:2])) / eyes
        wide = units[coefficient("eyeWide" + side)]
        wide *= np.clip((covered + WHITE) / WIDE / -wide[upper[3:6], 1].mean(), *WIDE_RANGE)
        # A lid unfolds from its crease: skin at the brow hardly follows, or the hairs of the brow smear.
        blink = units[coefficient("eyeBlink" + side)]
        for action in ("eyeBlink", "eyeLookDown", "eyeLookUp"):
            units[coefficient(action + side)][np.concatenate([upper, lower])] = 0
        blink[columns[:, 2]] *= 0.25
        blink[columns[:, 3]] *= 0.7
    return units


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
