"""Intervals and tests against scipy and direct resampling."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tietfg.evaluation.study.intervals import sign_test, two_way_bootstrap, wilson


@settings(deadline=None)
@given(total=st.integers(1, 400), share=st.floats(0, 1))
def test_wilson(total: int, share: float) -> None:
    wins = round(share * total)
    expected = stats.binomtest(wins, total).proportion_ci(method="wilson")
    told = wilson(wins, total)
    assert told.estimate == wins / total
    assert (told.low, told.high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@settings(deadline=None)
@given(one=st.integers(0, 300), other=st.integers(0, 300))
def test_sign_test(one: int, other: int) -> None:
    expected = stats.binomtest(one, one + other).pvalue if one + other else 1.0
    assert sign_test(one, other) == pytest.approx(expected, rel=1e-9)


def test_nothing_answered() -> None:
    assert math.isnan(wilson(0, 0).low)
    assert math.isnan(two_way_bootstrap(np.full((2, 2), math.nan)).estimate)


def test_two_way_bootstrap_by_drawing_rows_and_columns() -> None:
    generator = np.random.default_rng(5)
    ratings = generator.integers(1, 6, (12, 9)).astype(float)
    ratings += generator.normal(0, 1, (12, 1))
    ratings[generator.random(ratings.shape) < 0.2] = math.nan
    told = two_way_bootstrap(ratings, resamples=20_000)
    drawn = np.array(
        [np.nanmean(ratings[np.ix_(generator.integers(0, 12, 12), generator.integers(0, 9, 9))]) for _ in range(20_000)]
    )
    assert told.estimate == pytest.approx(np.nanmean(ratings))
    assert (told.low, told.high) == pytest.approx(np.percentile(drawn, (2.5, 97.5)), abs=0.03)


def test_interval_covers_other_people_and_stimuli() -> None:
    """Ratings of people and stimuli that differ: the interval holds the true mean about as often as it says."""
    generator = np.random.default_rng(1)
    hits = 0
    for _ in range(200):
        ratings = (
            generator.normal(0, 0.5, (15, 1)) + generator.normal(0, 0.5, (1, 15)) + generator.normal(0, 1, (15, 15))
        )
        told = two_way_bootstrap(ratings, resamples=400)
        hits += told.low <= 0 <= told.high
    assert 0.88 <= hits / 200 <= 1.0


def test_same_answers_have_no_width() -> None:
    told = two_way_bootstrap(np.full((3, 4), 4.0))
    assert (told.estimate, told.low, told.high) == (4.0, 4.0, 4.0)
