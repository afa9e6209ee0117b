import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tietfg.render.filters import closed, distance, grown, largest

SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))


@given(SHAPES, st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_grown_takes_the_largest_within_a_square(shape, radius, seed):
    values = np.random.default_rng(seed).random(shape)
    result = grown(values, radius)
    for row, column in np.ndindex(shape):
        around = values[max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1]
        assert result[row, column] == around.max()
    assert (grown(values > 0.7, radius) == (grown(values * (values > 0.7), radius) > 0)).all()


def test_closing_fills_what_is_narrow_and_dark_alone():
    picture = np.full((20, 30), 9.0)
    picture[:, 5:8], picture[:, 15:24] = 1, 1
    result = closed(picture, 2)
    assert (result[:, 5:8] == 9).all()
    assert (result[:, 17:22] == 1).all()
    assert (closed(picture, 2, axes=(0,)) == picture).all()


def test_largest_channel():
    colours = np.random.default_rng(0).random((4, 5, 3))
    assert (largest(colours) == colours.max(-1)).all()


def test_distance_from_a_line():
    away = distance(np.array([[0.0, 2.5], [10.0, 2.5]]), 10, 8)
    np.testing.assert_allclose(away[:, 5], np.abs(np.arange(8) - 2), atol=0.2)  # the line is taken as points
