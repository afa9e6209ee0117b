"""f_a of the portrait scale."""

from dataclasses import replace

import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, speak
from tietfg.motion.prosody import measure_prosody
from tietfg.speech.speech import Phone, Speech, Word
from tietfg.synthesis.phonetic_features import PHONETIC_WIDTH, SYMBOLS, phonetic_features

LOUDNESS = PHONETIC_WIDTH - 10


def features_of(speech):
    prosody = measure_prosody(speech)
    return phonetic_features(speech, prosody, prosody.vowel_loudness)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_posteriors_sum_to_one_and_all_is_bounded(sentence):
    speech = speak(sentence)
    features = features_of(speech)
    assert features.shape == (frames_of(speech), PHONETIC_WIDTH)
    assert features.dtype == np.float32
    np.testing.assert_allclose(features[:, : len(SYMBOLS) + 2].sum(axis=1), 1.0, atol=1e-6)
    assert np.abs(features).max() <= 3.0


def test_a_long_phone_has_its_frames_to_itself_and_shares_its_borders():
    speech = speak("ɑs")
    long = replace(
        speech, phones=(Phone("ɑ", 0.32, 0.72, 0, 1), Phone("s", 0.72, 1.0, 0, 0)), waveform=np.zeros(28800, np.float32)
    )
    features = features_of(long)
    vowel, hiss = features[:, SYMBOLS.index("ɑ")], features[:, SYMBOLS.index("s")]
    np.testing.assert_allclose(vowel[10:16], 1.0)
    np.testing.assert_allclose([vowel[18], hiss[18]], 0.5, atol=1e-6)
    assert 0 < vowel[19] < 0.5 < hiss[19]
    assert vowel[7] > 0 == vowel[6]


def test_silence_has_no_phones():
    speech = Speech(np.zeros(24_000, np.float32), 24_000, (), (), "en", "none")
    features = features_of(speech)
    assert features.shape == (25, PHONETIC_WIDTH)
    np.testing.assert_allclose(features[:, len(SYMBOLS) + 1], 1.0)
    assert np.isfinite(features).all()


def test_unknown_phones_and_length_marks():
    phones = (Phone("Ω", 0.2, 0.4, 0, 0), Phone("u", 0.4, 0.5, 0, 1), Phone("ː", 0.5, 0.6, 0, 0))
    speech = Speech(np.zeros(24_000, np.float32), 24_000, (Word("x", 0.2, 0.6),), phones, "en", "none")
    features = features_of(speech)
    assert features[7, len(SYMBOLS)] == pytest.approx(1.0)
    assert features[13, SYMBOLS.index("u")] == pytest.approx(1.0)


def test_loudness_is_told_against_the_usual_one():
    speech = speak(SENTENCES[0])
    prosody = measure_prosody(speech)
    usual, softer = (phonetic_features(speech, prosody, prosody.vowel_loudness + change) for change in (0.0, 7.0))
    middle = len(usual) // 3
    assert usual[middle, LOUDNESS] - softer[middle, LOUDNESS] == pytest.approx(0.5, abs=1e-5)
    unknown = phonetic_features(speech, prosody, float("nan"))
    assert not unknown[:, LOUDNESS].any()


def test_nothing_is_known_of_the_wave_but_the_prosody():
    speech = speak(SENTENCES[1])
    prosody = measure_prosody(speech)
    silent = replace(speech, waveform=np.zeros(frames_of(speech), np.float32), sample_rate=25)
    np.testing.assert_array_equal(phonetic_features(silent, prosody, -20.0), phonetic_features(speech, prosody, -20.0))
