import numpy as np
import pytest

from tietfg.speech.acoustic_model import Curves
from tietfg.speech.hush import hushed_curves, hushed_durations

PLAIN = Curves(
    np.zeros((1, 512, 3), np.float32), np.array([8, 200, 220, 210, 200, 8], np.float32), np.full(6, 5.0, np.float32)
)
HUSHED = Curves(PLAIN.aligned, np.array([8, 100, 100, 100, 8, 8], np.float32), np.full(6, 3.0, np.float32))


def test_no_share_leaves_all_as_it_is() -> None:
    same = hushed_curves(PLAIN, HUSHED, np.zeros(6), 12.0)
    np.testing.assert_array_equal(same.f0, PLAIN.f0)
    np.testing.assert_array_equal(same.energy, PLAIN.energy)
    assert hushed_durations(np.array([3, 5]), np.array([9, 2]), np.zeros(2)).tolist() == [3, 5]


def test_a_full_share_has_the_hushed_contour_at_the_voices_own_pitch() -> None:
    full = hushed_curves(PLAIN, HUSHED, np.ones(6), 12.0)
    np.testing.assert_allclose(full.f0, [8, 200, 200, 200, 200, 8], rtol=1e-5)
    np.testing.assert_array_equal(full.energy, HUSHED.energy)


def test_the_hushed_rhythm_keeps_the_rate_and_the_pauses() -> None:
    plain, hushed = np.array([13, 3, 5, 0, 4, 8, 2]), np.array([20, 9, 6, 0, 10, 15, 9])
    full = hushed_durations(plain, hushed, np.ones(7))
    assert full[[0, 3, 6]].tolist() == [13, 0, 2]
    assert full.sum() == pytest.approx(plain.sum())
    np.testing.assert_allclose(full[[1, 2, 4, 5]] / full[1], hushed[[1, 2, 4, 5]] / hushed[1])
