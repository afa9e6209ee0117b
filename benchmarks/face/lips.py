"""Lips in speech, seen in frames: are they closed on p, b and m, open on open vowels, and in time with the sound?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from face.mesh import lip_gap
from face.observer import Observation
from tietfg.speech.speech import Phone, Speech

BILABIALS = frozenset("pbm")
OPEN_VOWELS = frozenset("aæɑɒIW")
"""In Kokoro's alphabet; I and W begin with an open a."""
CLOSED_BY_LANDMARKS = 2.5
CLOSED_BY_PIXELS = 2.0
"""In % of the distance of the outer eye corners. Closed mouths measure up to 2.2 and 1.6; a jaw let down by a tenth of
its way opens them to 3 to 7 by landmarks, by pixels to less (they do not count the inside of the lips)."""
MAXIMUM_LAG = 8
_FLOOR_DB = -35.0


@dataclass(frozen=True)
class Lips:
    """What the lips did in one clip."""

    closed_by_landmarks: list[bool]
    closed_by_pixels: list[bool]
    """For each p, b and m: closed in a frame not more than one before or after it."""
    open_by_landmarks: list[float]
    open_by_pixels: list[float]
    """For each open vowel: largest height in % of the eye distance."""
    correlation: NDArray[np.float64]
    """(2 * MAXIMUM_LAG + 1,) of gap and loudness, the lips later from left (negative: earlier) to right."""


def watch_lips(observation: Observation, speech: Speech, fps: float, rest_height: float) -> Lips:
    """Compare an observed clip with its speech; `rest_height` is what the resting mouth measures by pixels.

    Shadow of a moustache may make that more than the limit: then it is the limit.
    """
    limit = max(CLOSED_BY_PIXELS, min(rest_height + 0.5, 2 * CLOSED_BY_PIXELS))
    gap = lip_gap(observation.landmarks)
    height = observation.mouth_height

    def around(phone: Phone, values: NDArray[np.floating], margin: int) -> NDArray[np.floating]:
        first = max(int(np.floor(phone.start * fps)) - margin, 0)
        return values[first : int(np.ceil(phone.end * fps)) + margin + 1]

    bilabials = [phone for phone in speech.phones if phone.symbol in BILABIALS]
    vowels = [phone for phone in speech.phones if phone.symbol in OPEN_VOWELS]
    return Lips(
        [bool(around(phone, gap, 1).min() <= CLOSED_BY_LANDMARKS) for phone in bilabials],
        [bool(around(phone, height, 1).min() <= limit) for phone in bilabials],
        [float(around(phone, gap, 0).max()) for phone in vowels],
        [float(around(phone, height, 0).max()) for phone in vowels],
        lagged_correlation(gap, loudness(speech, fps, len(gap))),
    )


def loudness(speech: Speech, fps: float, frames: int) -> NDArray[np.float64]:
    """Level in dB, no less than 35 below the loudest, in two frames' time around the middle of each frame."""
    hop = speech.sample_rate / fps
    window = np.hanning(round(2 * hop))
    power = np.pad(speech.waveform.astype(np.float64) ** 2, (round(hop / 2), len(window)))
    levels = [power[start : start + len(window)] @ window for start in (np.arange(frames) * hop).astype(int)]
    decibels = 10 * np.log10(np.array(levels) + 1e-12)
    return np.maximum(decibels - decibels.max(), _FLOOR_DB)


def lagged_correlation(moved: NDArray[np.floating], sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """Correlation of moved[t + lag] and sound[t] for lags from -MAXIMUM_LAG to MAXIMUM_LAG frames."""
    found = []
    for lag in range(-MAXIMUM_LAG, MAXIMUM_LAG + 1):
        first, second = moved[max(lag, 0) : len(moved) + min(lag, 0)], sound[max(-lag, 0) : len(sound) - max(lag, 0)]
        found.append(np.corrcoef(first, second)[0, 1])
    return np.array(found)


def peak(correlation: NDArray[np.floating]) -> tuple[float, float]:
    """Lag in frames (between frames by a parabola; positive: the lips are late) and height of the largest value."""
    index = int(np.clip(np.argmax(correlation), 1, len(correlation) - 2))
    before, top, after = correlation[index - 1 : index + 2]
    curvature = before - 2 * top + after
    shift = 0.5 * (before - after) / curvature if curvature else 0.0
    return index - len(correlation) // 2 + float(np.clip(shift, -1, 1)), float(top)
