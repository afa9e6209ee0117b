"""Acoustic measures of a waveform: pitch, level, spectrum, voice quality and pauses, without knowing its words."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE = 16_000
FRAME, HOP = 800, 160
"""50 ms and 10 ms."""
_LOWEST_HZ, _HIGHEST_HZ = 60, 650
_ACTIVE_DB = 30
"""Frames within so much of the loudest are speech."""
_SHORTEST_PAUSE = 8
"""Frames."""


def acoustics(waveform: NDArray[np.float32]) -> dict[str, float]:
    """Measures of speech at 16 kHz, floats:

    `pitch`, `pitch_spread`, `pitch_range` (mean, standard deviation, 5th to 95th percentile; semitones above 1 Hz),
    `pitch_slope` (semitones/s), `voiced` (share of the active frames), `active` (seconds of speech without pauses),
    `syllables` (energy peaks a second of it), `level`, `level_spread` (dB), `tilt` (dB/octave), `hnr`, `cpp`
    (harmonics-to-noise ratio and cepstral peak prominence, dB; both fall with breathiness), `high_noise` (share of the
    power above 3 kHz of voiced speech that is noise; it rises), `jitter` (semitones a frame), `shimmer` (dB a frame),
    `pauses` (share of the time between first and last sound), `pause` (mean seconds).
    """
    frames, power, level = analyse(waveform)
    active = level > level.max() - _ACTIVE_DB
    first, last = np.flatnonzero(active)[[0, -1]]
    pitch, harmonicity = track_pitch(frames)
    voiced = active & np.isfinite(pitch)
    semitones = pitch[voiced]
    times = np.flatnonzero(voiced) * HOP / RATE
    neighbours = np.flatnonzero(voiced[1:] & voiced[:-1])
    gaps = pause_lengths(active[first : last + 1])
    return {
        "pitch": float(semitones.mean()),
        "pitch_spread": float(semitones.std()),
        "pitch_range": float(np.ptp(np.percentile(semitones, [5, 95]))),
        "pitch_slope": float(np.polyfit(times, semitones, 1)[0]),
        "voiced": float(voiced.sum() / active.sum()),
        "active": float(active.sum() * HOP / RATE),
        "syllables": syllable_peaks(level[first : last + 1]) / float(active.sum() * HOP / RATE),
        "level": float(10 * np.log10(np.mean(10 ** (level[active] / 10)))),
        "level_spread": float(level[active].std()),
        "tilt": spectral_tilt(power[active].mean(axis=0)),
        "hnr": float(np.mean(harmonicity[voiced])),
        "cpp": cepstral_peak_prominence(power[voiced]),
        "high_noise": high_band_noise(power[voiced], pitch[voiced]),
        "jitter": float(np.abs(pitch[neighbours + 1] - pitch[neighbours]).mean()),
        "shimmer": float(np.abs(level[neighbours + 1] - level[neighbours]).mean()),
        "pauses": float(sum(gaps) * HOP / RATE / ((last - first + 1) * HOP / RATE)),
        "pause": float(np.mean(gaps) * HOP / RATE) if gaps else 0.0,
    }


def analyse(
    waveform: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Windowed frames (n, 800), one every 10 ms, their power spectra, and their levels in dB."""
    frames = sliding_window_view(waveform.astype(np.float64), FRAME)[::HOP] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames, 2048)) ** 2
    return frames, power, 10 * np.log10(power.sum(axis=1) / power.shape[1] + 1e-12)


