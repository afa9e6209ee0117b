from itertools import pairwise

import pytest

from tests.motion.spoken import SENTENCES, speak
from tietfg.motion.phrases import SHORTEST_PAUSE, find_phrases


@pytest.mark.parametrize("sentence", SENTENCES)
def test_phrases_cover_all_words_and_are_parted_by_the_pauses(sentence):
    speech = speak(sentence)
    phrases = find_phrases(speech, 0.5)
    assert [index for phrase in phrases for index in phrase.words] == list(range(len(speech.words)))
    assert len(phrases) == 1 + sentence.count("|")
    assert phrases[0].silence == pytest.approx(0.8)
    for before, after in pairwise(phrases):
        assert before.pause == after.silence >= SHORTEST_PAUSE
    assert phrases[-1].pause == pytest.approx(speech.duration - speech.words[-1].end)


def test_silence_has_no_phrases():
    speech = speak("mˈɑ")
    assert find_phrases(type(speech)(speech.waveform, speech.sample_rate, (), (), "en", "by hand"), 0.0) == ()
