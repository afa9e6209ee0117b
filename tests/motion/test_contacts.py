import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.contacts import find_contacts, impose_contacts
from tietfg.motion.performer import PerformerState, perform
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis


def _performed(emotion, rate):
    for seed, sentence in enumerate(SENTENCES):
        speech = speak(sentence, rate, seed=seed)
        track = play(emotion, 0.0 if emotion == "neutral" else 1.0, frames_of(speech))
        yield speech, perform(speech, track, PerformerState.initial(seed))[0]


@pytest.mark.parametrize("rate", [0.7, 1.0, 1.6])
@pytest.mark.parametrize("emotion", EMOTIONS)
def test_lips_touch_within_a_frame_of_every_p_b_m(emotion, rate, lip_gap):
    touching = []
    for speech, motion in _performed(emotion, rate):
        gap = lip_gap(motion.coefficients).max(axis=1)
        for phone in speech.phones:
            if phone.symbol in "pbm":
                middle = 25 * (phone.start + phone.end) / 2
                near = [frame for frame in range(len(motion)) if abs(frame - middle) <= 1]
                touching.append(gap[near].min() <= 0.5)
    assert len(touching) > 20
    assert np.mean(touching) >= 0.95


@pytest.mark.parametrize("emotion", ["neutral", "happy", "angry"])
def test_lower_lip_comes_to_the_upper_teeth_in_f_and_v(emotion):
    basis = load_basis()
    roll = ARKIT_NAMES.index("mouthRollLower")
    teeth = basis.neutral[[82, 13, 312], 1].mean() + 0.03
    for speech, motion in _performed(emotion, 1.0):
        lower_lip = (basis.neutral[:, 1] + motion.coefficients @ basis.basis[:, :, 1])[:, [87, 14, 317]].mean(axis=1)
        for phone in speech.phones:
            if phone.symbol in "fv":
                frame = round(25 * (phone.start + phone.end) / 2)
                assert lower_lip[frame] < teeth
                assert motion.coefficients[frame, roll] > 0.15


@pytest.mark.parametrize("emotion", ["neutral", "happy", "angry", "sad"])
def test_open_vowels_open_the_mouth(emotion, lip_gap):
    gaps = {"open": [], "shut": []}
    for speech, motion in _performed(emotion, 1.0):
        gap = lip_gap(motion.coefficients)[:, 3]
        for phone in speech.phones:
            if phone.stress == 1 and phone.symbol in "ɑæI":
                first, last = int(25 * phone.start), int(25 * phone.end) + 1
                gaps["open"].append(gap[first : last + 1].max())
    assert np.min(gaps["open"]) > 8
    assert np.median(gaps["open"]) > 13


def test_an_opening_expression_is_closed_by_an_imposed_contact(lip_gap):
    contacts = find_contacts(speak("ˈɑmˈɑ"))
    seconds = np.arange(20) / 25
    bared = np.zeros((20, 52))
    for name in ("jawOpen", "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft", "mouthFunnel"):
        bared[:, ARKIT_NAMES.index(name)] = 0.6
    touched = impose_contacts(bared, contacts, seconds)
    middle = round(25 * (contacts[0].start + contacts[0].end) / 2)
    assert lip_gap(bared)[middle].min() > 8
    assert lip_gap(touched)[middle].max() <= 0.01
    far = np.abs(seconds - middle / 25) > 0.2
    np.testing.assert_array_equal(touched[far], bared[far])
