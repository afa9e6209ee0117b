"""Geometry of the shipped basis, by which the tests look at motion."""

import numpy as np
import pytest

from tietfg.portrait.basis import load_basis

UPPER_LIP = [80, 81, 82, 13, 312, 311, 310]
LOWER_LIP = [88, 178, 87, 14, 317, 402, 318]


@pytest.fixture(scope="session")
def lip_gap():
    """Coefficients (frames, 52) -> gap of the inner lips at seven places in % of the eye distance: (frames, 7)."""
    basis = load_basis()

    def measure(coefficients):
        height = basis.neutral[:, 1] + np.asarray(coefficients, np.float64) @ basis.basis[:, :, 1]
        return 100 * (height[:, LOWER_LIP] - height[:, UPPER_LIP])

    return measure
