"""The generative model of the performed emotion."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.emotion.random_timelines import clocks, timelines
from tietfg.data.truth import Speaker, WordCues, perform, slow_variation
from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline, Keyframe

STEADY = Speaker(
    suggestibility=0, lag=0, blur=0, wavering=0, unsteadiness=0, phrase=0, stress=0, emphasis=0, effort=0, raised=0,
    agreed=0, opposed=0,
)  # fmt: skip
WORDS = 24
CLOCK = WordClock(tuple(0.15 + 0.35 * k for k in range(WORDS)), 0.15 + 0.35 * WORDS)
TIMES = np.arange(0.02, CLOCK.end, 0.04)


def timeline(*keyframes: tuple[float, str, float]) -> EmotionTimeline:
    return EmotionTimeline(
        keyframes=tuple(
            Keyframe(word=word, emotion={emotion: 1.0}, intensity=intensity)  # type: ignore[dict-item]
            for word, emotion, intensity in keyframes
        )
    )


CHANGE = timeline((0, "sad", 0.8), (10, "sad", 0.8), (14, "happy", 0.6))


def cues(words: int, loaded: dict[int, str] | None = None) -> WordCues:
    sentiment = np.zeros((words, len(EMOTIONS)))
    for index, emotion in (loaded or {}).items():
        sentiment[index, EMOTIONS.index(emotion)] = 0.8
    return WordCues(("word",) * words, sentiment, np.arange(words) % 2.0)


def performed(
    asked: EmotionTimeline, speaker: Speaker, seed: int = 0, loaded: dict[int, str] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    truth = perform(asked, cues(WORDS, loaded), CLOCK, speaker, np.random.default_rng(seed))
    return truth.sample(CLOCK, TIMES)


@settings(deadline=None, max_examples=40)
@given(clock=clocks(), data=st.data(), seed=st.integers(0, 99))
def test_it_is_a_track_whatever_is_asked(clock: WordClock, data: st.DataObject, seed: int) -> None:
    words = clock.last_position
    asked = data.draw(timelines(words))
    truth = perform(asked, cues(words), clock, Speaker(lag=0.2), np.random.default_rng(seed))
    mixture, intensity = truth.sample(clock, np.linspace(0, clock.end, 200))
    assert np.allclose(mixture.sum(axis=1), 1)
    assert (mixture >= 0).all()
    assert ((intensity >= 0) & (intensity <= 1)).all()


def test_a_long_text_stays_within_the_keyframes_of_a_timeline() -> None:
    words = 700
    clock = WordClock(tuple(0.3 * k for k in range(words)), 0.3 * words)
    truth = perform(CHANGE, cues(words), clock, Speaker(), np.random.default_rng(0))
    assert words < len(truth.keyframes) <= 1000


def test_it_is_continuous() -> None:
    truth = perform(CHANGE, cues(WORDS, {3: "happy"}), CLOCK, Speaker(), np.random.default_rng(1))
    steps = [
        max(float(np.abs(np.diff(values, axis=0)).max()) for values in truth.sample(CLOCK, np.arange(0, 8, step)))
        for step in (0.004, 0.002, 0.001)
    ]
    assert steps[1] < 0.6 * steps[0]
    assert steps[2] < 0.6 * steps[1]


def test_without_any_variation_the_request_is_performed() -> None:
    mixture, intensity = performed(CHANGE, STEADY)
    asked, asked_intensity = CHANGE.sample(CLOCK, TIMES)
    assert np.abs(mixture - asked).max() < 0.02
    assert np.abs(intensity - asked_intensity).max() < 0.02


def test_it_follows_the_request_on_average_and_never_exactly() -> None:
    asked, asked_intensity = CHANGE.sample(CLOCK, TIMES)
    several = [performed(CHANGE, Speaker(), seed) for seed in range(60)]
    mixture = np.mean([one for one, _ in several], axis=0)
    intensity = np.mean([one for _, one in several], axis=0)
    assert np.abs(intensity - asked_intensity).mean() < 0.06
    sure = asked.max(axis=1) > 0.8
    assert (mixture.argmax(axis=1) == asked.argmax(axis=1))[sure].all()
    for one, strength in several:
        assert np.abs(strength - asked_intensity).mean() > 0.03
        assert np.abs(one - asked).mean() > 0.02
    agreement = np.mean([(one.argmax(axis=1) == asked.argmax(axis=1)).mean() for one, _ in several])
    assert 0.6 < agreement < 0.9


def test_a_loaded_word_pulls_to_what_it_says_where_it_stands() -> None:
    calm = timeline((0, "neutral", 0.0))
    happy = EMOTIONS.index("happy")
    plain, loaded = performed(calm, Speaker()), performed(calm, Speaker(), loaded={12: "happy"})
    near = np.abs(CLOCK.position(TIMES) - 12.5) < 0.4
    far = np.abs(CLOCK.position(TIMES) - 12.5) > 1.5
    assert (loaded[0][near, happy] > plain[0][near, happy] + 0.2).all()
    assert (loaded[1][near] > plain[1][near]).all()
    assert np.allclose(loaded[0][far], plain[0][far], atol=1e-3)
    assert np.allclose(loaded[1][far], plain[1][far], atol=1e-3)


def test_a_word_that_says_what_is_felt_strengthens_it_and_another_weakens_it() -> None:
    sad = timeline((0, "sad", 0.6))
    near = np.abs(CLOCK.position(TIMES) - 8.5) < 0.4
    usual, same, other = (performed(sad, Speaker(), loaded=one)[1][near] for one in ({}, {8: "sad"}, {8: "happy"}))
    assert (same > usual).all()
    assert (other < usual).all()


@pytest.mark.parametrize("name", ["emphasis", "effort"])
def test_prosody_is_linked_to_intensity(name: str) -> None:
    asked = timeline((0, "angry", 0.5))
    values = np.zeros(WORDS)
    values[5] = 1.0
    spoken = replace(cues(WORDS), **{name: values})
    usual, stronger = (
        perform(asked, one, CLOCK, Speaker(), np.random.default_rng(3)).sample(CLOCK, TIMES)[1]
        for one in (cues(WORDS), spoken)
    )
    distance = np.abs(CLOCK.position(TIMES) - 5.5)
    assert (stronger[distance < 0.4] > usual[distance < 0.4] + 0.03).all()
    assert np.allclose(stronger[distance > 1.5], usual[distance > 1.5], atol=1e-3)


def test_a_phrase_rises_at_its_onset_and_decays_to_its_end() -> None:
    asked = timeline((0, "angry", 0.5))
    texts = tuple("word," if index % 8 == 7 else "word" for index in range(WORDS))
    spoken = replace(cues(WORDS), text=texts, content=np.ones(WORDS))
    intensity = perform(asked, spoken, CLOCK, replace(STEADY, phrase=0.5), np.random.default_rng(0)).sample(
        CLOCK, TIMES
    )[1]
    position = CLOCK.position(TIMES) % 8
    by_eighth = [intensity[(position >= k) & (position < k + 1)].mean() for k in range(8)]
    assert by_eighth[0] < by_eighth[2]
    assert all(before > after for before, after in pairwise(by_eighth[2:]))


def test_a_late_speaker_is_behind_the_request() -> None:
    sudden = EmotionTimeline(
        keyframes=(
            Keyframe(word=0, emotion={"neutral": 1}, intensity=0),
            Keyframe(word=12, emotion={"happy": 1}, intensity=0.9, transition="sudden"),
        )
    )
    reached = [TIMES[int(np.argmax(performed(sudden, replace(STEADY, lag=lag))[1] > 0.45))] for lag in (-0.3, 0.0, 0.5)]
    assert reached[0] + 0.2 < reached[1] < reached[2] - 0.4


def test_the_generator_decides() -> None:
    one, same, other = (performed(CHANGE, Speaker(), seed) for seed in (4, 4, 5))
    assert (one[0] == same[0]).all()
    assert (one[1] == same[1]).all()
    assert not np.allclose(one[1], other[1])


def test_slow_variation_has_its_covariance() -> None:
    times = np.arange(0, 4, 0.1)
    curves = slow_variation(times, 0.7, 0.9, 20_000, np.random.default_rng(0))
    assert np.abs(curves.mean(axis=1)).max() < 0.03
    assert np.abs(curves.std(axis=1) - 0.7).max() < 0.02
    for steps in (1, 5, 15):
        ratio = np.sqrt(3) * steps * 0.1 / 0.9
        expected = 0.49 * (1 + ratio) * np.exp(-ratio)
        found = (curves[:-steps] * curves[steps:]).mean(axis=1)
        assert np.abs(found - expected).max() < 0.02
