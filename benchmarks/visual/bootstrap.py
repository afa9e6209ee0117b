"""Means over cases with 95 % intervals by bootstrap, and paired differences of systems."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tietfg.evaluation.statistics import bootstrap_mean

Figures = Mapping[str, float]
"""Of one case (a performance, a video) by the name of the measure; NaN where it has nothing to measure."""
Cases = Sequence[Mapping[str, Figures]]
"""Each case's figures by system."""


def estimate(values: Iterable[float]) -> dict[str, Any]:
    """Mean of the cases that have a value, its 95 % interval by bootstrap over them, and how many there are."""
    known = np.array([value for value in values if not math.isnan(value)])
    if not len(known):
        return {"mean": None, "low": None, "high": None, "cases": 0}
    low, high = bootstrap_mean(known, np.ones(len(known)), np.random.default_rng(0))
    return {"mean": float(known.mean()), "low": low, "high": high, "cases": len(known)}


def summary(cases: Cases, systems: Sequence[str], against: str) -> dict[str, Any]:
    """Estimates of every measure by system, and of the differences of each system from `against`, case by case."""
    return {
        "against": against,
        "systems": {
            system: {measure: estimate(case[system][measure] for case in cases) for measure in cases[0][system]}
            for system in systems
        },
        "differences": {
            system: {
                measure: estimate(case[system][measure] - case[against][measure] for case in cases)
                for measure in cases[0][system].keys() & cases[0][against].keys()
            }
            for system in systems
            if system != against
        },
    }
