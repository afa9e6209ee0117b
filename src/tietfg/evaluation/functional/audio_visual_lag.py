"""Whether the mouth opens with the sound, without any network: a proxy of lip synchrony, and no Sync-D."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.topology import LOWER_INNER_LIP, OUTER_EYE_CORNERS, UPPER_INNER_LIP

RATE = 25
"""Values a second, of the mouth and of the sound."""
SAMPLE_RATE = 16_000
SHIFTS = 12
"""Values by which the mouth may lag or lead: about half a second."""
BAND = (300.0, 3400.0)
"""Hz; that of telephones, in which the mouth's opening is heard, and hum and hiss are not."""
QUIET = 40.0
"""dB below the loud moments of a sound, under which all is alike."""
SPEAKING = 25.0
"""dB below the loud moments of a sound, above which somebody speaks."""
LEAST_SPEECH = 1.0
"""Seconds of speech from which on a correlation means something."""
_LOUD = 95
"""Percentile of the level that counts as loud."""
_WINDOW = 1280
"""Samples of a window of the level, 80 ms."""
_DRIFT = RATE
"""Values, an odd number, over whose mean all is told that is slower than syllables."""


@dataclass(frozen=True)
class AudioVisualLag:
    """How the mouth's opening follows the level of the sound."""

    milliseconds: float
    """By which the mouth follows the sound; NaN where no lag within half a second is better than its neighbours."""
    correlation: float
    """At the best lag; the best of so many is above 0 by chance: about 0.25 with the sound of another video of 6 s."""
    correlation_at_zero: float
    """As the video is; about 0 by chance."""


def mouth_opening(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n, 478, 3) landmarks to (n,), the gap in the middle of the inner lips over the distance of the eyes."""
    left, right = OUTER_EYE_CORNERS
    apart = np.linalg.norm(landmarks[:, LOWER_INNER_LIP[4:7], :2] - landmarks[:, UPPER_INNER_LIP[4:7], :2], axis=2)
    return apart.mean(axis=1) / np.linalg.norm(landmarks[:, left] - landmarks[:, right], axis=1)


def sound_level(samples: NDArray[np.floating], count: int) -> NDArray[np.float64]:
    """(n,) samples at 16 kHz to (count,) levels in BAND, in dB, about the middles of 40 ms each.

    They are relative to the sound's loud moments, and at least -QUIET; sound that ends before is silent.
    """
    step = SAMPLE_RATE // RATE
    side = (_WINDOW - step) // 2
    padded = np.zeros(count * step + 2 * side)
    kept = samples[: count * step + side]
    padded[side : side + len(kept)] = kept
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE)
    band, taper = (frequencies >= BAND[0]) & (frequencies <= BAND[1]), np.hanning(_WINDOW)
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::step]
    power = np.array([(np.abs(np.fft.rfft(window * taper))[band] ** 2).sum() for window in windows])
    level = 10 * np.log10(power + 1e-12)
    return np.maximum(level - np.percentile(level, _LOUD), -QUIET)


def speech_seconds(level: NDArray[np.floating]) -> float:
    """How long somebody speaks, by levels as `sound_level` gives them."""
    return float((level > -SPEAKING).sum() / RATE)


def audio_visual_lag(
    opening: NDArray[np.floating], seen: NDArray[np.bool_], level: NDArray[np.floating]
) -> AudioVisualLag:
    """The lag at which the mouth's opening (n,) and the sound's level (n,), both at RATE, correlate best.

    Both are taken relative to their running means of 1 s. For each lag, Pearson's correlation over the pictures with a
    mouth that is `seen` (n,); between pictures the lag is where a parabola through the best and its neighbours peaks.
    All is NaN for a mouth or a level that does not change.
    """
    opening, level = _without_drift(opening), _without_drift(level)
    correlations = np.array([_correlation(opening, level, seen, shift) for shift in range(-SHIFTS, SHIFTS + 1)])
    if np.isnan(correlations).any():
        return AudioVisualLag(np.nan, np.nan, np.nan)
    best = int(correlations.argmax())
    lag = np.nan
    if 0 < best < 2 * SHIFTS:
        before, peak, after = correlations[best - 1 : best + 2]
        lag = (best - SHIFTS + (before - after) / 2 / (before - 2 * peak + after)) * 1000 / RATE
    return AudioVisualLag(float(lag), float(correlations[best]), float(correlations[SHIFTS]))


def _without_drift(values: NDArray[np.floating]) -> NDArray[np.float64]:
    box = np.ones(min(_DRIFT, len(values)))
    return values - np.convolve(values, box, "same") / np.convolve(np.ones(len(values)), box, "same")


def _correlation(
    opening: NDArray[np.float64], level: NDArray[np.float64], seen: NDArray[np.bool_], shift: int
) -> float:
    """Of the mouth with the sound that was `shift` values before it."""
    count, first = len(level) - abs(shift), max(shift, 0)
    mouth, sound = opening[first:][:count], level[max(-shift, 0) :][:count]
    mouth, sound = mouth[seen[first:][:count]], sound[seen[first:][:count]]
    if len(mouth) < 2 or min(mouth.std(), sound.std()) < 1e-9:
        return np.nan
    return float(np.corrcoef(mouth, sound)[0, 1])
