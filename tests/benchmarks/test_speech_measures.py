"""The measures of the speech benchmark on sounds whose answer is known."""

from collections import Counter

import numpy as np
import pytest

from speech.acoustics import RATE, acoustics, pause_lengths, syllable_peaks
from speech.design import requests
from speech.judges import alignable
from speech.sentences import COURSES, PASSAGES, REFERENCE, SENTENCES, VOICES, course


def voice(pitch_hz: float, seconds: float = 2.0, noise: float = 0.0, gain: float = 0.1) -> np.ndarray:
    """A buzz of harmonics, 12 dB an octave down; `noise` replaces so much of the power above 3 kHz."""
    time = np.arange(int(seconds * RATE)) / RATE
    orders = np.arange(1, int(7800 / pitch_hz))
    buzz = sum(np.sin(2 * np.pi * order * pitch_hz * time + order**2) / order**2 for order in orders)
    spectrum = np.fft.rfft(buzz)
    high = np.fft.rfftfreq(len(buzz), 1 / RATE) > 3000
    hiss = np.fft.rfft(np.random.default_rng(1).standard_normal(len(buzz)))
    hiss *= np.sqrt((np.abs(spectrum[high]) ** 2).sum() / (np.abs(hiss[high]) ** 2).sum())
    spectrum[high] = np.sqrt(1 - noise) * spectrum[high] + np.sqrt(noise) * hiss[high]
    return (gain * np.fft.irfft(spectrum, len(buzz))).astype(np.float32)


@pytest.mark.parametrize("pitch_hz", [90.0, 131.0, 220.0, 410.0])
def test_pitch_is_the_one_of_the_tone(pitch_hz):
    assert acoustics(voice(pitch_hz))["pitch"] == pytest.approx(12 * np.log2(pitch_hz), abs=0.05)


def test_breath_raises_the_high_noise_alone():
    clear, breathy = acoustics(voice(150)), acoustics(voice(150, noise=0.6))
    assert breathy["high_noise"] > clear["high_noise"] + 0.3
    assert breathy["cpp"] < clear["cpp"]
    assert breathy["level"] == pytest.approx(clear["level"], abs=0.1)
    assert breathy["tilt"] == pytest.approx(clear["tilt"], abs=0.5)


def test_level_follows_the_gain():
    assert acoustics(voice(150, gain=0.2))["level"] - acoustics(voice(150))["level"] == pytest.approx(6.02, abs=0.01)


def test_pauses_are_silences_between_sounds():
    silence = np.zeros(int(0.5 * RATE), np.float32)
    found = acoustics(np.concatenate([silence, voice(150), silence, voice(150), silence]))
    assert found["pause"] == pytest.approx(0.5, abs=0.06)
    assert pause_lengths(np.array([True, *[False] * 7, True, *[False] * 8, True])) == [8]
    assert pause_lengths(np.ones(5, bool)) == []


def test_syllables_are_counted_by_their_peaks():
    bursts = 60 + 10 * np.abs(np.sin(np.pi * np.arange(100) / 20))
    assert syllable_peaks(bursts) == 5


def test_words_become_words_of_a_dictionary():
    assert alignable("“Forty-two,”") == ["forty", "two"]
    assert alignable("don’t!") == ["don't"]


def test_each_condition_is_spoken_by_all_voices_equally():
    asked = requests(len(SENTENCES), every_voice=False)
    assert len(SENTENCES) >= 40
    conditions = Counter((request.emotion, request.intensity, request.voice) for request in asked)
    assert set(conditions.values()) == {len(SENTENCES) // len(VOICES)}
    assert len(conditions) == len(VOICES) * 14
    assert len(requests(8, every_voice=True)) == 8 * 14 * len(VOICES)
    assert not set(REFERENCE) & set(SENTENCES)


@pytest.mark.parametrize("name", COURSES)
def test_courses_fit_every_text(name):
    for text in (*SENTENCES, *PASSAGES):
        words = len(text.split())
        assert course(name, words).keyframes[-1].word <= words
