import numpy as np

from tests.motion.spoken import SENTENCES, speak
from tietfg.motion.prosody import measure_prosody
from tietfg.speech.speech import Speech


def test_the_word_that_is_spoken_louder_is_the_most_prominent():
    speech = speak(SENTENCES[0])
    for index in (1, 3):
        word = speech.words[index]
        waveform = speech.waveform.copy()
        waveform[round(word.start * 24000) : round(word.end * 24000)] *= 3
        louder = Speech(waveform, 24000, speech.words, speech.phones, "en", "by hand")
        before, after = measure_prosody(speech), measure_prosody(louder)
        assert after.prominence[index] > before.prominence[index] + 0.05


def test_unstressed_words_have_no_prominence():
    speech = speak("ðə mˈæn əv ðə tˈWn")
    prominence = measure_prosody(speech).prominence
    assert (prominence[[0, 2, 3]] == 0).all()
    assert (prominence[[1, 4]] > 0).all()


def test_speech_without_phones_is_measured():
    silence = Speech(np.zeros(24000, np.float32), 24000, (), (), "en", "by hand")
    prosody = measure_prosody(silence)
    assert len(prosody.prominence) == 0
    assert np.isnan(prosody.vowel_loudness)
