"""Shaping a finished waveform: time-varying gain and spectral tilt, limiter, fades."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_FRAME = 1024
_HOP = 256
_BEFORE = _FRAME - _HOP
"""Samples before the waveform, so that each of its samples lies in the same number of frames."""
_PIVOT_HZ = 500.0
"""Where a tilt leaves the spectrum as it is: near the middle of the energy of speech, so that loudness stays."""
_TILTED_HZ = (125.0, 8000.0)
"""Below and above this the tilt's gain is held."""

PEAK = 10 ** (-1 / 20)
"""Highest true peak: -1 dBFS."""
_OVERSAMPLING = 4
_LIMITER_SECONDS = 0.005


def frame_times(samples: int, sample_rate: int) -> NDArray[np.float64]:
    """Seconds of the frame centres at which `shape` takes its curves."""
    return (np.arange(_frame_count(samples)) * _HOP - _BEFORE + _FRAME / 2) / sample_rate


def shape(
    waveform: NDArray[np.float32], sample_rate: int, gain: NDArray[np.float64], tilt: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Apply gain (dB) and tilt (dB per octave), one value per time of `frame_times`.

    Short-time Fourier analysis and overlap-add with square-root Hann windows; zero curves give the waveform back.
    """
    window = np.sqrt(np.hanning(_FRAME + 1)[:-1])
    count = _frame_count(len(waveform))
    padded = np.zeros((count - 1) * _HOP + _FRAME, np.float64)
    padded[_BEFORE : _BEFORE + len(waveform)] = waveform
    spectra = np.fft.rfft(sliding_window_view(padded, _FRAME)[::_HOP] * window)
    frequencies = np.fft.rfftfreq(_FRAME, 1 / sample_rate)
    octaves = np.log2(np.clip(frequencies, *_TILTED_HZ) / _PIVOT_HZ)
    spectra *= 10 ** ((gain[:, None] + tilt[:, None] * octaves) / 20)
    frames = np.fft.irfft(spectra, _FRAME) * window
    shaped = np.zeros_like(padded)
    for offset in range(_FRAME // _HOP):  # frames that are a frame length apart do not overlap
        part = frames[offset :: _FRAME // _HOP].reshape(-1)
        shaped[offset * _HOP : offset * _HOP + len(part)] += part
    scale = _FRAME / _HOP / 2
    return (shaped[_BEFORE : _BEFORE + len(waveform)] / scale).astype(np.float32)


def high_pass(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Remove constant offset and rumble: zero below 20 Hz, untouched from 40 Hz on."""
    frequencies = np.fft.rfftfreq(len(waveform), 1 / sample_rate)
    spectrum = np.fft.rfft(waveform) * np.clip(frequencies / 20 - 1, 0.0, 1.0)
    return np.fft.irfft(spectrum, len(waveform)).astype(np.float32)


def limit(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Hold the true peak (4 times oversampled) at -1 dBFS by a gain that dips smoothly around each peak."""
    peaks = _true_peaks(waveform)
    if peaks.max(initial=0.0) <= PEAK:
        return waveform
    reach = int(_LIMITER_SECONDS * sample_rate)
    needed = np.pad(np.minimum(1.0, PEAK / np.maximum(peaks, 1e-9)), 2 * reach, constant_values=1.0)
    lowest = sliding_window_view(needed, 2 * reach + 1).min(axis=1)
    weights = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, weights / weights.sum(), mode="valid")
    return (waveform * gain).astype(np.float32)


def fade(waveform: NDArray[np.float32], sample_rate: int, seconds_in: float, seconds_out: float) -> NDArray[np.float32]:
    """Raised-cosine fades at both ends."""
    faded = waveform.copy()
    for seconds, direction in ((seconds_in, 1), (seconds_out, -1)):
        count = min(int(seconds * sample_rate), len(waveform))
        ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
        faded[::direction][:count] *= ramp.astype(np.float32)
    return faded


def _frame_count(samples: int) -> int:
    return (samples - 1 + _BEFORE) // _HOP + 1


def _true_peaks(waveform: NDArray[np.float32]) -> NDArray[np.float64]:
    """Largest magnitude near each sample of the band-limited waveform between the samples."""
    size = len(waveform) + 64
    spectrum = np.fft.rfft(waveform, size)
    fine = np.fft.irfft(spectrum, size * _OVERSAMPLING) * _OVERSAMPLING
    return np.abs(fine[: len(waveform) * _OVERSAMPLING]).reshape(-1, _OVERSAMPLING).max(axis=1)
