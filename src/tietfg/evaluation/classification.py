"""Figures of classifiers: accuracy, precision, recall and F1, over all and by class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class ClassFigures:
    """Figures of one class, in [0, 1]; those without a case to count are NaN. `support` is how many belong to it."""

    accuracy: float
    """Share of all cases that are rightly told to belong to it or not (one class against the rest)."""
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Classification:
    """How a classifier did: `confusion` has a row for each true class and a column for each told one."""

    classes: tuple[str, ...]
    confusion: NDArray[np.int64]

    @classmethod
    def of(cls, true: NDArray[np.integer], told: NDArray[np.integer], classes: Sequence[str]) -> "Classification":
        """From (cases,) class indices."""
        count = len(classes)
        flat = np.bincount(np.asarray(true) * count + np.asarray(told), minlength=count * count)
        return cls(tuple(classes), flat.reshape(count, count))

    @property
    def accuracy(self) -> float:
        """Share of the cases that are told rightly; NaN without cases."""
        return _ratio(float(np.trace(self.confusion)), float(self.confusion.sum()))

    @property
    def by_class(self) -> dict[str, ClassFigures]:
        """The figures of each class."""
        figures: dict[str, ClassFigures] = {}
        total = int(self.confusion.sum())
        for index, name in enumerate(self.classes):
            right = int(self.confusion[index, index])
            true, told = int(self.confusion[index].sum()), int(self.confusion[:, index].sum())
            figures[name] = ClassFigures(
                accuracy=_ratio(total - true - told + 2 * right, total),
                precision=_ratio(right, told),
                recall=_ratio(right, true),
                f1=_ratio(2 * right, true + told),
                support=true,
            )
        return figures

    @property
    def macro(self) -> ClassFigures:
        """Means over the classes that occur; a precision without any case told counts as 0."""
        occurring = [each for each in self.by_class.values() if each.support]
        return ClassFigures(
            accuracy=self.accuracy,
            precision=_mean([np.nan_to_num(each.precision) for each in occurring]),
            recall=_mean([each.recall for each in occurring]),
            f1=_mean([each.f1 for each in occurring]),
            support=int(self.confusion.sum()),
        )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")
