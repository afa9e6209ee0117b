"""Pictures of a video, one after the other, upright and with their times; for child processes under limits.

Imports of other packages PyAV and NumPy alone, and reads nothing but the opened file.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from types import TracebackType
from typing import Any, Self

import av
import av.logging
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tietfg.media.decode_sound import FORMATS as SOUND_FORMATS
from tietfg.media.decode_sound import tagged_seconds

FORMATS = f"{SOUND_FORMATS},gif,mpegvideo,m4v,h264,hevc,ivf,mjpeg,mxf"
"""Containers that hold their pictures themselves; playlists and everything that names other files are left out."""
_EXACT = ("mov", "matroska", "avi")
"""Containers whose announced length is no estimate."""
_WHOLE = 0.95
"""Share of the announced length that must be there: else the file is cut off."""
_HELD = 0.5
"""Seconds; a longer gap in the pictures makes a video unusable at a rate of its own."""
_UNUSABLE = "it is damaged, or no video file; use MP4, MOV, MKV, WebM, AVI or GIF"


class VideoError(Exception):
    """A video that cannot be used; the message says why, and what to do."""


class VideoReader:
    """An open video. Raises VideoError where it cannot be used.

    Only the first video stream that is no cover picture is read, and at most `pixel_limit` pixels a frame and
    `seconds_limit` seconds. Frames come reduced to at most `side_limit` pixels on their longer side.
    """

    def __init__(self, path: str, *, pixel_limit: int, seconds_limit: float, side_limit: int) -> None:
        self._seconds_limit = seconds_limit
        self._side_limit = side_limit
        self._start: Fraction | None = None
        self.seconds = Fraction(0)
        """From the first frame to the end of the last one decoded."""
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
        self._file = open(path, "rb")  # noqa: PTH123, SIM115 - closed on exit
        try:
            self._container: InputContainer = av.open(
                self._file, "r", container_options=options, metadata_errors="replace"
            )
        except FFmpegError:
            raise VideoError(_UNUSABLE) from None
        streams = self._container.streams
        pictures = [each for each in streams.video if not each.disposition & Disposition.attached_pic]
        if not pictures:
            raise VideoError(f"it holds {'sound and no' if streams.audio else 'no'} pictures; name a video")
        self._stream: VideoStream = pictures[0]
        width, height = self._stream.codec_context.width, self._stream.codec_context.height
        if width * height > pixel_limit:
            raise VideoError(
                f"{width} x {height} is {width * height / 1e6:.0f} megapixels a frame and the limit is "
                f"{pixel_limit / 1e6:.0f}; reduce it first"
            )
        self._announced = self._announced_seconds()
        if self._announced > seconds_limit + 1:
            raise VideoError(_too_long(self._announced, seconds_limit))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._container.close()
        self._file.close()

    @property
    def sound_start(self) -> float | None:
        """When the sound begins, in seconds after the first frame; None for a video without sound."""
        sound = self._container.streams.best("audio")
        if sound is None:
            return None
        if sound.start_time is None or sound.time_base is None or self._start is None:
            return 0.0
        return float(sound.start_time * sound.time_base - self._start)

    def frames(self) -> Iterator[tuple[Fraction, NDArray[np.uint8]]]:
        """Seconds after the first frame, and the upright picture (height, width, 3) in sRGB with square pixels.

        Damaged frames and those without progress in time are left out.
        """
        self._stream.codec_context.thread_count = 1  # the memory limit counts every thread's stack
        usual = 1 / Fraction(self._stream.average_rate or 25)
        before = Fraction(-1)
        for frame in self._decoded():
            if frame.pts is None or frame.time_base is None:
                seconds = before + usual if before >= 0 else Fraction(0)
            else:
                place = frame.pts * frame.time_base
                self._start = place if self._start is None else self._start
                seconds = place - self._start
            if seconds <= before:
                continue
            if seconds > self._seconds_limit + 1:
                raise VideoError(_too_long(float(seconds), self._seconds_limit))
            before = seconds
            self.seconds = seconds + (frame.duration * frame.time_base if frame.duration and frame.time_base else usual)
            yield seconds, self._upright(frame)
        if before < 0:
            raise VideoError("it holds no frame that can be decoded; save it again")
        if self.seconds < _WHOLE * self._announced:
            raise VideoError(
                f"it is cut off: {float(self.seconds):.1f} s of {self._announced:.1f} s are there; copy it again"
            )

    def frames_at(self, rate: Fraction) -> Iterator[NDArray[np.uint8]]:
        """The pictures that are shown at k / rate seconds."""
        shown: NDArray[np.uint8] | None = None
        since, count = Fraction(0), 0
        for seconds, picture in self.frames():
            if seconds - since > _HELD:
                raise VideoError(
                    f"no picture for {float(seconds - since):.1f} s at {float(since):.1f} s; cut it into parts"
                )
            first = math.ceil(float(seconds * rate) - 1e-6)
            while shown is not None and count < first:
                yield shown
                count += 1
            shown, since = picture, seconds
        while shown is not None and count < float(self.seconds * rate) - 1e-6:
            yield shown
            count += 1

    def _decoded(self) -> Iterator[av.VideoFrame]:
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()  # type: ignore[misc]
                except FFmpegError:
                    continue  # the next key frame may be whole
        except FFmpegError:
            return  # what was decoded is judged by its length

    def _upright(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        aspect = Fraction(self._stream.sample_aspect_ratio or 1)
        width, height = float(frame.width * aspect), float(frame.height)
        scale = min(1.0, self._side_limit / max(width, height))
        size = max(2, round(width * scale)), max(2, round(height * scale))
        pixels = VideoReformatter().reformat(frame, *size, format="rgb24").to_ndarray()
        return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)), np.uint8)

    def _announced_seconds(self) -> float:
        """How long the container says its pictures last; 0 where it does not say or only estimates it."""
        tagged = tagged_seconds(self._stream)
        if tagged is not None:
            return tagged
        exact = self._container.format.name.startswith(_EXACT)
        if not exact or self._stream.duration is None or self._stream.time_base is None:
            return 0.0
        return float(self._stream.duration * self._stream.time_base)


def _too_long(seconds: float, limit: float) -> str:
    return f"it lasts {seconds / 60:.0f} min or longer, and the limit is {limit / 60:.0f} min; cut it into parts"


def answer_request(parts: Callable[..., Iterator[tuple[dict[str, Any], bytes]]]) -> None:
    """What a child process does: read one request, and write its parts, or why there are none (see stream_limited)."""
    av.logging.set_level(av.logging.PANIC)
    request = json.loads(sys.stdin.buffer.readline())

    def answer(header: dict[str, Any], body: bytes = b"") -> None:
        sys.stdout.buffer.write(json.dumps(header | {"bytes": len(body)}).encode() + b"\n" + body)
        sys.stdout.buffer.flush()

    try:
        for part in parts(**request):
            answer(*part)
    except VideoError as error:
        answer({"error": str(error)})
    except MemoryError:
        answer({"error": "decoding it takes too much memory; reduce it first"})
