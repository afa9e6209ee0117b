"""Splitting a text into words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.words import split_words


def test_punctuation_joins_the_word_before_it() -> None:
    assert [word.text for word in split_words('"Well - no." — he said')] == ['"Well -', 'no." —', "he", "said"]


def test_leading_punctuation_joins_the_first_word() -> None:
    assert [word.text for word in split_words("... well")] == ["... well"]


def test_text_without_letters_has_no_words() -> None:
    assert split_words(" - ... ") == ()


@given(st.text())
def test_words_cover_the_text(text: str) -> None:
    words = split_words(text)
    assert all(word.text == text[word.start : word.end] for word in words)
    assert all(any(character.isalnum() for character in word.text) for word in words)
    assert all(first.end < second.start for first, second in pairwise(words))
    between = [text[first.end : second.start] for first, second in pairwise(words)]
    if words:
        between += [text[: words[0].start], text[words[-1].end :]]
    assert all(part.isspace() or not part for part in between)
