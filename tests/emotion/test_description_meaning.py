"""Descriptions whose wording is in no list, silence, and how much of a description is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings

from tests.emotion.readings import read, runs
from tests.emotion.test_description import pieces, texts
from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.words import split_words

MARKS = {"zorgled": "angry", "blimped": "sad", "plonkish": "neutral"}


@dataclass
class MadeUpMeaning:
    """Knows three made-up words; hears fear in every sentence that asks."""

    asked: list[str] = field(default_factory=list)

    def described(self, phrase: str, certainty: float = 0.5) -> EmotionEntry | None:
        self.asked.append(phrase)
        found = [name for mark, name in MARKS.items() if mark in phrase.split()]
        return EmotionEntry(((found[0], 1.0),), 0.7 if found[0] != "neutral" else 0.0, None) if found else None

    def expressed(self, sentence: str) -> EmotionEntry:
        name, intensity = ("fear", 0.5) if sentence.endswith("?") else ("neutral", 0.0)
        return EmotionEntry(((name, 1.0),), intensity, None)

    def expressed_each(self, sentences):
        return tuple(self.expressed(sentence) for sentence in sentences)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("zorgled", "angry*16"),
        ("as if a zorgled neighbour had stolen her happy dog", "angry*16"),
        ("in the voice of someone zorgled", "angry*16"),
        ("she is totally zorgled with them", "angry*16"),
        ("with zorgled steam coming out of her ears", "angry*16"),
        ("zorgled, then blimped", "angry*8 sad*8"),
        ("from zorgled to blimped", "angry*8 sad*8"),
        ("like a zorgled boss for the first half, then like a blimped one", "angry*8 sad*8"),
        ("zorgled except in the clause after the comma, which is sad", "angry*6 sad*10"),
        ("happy, and at the end zorgled", "happy*11 angry*5"),
        ("not zorgled at all, just happy", "happy*16"),
        ("happy, though the plonkish neighbours keep knocking on her door", "happy*16"),
        ("happy, like a zorgled king", "happy*16"),
    ],
)
def test_unlisted_wording(description: str, expected: str) -> None:
    assert runs(description, meaning=MadeUpMeaning()) == expected


def test_what_is_listed_is_not_asked_about() -> None:
    meaning = MadeUpMeaning()
    read("She has had a long day, so she is sad at first; then, when the dog comes back, happy.", meaning=meaning)
    assert meaning.asked == []


QUESTION = "We met at noon. Is it safe? We should go now."


@pytest.mark.parametrize("description", ["", "   ", "qwerty uiop"])
def test_silence_is_said_as_the_text_feels(description: str) -> None:
    assert runs(description, QUESTION, MadeUpMeaning()) == "neutral*4 fear*3 neutral*4"


class SilentMeaning(MadeUpMeaning):
    """Fails when it is asked what the text feels."""

    def expressed_each(self, sentences: Sequence[str]) -> tuple[EmotionEntry, ...]:
        raise AssertionError("the text's own feeling is not needed")


@pytest.mark.parametrize(
    "description", ["calm", "zorgled, then sad", "happy throughout, but sad in the question", "fear that fades"]
)
def test_a_description_of_the_whole_text_does_not_ask_what_it_feels(description: str) -> None:
    assert read(description, QUESTION, SilentMeaning()).timeline.keyframes


def test_a_description_of_a_part_asks_what_the_rest_feels() -> None:
    with pytest.raises(AssertionError, match="own feeling"):
        read("sad in the first sentence", QUESTION, SilentMeaning())


def test_nonsense_is_told() -> None:
    assert read("", QUESTION, MadeUpMeaning()).notes == ()
    (note,) = read("qwerty uiop", QUESTION, MadeUpMeaning()).notes
    assert "qwerty uiop" in note
    assert "as it feels by itself" in note


def test_what_nobody_claims_is_said_as_the_text_feels() -> None:
    assert runs("sad in the first sentence", QUESTION, MadeUpMeaning()) == "sad*4 fear*3 neutral*4"
    assert runs("sad in the first sentence, otherwise calm", QUESTION, MadeUpMeaning()) == "sad*4 neutral*7"
    assert runs("happy, sad in the first sentence", QUESTION, MadeUpMeaning()) == "sad*4 happy*7"


def test_a_place_whose_emotion_is_not_understood_is_left_to_the_text() -> None:
    planned = read("flurbed until the question, then sad", QUESTION, MadeUpMeaning())
    assert any('"flurbed" was not understood' in note for note in planned.notes)
    assert runs("flurbed until the question, then sad", QUESTION, MadeUpMeaning()) == "neutral*4 sad*7"


def test_opposites_at_once_are_reported() -> None:
    notes = read("happy and sad").notes
    assert any("contradict" in note for note in notes)
    assert read("bittersweet").notes == read("nostalgic").notes == ()


@settings(max_examples=150, deadline=None)
@given(pieces, pieces, pieces, pieces, texts)
def test_reading_with_a_meaning_is_total_and_deterministic(
    one: str, two: str, three: str, four: str, text: str
) -> None:
    description = f"{one}zorgled {two}as if {three}{four}"
    planned = read(description, text, MadeUpMeaning())
    count = len(split_words(text))
    assert planned == read(description, text, MadeUpMeaning())
    assert all(0 <= (keyframe.word or 0) <= count for keyframe in planned.timeline.keyframes)
    assert all("\n" not in note for note in planned.notes)
