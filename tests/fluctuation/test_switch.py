import numpy as np
import pytest

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.fluctuation.switch import FLUCTUATIONS
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


@pytest.mark.parametrize("name", FLUCTUATIONS)
def test_every_track_fits_the_speech(name: str) -> None:
    track = FLUCTUATIONS[name].track(speech(), TIMELINE)
    assert track.fps == LATENT_RATE
    assert len(track) == 50
    np.testing.assert_allclose(track.probabilities.sum(axis=1), 1, atol=1e-6)


def test_timeline_changes_at_the_word() -> None:
    labels = FLUCTUATIONS["timeline"].track(speech(), TIMELINE).labels
    assert labels[29] == "happy"
    assert labels[34] == "angry"


def test_later_blocks_go_on_where_the_request_is() -> None:
    assert set(FLUCTUATIONS["timeline"].track(speech(first_word=5), TIMELINE).labels) == {"angry"}


def test_none_is_neutral() -> None:
    assert set(FLUCTUATIONS["none"].track(speech(), TIMELINE).labels) == {"neutral"}
