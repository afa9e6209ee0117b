"""The face at rest in a portrait that shows an expression: what expressions are added to."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.topology import LOWER_INNER_LIP, LOWER_LIP_RINGS, UPPER_INNER_LIP, UPPER_LIP_RINGS

RING_SHARES = (1.0, 0.85, 0.6, 0.35)
"""How far the rings of the lips follow their inner contour when it closes."""
UPPER_SHARE = 0.4
"""How much of what is left between the lips the upper one closes."""


def close_mouth(rest: NDArray[np.float64]) -> None:
    """Let the inner lips of a face that rests meet, in place: (478, 3) landmarks."""
    left = rest[LOWER_INNER_LIP] - rest[UPPER_INNER_LIP]
    for share, upper, lower in zip(RING_SHARES, UPPER_LIP_RINGS, LOWER_LIP_RINGS[:4], strict=True):
        rest[upper] += UPPER_SHARE * share * left
        rest[lower] -= (1 - UPPER_SHARE) * share * left
