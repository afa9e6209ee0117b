"""E-FID, in the reading of 3D morphable models, as a metric of torchmetrics."""

from tietfg.evaluation.metrics.frechet_distance import FrechetDistance


class ExpressionFrechetDistance(FrechetDistance):
    r"""Fréchet distance of the 64 coefficients of expression that Deep3DFaceRecon tells (EMO, Tian et al. 2024).

    .. math:: |\mu_r - \mu_g|^2 + \operatorname{tr}(\Sigma_r + \Sigma_g - 2 (\Sigma_r \Sigma_g)^{1/2})

    The literature has another reading of E-FID, by Inception's features; it gives other figures.

    Args:
        network: a `FaceReconstruction`, which takes aligned faces (batch, 3, 224, 224) RGB in [0, 1]; or the number of
            coefficients, where `update` is given these themselves.

    Example:
        >>> import torch
        >>> metric = ExpressionFrechetDistance(1)
        >>> metric.update(torch.tensor([[-1.0], [0.0], [1.0]]), real=True)
        >>> metric.update(torch.tensor([[-3.0], [0.0], [3.0]]), real=False)
        >>> round(float(metric.compute()), 6)
        4.0

    """
