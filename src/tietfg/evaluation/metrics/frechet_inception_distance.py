"""FID as a metric of torchmetrics."""

from tietfg.evaluation.metrics.frechet_distance import FrechetDistance


class FrechetInceptionDistance(FrechetDistance):
    r"""Fréchet distance of the 2,048 values before Inception-v3's classifier (Heusel et al. 2017).

    .. math:: |\mu_r - \mu_g|^2 + \operatorname{tr}(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2})

    Args:
        network: an `InceptionV3`, which takes (batch, 3, height, width) RGB in [0, 1]; or the number of features,
            where `update` is given these themselves.

    Example:
        >>> import torch
        >>> from tietfg.evaluation.networks.inception import InceptionV3
        >>> _ = torch.manual_seed(0)
        >>> metric = FrechetInceptionDistance(InceptionV3(width=1 / 64))
        >>> pictures = torch.rand(4, 3, 64, 64)
        >>> metric.update(pictures, real=True)
        >>> metric.update(pictures.flip(0), real=False)
        >>> round(float(metric.compute()), 6)
        0.0
        >>> metric.numbers
        (4, 4)

    """
