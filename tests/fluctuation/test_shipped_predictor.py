"""The shipped predictor on speech of the fast synthesizer: what it tells, and that it tells the same again."""

import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.fluctuation.predictor import SHIPPED, FluctuationPredictor
from tietfg.fluctuation.text_encoders import create_text_encoder
from tietfg.pipeline import TalkingFacePipeline
from tietfg.script import SpeechRequest
from tietfg.speech.speech import Speech

pytestmark = pytest.mark.weights

GOLDEN = (0.277, 0.108, 0.213, 0.064, 0.234, 0.019, 0.085, 0.386)
"""Mean probabilities and intensity of TEXT without a description."""
TEXT = "The letter came this morning, and nobody had opened it."


@pytest.fixture(scope="module")
def speech() -> Speech:
    pipeline = TalkingFacePipeline.from_pretrained(synthesizer="hibari")
    script = pipeline.prepare(SpeechRequest(TEXT, "neutral"))
    return Speech.concatenate([pipeline.speak(block, script) for block in script.blocks])


@pytest.fixture(scope="module")
def predictor() -> FluctuationPredictor:
    return FluctuationPredictor(SHIPPED, create_text_encoder("minilm"))


def test_it_tells_what_it_told_when_it_was_shipped(speech, predictor):
    track = predictor.predict(speech)
    assert len(track) == round(25 * speech.duration)
    told = [*track.probabilities.mean(0), track.intensity.mean()]
    assert told == pytest.approx(GOLDEN, abs=0.02)


@pytest.mark.parametrize(
    ("phrase", "emotion"),
    [
        ("overjoyed", "happy"),
        ("furious", "angry"),
        ("in deep sorrow", "sad"),
        ("terrified", "fear"),
        ("calm", "neutral"),
    ],
)
def test_a_phrase_of_the_description_is_understood(phrase, emotion, speech, predictor):
    phrases = [phrase] * len(speech.words)
    track, unasked = predictor.predict(speech, phrases), predictor.predict(speech)
    place = EMOTIONS.index(emotion)
    assert track.probabilities.mean(0).argmax() == place
    assert track.probabilities[:, place].mean() > unasked.probabilities[:, place].mean()


def test_emotion_changes_with_the_governing_phrase(speech, predictor):
    half = len(speech.words) // 2
    track = predictor.predict(speech, ["sad"] * half + ["happy"] * (len(speech.words) - half))
    third = len(track) // 3
    sad, happy = (track.probabilities[:, EMOTIONS.index(name)] for name in ("sad", "happy"))
    assert sad[:third].mean() > sad[-third:].mean() + 0.3
    assert happy[-third:].mean() > happy[:third].mean() + 0.3


def test_silence_and_no_words_are_predicted_too(predictor):
    silent = Speech(np.zeros(24_000, np.float32), 24_000, (), (), "en", "test")
    track = predictor.predict(silent)
    assert len(track) == 25
    assert np.isfinite(track.probabilities).all()
