"""Emo-Acc as a metric of torchmetrics."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torchmetrics import Metric


class EmotionAccuracy(Metric):
    r"""Share of videos whose emotion is told, by a classifier of whole videos (Gan et al. 2023).

    .. math:: \frac{1}{N} \sum_{v} [\arg\max_c g_c(v) = c_v]

    Args:
        classes: names of the classes, in the order of the classifier's outputs.
        network: (videos, ...) to (videos, classes); None where `update` is given these themselves.

    `update` takes videos, or what was told of them (videos, classes), and their (videos,) class indices. `compute`
    gives the share over all videos, NaN without any; `by_class` that of each class.

    Example:
        >>> import torch
        >>> metric = EmotionAccuracy(("neutral", "happy", "sad"))
        >>> metric.update(torch.tensor([[2.0, 0.0, 1.0], [0.1, 0.7, 0.2], [0.0, 3.0, 1.0]]), torch.tensor([0, 1, 2]))
        >>> round(float(metric.compute()), 4)
        0.6667
        >>> metric.by_class()["sad"]
        0.0

    """

    higher_is_better = True
    is_differentiable = False
    full_state_update = False
    confusion: Tensor

    def __init__(self, classes: Sequence[str], network: nn.Module | None = None) -> None:
        super().__init__()
        self.classes, self.network = tuple(classes), network
        count = len(self.classes)
        self.add_state("confusion", torch.zeros(count, count, dtype=torch.int64), dist_reduce_fx="sum")

    @torch.no_grad()
    def update(self, videos: Tensor, labels: Tensor) -> None:
        """Count videos: a row for the class each should show, a column for the one that is told."""
        told = (videos if self.network is None else self.network(videos)).argmax(1)
        count = len(self.classes)
        self.confusion += torch.bincount(labels * count + told, minlength=count * count).view(count, count)

    def compute(self) -> Tensor:
        """Share over all videos, in [0, 1], float64."""
        return self.confusion.diagonal().sum().double() / self.confusion.sum()

    def by_class(self) -> dict[str, float]:
        """Share of the videos that should show each class, over all processes; NaN without any."""
        with self.sync_context():
            shares = self.confusion.diagonal().double() / self.confusion.sum(1)
        return dict(zip(self.classes, shares.tolist(), strict=True))
