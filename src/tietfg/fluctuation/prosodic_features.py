"""Prosodic features: how a voice sounds from moment to moment, at 25 Hz, from a stream and with little look-ahead."""

from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tietfg.fluctuation.encoder_frames import ENCODER_RATE, latent_frame_count, prepare_waveform
from tietfg.speech.pitch import track_pitch

MEL_BANDS = 40
FEATURES = (*(f"mel {band}" for band in range(MEL_BANDS)), "pitch", "voicing", "energy", "tilt")
"""The columns:

mel k       power in a band of the mel scale, dB of full scale
pitch       semitones above the running median of the voice; 0 where unvoiced
voicing     share of the frame that is voiced, in [0, 1]
energy      dB above the running median of the voiced frames' levels
tilt        power from 50 Hz to 1 kHz over that from 1 to 5 kHz, dB (the alpha ratio of Eyben et al., "The Geneva
            Minimalistic Acoustic Parameter Set", IEEE Transactions on Affective Computing 7, 2016)
"""
LOOK_AHEAD = 0.92
"""Seconds of sound after the start of a frame that may change its features."""

_HOP = 160
_FRAME = 4 * _HOP
_BLOCK = 14
"""Frames that are made at once."""
_HOPS = 4 * _BLOCK
_BEFORE, _AFTER = 30, 34
"""Hops around a block over which its pitch is tracked too."""
_MARGIN = 320
"""Samples that `track_pitch` sees before a hop; the hop's centre is the centre of its window."""
_SPAN = _MARGIN + (_BEFORE + _HOPS + _AFTER - 1) * _HOP + 480
_FIRST = _MARGIN + _BEFORE * _HOP
"""Samples that a block depends on, and those of them before its start."""
_WINDOW, _TRANSFORM = 400, 512
"""Samples of the window of a spectrum and of its transform."""
_FLOOR = 1e-8
"""Added to powers: -80 dB of full scale."""
_QUIET = 35.0
"""Frames so many dB below the voice's median level are not voiced."""
_USUAL_LEVEL = -26.0
"""Level of a voice, dB of full scale, before any is heard."""
_MEMORY = 500
"""Voiced frames over which the medians run: 20 s of voice."""


class ProsodicStream:
    """Makes the features of a sound that is given piece by piece; they do not depend on the pieces.

    What it knows of the voice are the medians of pitch and level over the last 20 s of voiced frames.
    """

    def __init__(self) -> None:
        self._pitches: list[float] = []
        self._levels: list[float] = []
        self._restart()

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the next samples at 16 kHz; give the (frames, 44) features that they complete."""
        self._given += len(samples)
        self._waiting = np.concatenate([self._waiting, samples])
        blocks = max(0, (len(self._waiting) - _SPAN) // (_BLOCK * _FRAME) + 1)
        made = [self._block(self._waiting[_BLOCK * _FRAME * index :][:_SPAN]) for index in range(blocks)]
        self._waiting = self._waiting[_BLOCK * _FRAME * blocks :].copy()
        self._made += _BLOCK * blocks
        return np.concatenate(made or [np.zeros((0, len(FEATURES)), np.float32)])

    def finish(self) -> NDArray[np.float32]:
        """The features still missing, as if silence followed: all together are round(25 * duration) frames.

        The stream is then ready for another sound of the same voice.
        """
        missing = max(0, latent_frame_count(self._given, ENCODER_RATE) - self._made)
        blocks = -(-missing // _BLOCK)
        silence = max(0, (blocks - 1) * _BLOCK * _FRAME + _SPAN - len(self._waiting)) if blocks else 0
        rest = self.push(np.zeros(silence, np.float32))[:missing]
        self._restart()
        return rest

    def _restart(self) -> None:
        self._waiting = np.zeros(_FIRST, np.float32)
        self._given = self._made = 0

    def _block(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(_SPAN,) samples to the (_BLOCK, 44) features of the block in them."""
        frames = samples[_FIRST:][: _BLOCK * _FRAME].reshape(_BLOCK, _FRAME).astype(np.float64)
        level = 10 * np.log10((frames**2).mean(axis=1) + _FLOOR)
        quiet = level < self._level(level.min()) - _QUIET
        hertz = track_pitch(samples, ENCODER_RATE)[_BEFORE:][:_HOPS].reshape(_BLOCK, 4)
        hertz[quiet] = 0.0
        voicing = (hertz > 0).mean(axis=1)
        voiced = voicing > 0
        semitones = 12 * np.log2(np.maximum(hertz, 1.0)).sum(axis=1) / np.maximum((hertz > 0).sum(axis=1), 1)
        for known, values in ((self._pitches, semitones), (self._levels, level)):
            known.extend(values[voiced].tolist())
            del known[:-_MEMORY]
        pitch = np.where(voiced, semitones - np.median(self._pitches or [0.0]), 0.0)
        power = _spectra(samples).reshape(_BLOCK, 4, -1).mean(axis=1) @ _bands()
        mel, low, high = power[:, :MEL_BANDS], power[:, MEL_BANDS], power[:, MEL_BANDS + 1]
        tilt = 10 * np.log10((low + _FLOOR) / (high + _FLOOR))
        columns = (10 * np.log10(mel + _FLOOR), pitch, voicing, level - self._level(_USUAL_LEVEL), tilt)
        return np.column_stack(columns).astype(np.float32)

    def _level(self, otherwise: float) -> float:
        return float(np.median(self._levels)) if self._levels else otherwise


def prosodic_features(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """(samples,) mono to (round(25 * duration), 44) features; see FEATURES. Raises InputError."""
    frames = latent_frame_count(len(waveform), sample_rate)
    samples = prepare_waveform(waveform, sample_rate)
    stream = ProsodicStream()
    fitted = np.pad(samples, (0, max(0, frames * _FRAME - len(samples))))
    return np.concatenate([stream.push(fitted), stream.finish()])[:frames]


def _spectra(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Power spectra (_HOPS, bins) of the block; the sum over the bins is the mean square of the samples."""
    first = _FIRST + _HOP // 2 - _WINDOW // 2
    pieces = sliding_window_view(samples[first:], _WINDOW)[: _HOPS * _HOP : _HOP]
    window = np.hanning(_WINDOW + 1)[:-1]
    return np.abs(np.fft.rfft(pieces * window, _TRANSFORM)) ** 2 * (2 / (_TRANSFORM * (window**2).sum()))


@lru_cache
def _bands() -> NDArray[np.float64]:
    """(bins, MEL_BANDS + 2): triangles on the mel scale (O'Shaughnessy 1987), then the two bands of the tilt."""
    hertz = np.fft.rfftfreq(_TRANSFORM, 1 / ENCODER_RATE)
    mel = 2595 * np.log10(1 + hertz / 700)
    edges = np.linspace(0, mel[-1], MEL_BANDS + 2)
    triangles = [np.interp(mel, edges[band : band + 3], [0.0, 1.0, 0.0]) for band in range(MEL_BANDS)]
    wide = [(hertz >= low) & (hertz < high) for low, high in ((50, 1000), (1000, 5000))]
    return np.stack([*triangles, *wide], axis=1).astype(np.float64)
