"""Places in descriptions: units, neighbours, mentions, clauses, exceptions; wordings of one meaning read alike."""

import pytest

from tests.emotion.readings import read, runs

NOON = "The doctor called at noon. Is it true? I packed my bags, locked the door and left. Nobody said goodbye."
NEWS = (
    "Good evening. Tonight the council voted to close the library. Three people spoke against it, and one of them "
    "cried. We will have more after the weather."
)


@pytest.mark.parametrize(
    "description",
    [
        "angry all over, except in the last sentence, which is sad",
        "Everything is angry apart from the final sentence: sad there.",
        "Angry throughout, the only exception being the last sentence, where he is sad.",
        "Except for the last sentence (sad), be angry.",
        "with the exception of the last sentence, which is sad, everything is angry",
        "All of it angry, save the closing sentence, that one sad",
        "Angry, angry, angry - but not the last sentence! That one is sad.",
        "Apart from a sad last sentence, he is angry",
        'furious except when he says "Nobody said goodbye", where he turns sad',
    ],
)
def test_exceptions_with_an_emotion_of_their_own(description: str) -> None:
    assert runs(description, NOON) == "angry*17 sad*3"


@pytest.mark.parametrize(
    "description",
    [
        "angry except during the question",
        "Barring the question, all is anger",
        "Every sentence but the second is angry",
        "mad all the way through, though not in the question",
    ],
)
def test_exceptions_without_one_are_neutral(description: str) -> None:
    assert runs(description, NOON) == "angry*5 neutral*3 angry*12"


@pytest.mark.parametrize(
    "description",
    [
        "angry except for the first and last words",
        "angry aside from the first and the last word",
        "angry, but neither the first word nor the last",
    ],
)
def test_two_exceptions(description: str) -> None:
    assert runs(description, NOON) == "neutral*1 angry*18 neutral*1"


@pytest.mark.parametrize(
    "description",
    [
        "The first and third sentences are sad, the other two angry.",
        "sad in sentences 1 and 3, angry in sentences 2 and 4",
        "sentence 1: sad. sentence 2: angry. sentence 3: sad. sentence 4: angry.",
        "Sad first sentence, angry second sentence, sad third sentence, angry fourth sentence",
    ],
)
def test_units_in_lists(description: str) -> None:
    assert runs(description, NOON) == "sad*5 angry*3 sad*9 angry*3"


@pytest.mark.parametrize(
    "description",
    [
        "deadpan, except that the third sentence is mournful",
        "The third sentence is sad; the sentences on either side of it are neutral",
        "Matter-of-fact. In the third sentence a little sadness creeps in, then back to neutral.",
        "Neutral like a newsreader; only the sentence about the people who spoke is sad.",
        "The sentence after the second one is sad.",
    ],
)
def test_one_sentence_of_four(description: str) -> None:
    assert runs(description, NEWS) == "neutral*10 sad*10 neutral*7"


@pytest.mark.parametrize(
    "description",
    [
        "happy first and last sentences, the two in between furious",
        "happy on the first sentence and the last sentence, angry in between",
        "angry in the second and the third sentence, happy in the others",
        "happy, with the two middle sentences angry",
    ],
)
def test_what_lies_between(description: str) -> None:
    assert runs(description, NEWS) == "happy*2 angry*18 happy*7"


@pytest.mark.parametrize(
    "description",
    [
        "sad until the comma, then happy",
        "The first clause is sad, the second happy.",
        "She is sad in the clause about the night and happy in the one after it.",
        "sad in the bit about last night, happy in the rest",
    ],
)
def test_clauses(description: str) -> None:
    assert runs(description) == "sad*6 happy*10"


@pytest.mark.parametrize(
    "description",
    [
        "angry from the moment she mentions the dog, happy before",
        "happy until the puppy comes up, then angry",
        "happy, then angry when the dogs are mentioned",
        "happy till she gets to the dog, then angry",
    ],
)
def test_mentions(description: str) -> None:
    """A mention begins at the noun or at the article before it."""
    assert runs(description) in ("happy*1 angry*15", "happy*2 angry*14", "angry*16")
    assert read(description).notes == ()


@pytest.mark.parametrize(
    "description",
    [
        "her anger builds right up to the last word",
        "more and more angry until the very last word",
        "He gets angrier with every word",
    ],
)
def test_growth_reaches_the_end(description: str) -> None:
    last = read(description).timeline.keyframes[-1]
    assert set(last.emotion) == {"angry"}
    assert last.intensity >= 0.8


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("He is furious about the happy couple next door.", "angry"),
        ("angry because the news frightened him", "angry"),
        ("surprised, as if somebody had died", "surprise"),
        ("screaming with fear", "fear"),
        ("anything but happy: livid", "angry"),
        ("surprised and not in the least bit sad", "surprise"),
        ("angry at the dog", "angry"),
        ("as if she were terrified", "fear"),
        ("anger that does not fade", "angry"),
        ("she could not be happier", "happy"),
    ],
)
def test_what_is_said_besides_asks_for_nothing(description: str, expected: str) -> None:
    assert runs(description) == f"{expected}*16"
