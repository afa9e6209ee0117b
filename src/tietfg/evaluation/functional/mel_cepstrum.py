"""Mel cepstral coefficients of speech, as python_speech_features computes them by default and SyncNet expects them."""

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
WINDOW, STEP = 400, 160
"""25 ms every 10 ms, in samples, without a tapering window."""
COEFFICIENTS = 13
_TRANSFORM = 512
_FILTERS = 26
_PRE_EMPHASIS = 0.97
_LIFTER = 22
_BLOCK = 4096
"""Frames that are transformed at a time, so that memory stays small."""


def mel_cepstrum(samples: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n,) samples at 16 kHz on the scale of 16 bits to (frames, 13) coefficients, 100 a second.

    Pre-emphasis 0.97, power spectra of 512 points, 26 triangles evenly spaced in mel over 0 to 8,000 Hz, orthonormal
    DCT-II of their logarithms, sinusoidal lifter of 22; the first coefficient is the logarithm of the frame's power.
    The last frame is filled with zeros (Davis and Mermelstein 1980; lifter of Juang, Rabiner and Wilpon 1987).
    """
    frames = 1 + max(0, -(-(len(samples) - WINDOW) // STEP))
    emphasised = np.zeros((frames - 1) * STEP + WINDOW)
    emphasised[: len(samples)] = samples
    emphasised[1 : len(samples)] -= _PRE_EMPHASIS * np.asarray(samples[:-1], np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(emphasised, WINDOW)[::STEP]
    return np.concatenate([_cepstra(windows[start : start + _BLOCK]) for start in range(0, frames, _BLOCK)])


def _cepstra(windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """(frames, 400) samples to (frames, 13)."""
    power = np.abs(np.fft.rfft(windows, _TRANSFORM)) ** 2 / _TRANSFORM
    bands = np.log(_positive(power @ _triangles().T))
    order, band = np.arange(COEFFICIENTS), np.arange(_FILTERS)
    cosines = np.sqrt(2 / _FILTERS) * np.cos(np.pi * np.outer(order, band + 0.5) / _FILTERS)
    cepstra = bands @ cosines.T * (1 + _LIFTER / 2 * np.sin(np.pi * order / _LIFTER))
    cepstra[:, 0] = np.log(_positive(power.sum(axis=1)))
    return cepstra


def _triangles() -> NDArray[np.float64]:
    """(26, 257) weights of power spectra; corners are rounded down to points of the transform."""
    mel = np.linspace(0.0, 2595 * np.log10(1 + SAMPLE_RATE / 2 / 700), _FILTERS + 2)
    corners = np.floor((_TRANSFORM + 1) * 700 * (10 ** (mel / 2595) - 1) / SAMPLE_RATE)[:, np.newaxis]
    low, middle, high = corners[:-2], corners[1:-1], corners[2:]
    points = np.arange(_TRANSFORM // 2 + 1)
    return np.minimum((points - low) / (middle - low), (high - points) / (high - middle)).clip(0.0)


def _positive(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values == 0.0, np.finfo(np.float64).eps, values)
