"""The smooth step by which things fade in and out, in time and in space."""

import numpy as np
from numpy.typing import NDArray


def smooth_step(values: NDArray[np.floating], low: float = 0.0, high: float = 1.0) -> NDArray[np.floating]:
    """Cubic step from 0 at `low` to 1 at `high`, with zero slope at both ends; held outside."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)
