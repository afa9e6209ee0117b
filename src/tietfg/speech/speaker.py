"""Whose voice it is: the speaker embedding of a recording, and how alike two voices are.

The encoder is Resemblyzer's (the GE2E encoder of Wan et al., "Generalized End-to-End Loss for Speaker Verification",
ICASSP 2018): 40 mel bands, three LSTM layers, one embedding for each 1.6 s, their mean. It runs in NumPy.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tietfg.weights.store import WeightStore

SPEAKER_RATE = 16_000
"""Samples a second of what the encoder hears."""
LONGEST_SECONDS = 30.0
"""Speech beyond this adds nothing to an embedding."""

_ARTEFACT = "resemblyzer-speaker-encoder"
_WINDOW, _HOP, _BANDS = 400, 160, 40
_PARTIAL, _PARTIAL_STEP = 160, 77
"""Mel frames of one partial embedding, and from one to the next (1.3 a second)."""
_LEAST_COVERAGE = 0.75
"""Share of the last partial that must be filled."""
_LEVEL = -30.0
"""dBFS at which the encoder hears: its mel bands are not logarithmic, so the level matters."""
_LAYERS, _WIDTH = 3, 256

# The file is a training checkpoint in torch's pickled format and is never unpickled. The weights lie in it as
# uncompressed float32 at these bytes, which the sha256 in the registry makes certain.
_BIAS_AT, _MATRIX_AT, _LSTM_AT = 6_699, 7_731, 269_883


def active_speech(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """What remains of a 16 kHz waveform without its silences: frames of 30 ms within 35 dB of the loudest ones.

    Frames beside them stay too, so that no sound is cut at its edge. Empty when all is below -60 dBFS.
    """
    size = SPEAKER_RATE * 30 // 1000
    frames = waveform[: len(waveform) // size * size].reshape(-1, size)
    power = np.square(frames, dtype=np.float64).mean(axis=1)
    loudest = np.quantile(power, 0.98) if len(power) else 0.0
    active = power > max(1e-6, loudest * 10**-3.5)
    if not active.any():
        return waveform[:0]
    beside = sliding_window_view(np.pad(active, 3), 7).any(axis=1)
    return frames[beside].reshape(-1)


@dataclass(frozen=True)
class SpeakerEncoder:
    """The weights of the encoder; one object serves many threads."""

    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]], ...]
    """For each LSTM layer: input matrix (inputs, 1024), recurrent matrix (256, 1024), bias (1024,); gates i f g o."""
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def load(cls, store: WeightStore) -> Self:
        """The encoder from the store, fetched when it is missing; raises WeightsError."""
        return cls.read(store.path(_ARTEFACT))

    @classmethod
    def read(cls, path: Path) -> Self:
        """The encoder in the checkpoint file."""
        gates = 4 * _WIDTH
        widths = (_BANDS, *[_WIDTH] * (_LAYERS - 1))
        shapes = [shape for width in widths for shape in ((gates, width), (gates, _WIDTH))] + [(gates,)] * 2 * _LAYERS
        ends = np.cumsum([np.prod(shape) for shape in shapes])
        flat = np.fromfile(path, "<f4", int(ends[-1]), offset=_LSTM_AT)
        parts = [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]
        matrices, biases = parts[: 2 * _LAYERS], parts[2 * _LAYERS :]
        layers = tuple(
            (matrices[index].T.copy(), matrices[index + 1].T.copy(), biases[index] + biases[index + 1])
            for index in range(0, 2 * _LAYERS, 2)
        )
        matrix = np.fromfile(path, "<f4", _WIDTH * _WIDTH, offset=_MATRIX_AT).reshape(_WIDTH, _WIDTH)
        return cls(layers, matrix.T.copy(), np.fromfile(path, "<f4", _WIDTH, offset=_BIAS_AT))

    def embed(self, waveform: NDArray[np.float32]) -> NDArray[np.float32]:
        """The embedding (256,), of length 1 and without negative values, of speech at 16 kHz in [-1, 1].

        Silence should be taken out (`active_speech`); the level does not matter. The cosine of two embeddings is the
        likeness of their speakers: about 0.9 for one person twice, 0.5-0.7 for two.
        """
        heard = waveform[: int(LONGEST_SECONDS * SPEAKER_RATE)]
        heard = heard * (10 ** (_LEVEL / 20) / max(1e-9, float(np.sqrt(np.square(heard, dtype=np.float64).mean()))))
        frames = len(heard) // _HOP + 1
        starts = np.arange(0, max(1, frames - _PARTIAL + _PARTIAL_STEP + 1), _PARTIAL_STEP)
        if len(starts) > 1 and len(heard) / _HOP - starts[-1] < _LEAST_COVERAGE * _PARTIAL:
            starts = starts[:-1]
        bands = mel_bands(np.pad(heard, (0, max(0, (starts[-1] + _PARTIAL) * _HOP - len(heard)))))
        mean = self.partials(sliding_window_view(bands, _PARTIAL, axis=0)[starts].swapaxes(1, 2)).mean(axis=0)
        return mean / np.linalg.norm(mean)

    def partials(self, bands: NDArray[np.float32]) -> NDArray[np.float32]:
        """Embeddings (partials, 256) of mel bands (partials, frames, 40)."""
        signal = bands
        for into, recurrent, bias in self.layers:
            drive = signal @ into + bias
            hidden = cell = np.zeros((len(signal), _WIDTH), np.float32)
            outputs = []
            for step in range(drive.shape[1]):
                gates = drive[:, step] + hidden @ recurrent
                enter, forget, candidate, leave = np.split(gates, 4, axis=1)
                cell = _sigmoid(forget) * cell + _sigmoid(enter) * np.tanh(candidate)
                hidden = _sigmoid(leave) * np.tanh(cell)
                outputs.append(hidden)
            signal = np.stack(outputs, axis=1)
        embeddings = np.maximum(signal[:, -1] @ self.matrix + self.bias, 0.0)
        return embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)


def mel_bands(waveform: NDArray[np.float32]) -> NDArray[np.float32]:
    """Power in 40 mel bands (frames, 40) every 10 ms of a 16 kHz waveform, frames of 25 ms centred on their times."""
    window = np.hanning(_WINDOW + 1)[:-1]
    frames = sliding_window_view(np.pad(waveform, _WINDOW // 2), _WINDOW)[::_HOP] * window
    return (np.abs(np.fft.rfft(frames)) ** 2 @ _mel_filters()).astype(np.float32)


def _mel_filters() -> NDArray[np.float64]:
    """Triangular filters (bins, 40) from 0 to 8 kHz on Slaney's mel scale, each of unit area (Auditory Toolbox, 1998).

    The scale is linear (200/3 Hz a step) up to 1 kHz and logarithmic (27 steps to 6.4 kHz) above.
    """
    steps = np.linspace(0.0, 15 + 27 * np.log(8) / np.log(6.4), _BANDS + 2)
    corners = np.where(steps < 15, steps * 200 / 3, 1000 * 6.4 ** ((steps - 15) / 27))
    low, centre, high = corners[:-2], corners[1:-1], corners[2:]
    bins = np.fft.rfftfreq(_WINDOW, 1 / SPEAKER_RATE)[:, None]
    triangles = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))
    return np.maximum(triangles, 0.0) * 2 / (high - low)


def _sigmoid(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return 0.5 + 0.5 * np.tanh(0.5 * values)
