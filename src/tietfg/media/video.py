"""MP4 files: H.264 pictures and AAC sound, encoded as they arrive."""

from fractions import Fraction
from types import TracebackType
from typing import Self

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.media.outputs import NOTICE, OutputFile, encoding

_SOUND_RATE = 48000
_SOUND_BIT_RATE = 160_000
_BT709 = 1
"""The code of ITU-R BT.709 for matrix, primaries and transfer alike (ITU-T H.273)."""


class VideoWriter:
    """Writes a video frame by frame and block by block into an open OutputFile; memory does not grow with length.

    Pictures: libx264, 4:2:0, BT.709 in limited range, constant quality, preset `veryfast` (3 ms a frame of 512 x 512
    on one core; `fast` takes twice that and saves a fifth of the bytes). The same frames give the same bytes: the
    number of threads is fixed, and macroblock-tree rate control is off, because on processors with AVX-512 its result
    varies from run to run; that costs a tenth of the bytes.
    Sound: AAC, one channel (players put it in the middle; all bits go into the one signal) at 48 kHz. The encoder's
    delay is taken out by the edit list, so sample 0 sounds with frame 0.
    """

    def __init__(
        self, output: OutputFile, width: int, height: int, rate: Fraction, sample_rate: int | None, quality: int = 18
    ) -> None:
        """Take the picture size in pixels (even), frames per second and samples per second (None: no sound).

        `quality` is libx264's constant rate factor: 0 lossless, 18 hardly distinguishable, 51 worst.
        Raises InputError for an odd size.
        """
        if width % 2 or height % 2:
            raise InputError(f"a video of {width}x{height} pixels cannot be encoded: choose an even width and height")
        self._output = output
        self._rate = rate
        self._sample_rate = sample_rate
        self._encoding = encoding(output, "mp4", {"movflags": "+faststart"})
        self._size = width, height
        self._quality = quality
        self._reformatter = VideoReformatter()
        self._frames = 0
        self._samples = 0

    def __enter__(self) -> Self:
        self._container = self._encoding.__enter__()
        self._container.metadata["title"] = NOTICE
        video = self._container.add_stream(
            "libx264", self._rate, options={"preset": "veryfast", "crf": str(self._quality), "mbtree": "0"}
        )
        context = video.codec_context
        context.width, context.height = self._size
        context.pix_fmt = "yuv420p"
        context.time_base = 1 / self._rate
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = ColorRange.MPEG
        context.thread_count = 2
        context.thread_type = "FRAME"
        self._video = video
        self._sound = None
        if self._sample_rate is not None:
            self._sound = self._container.add_stream("aac", _SOUND_RATE, layout="mono")
            self._sound.bit_rate = _SOUND_BIT_RATE
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._encoding.__exit__(kind, error, traceback)

    def write_frame(self, pixels: NDArray[np.uint8]) -> None:
        """Append a frame: (height, width, 3) sRGB. Raises OutputError."""
        rgb = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame = self._reformatter.reformat(
            rgb,
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.AREA,
        )
        frame.pts = self._frames
        frame.time_base = 1 / self._rate
        self._frames += 1
        with self._output.writing():
            self._container.mux(self._video.encode(frame))

    def write_sound(self, waveform: NDArray[np.float32]) -> None:
        """Append sound: mono, in [-1, 1], at the sample rate of the writer. Raises OutputError."""
        if self._sample_rate is None or self._sound is None:
            raise ValueError("this video was opened without sound")
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(waveform[np.newaxis]), format="flt", layout="mono")
        frame.sample_rate = self._sample_rate
        frame.time_base = Fraction(1, self._sample_rate)
        frame.pts = self._samples
        self._samples += len(waveform)
        with self._output.writing():
            self._container.mux(self._sound.encode(frame))
