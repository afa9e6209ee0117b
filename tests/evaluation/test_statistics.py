import numpy as np
import pytest
from scipy import stats

from tietfg.evaluation.functional.frechet import Moments
from tietfg.evaluation.statistics import (
    bootstrap_difference,
    bootstrap_distance,
    bootstrap_mean,
    sign_flip_test,
    weighted_mean,
)


@pytest.fixture
def generator():
    return np.random.default_rng(5)


def test_the_mean_weighs_videos_by_their_counts():
    values, counts = np.array([1.0, 0.0, 0.5]), np.array([30.0, 10.0, 0.0])
    assert weighted_mean(values, counts) == 0.75
    assert np.isnan(weighted_mean(values, np.zeros(3)))


def test_the_interval_is_that_of_scipy(generator):
    values = generator.normal(3, 2, 60)
    low, high = bootstrap_mean(values, np.ones(60), generator)
    theirs = stats.bootstrap((values,), np.mean, n_resamples=4000, method="percentile", rng=1).confidence_interval
    assert (low, high) == pytest.approx(theirs, abs=0.08)


def test_the_interval_covers_as_often_as_it_says():
    covered = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        counts = generator.integers(20, 200, 50).astype(float)
        low, high = bootstrap_mean(generator.normal(1, 1, 50), counts, generator, 300)
        covered += low <= 1 <= high
    assert 175 <= covered <= 199


def test_draws_do_not_depend_on_how_much_fits_into_memory(monkeypatch):
    values, counts = np.random.default_rng(1).random((2, 40))
    whole = bootstrap_mean(values, counts, np.random.default_rng(2))
    monkeypatch.setattr("tietfg.evaluation.statistics._AT_ONCE", 100)
    assert bootstrap_mean(values, counts, np.random.default_rng(2)) == whole


def test_the_interval_of_a_difference_is_paired(generator):
    """Systems that differ by a constant in every video differ for sure, however unlike the videos are."""
    base, counts = generator.normal(0, 100, 30), generator.integers(1, 9, 30).astype(float)
    low, high = bootstrap_difference((base + 1, counts), (base, counts), generator)
    assert (low, high) == pytest.approx((1, 1))


@pytest.mark.parametrize("videos", [8, 60])
def test_sign_flips_are_those_of_scipy(generator, videos):
    one, other = generator.normal(0.3, 1, videos), generator.normal(0, 1, videos)
    ones = np.ones(videos)
    theirs = stats.permutation_test(
        (one, other),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type="samples",
        n_resamples=20_000,
        vectorized=True,
        rng=3,
    ).pvalue
    assert sign_flip_test((one, ones), (other, ones), generator) == pytest.approx(
        theirs, abs=1e-9 if videos < 9 else 0.02
    )


def test_sign_flips_in_closed_form(generator):
    """With n differences of one sign only the two extreme flips reach the mean."""
    one, other, counts = np.arange(1.0, 7.0), np.zeros(6), np.full(6, 4.0)
    assert sign_flip_test((one, counts), (other, counts), generator) == 2 / 2**6
    assert sign_flip_test((other, counts), (other, counts), generator) == 1


def test_counts_weigh_in_exchanges(generator):
    counts = np.array([100.0, 1.0])
    opposed = (np.array([1.0, 0.0]), counts), (np.array([0.0, 1.0]), counts)
    assert sign_flip_test(*opposed, generator) == 1  # exchanging the light video makes the difference larger
    agreed = (np.ones(2), counts), (np.zeros(2), counts)
    assert sign_flip_test(*agreed, generator) == 0.5


def test_the_interval_of_a_distance_resamples_videos(generator):
    """Mean difference of Gaussians of one covariance, seen over videos whose rows belong together."""
    videos = [generator.normal(generator.normal(0, 1, 2), 1, (20, 2)) for _ in range(40)]
    reference = Moments.of(generator.normal(3, 1, (4000, 2)))

    def distance(times):
        rows = np.concatenate([np.repeat(video, count, axis=0) for video, count in zip(videos, times, strict=True)])
        return Moments.of(rows).distance(reference)

    low, high = bootstrap_distance(distance, 40, generator)
    assert low < distance(np.ones(40, int)) < high
    assert high - low > 1
