import numpy as np

from tests.motion.spoken import speak
from tietfg.motion.coarticulation import articulate
from tietfg.motion.prosody import measure_prosody
from tietfg.motion.visemes import ARTICULATORS, JAW

PUCKER = ARTICULATORS.index("mouthPucker")


def _course(speech, seconds):
    return articulate(speech, measure_prosody(speech).vowel_loudness, np.asarray(seconds, np.float64))


def test_rounding_is_anticipated_through_consonants():
    rounded, spread = speak("ˈɛstu"), speak("ˈɛsti")
    consonant = next(phone for phone in rounded.phones if phone.symbol == "s")
    middle = (consonant.start + consonant.end) / 2
    before_vowel = next(phone for phone in rounded.phones if phone.symbol == "u").start
    assert _course(rounded, [middle])[0, PUCKER] > _course(spread, [middle])[0, PUCKER] + 0.02
    assert _course(rounded, [before_vowel - 0.08])[0, PUCKER] > 0.1


def test_a_tongue_consonant_yields_to_its_vowels():
    jaws = {}
    for vowel in "ɑi":
        speech = speak(f"ˈ{vowel}k{vowel}")
        consonant = speech.phones[1]
        jaws[vowel] = _course(speech, [(consonant.start + consonant.end) / 2])[0, JAW]
    assert jaws["ɑ"] > jaws["i"] + 0.1


def test_louder_vowels_open_the_jaw_wider():
    speech = speak("tˈɑ")
    prosody = measure_prosody(speech)
    middle = np.array([(speech.phones[1].start + speech.phones[1].end) / 2])
    usual, louder = (articulate(speech, prosody.vowel_loudness - change, middle)[0, JAW] for change in (0.0, 4.0))
    assert louder > 1.05 * usual


def test_a_diphthong_moves_from_one_target_to_the_other():
    speech = speak("W")
    phone = speech.phones[0]
    early, late = _course(speech, [phone.start, phone.end - 0.03])
    assert early[JAW] > late[JAW]
    assert late[PUCKER] > early[PUCKER] + 0.2


def test_the_mouth_is_shut_in_silence():
    speech = speak("mˈɑ | | | mˈɑ")
    middle = (speech.words[0].end + speech.words[1].start) / 2
    assert np.abs(_course(speech, [middle])).max() < 0.02


def test_a_length_mark_prolongs_the_phone_before_it():
    speech = speak("tˈɑːt")
    mark = speech.phones[2]
    assert _course(speech, [(mark.start + mark.end) / 2])[0, JAW] > 0.2
