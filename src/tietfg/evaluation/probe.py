"""Probes: what is looked for in a case, the metrics that come of it, and what must be there for it."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.case import Case

Need = Literal["reference", "sound", "phones", "asked", "emotion"]
"""What a case must have."""


@dataclass(frozen=True)
class Metric:
    """A figure: its name in files, its heading in tables, and which way is better."""

    name: str
    title: str
    better: Literal["lower", "higher", "near"]
    """`near`: to the value of real videos, which stand beside it."""
    unit: str = ""
    decimals: int = 3
    scale: float = 1.0
    """What values are multiplied by in tables; 100 for shares in percent."""


@dataclass(frozen=True)
class Measured:
    """What a probe found in one case."""

    values: Mapping[str, float] = field(default_factory=dict)
    """By name of the metric; NaN where there is nothing to measure."""
    counts: Mapping[str, float] = field(default_factory=dict)
    """How much each value counts in the mean over videos, as the number of frames; 1 where it is not told."""
    notes: tuple[str, ...] = ()
    """What whoever reads the figures should know of this video, a line each."""
    generated: NDArray[np.float32] | None = None
    """(rows, features) of a metric over sets."""
    reference: NDArray[np.float32] | None = None


Weights = Mapping[str, Path]
"""The files of outside networks that a probe names, by name."""


@dataclass(frozen=True)
class Probe:
    """One way to look at a case. `measure` is named as "module:function" and imported when it runs."""

    name: str
    metrics: tuple[Metric, ...]
    protocol: str
    """What exactly is measured, in one sentence: what stands below tables."""
    measure: str
    """(Case, Weights) -> Measured; raises InputError where a case cannot be measured."""
    over_sets: bool = False
    """The only metric is the Fréchet distance of all rows of the generated videos from those of the references."""
    needs: tuple[Need, ...] = ()
    weights: tuple[str, ...] = ()
    """Names of outside networks (see outside_weights.py)."""
    extra: str | None = None
    version: int = 1
    """Raised when what is measured changes, so that kept results are made anew."""

    def load(self) -> Callable[[Case, Weights], Measured]:
        """The function `measure`."""
        module, function = self.measure.split(":")
        return getattr(importlib.import_module(module), function)
