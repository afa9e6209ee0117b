"""Agreement against published worked examples and the definition by pairs of ratings."""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.evaluation.study.agreement import fleiss_kappa, krippendorff_alpha, majority

# Krippendorff 2011, section C: 4 observers, 12 units, values 1 to 5, missing data ('.').
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
# Fleiss 1971 as worked on in textbooks: 14 raters, 10 subjects, 5 categories; kappa 0.210.
FLEISS = np.array(
    [
        (0, 0, 0, 0, 14),
        (0, 2, 6, 4, 2),
        (0, 0, 3, 5, 6),
        (0, 3, 9, 2, 0),
        (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0),
        (2, 5, 3, 2, 2),
        (6, 5, 2, 1, 0),
        (0, 2, 2, 3, 7),
    ]
)


def counted(rows: tuple[tuple[int | None, ...], ...], values: int = 5) -> np.ndarray:
    units = zip(*rows, strict=True)
    return np.array([[unit.count(value) for value in range(1, values + 1)] for unit in units])


def test_alpha_of_the_published_example() -> None:
    counts = counted(KRIPPENDORFF)
    assert krippendorff_alpha(counts, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(counts, "ordinal") == pytest.approx(0.815, abs=5e-4)


def test_kappa_of_the_published_example() -> None:
    assert fleiss_kappa(FLEISS) == pytest.approx(0.210, abs=5e-4)


def by_definition(counts: np.ndarray, ordinal: bool) -> float:
    """1 - observed / expected disagreement, over all ordered pairs of ratings, one by one."""
    units = [np.repeat(np.arange(counts.shape[1]), row).tolist() for row in counts if row.sum() >= 2]
    ratings = [value for unit in units for value in unit]
    totals = np.bincount(ratings, minlength=counts.shape[1])

    def distance(one: int, other: int) -> float:
        low, high = min(one, other), max(one, other)
        if not ordinal:
            return float(low != high)
        return (totals[low : high + 1].sum() - (totals[low] + totals[high]) / 2) ** 2

    observed = sum(sum(distance(*pair) for pair in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(distance(*pair) for pair in permutations(ratings, 2)) / (len(ratings) - 1)
    return 1 - observed / expected if expected else math.nan


tables = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6).map(np.array)


@settings(deadline=None)
@given(counts=tables.filter(lambda counts: (counts.sum(1) >= 2).any()), ordinal=st.booleans())
def test_alpha_by_definition(counts: np.ndarray, ordinal: bool) -> None:
    told = krippendorff_alpha(counts, "ordinal" if ordinal else "nominal")
    assert told == pytest.approx(by_definition(counts, ordinal), nan_ok=True)


def test_bounds() -> None:
    agreeing = np.array([[3, 0], [0, 3], [3, 0]])
    assert krippendorff_alpha(agreeing, "nominal") == fleiss_kappa(agreeing) == 1.0
    assert fleiss_kappa(np.array([[1, 1], [1, 1]])) == -1.0
    assert math.isnan(fleiss_kappa(np.array([[3, 0], [3, 0]])))
    assert math.isnan(krippendorff_alpha(np.array([[3, 0], [3, 0]]), "nominal"))
    assert math.isnan(krippendorff_alpha(np.array([[1, 0], [0, 1]]), "ordinal"))
    assert math.isnan(fleiss_kappa(np.array([[1, 0], [0, 1]])))


@pytest.mark.parametrize(
    ("votes", "won"),
    [
        (["happy", "happy", "sad"], "happy"),
        (["happy", "sad", "fear"], None),
        (["happy", "sad"], None),
        (["happy"], "happy"),
        ([], None),
    ],
)
def test_majority(votes: list[str], won: str | None) -> None:
    assert majority(votes) == won
