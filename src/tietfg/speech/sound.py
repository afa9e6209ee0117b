"""Shaping a finished waveform: time-varying gain, spectral tilt and breathiness, limiter, fades, silence."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tietfg.easing import smooth_step

_FRAME = 1024
_HOP = 256
_WINDOW = np.sqrt(np.hanning(_FRAME + 1)[:-1])
_BEFORE = _FRAME - _HOP
"""Samples before the waveform, so that each of its samples lies in the same number of frames."""
_PIVOT_HZ = 500.0
"""Where a tilt leaves the spectrum as it is."""
_TILTED_HZ = (125.0, 8000.0)
"""Below and above this the tilt's gain is held."""
_LEVELLED_FRAMES = 95
"""Frames over which a tilt leaves the energy of the sound as it is: a second at 24 kHz."""
_ASPIRATED_HZ = (2500.0, 6000.0)
"""From where on, and from where on wholly, a voice may turn to noise (Klatt & Klatt, J. Acoust. Soc. Am. 87, 1990)."""
_ENVELOPE_BINS = 17
"""What the spectrum is smoothed over so that its harmonics merge: 400 Hz."""
_PULSE_SECONDS = 0.001
_PERIOD_SECONDS = 0.02

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
    """Apply gain (dB) and tilt (dB per octave), one value per time of `frame_times`; a tilt alone keeps the level.

    Short-time Fourier analysis and overlap-add with square-root Hann windows; zero curves give the waveform back.
    """
    spectra, frequencies = _analyse(waveform, sample_rate)
    octaves = np.log2(np.clip(frequencies, *_TILTED_HZ) / _PIVOT_HZ)
    tilted = spectra * 10 ** (tilt[:, None] * octaves / 20)

    def level(spectra: NDArray[np.complex128]) -> NDArray[np.float64]:
        energy = (np.abs(spectra) ** 2).sum(axis=1) + 1e-9
        window = np.hanning(_LEVELLED_FRAMES + 2)[1:-1]
        return np.sqrt(np.convolve(energy, window)[_LEVELLED_FRAMES // 2 :][: len(energy)])

    tilted *= (10 ** (gain / 20) * level(spectra) / level(tilted))[:, None]
    return _overlap_add(tilted, len(waveform))


def aspirate(
    waveform: NDArray[np.float32], sample_rate: int, share: NDArray[np.float64], seed: int
) -> NDArray[np.float32]:
    """Exchange a share of the power at high frequencies, one value per time of `frame_times`, for noise.

    The noise has the spectrum of what it replaces, so that level and tilt stay, and swells with each glottal pulse, so
    that it is heard as breath of the same voice (Hermes, J. Acoust. Soc. Am. 89, 1991). Without it nothing changes.
    """
    if not share.any():
        return waveform
    spectra, frequencies = _analyse(waveform, sample_rate)
    low, high = np.log2(_ASPIRATED_HZ)
    exchanged = np.clip(share[:, None], 0.0, 1.0) * smooth_step(np.log2(np.maximum(frequencies, 1.0)), low, high)
    white = np.random.default_rng(seed).standard_normal(len(waveform)).astype(np.float32)
    sides = ((0, 0), (_ENVELOPE_BINS // 2 + 1, _ENVELOPE_BINS // 2))
    power = np.cumsum(np.pad(np.abs(spectra) ** 2, sides, mode="edge"), axis=1)
    envelope = np.sqrt((power[:, _ENVELOPE_BINS:] - power[:, :-_ENVELOPE_BINS]) / _ENVELOPE_BINS / (_FRAME / 2))
    noise = _overlap_add(_analyse(white, sample_rate)[0] * envelope * np.sqrt(exchanged), len(waveform))

    def smoothed(power: NDArray[np.float32], seconds: float) -> NDArray[np.float64]:
        half = round(seconds * sample_rate / 2)
        sums = np.cumsum(np.pad(power.astype(np.float64), (half + 1, half), mode="reflect"))
        return np.maximum(sums[2 * half + 1 :] - sums[: -2 * half - 1], 0.0) / (2 * half + 1)

    pulses = np.sqrt(smoothed(waveform**2, _PULSE_SECONDS) / (smoothed(waveform**2, _PERIOD_SECONDS) + 1e-12))
    return _overlap_add(spectra * np.sqrt(1 - exchanged), len(waveform)) + (noise * pulses).astype(np.float32)


def insert_silence(
    waveform: NDArray[np.float32], sample_rate: int, places: Sequence[tuple[float, float]]
) -> NDArray[np.float32]:
    """Put silence into pauses: pairs of the time in the waveform, increasing, and the length, both in seconds."""
    pieces: list[NDArray[np.float32]] = []
    begin = 0
    for place, seconds in places:
        end = round(place * sample_rate)
        pieces += [fade(waveform[begin:end], sample_rate, 0.02 * bool(begin), 0.02)]
        pieces += [np.zeros(round(seconds * sample_rate), np.float32)]
        begin = end
    return np.concatenate([*pieces, fade(waveform[begin:], sample_rate, 0.02 * bool(begin), 0.0)])


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


def _analyse(waveform: NDArray[np.float32], sample_rate: int) -> tuple[NDArray[np.complex128], NDArray[np.floating]]:
    """Spectra (frames, bins) of windowed frames, and the frequencies of the bins."""
    padded = np.zeros((_frame_count(len(waveform)) - 1) * _HOP + _FRAME, np.float64)
    padded[_BEFORE : _BEFORE + len(waveform)] = waveform
    spectra = np.fft.rfft(sliding_window_view(padded, _FRAME)[::_HOP] * _WINDOW)
    return spectra, np.fft.rfftfreq(_FRAME, 1 / sample_rate)


def _overlap_add(spectra: NDArray[np.complex128], samples: int) -> NDArray[np.float32]:
    """The waveform of spectra; those that `_analyse` gave make the waveform it was given."""
    frames = np.fft.irfft(spectra, _FRAME) * _WINDOW
    shaped = np.zeros((len(frames) - 1) * _HOP + _FRAME)
    for offset in range(_FRAME // _HOP):  # frames that are a frame length apart do not overlap
        part = frames[offset :: _FRAME // _HOP].reshape(-1)
        shaped[offset * _HOP : offset * _HOP + len(part)] += part
    return (shaped[_BEFORE : _BEFORE + samples] / (_FRAME / _HOP / 2)).astype(np.float32)


def _frame_count(samples: int) -> int:
    return (samples - 1 + _BEFORE) // _HOP + 1


def _true_peaks(waveform: NDArray[np.float32]) -> NDArray[np.float64]:
    """Largest magnitude near each sample of the band-limited waveform between the samples."""
    size = -(-(len(waveform) + 64) // _FRAME) * _FRAME  # transforms of odd sizes are slow
    spectrum = np.fft.rfft(waveform, size)
    fine = np.fft.irfft(spectrum, size * _OVERSAMPLING) * _OVERSAMPLING
    return np.abs(fine[: len(waveform) * _OVERSAMPLING]).reshape(-1, _OVERSAMPLING).max(axis=1)
