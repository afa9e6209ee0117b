"""How far raters agree beyond chance, and what most of them say."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray


def krippendorff_alpha(counts: NDArray[np.integer], metric: Literal["nominal", "ordinal"]) -> float:
    """Krippendorff's alpha of (units, values) counts of how often each unit was given each value, values in order.

    Units rated once say nothing and are left out. NaN where no two ratings differ or none can be compared: then there
    is no disagreement by chance to compare with (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability).
    """
    units = counts[counts.sum(1) >= 2].astype(np.float64)
    if not len(units):
        return math.nan
    shares = units / (units.sum(1, keepdims=True) - 1)
    coincidences = shares.T @ units - np.diag(shares.sum(0))
    values = coincidences.sum(1)
    size = values.sum()
    expected = (np.outer(values, values) - np.diag(values)) / (size - 1)
    if metric == "nominal":
        distance = 1 - np.eye(len(values))
    else:
        middle = np.cumsum(values) - values / 2  # rank of each value, in the middle of its ties
        distance = np.subtract.outer(middle, middle) ** 2
    chance = (expected * distance).sum()
    return float(1 - (coincidences * distance).sum() / chance) if chance > 0 else math.nan


def fleiss_kappa(counts: NDArray[np.integer]) -> float:
    """Fleiss' kappa of (units, values) counts; NaN where there are no units or only one value was ever given.

    It is defined for units with the same number of ratings: the largest number is taken, and units with fewer are
    left out (Fleiss 1971, Psychological Bulletin 76, 378-382).
    """
    raters = int(counts.sum(1).max(initial=0))
    if raters < 2:
        return math.nan
    units = counts[counts.sum(1) == raters].astype(np.float64)
    agreed = ((units**2).sum(1) - raters) / (raters * (raters - 1))
    chance = float(((units.sum(0) / units.sum()) ** 2).sum())
    return float((agreed.mean() - chance) / (1 - chance)) if chance < 1 else math.nan


def majority(votes: Sequence[str]) -> str | None:
    """What more than half of the votes say; None where nothing does."""
    if not votes:
        return None
    vote, count = Counter(votes).most_common(1)[0]
    return vote if 2 * count > len(votes) else None
