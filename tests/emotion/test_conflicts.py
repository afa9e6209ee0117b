import pytest

from tietfg.emotion.conflicts import (
    alternate,
    asks_for_blend,
    clause_borders,
    contradicts,
    portrait_conflict,
    resolve_contradictions,
    text_conflicts,
)
from tietfg.emotion.layout import Piece
from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.requests import Request
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words

WORDS = split_words("You came back to me, after all these years, and you brought the old dog with you.")
TORN = Request({"happy": 0.7, "angry": 0.7}, 0.7)


class Sounds:
    """Every sentence sounds like this."""

    def __init__(self, emotion, intensity):
        self.entry = EmotionEntry(((emotion, 1.0),), intensity, None)
        self.asked = 0

    def described(self, phrase, certainty=0.5):
        return None

    def expressed(self, sentence):
        self.asked += 1
        return self.entry

    def expressed_each(self, sentences):
        return tuple(self.expressed(sentence) for sentence in sentences)


def whole(weights, intensity, words=WORDS):
    return Piece(0.0, float(len(words)), Request(weights, intensity))


@pytest.mark.parametrize(
    ("weights", "intensity", "expected"),
    [
        ({"happy": 0.7, "angry": 0.7}, 0.7, True),
        ({"happy": 0.9, "sad": 0.6}, 0.9, True),
        ({"happy": 0.9, "sad": 0.2}, 0.9, False),
        ({"happy": 0.5, "sad": 0.5}, 0.3, False),
        ({"sad": 0.5, "angry": 0.5}, 0.9, False),
        ({"happy": 0.5, "surprise": 0.5}, 0.9, False),
    ],
)
def test_only_strong_nearly_equal_opposites_contradict(weights, intensity, expected):
    assert contradicts(Request(weights, intensity)) is expected


def test_opposites_alternate_at_clause_borders_and_this_is_said():
    piece = Piece(0.0, float(len(WORDS)), TORN)
    played, notes = resolve_contradictions([piece], WORDS, "happy and angry")
    assert [(part.start, part.end, set(part.request.weights)) for part in played] == [
        (0, 5, {"happy"}),
        (5, 9, {"angry"}),
        (9, 17, {"happy"}),
    ]
    assert all(part.request.intensity == 0.7 for part in played)
    assert notes == (
        "happy and angry contradict each other at words 1 to 17; they are played in turn, clause by clause",
    )


def test_without_a_clause_border_they_are_a_mixture():
    words = split_words("You came back")
    played, notes = resolve_contradictions([Piece(0.0, 3.0, TORN)], words, "happy and angry")
    assert [part.request for part in played] == [TORN]
    assert "as a mixture" in notes[0]


@pytest.mark.parametrize("description", ["a mixture of joy and anger", "bittersweet", "smiling through tears"])
def test_a_blend_that_was_asked_for_is_no_contradiction(description):
    piece = Piece(0.0, float(len(WORDS)), TORN)
    assert resolve_contradictions([piece], WORDS, description) == ((piece,), ())
    assert asks_for_blend(description)
    assert not asks_for_blend("happy, then angry")


def test_alternation_stays_within_its_piece():
    parts = alternate(Piece(5.0, 12.0, TORN), clause_borders(WORDS))
    assert [(part.start, part.end) for part in parts] == [(5, 9), (9, 12)]


def test_what_is_compatible_comes_back_unchanged():
    pieces = [whole({"sad": 1.0}, 0.9)]
    assert resolve_contradictions(pieces, WORDS, "sad") == (tuple(pieces), ())


FESTIVE = split_words("We are overjoyed and delighted, the baby is here. The train leaves at nine.")


def test_a_description_against_the_text_is_noted_once():
    notes = text_conflicts([whole({"sad": 1.0}, 0.8, FESTIVE)], FESTIVE, Sounds("happy", 0.5))
    assert len(notes) == 1
    assert "asks for sad where the text sounds happy" in notes[0]
    assert "overjoyed" in notes[0]
    assert "description is followed" in notes[0]


@pytest.mark.parametrize(
    ("weights", "intensity", "sounds"),
    [
        ({"happy": 1.0}, 0.8, ("happy", 0.5)),
        ({"sad": 1.0}, 0.3, ("happy", 0.5)),
        ({"sad": 1.0}, 0.8, ("happy", 0.2)),
        ({"neutral": 1.0}, 0.0, ("happy", 0.5)),
        ({"surprise": 1.0}, 0.9, ("happy", 0.5)),
    ],
)
def test_weak_or_agreeing_feelings_are_no_conflict(weights, intensity, sounds):
    assert text_conflicts([whole(weights, intensity, FESTIVE)], FESTIVE, Sounds(*sounds)) == ()


def test_a_plain_text_is_never_judged():
    meaning = Sounds("happy", 0.6)
    assert text_conflicts([whole({"angry": 1.0}, 0.9)], WORDS, meaning) == ()
    assert meaning.asked == 0


def timeline(emotion, intensity):
    return EmotionTimeline(keyframes=(Keyframe(word=0, emotion={emotion: 1.0}, intensity=intensity),))


def test_a_portrait_that_shows_another_emotion_is_noted():
    note = portrait_conflict(timeline("angry", 0.8), 10, "happy", 0.7)
    assert note is not None
    assert "looks happy (0.70)" in note
    assert "angry" in note
    assert "\n" not in note


@pytest.mark.parametrize(
    ("asked", "intensity", "expression", "strength"),
    [
        ("happy", 0.8, "happy", 0.9),
        ("angry", 0.8, "neutral", 0.9),
        ("angry", 0.8, "happy", 0.2),
        ("angry", 0.2, "happy", 0.9),
        ("neutral", 0.0, "happy", 0.9),
    ],
)
def test_a_portrait_that_fits_is_not(asked, intensity, expression, strength):
    assert portrait_conflict(timeline(asked, intensity), 10, expression, strength) is None
