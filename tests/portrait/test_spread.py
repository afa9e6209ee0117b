import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.portrait.spread import box_mean, local_statistics, spread

SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))


@given(SIZES, st.integers(0, 2**32 - 1))
def test_known_values_stay_and_others_lie_between_them(size, seed):
    rng = np.random.default_rng(seed)
    values, known = rng.uniform(0, 255, (*size, 3)), rng.random(size) < 0.3
    filled = spread(values, known)
    if not known.any():
        assert (filled == 0).all()
        return
    np.testing.assert_allclose(filled[known], values[known], atol=1e-3)
    low, high = values[known].min(0), values[known].max(0)
    assert ((filled > low - 0.01) & (filled < high + 0.01)).all()


def test_a_slope_is_continued_across_a_gap():
    values = np.broadcast_to(np.linspace(0, 255, 64)[None, :, None], (64, 64, 1))
    known = np.ones((64, 64), bool)
    known[20:44, 24:40] = False
    assert np.abs(spread(values, known) - values).max() < 12


def test_statistics_of_the_known_part_alone():
    rng = np.random.default_rng(1)
    values = np.where(np.arange(80)[None, :, None] < 40, 60 + rng.normal(0, 5, (80, 80, 3)), 200)
    mean, deviation = local_statistics(values, np.broadcast_to(np.arange(80) < 40, (80, 80)), 8)
    np.testing.assert_allclose(mean, 60, atol=2)
    np.testing.assert_allclose(deviation, 5, atol=1.5)


@pytest.mark.parametrize("radius", [1, 3, 30])
def test_box_mean(radius):
    values = np.zeros((21, 17), np.float32)
    values[10, 8] = 1
    blurred = box_mean(values, radius)
    assert blurred[10, 8] == pytest.approx(1 / (2 * radius + 1) ** 2, rel=1e-4)
    np.testing.assert_allclose(box_mean(np.full((9, 9), 7.0), radius), 7, rtol=1e-6)
