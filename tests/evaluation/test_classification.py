"""Figures of classifiers against counting by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.evaluation.classification import Classification

CLASSES = ("a", "b", "c")
pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60)


@given(pairs)
def test_figures_are_what_counting_gives(cases):
    true, told = (np.array(values) for values in zip(*cases, strict=True))
    result = Classification.of(true, told, CLASSES)
    assert result.accuracy == pytest.approx(np.mean(true == told))
    for index, name in enumerate(CLASSES):
        figures = result.by_class[name]
        hits = sum(t == p == index for t, p in cases)
        positives, claims = sum(t == index for t, _ in cases), sum(p == index for _, p in cases)
        assert figures.support == positives
        assert figures.accuracy == pytest.approx(np.mean((true == index) == (told == index)))
        if positives:
            assert figures.recall == pytest.approx(hits / positives)
        if claims:
            assert figures.precision == pytest.approx(hits / claims)
        if hits:
            precision, recall = figures.precision, figures.recall
            assert figures.f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_class_that_is_never_told_counts_in_the_mean():
    macro = Classification.of(np.array([0, 0, 1]), np.array([0, 0, 0]), CLASSES).macro
    assert macro.recall == pytest.approx(0.5)
    assert macro.precision == pytest.approx(1 / 3)
    assert macro.f1 == pytest.approx(0.4)


def test_nothing_has_no_figures():
    empty = Classification.of(np.array([], int), np.array([], int), CLASSES)
    assert math.isnan(empty.accuracy)
    assert math.isnan(empty.macro.f1)
