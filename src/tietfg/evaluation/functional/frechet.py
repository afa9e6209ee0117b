"""The Fréchet distance of two sets of features, each taken for a Gaussian, from sums that can be added up in parts."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError


@dataclass(frozen=True)
class Moments:
    """What the distance needs of a set of rows: its sufficient statistics, which add up over parts of the set."""

    count: int
    total: NDArray[np.float64]
    """(features,): the sum of the rows."""
    outer: NDArray[np.float64]
    """(features, features): the sum of the rows' outer products."""

    @classmethod
    def of(cls, rows: NDArray[np.floating]) -> Self:
        """Those of rows (n, features)."""
        rows = np.asarray(rows, np.float64)
        return cls(len(rows), rows.sum(axis=0), rows.T @ rows)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.count + other.count, self.total + other.total, self.outer + other.outer)

    @property
    def mean(self) -> NDArray[np.float64]:
        """(features,)"""
        return self.total / self.count

    @property
    def covariance(self) -> NDArray[np.float64]:
        """(features, features), unbiased. Raises InputError for less than 2 rows."""
        if self.count < 2:
            raise InputError(f"a distance of sets needs 2 rows of features in each, not {self.count}; give more videos")
        return (self.outer - np.outer(self.total, self.mean)) / (self.count - 1)

    def distance(self, other: Self) -> float:
        """The Fréchet distance of the two sets. Raises InputError for less than 2 rows in one of them."""
        covariances = self.covariance, other.covariance  # before the means, which need a row
        return frechet_distance(self.mean, covariances[0], other.mean, covariances[1])


def frechet_distance(
    mean1: NDArray[np.floating],
    covariance1: NDArray[np.floating],
    mean2: NDArray[np.floating],
    covariance2: NDArray[np.floating],
) -> float:
    """|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), of means (features,) and covariances (features, features).

    It is the squared 2-Wasserstein distance of two Gaussians (Dowson and Landau, "The Fréchet distance between
    multivariate normal distributions", 1982; Heusel et al. 2017 for FID). With C = R R^T the trace of the root is the
    sum of the singular values of R1^T R2, so no root of a matrix that is not symmetric is taken, and covariances of
    any rank are exact: nothing is added to their diagonals.
    """
    apart = np.asarray(mean1, np.float64) - np.asarray(mean2, np.float64)
    product = _factor(covariance1).T @ _factor(covariance2)
    shared = np.linalg.svd(product, compute_uv=False).sum() if product.size else 0.0
    distance = apart @ apart + np.trace(covariance1) + np.trace(covariance2) - 2 * shared
    return max(float(distance), 0.0)  # rounding can take that of equal sets below 0


def _factor(covariance: NDArray[np.floating]) -> NDArray[np.float64]:
    """R (features, rank) with R R^T = covariance; eigenvalues within the rounding error of 0 are no rank."""
    values, vectors = np.linalg.eigh(np.asarray(covariance, np.float64))
    kept = values > values[-1] * len(values) * np.finfo(np.float64).eps
    return vectors[:, kept] * np.sqrt(values[kept])
