"""Emo-Acc: the share of videos that a classifier tells to show the emotion that they should show."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.classification import Classification


def emotion_accuracy(told: NDArray[np.integer], true: NDArray[np.integer]) -> float:
    """Share of (videos,) class indices that are equal, in [0, 1]; NaN without videos."""
    return float(np.mean(np.asarray(told) == np.asarray(true))) if len(true) else float("nan")


def emotion_accuracy_by_class(
    told: NDArray[np.integer], true: NDArray[np.integer], classes: Sequence[str]
) -> dict[str, float]:
    """The same of the videos that should show each class; NaN for a class without videos."""
    figures = Classification.of(true, told, classes).by_class
    return {name: figures[name].recall for name in classes}
