"""Prosody of a block as the face follows it: how loud each phone is and how prominent each word.

It is measured in a waveform, or told by whoever knows loudness and pitch without one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.visemes import VOWELS
from tietfg.speech.speech import Phone, Speech

PITCH_RANGE = (65.0, 420.0)
"""Fundamental frequencies that are looked for, in Hz."""
LEAD_FRAMES = 2
"""How many frames before a block its loudness is told for as well."""
HEARD = 0.07
"""Seconds around a moment whose loudness counts."""


@dataclass(frozen=True)
class Prosody:
    """Loudness of each phone in dB, prominence of each word in [0, 1] (0: no stressed vowel), pitch of the vowels."""

    loudness: NDArray[np.float64]
    prominence: NDArray[np.float64]
    vowel_loudness: float
    """Median over the vowels in dB, or nan without vowels."""
    pitch: NDArray[np.float64]
    """Semitones above the block's median, of each phone; 0 where it is no vowel or unvoiced."""
    course: NDArray[np.float64]
    """(LEAD_FRAMES + frames,) loudness in dB around each frame at 25 Hz, from LEAD_FRAMES before the block on."""


def measure_prosody(speech: Speech) -> Prosody:
    """The prosody of a block that is heard."""
    frames = np.arange(-LEAD_FRAMES, round(speech.duration * LATENT_RATE), dtype=np.float64)
    course = loudness_around(speech, frames / float(LATENT_RATE))
    if not speech.phones:
        return told_prosody(speech, np.zeros(0), np.zeros(0), course)
    energy = np.concatenate([[0.0], np.cumsum(speech.waveform.astype(np.float64) ** 2)])
    bounds = np.array([(phone.start, phone.end) for phone in speech.phones]) * speech.sample_rate
    start, end = bounds.round().astype(int).clip(0, len(speech.waveform)).T
    loudness = 10.0 * np.log10((energy[end] - energy[start]) / np.maximum(end - start, 1) + 1e-9)
    pitch = np.full(len(speech.phones), np.nan)
    vowels = vowel_indices(speech.phones)
    pitch[vowels] = [_pitch(speech, speech.phones[index].start, speech.phones[index].end) for index in vowels]
    return told_prosody(speech, loudness, pitch, course)


def told_prosody(
    speech: Speech, loudness: NDArray[np.float64], pitch: NDArray[np.float64], course: NDArray[np.float64]
) -> Prosody:
    """The prosody of a block from loudness (dB) and pitch (semitones, nan if unvoiced or no vowel) of its phones.

    `course` is that of Prosody. The prominence of words comes from loudness, pitch and length of their stressed vowel.
    Each cue (Terken and Hermes, "The perception of prosodic prominence", 2000) is compared with the block's other
    stressed vowels; all count the same. The waveform is not looked at.
    """
    vowels = vowel_indices(speech.phones)
    stressed = [index for index in vowels if speech.phones[index].stress == 1]
    prominence = np.zeros(len(speech.words))
    if stressed:
        phones = [speech.phones[index] for index in stressed]
        length = np.log([max(phone.end - phone.start, 0.01) for phone in phones])
        score = _standard(loudness[stressed]) + _standard(pitch[stressed]) + _standard(length)
        for phone, value in zip(phones, 1.0 / (1.0 + np.exp(-score)), strict=True):
            prominence[phone.word] = max(prominence[phone.word], value)
    usual = float(np.median(loudness[vowels])) if vowels else np.nan
    voiced = pitch[~np.isnan(pitch)]
    relative = np.nan_to_num(pitch - (np.median(voiced) if len(voiced) else 0.0))
    return Prosody(loudness, prominence, usual, relative, course)


def loudness_around(speech: Speech, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Loudness in dB of the waveform around moments in seconds, (moments,)."""
    energy = np.concatenate([[0.0], np.cumsum(speech.waveform.astype(np.float64) ** 2)])
    half = HEARD / 2 * speech.sample_rate
    middle = seconds * speech.sample_rate
    first, last = ((middle + side * half).round().astype(int).clip(0, len(energy) - 1) for side in (-1, 1))
    return 10.0 * np.log10((energy[last] - energy[first]) / (2 * half) + 1e-9)


def vowel_indices(phones: Sequence[Phone]) -> list[int]:
    """Which phones are vowels."""
    return [index for index, phone in enumerate(phones) if phone.symbol in VOWELS]


def _pitch(speech: Speech, start: float, end: float) -> float:
    """Fundamental frequency of a vowel in semitones by the highest peak of its autocorrelation; nan when unvoiced."""
    middle, half = (start + end) / 2, max((end - start) / 2, 0.02)
    first, last = (round((middle + side * half) * speech.sample_rate) for side in (-1, 1))
    piece = speech.waveform[max(first, 0) : last].astype(np.float64)
    shortest, longest = (round(speech.sample_rate / frequency) for frequency in PITCH_RANGE[::-1])
    if len(piece) < shortest * 2:
        return np.nan
    piece = (piece - piece.mean()) * np.hanning(len(piece))
    size = 2 ** int(np.ceil(np.log2(2 * len(piece))))
    correlation = np.fft.irfft(np.abs(np.fft.rfft(piece, size)) ** 2)[: min(longest, len(piece))]
    if correlation[0] <= 1e-9:
        return np.nan
    lag = shortest + int(correlation[shortest:].argmax())
    return 12.0 * np.log2(speech.sample_rate / lag) if correlation[lag] > 0.3 * correlation[0] else np.nan


def _standard(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard scores within [-2, 2]; missing values count as average."""
    known = values[~np.isnan(values)]
    spread = known.std() if len(known) else 0.0
    if spread < 1e-6:
        return np.zeros(len(values))
    return np.nan_to_num((values - known.mean()) / spread).clip(-2.0, 2.0)
