import functools

import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.contacts import find_contacts, impose_contacts, pace_contacts
from tietfg.motion.performer import PerformerState, perform
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis


@functools.cache
def _performed(emotion, rate):
    performed = []
    for seed, sentence in enumerate(SENTENCES):
        speech = speak(sentence, rate, seed=seed)
        track = play(emotion, 0.0 if emotion == "neutral" else 1.0, frames_of(speech))
        performed.append((speech, perform(speech, track, PerformerState.initial(seed))[0]))
    return performed


@pytest.mark.parametrize(
    ("emotion", "rate"),
    [*((emotion, 1.0) for emotion in EMOTIONS), ("neutral", 0.7), ("happy", 1.6), ("angry", 0.7), ("surprise", 1.6)],
)
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
    gaps = []
    for speech, motion in _performed(emotion, 1.0):
        gap = lip_gap(motion.coefficients)[:, 3]
        for phone in speech.phones:
            if phone.stress == 1 and phone.symbol in "ɑæI":
                first, last = int(25 * phone.start), int(25 * phone.end) + 1
                gaps.append(gap[first : last + 1].max())
    assert np.min(gaps) > 8
    assert np.median(gaps) > 13


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


def test_lips_close_earlier_and_more_slowly_from_a_wide_mouth(lip_gap):
    contacts = find_contacts(speak("ˈɑmˈɑ"))
    seconds = np.arange(0, 0.8, 0.01)
    fastest, onsets = [], []
    for jaw in (0.2, 0.9):
        coefficients = np.zeros((len(seconds), 52))
        coefficients[:, ARKIT_NAMES.index("jawOpen")] = jaw
        paced = pace_contacts(contacts, coefficients, seconds)
        assert (paced[0].start, paced[0].end) == (contacts[0].start, contacts[0].end)
        steps = [
            np.abs(np.diff(lip_gap(impose_contacts(coefficients, each, seconds))[:, 3])).max()
            for each in (contacts, paced)
        ]
        onsets.append(paced[0].onset)
        fastest.append(steps)
    assert onsets[1] < onsets[0]
    assert fastest[1][1] < 0.9 * fastest[1][0]


def test_pacing_leaves_vowels_between_two_contacts_open(lip_gap):
    speech = speak("mˈɑm")
    seconds = np.arange(0, speech.duration, 0.01)
    coefficients = np.zeros((len(seconds), 52))
    coefficients[:, ARKIT_NAMES.index("jawOpen")] = 1.0
    contacts = pace_contacts(find_contacts(speech), coefficients, seconds)
    gap = lip_gap(impose_contacts(coefficients, contacts, seconds))[:, 3]
    between = (seconds > contacts[0].end) & (seconds < contacts[1].start)
    assert gap[between].max() > 0.6 * lip_gap(coefficients)[0, 3]
