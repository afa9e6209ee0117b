"""Means over videos with intervals by bootstrap, and paired tests of two systems; all over videos, never frames.

Efron and Tibshirani 1993 (An Introduction to the Bootstrap); the sign-flip test is Fisher's randomisation test.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
DISTANCE_RESAMPLES = 100
"""Of metrics over sets, each of which costs a decomposition of a covariance."""
FLIPS = 10_000
EXACT_VIDEOS = 13
"""With so few videos all 2^n flips are counted."""
_AT_ONCE = 2**22
"""Numbers drawn at once."""

Floats = NDArray[np.float64]


def weighted_mean(values: Floats, counts: Floats) -> float:
    """Mean of (videos,) values, each as heavy as its count; NaN where the counts are all 0."""
    total = counts.sum()
    return float(values @ counts / total) if total > 0 else float("nan")


def bootstrap_mean(
    values: Floats, counts: Floats, generator: np.random.Generator, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95 % interval (percentiles) of the weighted mean, with whole videos drawn anew."""
    means = _resampled(len(values), generator, resamples, lambda drawn: _means(values, counts, drawn))
    return _interval(means)


def bootstrap_difference(
    one: tuple[Floats, Floats],
    other: tuple[Floats, Floats],
    generator: np.random.Generator,
    resamples: int = RESAMPLES,
) -> tuple[float, float]:
    """The 95 % interval of the difference of two systems' weighted means, the same videos drawn for both.

    Each system is (values, counts), (videos,) both, in one order.
    """
    differences = _resampled(
        len(one[0]), generator, resamples, lambda drawn: _means(*one, drawn) - _means(*other, drawn)
    )
    return _interval(differences)


def sign_flip_test(one: tuple[Floats, Floats], other: tuple[Floats, Floats], generator: np.random.Generator) -> float:
    """Two-sided p value of the difference of two systems' weighted means under exchange of the systems in each video.

    With equal counts this flips the signs of the videos' differences. All exchanges are counted for up to
    EXACT_VIDEOS videos; else FLIPS random ones, and the one that is observed (Phipson and Smyth 2010).
    """
    videos = len(one[0])
    observed = abs(weighted_mean(*one) - weighted_mean(*other))
    if videos <= EXACT_VIDEOS:
        flips = np.array(list(product((False, True), repeat=videos)))
        return float((_exchanged(one, other, flips) >= observed * (1 - 1e-12)).mean())
    step = max(1, _AT_ONCE // videos)
    extreme = 0
    for start in range(0, FLIPS, step):
        flips = generator.random((min(step, FLIPS - start), videos)) < 0.5
        extreme += int((_exchanged(one, other, flips) >= observed * (1 - 1e-12)).sum())
    return (extreme + 1) / (FLIPS + 1)


def bootstrap_distance(
    distance: Callable[[NDArray[np.int64]], float],
    videos: int,
    generator: np.random.Generator,
    resamples: int = DISTANCE_RESAMPLES,
) -> tuple[float, float]:
    """The 95 % interval of a figure over a set; `distance` is told (videos,) how many times each was drawn."""
    draws = (np.bincount(generator.integers(0, videos, videos), minlength=videos) for _ in range(resamples))
    return _interval(np.array([distance(times) for times in draws]))


def _resampled(
    videos: int, generator: np.random.Generator, resamples: int, figure: Callable[[NDArray[np.int64]], Floats]
) -> Floats:
    """`figure` of (n, videos) drawn indices, in parts that fit into memory; the draws do not depend on the parts."""
    step = max(1, _AT_ONCE // videos)
    parts = [
        figure(generator.integers(0, videos, (min(step, resamples - start), videos)))
        for start in range(0, resamples, step)
    ]
    return np.concatenate(parts)


def _means(values: Floats, counts: Floats, drawn: NDArray[np.int64]) -> Floats:
    weights = counts[drawn]
    total = weights.sum(1)
    with np.errstate(invalid="ignore"):
        return (values[drawn] * weights).sum(1) / total


def _exchanged(one: tuple[Floats, Floats], other: tuple[Floats, Floats], flips: NDArray[np.bool_]) -> Floats:
    """(n,) absolute differences with the systems exchanged where (n, videos) `flips` is True."""

    def mean(first: tuple[Floats, Floats], second: tuple[Floats, Floats]) -> Floats:
        counts = np.where(flips, second[1], first[1])
        with np.errstate(invalid="ignore"):
            return (np.where(flips, second[0], first[0]) * counts).sum(1) / counts.sum(1)

    return np.abs(mean(one, other) - mean(other, one))


def _interval(figures: Floats) -> tuple[float, float]:
    low, high = np.nanpercentile(figures, (2.5, 97.5))
    return float(low), float(high)
