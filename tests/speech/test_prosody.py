import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.speech.prosody import (
    EFFECTS,
    RANGE,
    RATE,
    SEMITONES,
    Prosody,
    edit_durations,
    edit_f0,
    emotional_change,
    mean_pitch,
)


def of(emotion: str, intensity: float, points: int) -> Prosody:
    mixture = np.zeros((points, 7))
    mixture[:, EMOTIONS.index(emotion)] = 1
    return Prosody.added(emotional_change(mixture, np.full(points, intensity)))


def test_full_intensity_gives_the_table_and_none_gives_plain_speech() -> None:
    for emotion, effect in EFFECTS.items():
        full, none = of(emotion, 1, 1), of(emotion, 0, 1)
        for name in ("rate", "semitones", "range", "loudness", "tilt", "breathiness", "hush", "pause"):
            assert getattr(full, name)[0] == pytest.approx(getattr(effect, name))
            assert getattr(none, name)[0] == pytest.approx(getattr(EFFECTS["neutral"], name))


def test_the_table_follows_the_literature() -> None:
    assert EFFECTS["sad"].rate < 1 < EFFECTS["happy"].rate < EFFECTS["angry"].rate < EFFECTS["fear"].rate
    assert EFFECTS["sad"].semitones < 0 < EFFECTS["angry"].semitones < EFFECTS["fear"].semitones
    assert (
        EFFECTS["sad"].loudness < EFFECTS["fear"].loudness < 0 < EFFECTS["happy"].loudness < EFFECTS["angry"].loudness
    )
    assert EFFECTS["sad"].range < EFFECTS["fear"].range < 1 < EFFECTS["happy"].range


@given(arrays.arrays(np.float64, (5, 7), elements=st.floats(0.001, 1)), st.floats(0, 1))
def test_curves_stay_in_the_natural_range(weights: np.ndarray, intensity: float) -> None:
    curves = Prosody.added(emotional_change(weights / weights.sum(axis=1, keepdims=True), np.full(5, intensity)))
    for values, (low, high) in ((curves.rate, RATE), (curves.semitones, SEMITONES), (curves.range, RANGE)):
        assert ((values >= low) & (values <= high)).all()


def test_curves_of_a_sudden_change_are_smooth() -> None:
    timeline = EmotionTimeline(
        keyframes=(
            Keyframe(word=0, emotion={"sad": 1}, intensity=1),
            Keyframe(word=5, emotion={"angry": 1}, intensity=1, transition="sudden"),
        )
    )
    clock = WordClock(tuple(0.15 + 0.3 * index for index in range(10)), 3.6)
    curves = Prosody.added(emotional_change(*timeline.sample(clock, np.arange(0, 3.6, 0.005))))
    for values in (curves.semitones, curves.loudness, curves.tilt):
        assert np.abs(np.diff(values)).max() < 0.1 * np.ptp(values)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=60))
def test_plain_durations_stay(durations: list[int]) -> None:
    units = np.array(durations)
    silent = units // 3
    assert edit_durations(units, silent, of("neutral", 1, len(units))).tolist() == durations


@given(st.lists(st.integers(2, 20), min_size=10, max_size=60), st.sampled_from(EMOTIONS))
def test_edited_durations_follow_the_rate(durations: list[int], emotion: str) -> None:
    units = np.array(durations)
    edited = edit_durations(units, np.zeros_like(units), of(emotion, 1, len(units)))
    assert edited.min() >= 1
    assert abs(edited.sum() - units.sum() / EFFECTS[emotion].rate) <= 2


def test_pauses_are_stretched_by_their_own_factor() -> None:
    units = np.array([2, 14, 2])
    assert edit_durations(units, np.array([0, 10, 0]), of("sad", 1, 3))[1] == round(4 / 0.87 + 14)


F0 = np.array([8, 8, 180, 200, 220, 210, 9, 8, 190, 205, 8], np.float32)
ENERGY = np.where(F0 > 60, 5, -9).astype(np.float32)


def test_f0_moves_by_the_semitones_asked_and_unvoiced_points_stay() -> None:
    voiced = F0 > 60
    edited = edit_f0(F0, of("fear", 1, len(F0)), mean_pitch(F0, ENERGY))
    np.testing.assert_array_equal(edited[~voiced], F0[~voiced])
    shift = 12 * np.log2(edited[voiced] / F0[voiced])
    assert shift.mean() == pytest.approx(EFFECTS["fear"].semitones, abs=1e-4)
    assert np.std(12 * np.log2(edited[voiced])) == pytest.approx(
        EFFECTS["fear"].range * np.std(12 * np.log2(F0[voiced])), rel=1e-4
    )


def test_blocks_are_widened_around_the_pitch_of_the_voice() -> None:
    """A point is moved the same way in whatever block it stands."""
    whole = edit_f0(F0, of("angry", 1, len(F0)), 92.0)
    np.testing.assert_array_equal(edit_f0(F0[5:], of("angry", 1, len(F0) - 5), 92.0), whole[5:])


def test_the_shift_of_a_voice_is_added() -> None:
    voiced = F0 > 60
    shifted = edit_f0(F0, of("neutral", 1, len(F0)), 92.0, semitones=-2.0)
    np.testing.assert_allclose(12 * np.log2(shifted[voiced] / F0[voiced]), -2.0, atol=1e-4)


def test_mean_pitch_is_that_of_loud_voiced_points() -> None:
    assert mean_pitch(F0, ENERGY) == pytest.approx(12 * np.log2(F0[F0 > 60]).mean(), abs=1e-4)
    loud_low = np.where(F0 == 180, 8, ENERGY).astype(np.float32)
    assert mean_pitch(F0, loud_low) < mean_pitch(F0, ENERGY)


def test_plain_and_silent_f0_stay() -> None:
    silent = np.full(5, 8, np.float32)
    np.testing.assert_array_equal(edit_f0(silent, of("fear", 1, 5), 92.0), silent)
    f0 = np.array([8, 40, 180, 200], np.float32)
    np.testing.assert_allclose(edit_f0(f0, of("neutral", 1, 4), 92.0), f0, rtol=1e-6)
