"""Speech without sound, against the sound of the small model, which is part of a dependency."""

import numpy as np
import pytest

from tietfg.data.silent_speech import silent_speech
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.motion.prosody import measure_prosody
from tietfg.speech.blocks import TextBlock
from tietfg.speech.delivery import Delivery
from tietfg.speech.hibari import HibariSynthesizer

SENTENCE = "We opened the old wooden box, and inside it there was only a letter from my brother."


@pytest.fixture(scope="module")
def hibari():
    return HibariSynthesizer()


@pytest.fixture(scope="module", params=["neutral", "angry", "sad"])
def both(hibari, request):
    block = TextBlock(split_words(SENTENCE), 0)
    timeline = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={request.param: 1}, intensity=0.9),))
    delivery = Delivery(speed=1.1, emphasis={4: 1.0})
    spoken = hibari.speak(block, timeline, "hibari", delivery)
    return spoken, silent_speech(hibari, block, timeline, "hibari", delivery)


def test_words_phones_and_length_are_those_of_the_sound(both):
    spoken, (silent, _) = both
    assert silent.words == spoken.words
    assert silent.phones == spoken.phones
    assert silent.duration == pytest.approx(spoken.duration, abs=1e-9)
    assert not silent.waveform.any()


def test_its_prosody_is_near_that_of_the_sound(both):
    spoken, (_, told) = both
    heard = measure_prosody(spoken)
    assert told.course.shape == heard.course.shape
    assert told.vowel_loudness == pytest.approx(heard.vowel_loudness, abs=4.0)
    assert np.corrcoef(told.prominence, heard.prominence)[0, 1] > 0.8
    loud = heard.course > -50
    assert np.corrcoef(told.course[loud], heard.course[loud])[0, 1] > 0.8
    voiced = (told.pitch != 0) & (heard.pitch != 0)
    assert np.median(np.abs(told.pitch - heard.pitch)[voiced]) < 1.5
