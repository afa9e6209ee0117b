"""WAV and FLAC files, written block by block."""

from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Self, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from tietfg.media.outputs import OutputFile, encoding


@dataclass(frozen=True)
class _Format:
    codec: str
    sample_format: str
    bits: int
    word: type[np.int16 | np.int32]


_FORMATS = {
    ".wav": _Format("pcm_s16le", "s16", 16, np.int16),
    ".flac": _Format("flac", "s32", 24, np.int32),
}

SOUND_SUFFIXES = tuple(_FORMATS)
"""The endings a sound file may have."""


class SoundWriter:
    """Writes mono sound into an open OutputFile: 16-bit WAV, which every program reads, or 24-bit FLAC, by its suffix.

    Samples are rounded without dither, so silence stays silent.
    """

    def __init__(self, output: OutputFile, sample_rate: int) -> None:
        """Take the file, whose suffix is one of SOUND_SUFFIXES, and samples per second."""
        suffix = output.path.suffix.lower()
        self._output = output
        self._sample_rate = sample_rate
        self._format = _FORMATS[suffix]
        self._encoding = encoding(output, suffix.removeprefix("."))
        self._samples = 0

    def __enter__(self) -> Self:
        self._container = self._encoding.__enter__()
        self._stream = cast(AudioStream, self._container.add_stream(self._format.codec, self._sample_rate))
        self._stream.layout = "mono"
        self._stream.format = self._format.sample_format
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._encoding.__exit__(kind, error, traceback)

    def write(self, waveform: NDArray[np.float32]) -> None:
        """Append samples in [-1, 1]; what lies beyond is clipped. Raises OutputError."""
        bits, word = self._format.bits, self._format.word
        full_scale = 2 ** (bits - 1)
        levels = np.clip(np.rint(waveform.astype(np.float64) * full_scale), -full_scale, full_scale - 1)
        words = levels.astype(word) << (8 * np.dtype(word).itemsize - bits)
        frame = av.AudioFrame.from_ndarray(words[np.newaxis], format=self._format.sample_format, layout="mono")
        frame.sample_rate = self._sample_rate
        frame.time_base = Fraction(1, self._sample_rate)
        frame.pts = self._samples
        self._samples += len(waveform)
        with self._output.writing():
            self._container.mux(self._stream.encode(frame))
