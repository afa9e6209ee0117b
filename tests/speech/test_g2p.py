import functools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.g2p import Phonemizer, Pronunciation, is_phone, spoken_form


@functools.cache
def phonemizer(british: bool = False) -> Phonemizer:
    return Phonemizer(british)


def pronounce(text: str, british: bool = False) -> Pronunciation:
    return phonemizer(british).pronounce(tuple(word.text for word in split_words(text)))


def by_word(text: str, british: bool = False) -> list[str]:
    pronunciation = pronounce(text, british)
    return [
        "".join(
            symbol for symbol, word in zip(pronunciation.symbols, pronunciation.words, strict=True) if word == index
        ).strip()
        for index in range(len(split_words(text)))
    ]


def test_expanded_numbers_and_dates_stay_with_their_words() -> None:
    assert by_word("It cost $3.50 on 5/6/2024 at 10:30 pm, I think.") == [
        "ˌɪt",
        "kˈɔst",
        "θɹˈi dˈɑləɹz ænd fˈɪfti sˈɛnts",
        "ˌɔn",
        "mˈA sˈɪksθ, twˈɛnti twˈɛnti fˈɔɹ",
        "æt",
        "tˈɛn θˈɜɹTi",
        "pˌiˈɛm,",
        "ˌI",
        "θˈɪŋk.",
    ]


def test_emoji_and_other_scripts_inside_a_text_are_silent() -> None:
    hello, other, there = by_word("Hello 😀 你好 there!")
    assert hello == "həlˈO"
    assert other == ""
    assert there.endswith("!")


def test_unknown_words_are_pronounced() -> None:
    assert all(any(map(is_phone, word)) for word in by_word("The blorfing kwyjiboish xkqzj!"))


def test_british_and_american_differ() -> None:
    assert by_word("bath", british=True) != by_word("bath")
    assert len(by_word("It has 342 parts.", british=True)[2]) > len(by_word("It has 342 parts.")[2])


def test_a_reading_that_goes_over_words_is_divided_among_them() -> None:
    assert by_word("on 5 May for $3 million") == [
        "ˌɔn",
        "ðə fˈɪfθ ʌv",
        "mˈA",
        "fɔɹ",
        "θɹˈi",
        "mˈɪljᵊn dˈɑləɹz.",
    ]


def test_shouting_and_stretching_sound_like_the_plain_words() -> None:
    assert by_word("I AM SO ANGRY WITH YOU!") == by_word("I am so angry with you!")
    assert by_word("Nooooo, pleeease!") == by_word("No, please!")


def test_a_letter_is_named_and_the_article_is_not() -> None:
    assert by_word("A4 or plan A.")[0].startswith("ˈA")
    assert by_word("A4 or plan A.")[3] == "ˈA."
    assert by_word("A cat.")[0] == "ɐ"


def test_a_stutter_has_the_sound_of_the_beginning() -> None:
    assert by_word("W-wait!") == ["wə wˈAt!"]


def test_quotes_do_not_hide_the_word() -> None:
    assert by_word("“Hello,” she said.")[0] == "“həlˈO,”"


def test_a_missing_full_stop_is_added() -> None:
    assert pronounce("Hello there").symbols[-1] == "."
    assert pronounce("Hello there?").symbols[-1] == "?"


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(InputError, match="no pronunciation"):
        phonemizer().pronounce(("你好",))


@pytest.mark.parametrize(
    "word", ["9" * 400, "a" * 5000, "1," * 50 + "1", "[a](b)", "3.5.7.9", "$" * 50, "-" * 60 + "a"]
)
def test_monstrous_words_stay_within_what_the_model_reads(word: str) -> None:
    assert len(pronounce(f"one {word} two").symbols) <= 500


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
@example("1e400 0.0.0 ½⅓ 10,00,000,0000000000")
@example('A.M. \'"" w-w-w- $ -5--5 (((1)))')
def test_any_text_is_pronounced_or_refused(text: str) -> None:
    words = tuple(word.text for word in split_words(text))
    if not words:
        return
    try:
        pronunciation = phonemizer().pronounce(words)
    except InputError:
        return
    assert list(pronunciation.words) == sorted(pronunciation.words)
    assert 0 <= pronunciation.words[0] <= pronunciation.words[-1] < len(words)
    assert "  " not in "".join(pronunciation.symbols)
    tokens = phonemizer().tokens(pronunciation)
    assert (tokens[0], tokens[-1]) == (0, 0)
    assert all(token > 0 for token in tokens[1:-1])


@given(st.text(max_size=80))
def test_the_spoken_form_is_latin_and_stable(text: str) -> None:
    spoken = spoken_form(text)
    assert spoken_form(spoken) == spoken
    assert spoken == " ".join(spoken.split())
