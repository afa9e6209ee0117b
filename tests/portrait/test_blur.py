import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.portrait.blur import bilinear, box_mean, cell_means, enlarge, gaussian


@pytest.mark.parametrize("sigma", [0.6, 3.0, 11.9, 12.1, 40.0])
def test_gaussian_of_a_point_has_its_deviation(sigma):
    """Wide ones too, which are taken on a coarser grid."""
    side = 8 * int(np.ceil(sigma)) + 1
    picture = np.zeros((side, side), np.float32)
    picture[side // 2, side // 2] = 1
    blurred = gaussian(picture, sigma)
    assert blurred.sum() == pytest.approx(1, rel=1e-3)
    along = np.arange(side) - side // 2
    for axis in (0, 1):
        profile = blurred.sum(axis)
        expected = np.exp(-0.5 * (along / sigma) ** 2)
        np.testing.assert_allclose(profile, expected / expected.sum(), atol=0.04 * profile.max())
        assert np.sqrt((profile * along**2).sum()) == pytest.approx(sigma, rel=0.02)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.3, 60))
def test_gaussian_keeps_an_even_picture_up_to_its_edge(height, width, sigma):
    np.testing.assert_allclose(gaussian(np.full((height, width, 2), 7.0), sigma), 7, rtol=1e-5)


@pytest.mark.parametrize("radius", [1, 3, 30])
def test_box_mean(radius):
    values = np.zeros((21, 17), np.float32)
    values[10, 8] = 1
    blurred = box_mean(values, radius)
    assert blurred[10, 8] == pytest.approx(1 / (2 * radius + 1) ** 2, rel=1e-4)
    np.testing.assert_allclose(box_mean(np.full((9, 9), 7.0), radius), 7, rtol=1e-6)


def test_cells_there_and_back_keep_a_slope():
    slope = np.broadcast_to(np.arange(30.0)[None, :, None], (20, 30, 1))
    back = enlarge(cell_means(slope, 5, "edge"), 5)
    assert back.shape == slope.shape
    np.testing.assert_allclose(back[:, 5:-5], slope[:, 5:-5], atol=1e-4)


def test_cells_beyond_the_edge():
    ones = np.ones((5, 4, 1))
    np.testing.assert_allclose(cell_means(ones, 4, "edge"), 1)
    np.testing.assert_allclose(cell_means(ones, 4, "constant")[:, :, 0], [[1], [0.25]])


def test_bilinear_between_and_beyond_pixels():
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    x, y = np.array([0.5, 2.0, -3.0, 9.0]), np.array([1.0, 0.25, 0.0, 9.0])
    np.testing.assert_allclose(bilinear(picture, x, y), [4.5, 3, 0, 11])
