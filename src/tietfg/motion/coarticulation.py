"""Coarticulation: phones with times become the course of lips and jaw."""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.prosody import loudness_around
from tietfg.motion.visemes import (
    ARTICULATORS,
    JAW,
    LENGTH_MARK,
    REST,
    ROUNDING,
    SPREADING,
    UNKNOWN,
    VISEMES,
    VOWELS,
    Viseme,
)
from tietfg.speech.speech import Speech

_CLASSES = np.array([0 if k == JAW else 1 if k in ROUNDING or k in SPREADING else 2 for k in range(len(ARTICULATORS))])
"""Jaw 0, corners and protrusion 1, lip height 2."""
_ANTICIPATION = np.array([0.06, 0.08, 0.045])
"""1 / theta before a segment in seconds, by class: protrusion begins earliest (Lubker and Gay 1982)."""
_CARRY_OVER = np.array([0.06, 0.06, 0.04])
_CORE = 0.3
"""Share of a segment over which its dominance is full."""
_SMALLEST_PAUSE = 0.08
_WINDOW = np.linspace(-0.032, 0.032, 9)
"""Times in seconds around a frame over which the course is averaged, against aliasing."""
_LEAD = 0.045
"""Seconds by which visible movement runs ahead of sound."""
_DIPHTHONG_BREAK = 0.5
_STRESS_GAIN = (0.85, 1.12, 1.0)
"""Jaw opening of vowels by Phone.stress."""
_DECIBELS_PER_DOUBLING = 14.0
"""Louder speech is opened wider (Schulman 1989)."""
_OPENNESS = (0.6, 1.3)


def articulate(
    speech: Speech,
    usual_loudness: float,
    seconds: NDArray[np.float64],
    loudness: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Course (frames, 11) of ARTICULATORS at times in seconds from the start of the speech, which may lie before it.

    Cohen and Massaro, "Modeling coarticulation in synthetic visual speech" (1993), with exponent c = 1:
    D_s(t) = alpha_s exp(-theta |t - t_s|), F(t) = sum_s D_s(t) T_s / sum_s D_s(t), where alpha is a viseme's dominance
    and theta depends on articulator and direction. Pauses are segments that aim at the closed mouth. The jaw opens
    wider where the speech is louder than `usual_loudness` in dB (of vowels; nan: not known); `loudness` (frames,) in dB
    is that at the times, measured in the waveform if not given.
    """
    segments = _segments(speech)
    start, end = (np.array([segment[k] for segment in segments]) for k in (1, 2))
    dominance = np.stack([viseme.dominance for viseme, _, _ in segments])
    targets = np.stack([viseme.targets for viseme, _, _ in segments])
    times = (seconds[:, None] + _LEAD + _WINDOW).ravel()[:, None]
    before, after = np.maximum(start - times, 0.0), np.maximum(times - end, 0.0)
    course = np.empty((len(times), len(ARTICULATORS)))
    for group in range(3):
        members = group == _CLASSES
        nearness = np.exp(-before / _ANTICIPATION[group] - after / _CARRY_OVER[group])
        insistence = nearness @ dominance[:, members]
        course[:, members] = nearness @ (dominance * targets)[:, members] / np.maximum(insistence, 1e-12)
    weights = np.hanning(len(_WINDOW) + 2)[1:-1]
    windows = course.reshape(len(seconds), len(_WINDOW), -1) * weights[:, None]
    result = windows.sum(axis=1) / weights.sum()
    if not np.isnan(usual_loudness):
        heard = loudness_around(speech, seconds) if loudness is None else loudness
        result[:, JAW] *= _openness(heard, usual_loudness)
    return result


def _openness(loudness: NDArray[np.float64], usual_loudness: float) -> NDArray[np.float64]:
    """Factor (frames,) on the jaw's opening by how loud the speech is around each frame, against its usual vowels."""
    return (2.0 ** ((loudness - usual_loudness) / _DECIBELS_PER_DOUBLING)).clip(*_OPENNESS)


def _segments(speech: Speech) -> list[tuple[Viseme, float, float]]:
    """Visemes with the borders of their cores in seconds."""
    segments: list[tuple[Viseme, float, float]] = []
    silence = -60.0
    for index, phone in enumerate(speech.phones):
        if phone.symbol == LENGTH_MARK:
            continue
        if phone.start - silence >= _SMALLEST_PAUSE:
            segments.append((REST, *_core(silence, phone.start, 0.1)))
        following = index + 1
        while following < len(speech.phones) and speech.phones[following].symbol == LENGTH_MARK:
            following += 1
        silence = speech.phones[following - 1].end
        visemes = VISEMES.get(phone.symbol, UNKNOWN)
        if phone.symbol in VOWELS:
            scale = np.where(np.arange(len(ARTICULATORS)) == JAW, _STRESS_GAIN[phone.stress], 1.0)
            visemes = tuple(Viseme(viseme.targets * scale, viseme.dominance) for viseme in visemes)
        middle = phone.start + _DIPHTHONG_BREAK * (silence - phone.start)
        borders = (phone.start, silence) if len(visemes) == 1 else (phone.start, middle, silence)
        for viseme, left, right in zip(visemes, borders, borders[1:], strict=False):
            segments.append((viseme, *_core(left, right, (right - left) * (1 - _CORE) / 2)))
    segments.append((REST, *_core(silence, silence + 60.0, 0.1)))
    return segments


def _core(start: float, end: float, margin: float) -> tuple[float, float]:
    margin = min(margin, (end - start) / 2)
    return start + margin, end - margin
