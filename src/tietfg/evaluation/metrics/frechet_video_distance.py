"""FVD as a metric of torchmetrics."""

from tietfg.evaluation.metrics.frechet_distance import FrechetDistance


class FrechetVideoDistance(FrechetDistance):
    r"""Fréchet distance of what I3D tells of clips, 400 values before softmax (Unterthiner et al. 2019).

    .. math:: |\mu_r - \mu_g|^2 + \operatorname{tr}(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2})

    Args:
        network: an `I3D`, which takes (batch, frames, 3, height, width) RGB in [0, 1], 10 frames or more; or the
            number of features, where `update` is given these themselves.

    Figures compare only for clips of one length and frame rate, and for like numbers of clips.

    Example:
        >>> import torch
        >>> metric = FrechetVideoDistance(2)
        >>> metric.update(torch.tensor([[0.0, 0.0], [2.0, 0.0]]), real=True)
        >>> metric.update(torch.tensor([[0.0, 3.0], [2.0, 3.0]]), real=False)
        >>> round(float(metric.compute()), 6)
        9.0

    """
