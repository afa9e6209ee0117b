"""The Fréchet distance of two sets of features as a metric of torchmetrics, exact over any number of processes."""

from typing import cast

import torch
from torch import Tensor, nn
from torchmetrics import Metric

from tietfg.evaluation.functional.frechet import Moments


class FrechetDistance(Metric):
    r"""Distance of the features of real and generated pictures, each set taken for a Gaussian.

    .. math:: |\mu_r - \mu_g|^2 + \operatorname{tr}(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2})

    Its state is the count, the sum and the sum of outer products of either set in float64, so that it does not grow,
    and parts of the sets, seen by several processes or metrics, add up to the whole.

    Args:
        network: a module with an attribute `features`, (batch, ...) to (batch, features); or the number of features,
            where `update` is given these themselves.

    `update` takes a batch and whether it is real. `compute` gives the distance; it raises InputError for less than two
    rows in a set. `numbers` is how many rows of real and generated pictures, of all processes, the last distance has.

    """

    higher_is_better = False
    is_differentiable = False
    full_state_update = False
    real_count: Tensor
    real_total: Tensor
    real_outer: Tensor
    generated_count: Tensor
    generated_total: Tensor
    generated_outer: Tensor

    def __init__(self, network: nn.Module | int) -> None:
        super().__init__()
        self.network = network if isinstance(network, nn.Module) else None
        self.features = network if isinstance(network, int) else cast(int, network.features)
        self.numbers = (0, 0)
        for kind in ("real", "generated"):
            self.add_state(f"{kind}_count", torch.zeros((), dtype=torch.int64), dist_reduce_fx="sum")
            self.add_state(f"{kind}_total", torch.zeros(self.features, dtype=torch.float64), dist_reduce_fx="sum")
            outer = torch.zeros(self.features, self.features, dtype=torch.float64)
            self.add_state(f"{kind}_outer", outer, dist_reduce_fx="sum")

    @torch.no_grad()
    def update(self, pictures: Tensor, real: bool) -> None:
        """Add a batch, of pictures as the network takes them or of features (batch, features)."""
        rows = pictures if self.network is None else self.network.eval()(pictures)
        rows = rows.double()
        if real:
            self.real_count += len(rows)
            self.real_total += rows.sum(dim=0)
            self.real_outer += rows.T @ rows
        else:
            self.generated_count += len(rows)
            self.generated_total += rows.sum(dim=0)
            self.generated_outer += rows.T @ rows

    def compute(self) -> Tensor:
        """The distance, float64."""
        real = _moments(self.real_count, self.real_total, self.real_outer)
        generated = _moments(self.generated_count, self.generated_total, self.generated_outer)
        self.numbers = (real.count, generated.count)
        return torch.tensor(real.distance(generated), dtype=torch.float64, device=self.real_total.device)


def _moments(count: Tensor, total: Tensor, outer: Tensor) -> Moments:
    return Moments(int(count), total.cpu().numpy(), outer.cpu().numpy())
