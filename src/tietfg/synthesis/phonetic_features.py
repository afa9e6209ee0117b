"""f_a of the portrait scale: what a visual model hears of a block of speech, frame by frame at 25 Hz, in NumPy.

A frame stands for the moment n / 25 s, as in the tracks and motions of a block. Everything comes from the phones, words
and `Prosody` of the block, so that it is the same whether prosody was measured in a waveform or told without one.
"""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.phrases import find_phrases
from tietfg.motion.prosody import LEAD_FRAMES, Prosody
from tietfg.motion.visemes import LENGTH_MARK, VISEMES, VOWELS
from tietfg.speech.speech import Phone, Speech

SYMBOLS: tuple[str, ...] = tuple(sorted(VISEMES))
"""Phones that are told apart; all others count as one."""
_OTHER, _SILENCE = len(SYMBOLS), len(SYMBOLS) + 1
_CLASSES = len(SYMBOLS) + 2
_UNVOICED = frozenset("pfθstʃʧkhxʔʍ")
_SCALARS = (
    *("since the phone began", "until the phone ends", "long since", "long until"),
    *("voicing", "pitch", "loudness", "primary stress", "secondary stress", "vowel", "prominence"),
    *("word begins", "word ends", "phrase begins", "phrase ends", "question"),
)
PHONETIC_WIDTH = _CLASSES + len(_SCALARS)
"""Features of a frame: phone posteriors (SYMBOLS, another phone, silence), then the scalars."""

_REACH = 1.5 / float(LATENT_RATE)
"""Seconds on either side of a frame that its posteriors hear, less the farther away."""
_SHORT, _LONG = 0.2, 1.0
"""Seconds that make distances of phones and of pauses a half."""
_HELD = 0.15
"""Seconds for which a vowel's pitch goes on."""
_SEMITONES, _DECIBELS = 5.0, 14.0
"""What counts as 1 of pitch, and of loudness against the usual vowel."""


def phonetic_features(speech: Speech, prosody: Prosody, usual_loudness: float) -> NDArray[np.float32]:
    """(frames, PHONETIC_WIDTH) of a block; `usual_loudness` is that of its vowels in dB, nan where it is not known.

    Posteriors are exact: the share of each phone in a triangular window of 0.12 s. Distances are in (0, 1), longer ones
    larger. Of the waveform only the length is used.
    """
    frames = round(speech.duration * LATENT_RATE)
    seconds = np.arange(frames) / float(LATENT_RATE)
    shares = _shares(seconds, [(phone.start, phone.end) for phone in speech.phones])
    symbols = _symbols(speech.phones)
    features = np.zeros((frames, PHONETIC_WIDTH))
    for symbol, share in zip(symbols, shares.T, strict=True):
        features[:, SYMBOLS.index(symbol) if symbol in VISEMES else _OTHER] += share
    features[:, _SILENCE] = (1.0 - shares.sum(axis=1)).clip(0.0)

    def over(values: list[float]) -> NDArray[np.float64]:
        return shares @ np.array(values) if values else np.zeros(frames)

    since, until = _distances(seconds, speech.phones)
    loudness = prosody.course[LEAD_FRAMES:] - usual_loudness
    words = [prosody.prominence[phone.word] for phone in speech.phones]
    phrases = find_phrases(speech, 0.0)
    questions = [(speech.words[phrase.words[-1]].start, phrase.end) for phrase in phrases if phrase.question]
    scalars = (
        since / (since + _SHORT),
        until / (until + _SHORT),
        since / (since + _LONG),
        until / (until + _LONG),
        over([float(symbol not in _UNVOICED) for symbol in symbols]),
        _pitch(seconds, speech.phones, prosody.pitch) / _SEMITONES,
        np.nan_to_num(loudness / _DECIBELS).clip(-3.0, 2.0),
        over([float(phone.stress == 1) for phone in speech.phones]),
        over([float(phone.stress == 2) for phone in speech.phones]),
        over([float(symbol in VOWELS) for symbol in symbols]),
        over([float(value) for value in words]),
        _near(seconds, [word.start for word in speech.words]),
        _near(seconds, [word.end for word in speech.words]),
        _near(seconds, [phrase.start for phrase in phrases]),
        _near(seconds, [phrase.end for phrase in phrases]),
        _shares(seconds, questions).sum(axis=1),
    )
    features[:, _CLASSES:] = np.stack(scalars, axis=1)
    return features.astype(np.float32)


def _symbols(phones: tuple[Phone, ...]) -> list[str]:
    """The symbol of each phone; a length mark goes on with the one before."""
    symbols: list[str] = []
    for phone in phones:
        symbols.append(symbols[-1] if phone.symbol == LENGTH_MARK and symbols else phone.symbol)
    return symbols


def _shares(seconds: NDArray[np.float64], spans: list[tuple[float, float]]) -> NDArray[np.float64]:
    """(frames, spans) shares of spans of time in a triangular window around each frame."""
    if not spans:
        return np.zeros((len(seconds), 0))
    starts, ends = np.array(spans).T
    return _within(ends - seconds[:, None]) - _within(starts - seconds[:, None])


def _within(later: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the window around a moment that comes before one that is so much later, in seconds."""
    x = (later / _REACH).clip(-1.0, 1.0)
    return 0.5 + x - np.sign(x) * x * x / 2


def _near(seconds: NDArray[np.float64], moments: list[float]) -> NDArray[np.float64]:
    """1 at the moments, falling to 0 within the reach."""
    if not moments:
        return np.zeros(len(seconds))
    apart = np.abs(seconds[:, None] - np.array(moments)).min(axis=1)
    return (1.0 - apart / _REACH).clip(0.0)


def _distances(
    seconds: NDArray[np.float64], phones: tuple[Phone, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seconds since the phone or pause that sounds at each frame began, and until it ends."""
    borders = np.unique([-60.0, 120.0, *(phone.start for phone in phones), *(phone.end for phone in phones)])
    place = np.searchsorted(borders, seconds, side="right")
    return seconds - borders[place - 1], borders[place] - seconds


def _pitch(seconds: NDArray[np.float64], phones: tuple[Phone, ...], pitch: NDArray[np.float64]) -> NDArray[np.float64]:
    """Semitones above the block's median, held for a while after each vowel that has a pitch; else 0."""
    held = np.zeros(len(seconds))
    for phone, semitones in zip(phones, pitch, strict=True):
        if semitones:
            held[(seconds >= phone.start) & (seconds < phone.end + _HELD)] = semitones
    return held.clip(-2 * _SEMITONES, 2 * _SEMITONES)
