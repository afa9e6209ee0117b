"""Faces that are known: persons, and pictures of what they do."""

import numpy as np

from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_matrix


def person(seed: int) -> np.ndarray:
    """A face that differs from the mean smoothly and symmetrically, by up to some 4 % of the unit."""
    basis = load_basis()
    generator = np.random.default_rng(seed)
    centres = basis.resting[generator.integers(0, 468, 12)]
    apart = ((basis.resting[:, None] - centres[None]) ** 2).sum(2)
    change = np.exp(-apart / (2 * 0.3**2)) @ generator.normal(0, 0.012, (12, 3))
    return basis.resting + (change + change[basis.mirror] * [-1, 1, 1]) / 2


def picture_of(
    face: np.ndarray,
    coefficients: np.ndarray,
    angles: tuple[float, float, float] = (0, 0, 0),
    units: np.ndarray | None = None,
) -> np.ndarray:
    """Landmarks in pixels, moved by the basis or other units."""
    shape = face + np.einsum("k,kvc->vc", coefficients, load_basis().basis if units is None else units)
    return 180 * shape @ rotation_matrix(np.array(angles)).T + [400, 380, 0]
