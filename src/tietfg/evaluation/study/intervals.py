"""Intervals and tests for what people answer."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % interval; NaN where nothing was answered."""

    estimate: float
    low: float
    high: float


def two_way_bootstrap(ratings: NDArray[np.float64], seed: int = 0, resamples: int = RESAMPLES) -> Interval:
    """Mean of (participants, stimuli) ratings, NaN where there is none, and its 95 % interval.

    Participants and stimuli are drawn anew independently of each other, so that the interval speaks of other people
    and other stimuli (the pigeonhole bootstrap: Owen 2007, The Annals of Applied Statistics 1, 386-411).
    """
    there = ~np.isnan(ratings)
    if not there.any():
        return Interval(math.nan, math.nan, math.nan)
    people, stimuli = ratings.shape
    generator = np.random.default_rng(seed)
    rows = generator.multinomial(people, np.full(people, 1 / people), resamples).astype(float)
    columns = generator.multinomial(stimuli, np.full(stimuli, 1 / stimuli), resamples).astype(float)
    sums = ((rows @ np.where(there, ratings, 0.0)) * columns).sum(1)
    counts = ((rows @ there.astype(float)) * columns).sum(1)
    means = sums[counts > 0] / counts[counts > 0]
    low, high = np.percentile(means, (2.5, 97.5))
    return Interval(float(ratings[there].mean()), float(low), float(high))


def wilson(successes: int, total: int) -> Interval:
    """A share and its 95 % interval (Wilson 1927)."""
    if not total:
        return Interval(math.nan, math.nan, math.nan)
    z = NormalDist().inv_cdf(0.975)
    share = successes / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def sign_test(one: int, other: int) -> float:
    """Two-sided p value that either is as likely, from how often each was preferred (exact binomial); 1 without any."""
    total = one + other
    tail = sum(math.comb(total, k) for k in range(min(one, other) + 1))
    return min(1.0, 2 * tail / 2**total)
