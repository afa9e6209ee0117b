import contextlib
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.blocks import MAXIMUM_CHARACTERS, check_text, cut_blocks

STORY = (
    "Hi. I walked home, through the dark and silent streets, past the old church where my grandmother was married, "
    "past the bakery and the school, over the river and up the hill, until at last I saw a light. Who was it? "
    'Mr. J. Smith said so. It was John! "Really?" she asked. Yes.'
)


def texts(text: str) -> list[str]:
    return [" ".join(word.text for word in block.words) for block in cut_blocks(split_words(text))]


@given(st.text(st.sampled_from(string.ascii_letters + " .,!?'\n-1é"), max_size=3000))
def test_every_word_is_in_exactly_one_block(text: str) -> None:
    words = split_words(text)
    blocks = cut_blocks(words)
    assert tuple(word for block in blocks for word in block.words) == words
    for block in blocks:
        assert block.words
        assert words[block.first_word] == block.words[0]


def test_sentences_are_not_cut_after_titles_and_initials() -> None:
    assert any("Mr. J. Smith said so." in block for block in texts(STORY))


def test_the_first_block_is_short_and_a_long_sentence_is_cut_after_a_comma() -> None:
    blocks = texts(STORY)
    assert blocks[0] == "Hi. I walked home,"
    assert blocks[1].endswith(",")


@given(st.text(st.sampled_from(string.ascii_letters + " .,!?"), max_size=2000))
def test_no_block_is_much_longer_than_what_is_heard_while_it_is_made(text: str) -> None:
    """Except where there is no clause end to cut at."""
    blocks = cut_blocks(split_words(text))
    for earlier, later in pairwise(blocks):
        heard = sum(map(len, (word.text for word in earlier.words)))
        made = sum(map(len, (word.text for word in later.words)))
        clauses = sum(word.text.endswith((",", ".", "!", "?")) for word in later.words[:-1])
        assert made <= 12 * (heard + 40) or not clauses


def test_a_sentence_without_clauses_is_cut_before_a_conjunction_and_goes_on() -> None:
    text = (
        "I never thought that the whole enormous building could collapse so quickly and without any warning whatsoever "
        "on a quiet Sunday morning in the middle of the summer holidays."
    )
    first, second = cut_blocks(split_words(text))
    assert second.words[0].text == "and"
    assert (first.ends_phrase, second.ends_phrase) == (False, True)


def test_short_sentences_are_merged() -> None:
    assert texts("It was late when we came home. Yes. No. Well. Fine.") == [
        "It was late when we came home.",
        "Yes. No. Well. Fine.",
    ]


def test_a_heading_ends_at_the_empty_line() -> None:
    assert texts("The Long Way Home\n\nIt was late when we left.")[0] == "The Long Way Home"


def test_words_without_pronunciation_never_stand_alone() -> None:
    for block in cut_blocks(
        split_words("你好。 Hello there, this is a first sentence. 谢谢。 And this is another one. 再见。")
    ):
        assert any(character.isascii() and character.isalpha() for word in block.words for character in word.text)


def test_no_words_no_blocks() -> None:
    assert cut_blocks(()) == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("?!... --", "nothing to pronounce"),
        ("😀🎉", "nothing to pronounce"),
        ("a" * (MAXIMUM_CHARACTERS + 1), "more than 50000"),
        ("Hello\0there", "U+0000"),
        ("Hello\x1bthere", "U+001B"),
        ("Hello \ud800", "U+D800"),
        ("Привет, как дела?", "Cyrillic"),
        ("你好,世界", "Chinese"),
        ("こんにちは", "Japanese"),
        ("مرحبا بالعالم", "Arabic"),
        ("안녕하세요", "Korean"),
        ("Ich weiß nicht, was das ist und wie wir mit der Sache umgehen.", "German"),
        ("No sé lo que es, pero los niños están en la casa con una amiga.", "Spanish"),
        ("Je ne sais pas ce que vous avez dit, mais les enfants sont dans une maison.", "French"),
    ],
)
def test_texts_that_cannot_be_spoken_are_refused_in_one_line(text: str, part: str) -> None:
    with pytest.raises(InputError, match=part.replace("+", r"\+")) as caught:
        check_text(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, world!",
        "5",
        "OK 👍 fine",
        "The naïve café in Zürich",
        "He said: guten Tag",
        "The word мир means peace and world",
        "Line one\r\nline two\tend",
        "Die Hard is the best film of the year and I saw it in Des Moines with Der Spiegel people",
        "El Paso and Los Angeles are US cities, he told us, that are far from Las Vegas and San Diego",
    ],
)
def test_english_texts_are_accepted(text: str) -> None:
    assert check_text(text) == text


@given(st.text(max_size=60))
def test_any_text_is_accepted_or_refused_but_never_crashes(text: str) -> None:
    with contextlib.suppress(InputError):
        assert check_text(text) == text
