"""Synchrony of made-up embeddings is what the formula says, in whatever pieces they come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.evaluation.functional.lip_sync import mean_distances, synchrony


def embeddings(windows: int, features: int = 32, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(windows, features)).astype(np.float32)


def by_the_book(visual: np.ndarray, sound: np.ndarray, shifts: int) -> np.ndarray:
    """Shift by shift and window by window, with zeros where there is no sound."""
    rows = []
    for shift in range(-shifts, shifts + 1):
        heard = [sound[t + shift] if 0 <= t + shift < len(sound) else 0 * sound[0] for t in range(len(visual))]
        rows.append(np.mean([np.sqrt(((v - s).astype(float) ** 2).sum()) for v, s in zip(visual, heard, strict=True)]))
    return np.array(rows)


@pytest.mark.parametrize("windows", [1, 10, 31, 80])
def test_distances_by_the_book(windows: int) -> None:
    visual, sound = embeddings(windows), embeddings(windows, seed=1)
    np.testing.assert_allclose(mean_distances([(visual, sound)]), by_the_book(visual, sound, 15), rtol=1e-6)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(0, 5))
def test_pieces_make_no_difference(sizes: list[int], shifts: int) -> None:
    windows = sum(sizes)
    visual, sound = embeddings(windows, 4), embeddings(windows, 4, seed=1)
    ends = np.cumsum(sizes)[:-1]
    pieces = zip(np.split(visual, ends), np.split(sound, ends), strict=True)
    np.testing.assert_allclose(
        mean_distances(pieces, shifts), mean_distances([(visual, sound)], shifts), rtol=1e-6, equal_nan=True
    )


def test_no_window() -> None:
    assert np.isnan(mean_distances([])).all()
    assert mean_distances([]).shape == (31,)


@pytest.mark.parametrize("late", [-15, -4, 0, 3, 15])
def test_pictures_that_come_late_have_a_positive_offset(late: int) -> None:
    both = embeddings(200)
    found = synchrony(mean_distances([(np.roll(both, late, axis=0), both)]))
    assert found.offset == late
    # Where sound was cut off at an end, its picture is compared with zeros.
    assert found.distance == pytest.approx(np.linalg.norm(both, axis=1).mean() * abs(late) / 200, rel=0.2)
    assert found.confidence > 3


def test_noise_raises_the_distance_and_lowers_the_confidence() -> None:
    sound, noise = embeddings(150), embeddings(150, seed=1)
    found = [synchrony(mean_distances([(sound + level * noise, sound)])) for level in (0.0, 0.2, 0.5, 1.0)]
    assert [each.distance for each in found] == sorted(each.distance for each in found)
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
    assert found[1].distance == pytest.approx(0.2 * np.linalg.norm(noise, axis=1).mean(), rel=1e-5)


def test_figures_of_given_distances() -> None:
    found = synchrony(np.array([9.0, 8.0, 5.0, 7.0, 10.0]))
    assert (found.distance, found.confidence, found.offset) == (5.0, 3.0, 0)
    assert synchrony(np.array([4.0, 8.0, 5.0, 7.0, 10.0])).offset == 2