def active_frames(waveform: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which frames of speech at 16 kHz, one every 10 ms, are sound and not silence."""
    _, _, level = analyse(waveform)
    return level > level.max() - _ACTIVE_DB


def track_pitch(frames: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pitch (semitones above 1 Hz, NaN where unvoiced) and harmonics-to-noise ratio (dB) of windowed frames (n, 800).

    Autocorrelation divided by the window's (Boersma, IFA Proceedings 17, 1993); octave errors are left out.
    """

    def autocorrelation(signal: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.fft.irfft(np.abs(np.fft.rfft(signal, 2 * FRAME)) ** 2)[..., : FRAME // 2]

    window = autocorrelation(np.hanning(FRAME))
    correlation = autocorrelation(frames)
    energy = correlation[:, 0]
    normalised = correlation / (energy[:, None] + 1e-12) / (window / window[0])
    lags = np.arange(RATE // _HIGHEST_HZ, RATE // _LOWEST_HZ)
    strengths = normalised[:, lags]
    is_peak = np.zeros(strengths.shape, bool)
    is_peak[:, 1:-1] = (strengths[:, 1:-1] >= strengths[:, :-2]) & (strengths[:, 1:-1] > strengths[:, 2:])
    best = np.where(is_peak, strengths, 0).max(axis=1)
    index = np.clip((is_peak & (strengths > 0.9 * best[:, None])).argmax(axis=1), 1, len(lags) - 2)
    rows = np.arange(len(frames))
    before, peak, after = (strengths[rows, index + shift] for shift in (-1, 0, 1))
    bend = before - 2 * peak + after
    offset = np.clip(np.where(bend < 0, (before - after) / (2 * np.minimum(bend, -1e-9)), 0), -0.5, 0.5)
    peak = np.clip(peak - (before - after) * offset / 4, 1e-4, 0.9999)
    semitones = 12 * np.log2(RATE / (lags[index] + offset))
    voiced = (best > 0.6) & (energy > 1e-3 * energy.max())
    if voiced.any():
        voiced &= np.abs(semitones - np.median(semitones[voiced])) < 12
    return np.where(voiced, semitones, np.nan), 10 * np.log10(peak / (1 - peak))


def spectral_tilt(spectrum: NDArray[np.float64]) -> float:
    """Slope in dB per octave of the octave bands from 250 Hz to 8 kHz."""
    frequencies = np.linspace(0, RATE / 2, len(spectrum))
    bands = [spectrum[(frequencies >= low) & (frequencies < 2 * low)] for low in (250, 500, 1000, 2000, 4000)]
    return float(np.polyfit(np.arange(5), [10 * np.log10(band.mean() + 1e-12) for band in bands], 1)[0])


def cepstral_peak_prominence(power: NDArray[np.float64]) -> float:
    """Mean height in dB of the cepstral peak over the trend (Hillenbrand et al., J. Speech Hear. Res. 37, 1994)."""
    cepstrum = 20 * np.log10(np.abs(np.fft.irfft(10 * np.log10(power + 1e-12))) + 1e-12)
    quefrency = np.arange(RATE // 450, RATE // _LOWEST_HZ)
    region = cepstrum[:, quefrency]
    slope, intercept = np.polyfit(quefrency, region.T, 1)
    peak = region.argmax(axis=1)
    return float((region.max(axis=1) - (slope * quefrency[peak] + intercept)).mean())


def high_band_noise(power: NDArray[np.float64], pitch: NDArray[np.float64]) -> float:
    """Mean share of the power between 3 and 7.5 kHz that does not repeat from period to period.

    One minus the band's normalised autocorrelation at the pitch period (semitones above 1 Hz), at its best within 3 %.
    """
    finer = 8
    frequencies = np.linspace(0, RATE / 2, power.shape[1])
    band = np.where((frequencies > 3000) & (frequencies < 7500), power, 0)
    points = 2 * (power.shape[1] - 1) * finer
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(FRAME), points // finer)) ** 2, points)
    shares = []
    for spectrum, semitones in zip(band, pitch, strict=True):
        correlation = np.fft.irfft(spectrum, points)
        period = finer * RATE / 2 ** (semitones / 12)
        lags = np.arange(int(0.97 * period), int(1.03 * period) + 2)
        repeated = correlation[lags] / (correlation[0] + 1e-12) / (window[lags] / window[0])
        shares.append(1 - np.clip(repeated.max(), 0, 1))
    return float(np.mean(shares))


def pause_lengths(active: NDArray[np.bool_]) -> list[int]:
    """Lengths in frames of the silences of at least 80 ms between the first and the last sound."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], active, [True]]).astype(int)))
    return [int(length) for length in edges[1::2] - edges[::2] if length >= _SHORTEST_PAUSE]


def syllable_peaks(level: NDArray[np.float64]) -> int:
    """Number of peaks of the smoothed level that stand out by 2 dB from the valleys beside them."""
    kernel = np.hanning(9)
    smooth = np.convolve(np.maximum(level, level.max() - _ACTIVE_DB), kernel / kernel.sum(), "same")
    count, rising, extreme = 0, True, smooth[0]
    for value in smooth:
        if rising and value < extreme - 2:
            count, rising, extreme = count + 1, False, value
        elif not rising and value > extreme + 2:
            rising, extreme = True, value
        else:
            extreme = max(extreme, value) if rising else min(extreme, value)
    return count + rising
