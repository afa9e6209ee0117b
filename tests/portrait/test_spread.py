import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.portrait.blur import enlarge
from tietfg.portrait.spread import coarse_statistics, local_statistics, spread, spread_blurred

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


def test_coarse_statistics_are_those_of_the_cells():
    rng = np.random.default_rng(2)
    values, known = rng.uniform(0, 255, (48, 64, 3)), rng.random((48, 64)) < 0.5
    mean, deviation = local_statistics(values, known, 8)
    coarse = coarse_statistics(values, known, 8)
    np.testing.assert_allclose(enlarge(coarse, 8), np.dstack([mean, deviation]), rtol=1e-6)


def test_blurred_colours_fill_what_narrow_scales_do_not_reach():
    picture = np.zeros((40, 90, 3))
    picture[:, :30], picture[:, 60:] = (200, 100, 50), (20, 40, 60)
    known = np.zeros((40, 90))
    known[:, :20], known[:, 70:] = 1, 1
    spread = spread_blurred(picture, known, ((1.0, 1.0), (30.0, 1e-4)))
    np.testing.assert_allclose(spread[:, :20], picture[:, :20], atol=2)
    np.testing.assert_allclose(spread[:, 70:], picture[:, 70:], atol=2)
    red = spread[20, 20:70, 0]
    assert (np.diff(red) < 1).all()
    assert red[24] == pytest.approx(110, abs=10)


def test_nothing_known_gives_nothing():
    assert not spread_blurred(np.full((9, 9, 3), 80.0), np.zeros((9, 9)), ((2.0, 1.0),)).any()
