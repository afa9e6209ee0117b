"""Acoustic model: runs the three parts of a speech model's graph."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tietfg.speech.prosody_graph import Part, ProsodyGraph

_THREADS = 2

Style = NDArray[np.float32]
"""(1, 256); a model with one voice does not read it."""


@dataclass(frozen=True)
class Encoded:
    """What the encoder makes of a block, at the speaking rate of the model; durations (tokens,) in units of 25 ms."""

    durations: NDArray[np.int64]
    prosody_features: NDArray[np.float32]
    text_features: NDArray[np.float32]


@dataclass(frozen=True)
class Curves:
    """Aligned text features, F0 in Hz (points,) and energy (points,), 80 points a second."""

    aligned: NDArray[np.float32]
    f0: NDArray[np.float32]
    energy: NDArray[np.float32]


class AcousticModel:
    """The parts of a graph as sessions, each loaded on first use. Serves several requests at the same time.

    `load` gives a part as the path or the bytes of a model; `vocode` makes the waveform of the decoder's outputs.
    """

    def __init__(
        self,
        graph: ProsodyGraph,
        load: Callable[[Part], Path | bytes],
        vocode: Callable[[list[NDArray[np.float32]], NDArray[np.float32]], NDArray[np.float32]],
    ) -> None:
        self.graph = graph
        self._load = load
        self._vocode = vocode
        self._loading = threading.RLock()
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}

    def encode(self, tokens: list[int], style: Style) -> Encoded:
        """Durations and features of token numbers."""
        units, prosody_features, text_features = self._run(
            self.graph.parts[0], np.array([tokens], np.int64), np.ones(1, np.float32), style
        )
        return Encoded(units.reshape(-1).astype(np.int64), prosody_features, text_features)

    def predict(self, encoded: Encoded, durations: NDArray[np.int64], style: Style) -> Curves:
        """F0 and energy of a block spoken with these durations (tokens,)."""
        units = durations.astype(np.float32)
        aligned, f0, energy = self._run(
            self.graph.parts[1],
            units if self.graph.flat_durations else units[None],
            encoded.prosody_features,
            encoded.text_features,
            style,
        )
        return Curves(aligned, f0[0], energy[0])

    def decode(self, curves: Curves, style: Style) -> NDArray[np.float32]:
        """The waveform (600 samples a unit) of aligned text with these F0 and energy curves."""
        outputs = self._run(self.graph.parts[2], curves.aligned, curves.f0[None], curves.energy[None], style)
        return self._vocode(outputs, curves.f0)

    def _run(self, part: Part, *inputs: NDArray) -> list[NDArray[np.float32]]:
        options = onnxruntime.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        feed = dict(zip(part.inputs, inputs, strict=False))
        return [np.asarray(output) for output in self._session(part).run(part.outputs, feed, options)]

    def _session(self, part: Part) -> onnxruntime.InferenceSession:
        with self._loading:
            if part.name not in self._sessions:
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = _THREADS
                options.inter_op_num_threads = 1
                options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
                options.enable_mem_pattern = False  # patterns of each length would be kept
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work meanwhile
                options.log_severity_level = 3
                model = self._load(part)
                self._sessions[part.name] = onnxruntime.InferenceSession(
                    model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
                )
            return self._sessions[part.name]
