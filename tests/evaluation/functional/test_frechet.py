"""The Fréchet distance against closed forms and another library's matrix root."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from tietfg.errors import InputError
from tietfg.evaluation.functional.frechet import Moments, frechet_distance


def rows(seed: int, count: int, features: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    mixing = generator.normal(size=(features, features))
    return generator.normal(size=(count, features)) @ mixing + generator.normal(size=features)


def test_moments_are_those_of_the_rows() -> None:
    values = rows(0, 50, 6)
    moments = Moments.of(values)
    np.testing.assert_allclose(moments.mean, values.mean(axis=0))
    np.testing.assert_allclose(moments.covariance, np.cov(values, rowvar=False))


def test_moments_of_parts_add_up() -> None:
    values = rows(1, 50, 6)
    whole, added = Moments.of(values), Moments.of(values[:17]) + Moments.of(values[17:])
    assert added.count == whole.count
    np.testing.assert_allclose(added.total, whole.total)
    np.testing.assert_allclose(added.outer, whole.outer)


def test_diagonal_gaussians_have_a_closed_form() -> None:
    generator = np.random.default_rng(2)
    mean1, mean2 = generator.normal(size=(2, 9))
    spread1, spread2 = generator.uniform(0, 3, (2, 9))
    expected = ((mean1 - mean2) ** 2).sum() + ((spread1 - spread2) ** 2).sum()
    found = frechet_distance(mean1, np.diag(spread1**2), mean2, np.diag(spread2**2))
    assert found == pytest.approx(expected)


def test_singular_gaussians_have_a_closed_form() -> None:
    across, along = np.diag([4.0, 0.0]), np.diag([0.0, 9.0])
    assert frechet_distance(np.zeros(2), across, np.zeros(2), along) == pytest.approx(13.0)
    assert frechet_distance(np.zeros(2), np.zeros((2, 2)), np.full(2, 3.0), np.zeros((2, 2))) == pytest.approx(18.0)
    # Along the same line the distance is that of one dimension.
    line = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert frechet_distance(np.zeros(2), line, np.zeros(2), 4 * line) == pytest.approx(2.0)


@pytest.mark.parametrize("seed", range(4))
def test_well_conditioned_gaussians_against_scipy(seed: int) -> None:
    first, second = Moments.of(rows(seed, 300, 12)), Moments.of(rows(seed + 10, 300, 12))
    apart = first.mean - second.mean
    root = sqrtm(first.covariance @ second.covariance).real
    expected = apart @ apart + np.trace(first.covariance + second.covariance - 2 * root)
    assert first.distance(second) == pytest.approx(expected, rel=1e-9)


def test_it_is_symmetric_and_zero_for_equal_sets() -> None:
    first, second = Moments.of(rows(5, 40, 8)), Moments.of(rows(6, 30, 8))
    assert first.distance(second) == pytest.approx(second.distance(first))
    assert first.distance(first) == pytest.approx(0, abs=1e-9)


def test_fewer_rows_than_features() -> None:
    first, second = rows(7, 5, 64), rows(8, 7, 64)
    scale = np.trace(np.cov(first, rowvar=False))
    assert 0 < Moments.of(first).distance(Moments.of(second)) < np.inf
    assert Moments.of(first).distance(Moments.of(first[::-1])) < 1e-9 * scale


def test_one_row_is_no_set() -> None:
    with pytest.raises(InputError, match="not 1"):
        Moments.of(np.zeros((1, 3))).distance(Moments.of(np.zeros((4, 3))))
