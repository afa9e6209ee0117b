"""The request over the words: sampling, segments, anchors in seconds."""

import numpy as np
import pytest
from hypothesis import given

from tests.emotion.random_timelines import clocks, timelines
from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline, Keyframe, Plan, read_timeline
from tietfg.errors import InputError

EVEN = WordClock((0.0, 0.5, 1.0, 1.5), 2.0)


def timeline(*keyframes: dict) -> EmotionTimeline:
    return EmotionTimeline(keyframes=tuple(Keyframe(**keyframe) for keyframe in keyframes))


@given(timelines(), clocks())
def test_samples_are_mixtures_and_intensities(request: EmotionTimeline, clock: WordClock) -> None:
    mixture, intensity = request.sample(clock, np.arange(0, clock.end + 0.5, 0.04))
    assert np.all(mixture >= -1e-12)
    np.testing.assert_allclose(mixture.sum(axis=1), 1)
    assert np.all((intensity >= -1e-12) & (intensity <= 1 + 1e-12))


@given(timelines(), clocks())
def test_sampling_is_smooth(request: EmotionTimeline, clock: WordClock) -> None:
    """The derivative may change fast within a short ramp, but never jumps: halving the step halves its change."""
    jumps = []
    for step in (1e-4, 1e-5):
        times = np.arange(0, clock.end + 0.2, 0.01)[:, None] + step * np.arange(3)
        mixture, intensity = request.sample(clock, times.ravel())
        values = np.concatenate([mixture, intensity[:, None]], axis=1).reshape(len(times), 3, -1)
        slopes = np.diff(values, axis=1) / step
        jumps.append(np.abs(np.diff(slopes, axis=1)).max())
    assert jumps[1] < 0.2 * jumps[0] + 1e-3


def test_anchors_land_on_joints_without_a_jump_of_slope() -> None:
    request = timeline(
        {"word": 0, "emotion": {"neutral": 1}, "intensity": 0},
        {"word": 1, "emotion": {"angry": 1}, "intensity": 1, "transition": "sudden"},
        {"word": 2, "emotion": {"sad": 1}, "intensity": 0.2},
    )
    for joint in (0.5, 0.62, 1.0):
        _, intensity = request.sample(EVEN, np.array([joint - 1e-5, joint, joint + 1e-5]))
        left, right = np.diff(intensity) / 1e-5
        assert abs(left - right) < 0.05


def test_gradual_reaches_its_value_at_its_anchor_and_sudden_holds_until_then() -> None:
    request = timeline(
        {"word": 0, "emotion": {"happy": 1}, "intensity": 0.2},
        {"word": 2, "emotion": {"happy": 1}, "intensity": 1.0},
        {"word": 3, "emotion": {"sad": 1}, "intensity": 0.5, "transition": "sudden"},
    )
    mixture, intensity = request.sample(EVEN, np.array([0.0, 1.0, 1.5, 1.63]))
    np.testing.assert_allclose(intensity, [0.2, 1.0, 1.0, 0.5])
    assert [EMOTIONS[index] for index in mixture.argmax(axis=1)] == ["happy", "happy", "happy", "sad"]


def test_blocks_continue_each_other() -> None:
    request = timeline(
        {"word": 0.5, "emotion": {"happy": 1}, "intensity": 0.2},
        {"word": 3.5, "emotion": {"sad": 1}, "intensity": 1.0},
    )
    first = request.sample(WordClock((0.1, 0.5), 1.0), np.array([1.0]))
    second = request.sample(WordClock((0.0, 0.5), 1.0, first_position=2), np.array([0.0]))
    np.testing.assert_allclose(first[0], second[0])
    np.testing.assert_allclose(first[1], second[1])


def test_extreme_weights_stay_finite() -> None:
    keyframe = Keyframe(word=0, emotion={"happy": 1e308, "sad": 1.7e308}, intensity=1)
    np.testing.assert_allclose(keyframe.probabilities().sum(), 1)


@given(timelines(words=8))
def test_segments_partition_the_words(request: EmotionTimeline) -> None:
    segments = request.segments(8)
    covered = [word for segment in segments for word in range(segment.start_word, segment.end_word + 1)]
    assert covered == list(range(8))


def test_a_change_at_the_very_end_does_not_take_the_last_word() -> None:
    request = timeline(
        {"word": 0, "emotion": {"happy": 1}, "intensity": 0.7},
        {"word": 4, "emotion": {"sad": 1}, "intensity": 0.7, "transition": "sudden"},
    )
    assert [segment.emotion for segment in request.segments(4)] == [{"happy": 1.0}]


def test_seconds_become_words() -> None:
    request = timeline(
        {"seconds": 0, "emotion": {"happy": 1}, "intensity": 0.7},
        {"seconds": 1.0, "emotion": {"sad": 1}, "intensity": 0.7},
        {"word": 3, "emotion": {"fear": 1}, "intensity": 0.7},
    )
    resolved = request.with_word_anchors(EVEN)
    assert not resolved.has_seconds
    np.testing.assert_allclose([keyframe.word for keyframe in resolved.keyframes], [0, 2, 3], atol=1e-9)


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        ([{"seconds": 9.0}], "keyframes.0.seconds is 9, the speech lasts 2.00 s"),
        ([{"word": 3}, {"seconds": 0.5}], "not after"),
    ],
)
def test_seconds_that_cannot_be_resolved(anchors: list[dict], message: str) -> None:
    request = timeline(*({**anchor, "emotion": {"happy": 1}, "intensity": 0.7} for anchor in anchors))
    with pytest.raises(InputError, match=message):
        request.with_word_anchors(EVEN)


def test_unresolved_seconds_are_refused_when_sampled() -> None:
    request = timeline(
        {"seconds": 0, "emotion": {"happy": 1}, "intensity": 0.7},
        {"seconds": 0.5, "emotion": {"sad": 1}, "intensity": 0.7},
    )
    with pytest.raises(InputError, match="resolved"):
        request.segments(4)
    with pytest.raises(InputError, match="resolved"):
        request.sample(EVEN, np.array([0.0]))


@given(timelines(words=4))
def test_plans_survive_json(request: EmotionTimeline) -> None:
    words = ("one", "two", "three", "four")
    document = Plan.of(words, request).model_dump_json(exclude_none=True)
    assert read_timeline(document, words, "plan.json") == request
