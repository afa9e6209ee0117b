"""Random requests in words: what is written is what is meant."""

from collections import Counter

import numpy as np
import pytest

from tietfg.data.corpus_texts import join, passages
from tietfg.data.emotion_requests import ADJECTIVES, NOUNS, Asked, draw_described, own_feeling
from tietfg.emotion.description import parse_description
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.words import TextWord, split_words

TEXT = (
    "The kettle takes about four minutes to boil. Put one spoon of leaves into the pot for each cup. "
    "Let it stand until the colour is right, and then pour it through the strainer."
)
WORDS = split_words(TEXT)


def asked(seed: int, words: tuple[TextWord, ...] = WORDS, unseen: bool = False) -> Asked:
    return draw_described(words, "neutral", unseen, np.random.default_rng(seed))


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_every_wording_is_known_to_the_reader(emotion: str) -> None:
    for wording in (*ADJECTIVES[emotion], *(f"full of {noun}" for noun in NOUNS[emotion])):
        planned = parse_description(wording, WORDS)
        assert not planned.notes
        (segment,) = planned.timeline.segments(len(WORDS))
        assert max(segment.emotion, key=segment.emotion.__getitem__) == emotion, wording


def test_the_timeline_is_what_the_description_says() -> None:
    for seed in range(100):
        one = asked(seed)
        assert one.timeline == parse_description(one.description, WORDS).timeline
        assert ", ".join(one.phrases) == one.description
        assert len(one.governing) == len(WORDS)
        assert list(one.governing) == sorted(one.governing)  # type: ignore[type-var]
        assert set(one.governing) == set(range(len(one.phrases)))


def test_a_word_is_governed_by_the_phrase_of_its_emotion() -> None:
    for seed in range(60):
        one = asked(seed)
        segments = one.timeline.segments(len(WORDS))
        for segment in segments:
            dominant = max(segment.emotion, key=segment.emotion.__getitem__)
            phrase = one.phrases[one.governing[segment.start_word]]  # type: ignore[index]
            assert any(wording in phrase for wording in (*ADJECTIVES[dominant], *NOUNS[dominant])), (phrase, dominant)


def test_emotions_come_evenly_with_changes_of_all_kinds() -> None:
    several = [asked(seed) for seed in range(400)]
    named = Counter(
        max(segment.emotion, key=segment.emotion.__getitem__)
        for one in several
        for segment in one.timeline.segments(len(WORDS))
    )
    total = sum(named.values())
    assert all(0.09 < named[name] / total < 0.22 for name in EMOTIONS)
    assert {len(one.phrases) for one in several} == {1, 2, 3, 4, 5}
    keyframes = [keyframe for one in several for keyframe in one.timeline.keyframes]
    assert {keyframe.transition for keyframe in keyframes} == {"gradual", "sudden"}
    assert any(len(keyframe.emotion) > 1 for keyframe in keyframes)
    assert len({keyframe.intensity for keyframe in keyframes}) > 8
    assert len({one.description for one in several}) > 380


def test_some_wordings_are_kept_for_the_test_set() -> None:
    trained = " ".join(asked(seed).description for seed in range(300))
    tested = " ".join(asked(seed, unseen=True).description for seed in range(300))
    kept = [wordings[4] for wordings in ADJECTIVES.values()]
    assert not any(wording in trained for wording in kept)
    assert any(wording in tested for wording in kept)


def test_the_shortest_text_can_be_asked_for() -> None:
    words = split_words("Bravo!")
    for seed in range(20):
        one = asked(seed, words)
        assert one.governing == (0,)


def test_every_sentence_of_the_corpus_can_be_asked_for() -> None:
    generator = np.random.default_rng(0)
    for passage in passages():
        for sentence in passage.sentences:
            draw_described(join([sentence]).words, "sad", True, generator)


def test_a_text_asks_for_its_own_feeling() -> None:
    sentence = next(
        one
        for passage in passages()
        for one in passage.sentences
        if [*one.feelings[0].weights] == ["fear"] and [*one.feelings[-1].weights] == ["happy"]
    )
    part = join([sentence])
    own = own_feeling(part.words, part.feelings, neutral=False)
    assert [max(one.emotion, key=one.emotion.__getitem__) for one in own.timeline.segments(len(part.words))] == [
        "fear",
        "happy",
    ]
    assert own.description == ""
    assert set(own.governing) == {None}
    neutral = own_feeling(part.words, part.feelings, neutral=True)
    assert [dict(one.emotion) for one in neutral.timeline.keyframes] == [{"neutral": 1.0}]
