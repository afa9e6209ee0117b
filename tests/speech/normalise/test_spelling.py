from hypothesis import given
from hypothesis import strategies as st

from tietfg.speech.normalise.spelling import plain_spelling

WORDS = frozenset(
    [
        "i",
        "am",
        "so",
        "angry",
        "with",
        "you",
        "no",
        "good",
        "what",
        "please",
        "hello",
        "cool",
        "hmm",
        "not",
        "a",
        "NASA",
    ]
)


def plain(text: str) -> str:
    return " ".join(plain_spelling(text.split(), WORDS.__contains__))


def test_shouting_is_lower_case_but_acronyms_stay() -> None:
    assert plain("I AM SO ANGRY, FBI AND NASA!") == "I am so angry, FBI and NASA!"


def test_a_single_capitalised_word_stays() -> None:
    assert plain("you are NOT good") == "you are NOT good"
    assert plain("the BBC and the US") == "the BBC and the US"


def test_unknown_long_capitals_are_a_word() -> None:
    assert plain("the KWYJIBOISH thing") == "the kwyjiboish thing"


def test_stretched_words_are_reduced_to_known_ones() -> None:
    assert plain("nooooo sooo goooood! whaaaat? Pleeeease, coooool hmmmm") == "no so good! what? Please, cool hmm"
    assert plain("blaaaarg") == "blaarg"


@given(st.lists(st.text(max_size=30), max_size=8))
def test_the_number_of_words_stays(words: list[str]) -> None:
    assert len(plain_spelling(words, WORDS.__contains__)) == len(words)
