"""Means with bootstrap intervals, shares and distributions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_DRAWS = 4000
PERCENTILES = (5, 25, 50, 75, 95)


def interval(groups: Sequence[Sequence[float]], seed: int = 0) -> dict[str, float]:
    """Mean of all values with its 95 % bootstrap interval: groups (portraits) are drawn, not single values."""
    sums = np.array([sum(group) for group in groups])
    counts = np.array([len(group) for group in groups])
    drawn = np.random.default_rng(seed).integers(len(groups), size=(_DRAWS, len(groups)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": rounded(sums.sum() / counts.sum()), "low": rounded(low), "high": rounded(high)}


def share(values: Sequence[bool]) -> float | None:
    """Share of true values; None of nothing."""
    return rounded(np.mean(values)) if len(values) else None


def distribution(values: Sequence[float] | NDArray[np.floating]) -> dict[str, float] | None:
    """Percentiles and the number of values."""
    if not len(values):
        return None
    found = {f"p{q}": rounded(v) for q, v in zip(PERCENTILES, np.percentile(values, PERCENTILES), strict=True)}
    return found | {"n": len(values)}


def rounded(value: Any) -> float:
    """As a number of JSON with four decimals."""
    return round(float(value), 4)
