"""Word errors against an independent implementation, and what must hold of any."""

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.evaluation.functional.word_error_rate import WordErrors, spoken_words, word_errors

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=9).map(tuple)


def distance(said, heard):
    """By recursion, from the ends."""

    @cache
    def rest(one, other):
        if not one or not other:
            return max(one, other)
        if said[one - 1] == heard[other - 1]:
            return rest(one - 1, other - 1)
        return 1 + min(rest(one - 1, other), rest(one, other - 1), rest(one - 1, other - 1))

    return rest(len(said), len(heard))


@given(WORDS, WORDS)
def test_as_many_errors_as_by_recursion(said, heard):
    found = word_errors(said, heard)
    assert found.substitutions + found.deletions + found.insertions == distance(said, heard)
    assert min(found.substitutions, found.deletions, found.insertions) >= 0
    assert len(said) - found.deletions + found.insertions == len(heard)
    assert found.words == len(said)


@given(WORDS, WORDS)
def test_exchanged_texts_exchange_deletions_and_insertions(said, heard):
    one, other = word_errors(said, heard), word_errors(heard, said)
    assert (one.substitutions, one.deletions, one.insertions) == (
        other.substitutions,
        other.insertions,
        other.deletions,
    )


@given(WORDS)
def test_the_same_words_have_no_errors_and_silence_only_deletions(said):
    assert word_errors(said, said) == WordErrors(0, 0, 0, len(said))
    assert word_errors(said, ()) == WordErrors(0, len(said), 0, len(said))


def test_rates_of_several_texts_are_over_all_words():
    one, other = word_errors(("a", "b", "c", "d"), ("a", "x", "c")), word_errors(("a",), ("b", "b", "b"))
    assert (one.rate, other.rate, (one + other).rate) == (0.5, 3.0, 1.0)
    assert math.isnan(word_errors((), ("a",)).rate)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It costs $5.50.", "it costs five dollars and fifty cents"),
        ("At 9 o’clock, twenty-one came!", "at nine o'clock 21 came"),
        ("Dr. Smith's U.S. trip", "doctor smiths US trip"),
        ("Well - no.", "well, no"),
    ],
)
def test_what_sounds_the_same_is_the_same(one, other):
    assert spoken_words(one) == spoken_words(other)
    assert spoken_words(one)


def test_different_words_stay_different():
    assert spoken_words("a grey cat") != spoken_words("a gray cat")
    assert spoken_words("... !") == ()
