"""How a recording was made: noise, room, band limits and level, drawn at random and applied to clean speech."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

NoiseKind = Literal["white", "pink", "babble"]
NOISES: tuple[NoiseKind, ...] = ("white", "pink", "babble")
SNR = (10.0, 40.0)
"""Signal-to-noise ratio in dB."""
RT60 = (0.1, 0.6)
"""Seconds in which the reverberation decays by 60 dB."""
DIRECT_TO_REVERBERANT = (-2.0, 12.0)
"""dB."""
PREDELAY = (0.002, 0.012)
LEVEL = (-36.0, -16.0)
"""Active speech level in dBFS of what is not clean."""
LOW_CUT, HIGH_CUT = (40.0, 300.0), (3400.0, 7600.0)
"""Borders of a band-limited recording in Hz."""

_DECAY = 3 * np.log(10)
_DULL_HZ, _DULL_SHARE = 2000.0, 0.6
"""Above this frequency the reverberation lasts this share of its length: air and walls take more of it."""
_FRAME_SECONDS = 0.02
_ACTIVE_DB = 30.0
_PEAK = 0.99


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Noise(_Strict):
    """What else is heard."""

    kind: NoiseKind
    snr: float
    """dB, against the active level of the speech in its room."""
    voices: int = 0
    """How many speak in a babble."""


class Room(_Strict):
    """A room by its decay."""

    rt60: float
    direct_to_reverberant: float
    """dB."""
    predelay: float
    """Seconds between the direct sound and the first reflection."""


class Recording(_Strict):
    """How an utterance was recorded; nothing of it for a clean one."""

    noise: Noise | None = None
    room: Room | None = None
    band: tuple[float, float] | None = None
    """Hz."""
    level: float | None = None
    """Active speech level in dBFS."""


def draw_recording(generator: np.random.Generator) -> Recording:
    """Random circumstances: clean in half of the cases, else mostly noise, often a room, sometimes band limits."""
    clean, noisy, roomy, limited = generator.random(4)
    kind = NOISES[int(generator.integers(len(NOISES)))]
    voices = int(generator.integers(3, 7)) if kind == "babble" else 0
    noise = Noise(kind=kind, snr=_uniform(SNR, generator), voices=voices)
    room = Room(
        rt60=_uniform(RT60, generator, 3),
        direct_to_reverberant=_uniform(DIRECT_TO_REVERBERANT, generator),
        predelay=_uniform(PREDELAY, generator, 4),
    )
    band = (_uniform(LOW_CUT, generator, 0), _uniform(HIGH_CUT, generator, 0))
    level = _uniform(LEVEL, generator)
    if clean < 0.5:
        return Recording()
    return Recording(
        noise=noise if noisy < 0.75 else None,
        room=room if roomy < 0.6 else None,
        band=band if limited < 0.35 else None,
        level=level,
    )


def record(
    speech: NDArray[np.float32],
    sample_rate: int,
    recording: Recording,
    others: Sequence[NDArray[np.float32]],
    generator: np.random.Generator,
) -> NDArray[np.float32]:
    """Clean speech (samples,) as it was recorded, of the same length and without delay; `others` speak in a babble."""
    heard = speech.astype(np.float64)
    if recording.room is not None:
        heard = _filtered(heard, impulse_response(recording.room, sample_rate, generator))
    if recording.noise is not None:
        noise = _noise(recording.noise, len(heard), others, generator)
        heard = heard + noise * 10 ** ((active_level(heard, sample_rate) - recording.noise.snr) / 20)
    if recording.band is not None:
        heard = _band_limited(heard, sample_rate, recording.band)
    if recording.level is not None:
        heard = heard * 10 ** ((recording.level - active_level(heard, sample_rate)) / 20)
    return (heard * min(1.0, _PEAK / max(np.abs(heard).max(), 1e-9))).astype(np.float32)


def impulse_response(room: Room, sample_rate: int, generator: np.random.Generator) -> NDArray[np.float64]:
    """The direct sound at sample 0, and after the predelay noise that decays exponentially.

    The statistical model of late reverberation (Polack 1988; Moorer, Computer Music J. 3, 1979), shorter at high
    frequencies.
    """
    count = int(sample_rate * (room.predelay + room.rt60))
    times = np.arange(count) / sample_rate - room.predelay
    tail = np.zeros(count)
    for share, low, high in ((1.0, 0.0, _DULL_HZ), (_DULL_SHARE, _DULL_HZ, sample_rate / 2)):
        noise = generator.standard_normal(count)
        tail += _band_limited(noise, sample_rate, (low, high)) * np.exp(-_DECAY * times / (room.rt60 * share))
    tail[times < 0] = 0.0
    tail *= 10 ** (-room.direct_to_reverberant / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return tail


def active_level(waveform: NDArray[np.floating], sample_rate: int) -> float:
    """Level in dBFS over the frames within 30 dB of the loudest."""
    size = int(_FRAME_SECONDS * sample_rate)
    power = np.mean(np.square(waveform[: len(waveform) // size * size], dtype=np.float64).reshape(-1, size), axis=1)
    active = power[power >= power.max() * 10 ** (-_ACTIVE_DB / 10)]
    return float(10 * np.log10(max(active.mean(), 1e-12)))


def _noise(
    noise: Noise, count: int, others: Sequence[NDArray[np.float32]], generator: np.random.Generator
) -> NDArray[np.float64]:
    """Noise (count,) with root mean square 1."""
    if noise.kind == "babble":
        sound = np.zeros(count)
        for index in generator.permutation(len(others))[: noise.voices]:
            sound += np.resize(np.roll(others[index], int(generator.integers(len(others[index])))), count)
    else:
        spectrum = np.fft.rfft(generator.standard_normal(count))
        if noise.kind == "pink":
            spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
        spectrum[0] = 0.0
        sound = np.fft.irfft(spectrum, count)
    return sound / np.sqrt(np.mean(sound**2))


def _band_limited(waveform: NDArray[np.float64], sample_rate: int, band: tuple[float, float]) -> NDArray[np.float64]:
    """Smooth borders of a third of an octave, no delay; 0 Hz and half the sample rate are no borders."""
    frequencies = np.fft.rfftfreq(len(waveform), 1 / sample_rate)
    octaves = np.log2(np.maximum(frequencies, 1.0))
    gain = np.ones(len(frequencies))
    if band[0] > 0:
        gain *= np.clip(0.5 + 3 * (octaves - np.log2(band[0])), 0.0, 1.0)
    if band[1] < sample_rate / 2:
        gain *= np.clip(0.5 + 3 * (np.log2(band[1]) - octaves), 0.0, 1.0)
    return np.fft.irfft(np.fft.rfft(waveform) * gain, len(waveform))


def _filtered(waveform: NDArray[np.float64], response: NDArray[np.float64]) -> NDArray[np.float64]:
    size = len(waveform) + len(response)
    size += -size % 1024
    product = np.fft.rfft(waveform, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: len(waveform)]


def _uniform(limits: tuple[float, float], generator: np.random.Generator, digits: int = 1) -> float:
    return round(float(generator.uniform(*limits)), digits)
