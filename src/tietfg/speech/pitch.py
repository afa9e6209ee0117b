"""The pitch of a voice: F0 along a waveform, and its median.

Peaks of the autocorrelation divided by that of the window, and the best path through them (Boersma, "Accurate
short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound", Proceedings of
the Institute of Phonetic Sciences Amsterdam 17, 1993), with the costs and thresholds given there.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

PITCH_HZ = (60.0, 600.0)
"""Lowest and highest F0 looked for."""
HOP_SECONDS = 0.01

_WINDOW_SECONDS = 3 / PITCH_HZ[0]
_CANDIDATES = 6
_OCTAVE_COST = 0.01
_JUMP_COST = 0.35
_VOICING_COST = 0.14
_VOICED = 0.45
_SILENT = 0.03


def track_pitch(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float64]:
    """F0 in Hz every 10 ms, 0 where the sound is unvoiced or silent; (frames,), empty for less than 50 ms."""
    size = round(_WINDOW_SECONDS * sample_rate)
    if len(waveform) < size:
        return np.zeros(0)
    window = np.hanning(size + 2)[1:-1]
    frames = sliding_window_view(waveform, size)[:: round(HOP_SECONDS * sample_rate)]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power, shape = _autocorrelation(frames * window), _autocorrelation(window)
    correlation = power / np.maximum(power[:, :1], 1e-12) / (shape / shape[0])
    hertz, strength = _candidates(correlation, sample_rate)
    peaks = np.abs(frames).max(axis=1)
    loudness = peaks / max(float(peaks.max()), 1e-9)
    strength[:, 0] = _VOICED + np.maximum(0.0, 2 - loudness / _SILENT * (1 + _VOICED))
    return hertz[np.arange(len(hertz)), _best_path(hertz, strength)]


def median_pitch(hertz: NDArray[np.float64]) -> float:
    """Median of the voiced frames in Hz; 0 when there are none."""
    voiced = hertz[hertz > 0]
    return float(np.median(voiced)) if len(voiced) else 0.0


def _autocorrelation(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the last axis, at the lags up to half the window."""
    size = signal.shape[-1]
    return np.fft.irfft(np.abs(np.fft.rfft(signal, 2 * size)) ** 2)[..., : size // 2]


def _candidates(correlation: NDArray[np.float64], sample_rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """F0 and strength (frames, 1 + 6) of the strongest peaks; the first column is left for "unvoiced"."""
    first, last = int(sample_rate / PITCH_HZ[1]), int(sample_rate / PITCH_HZ[0])
    before, here, after = (correlation[:, first + offset : last + offset] for offset in (-1, 0, 1))
    is_peak = (here > before) & (here >= after) & (here > 0.5 * _VOICED)
    curvature = np.where(is_peak, 2 * here - before - after, 1.0)
    shift = np.where(is_peak, (after - before) / (2 * curvature), 0.0)
    hertz = sample_rate / (np.arange(first, last) + shift)
    value = np.minimum(here + 0.25 * (after - before) * shift, 1.0)
    strength = np.where(is_peak, value + _OCTAVE_COST * np.log2(hertz / PITCH_HZ[0]), -1.0)
    best = np.argsort(-strength, axis=1)[:, :_CANDIDATES]
    chosen = np.take_along_axis(strength, best, axis=1)
    frequencies = np.where(chosen > 0, np.take_along_axis(hertz, best, axis=1), 0.0)
    return np.pad(frequencies, ((0, 0), (1, 0))), np.pad(chosen, ((0, 0), (1, 0)))


def _best_path(hertz: NDArray[np.float64], strength: NDArray[np.float64]) -> NDArray[np.int64]:
    """The candidate of each frame on the path with the greatest strength less the costs of its jumps."""
    octaves = np.log2(np.maximum(hertz, 1.0))
    total = strength[0]
    steps = np.zeros(hertz.shape, np.int64)
    for frame in range(1, len(hertz)):
        jump = _JUMP_COST * np.abs(octaves[frame - 1][:, None] - octaves[frame])
        voiced_before, voiced = hertz[frame - 1][:, None] > 0, hertz[frame] > 0
        cost = np.where(voiced_before & voiced, jump, np.where(voiced_before != voiced, _VOICING_COST, 0.0))
        reached = total[:, None] - cost
        steps[frame] = reached.argmax(axis=0)
        total = reached.max(axis=0) + strength[frame]
    path = np.zeros(len(hertz), np.int64)
    path[-1] = total.argmax()
    for frame in range(len(hertz) - 1, 0, -1):
        path[frame - 1] = steps[frame, path[frame]]
    return path
