import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.speech.normalise import cases
from tietfg.emotion.words import split_words
from tietfg.speech.g2p import spoken_form
from tietfg.speech.normalise.engine import LONGEST_WORD, normalise
from tietfg.speech.normalise.numbers import amount, cardinal, ordinal, paired, year
from tietfg.speech.normalise.rule import TAKEN


def by_word(text: str, british: bool = False) -> tuple[str, ...]:
    return normalise(tuple(spoken_form(word.text) for word in split_words(text)), british)


def said(text: str, british: bool = False) -> str:
    """The spoken form in lower case; a hyphen is as good as a blank."""
    return " ".join(filter(None, by_word(text, british))).lower().replace("-", " ")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        *cases.NUMBERS,
        *cases.DATES,
        *cases.TIMES,
        *cases.MONEY,
        *cases.UNITS,
        *cases.ABBREVIATIONS,
        *cases.SYMBOLS,
        *cases.WEB,
        *cases.MIXED,
        *cases.HELD_OUT,
        *cases.FURTHER,
    ],
)
def test_readings(written: str, spoken: str) -> None:
    assert said(written) == spoken.lower().replace("-", " ")


@pytest.mark.parametrize(("written", "spoken"), cases.BRITISH)
def test_british_readings(written: str, spoken: str) -> None:
    assert said(written, british=True) == spoken.lower().replace("-", " ")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("On 5 May 2024 we", ("On", "the fifth of", "May", "twenty twenty four", "we")),
        ("It is $3 million now", ("It", "is", "three", "million dollars", "now")),
        ("at 9 a.m. and 10pm", ("at", "nine", "A.M", "and", "ten P.M")),
        ("run 5 km or 10km", ("run", "five", "kilometers", "or", "ten kilometers")),
        ("for 20 EUR, please", ("for", "twenty", "euros,", "please")),
        ("5 - 7 of them", ("five to", "seven", "of", "them")),
        ("Henry VIII, king", ("Henry", "the eighth,", "king")),
        ("add 2 3/4 cups", ("add", "two", "and three quarters", "cups")),
        ("call (212) 555-0198 now", ("call", "two one two,", "five five five, oh one nine eight", "now")),
        ('he said ("5kg") twice', ("he", "said", '("five kilograms")', "twice")),
    ],
)
def test_each_written_word_keeps_its_own_reading(written: str, spoken: tuple[str, ...]) -> None:
    assert by_word(written) == spoken


def test_silent_words_are_empty() -> None:
    assert by_word("good 😀1 morning")[0] == "good"
    assert normalise(("a", "", "b"), False) == ("a", "", "b")
    assert normalise(("a", "***", "b"), False) == ("a", "", "b")
    assert normalise((), False) == ()


@given(
    st.lists(st.text(st.sampled_from("0123456789.,:-/$%°'aAmpkIVXst@#&+=½²€£ "), min_size=1, max_size=12), max_size=12),
    st.booleans(),
)
@settings(max_examples=400, deadline=None)
@example(["9:30", "-", "5", "km/h"], False)
def test_every_word_has_one_form_without_digits_or_traces(words: list[str], british: bool) -> None:
    spoken = normalise(tuple(words), british)
    assert len(spoken) == len(words)
    assert spoken == normalise(tuple(words), british)
    for form in spoken:
        assert form == " ".join(form.split())
        assert TAKEN not in form
        assert not any(character in "0123456789$%½²€£" for character in form)


@given(st.text(max_size=100))
def test_any_text_can_be_normalised(text: str) -> None:
    words = tuple(spoken_form(word.text) for word in split_words(text))
    assert len(normalise(words, False)) == len(words)


@given(
    st.lists(
        st.sampled_from(["the", "cat", "sat", "upon", "a", "quiet", "mat", "no", "one", "knew", "why", "it", "had"]),
        max_size=20,
    )
)
def test_plain_words_stay(words: list[str]) -> None:
    assert normalise(tuple(words), False) == tuple(words)


@pytest.mark.parametrize(
    "unit", ["1", "1,", "1-", "1.", "1/", "a.", "a-", "$1", "@a", "w-", "http://a", "'", "1:", "IV"]
)
def test_endless_words_are_cut(unit: str) -> None:
    (form,) = normalise((unit * 20_000,), False)
    assert len(form) < 40 * LONGEST_WORD


@given(st.integers(0, 10**14), st.booleans())
def test_numbers_have_words_only(number: int, british: bool) -> None:
    for words in (cardinal(number, british), ordinal(number, british), amount(f"{number:,}", british)):
        assert words.replace(" ", "").isalpha()
    assert amount(f"{number:,}", british) == cardinal(number, british)
    assert british or " and " not in cardinal(number, british)


def test_years_and_rooms() -> None:
    assert [year(number, False) for number in (1066, 1900, 1905, 2000, 2009, 2010)] == [
        "ten sixty six",
        "nineteen hundred",
        "nineteen oh five",
        "two thousand",
        "two thousand nine",
        "twenty ten",
    ]
    assert [paired(text, False) for text in ("7", "45", "205", "300", "1250", "042")] == [
        "seven",
        "forty five",
        "two oh five",
        "three hundred",
        "twelve fifty",
        "oh four two",
    ]
