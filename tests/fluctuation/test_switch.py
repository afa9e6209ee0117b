import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.track import EmotionTrack
from tietfg.fluctuation.switch import FLUCTUATIONS, FluctuationInputs
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech, Word

TIMELINE = EmotionTimeline(
    keyframes=(
        Keyframe(word=0, emotion={"happy": 1.0}, intensity=0.8),
        Keyframe(word=2, emotion={"angry": 1.0}, intensity=0.9, transition="sudden"),
    )
)


def speech(first_word: int = 0) -> Speech:
    words = (Word("one", 0.2, 0.6), Word("two", 0.7, 1.0), Word("three", 1.2, 1.6))
    return Speech(np.zeros(48_000, np.float32), 24_000, words, (), "en", "test", first_word)


def predicted(intensity: np.ndarray) -> EmotionTrack:
    probabilities = np.full((50, 7), 0.1, np.float32)
    probabilities[:, EMOTIONS.index("fear")] = 0.4
    return EmotionTrack(LATENT_RATE, probabilities, intensity.astype(np.float32))


def play(name: str, first_word: int = 0, intensity: np.ndarray | None = None, seed: int = 0) -> EmotionTrack:
    told = predicted(np.linspace(0, 1, 50) if intensity is None else intensity)
    return FLUCTUATIONS[name].track(FluctuationInputs(speech(first_word), TIMELINE, lambda: told, seed))


@pytest.mark.parametrize("name", FLUCTUATIONS)
def test_every_track_fits_the_speech(name: str) -> None:
    track = play(name)
    assert track.fps == LATENT_RATE
    assert len(track) == 50
    np.testing.assert_allclose(track.probabilities.sum(axis=1), 1, atol=1e-6)
    assert track.intensity.min() >= 0
    assert track.intensity.max() <= 1


@pytest.mark.parametrize("name", ["timeline", "none", "random"])
def test_the_predictor_is_not_asked_where_it_is_not_played(name: str) -> None:
    FLUCTUATIONS[name].track(FluctuationInputs(speech(), TIMELINE, lambda: pytest.fail("asked"), 0))


def test_timeline_changes_at_the_word() -> None:
    labels = play("timeline").labels
    assert labels[29] == "happy"
    assert labels[34] == "angry"


def test_later_blocks_go_on_where_the_request_is() -> None:
    assert set(play("timeline", first_word=5).labels) == {"angry"}


def test_none_is_neutral() -> None:
    assert set(play("none").labels) == {"neutral"}


def test_predicted_is_what_the_predictor_tells() -> None:
    assert set(play("predicted").labels[10:]) == {"fear"}


def test_blend_keeps_the_mixture_and_follows_the_predicted_intensity() -> None:
    asked, intensity = play("timeline"), np.linspace(0, 0.6, 50)
    blended = play("blend", intensity=intensity)
    np.testing.assert_array_equal(blended.probabilities, asked.probabilities)
    expected = np.clip(asked.intensity * (0.5 + 0.5 * intensity / intensity.mean()), 0, 1)
    np.testing.assert_allclose(blended.intensity, expected, atol=1e-6)
    np.testing.assert_array_equal(play("blend", intensity=np.zeros(50)).intensity, asked.intensity)


def test_random_depends_on_seed_and_words_alone() -> None:
    np.testing.assert_array_equal(play("random").probabilities, play("random", intensity=np.zeros(50)).probabilities)
    assert (play("random").probabilities != play("random", seed=1).probabilities).any()
    assert (play("random").probabilities != play("random", first_word=3).probabilities).any()
