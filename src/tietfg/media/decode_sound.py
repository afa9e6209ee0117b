"""The child process that decodes the sound of one file; started by file name, so that it imports PyAV and NumPy alone.

Request: path, sample_rate, seconds_limit. Answer: {"error": ...}, or {"scale": s} with mono 16-bit samples; a sample
of the sound is s times its value, so that neither a quiet nor an overloaded sound loses anything.
"""

import json
import sys
from typing import Any

import av
import av.logging
import numpy as np
from av.audio.stream import AudioStream
from av.error import FFmpegError
from numpy.typing import NDArray

FORMATS = "wav,w64,aiff,au,caf,flac,mp3,aac,ac3,eac3,ogg,mov,matroska,avi,asf,mpeg,mpegts,flv,amr,ape,wv,tta"
"""Containers that hold their sound themselves; playlists and everything that names other files are left out."""
_WHOLE = 0.95
"""Share of the announced length, and of the packets, that must be there: else the file is cut off or damaged."""
_EXACT = {"wav", "w64", "aiff", "flac", "ogg", "mov,mp4,m4a,3gp,3g2,mj2"}
"""Containers whose announced length is no estimate."""
_LOUDEST = 32.0
"""Largest sample of a sound that is merely overloaded (30 dB); what damaged frames decode to goes far beyond."""
_UNUSABLE = "it is damaged, or no sound or video file; use WAV, FLAC, MP3, Ogg, M4A, MP4, MKV, WebM or MOV"


def decode(path: str, sample_rate: int, seconds_limit: float) -> tuple[dict[str, Any], bytes]:
    """Decode the best sound stream, mix its channels and resample it."""
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}  # nothing but the opened file is read
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost an import
        try:
            container = av.open(file, container_options=options, metadata_errors="replace")
        except FFmpegError:
            return {"error": _UNUSABLE}, b""
        with container:
            stream = container.streams.best("audio")
            if not isinstance(stream, AudioStream):
                kind = "the video has no sound" if container.streams.video else "it holds no sound"
                return {"error": f"{kind}; name a file with speech"}, b""
            announced = _announced_seconds(path, container, stream)
            if announced > seconds_limit + 1:
                return {"error": too_long(announced, seconds_limit)}, b""
            return _decode_stream(container, stream, sample_rate, seconds_limit, announced)


def _decode_stream(
    container: Any, stream: AudioStream, sample_rate: int, seconds_limit: float, announced: float
) -> tuple[dict[str, Any], bytes]:
    stream.codec_context.thread_count = 1  # the memory limit counts every thread's stack
    resampler = av.AudioResampler("flt", "mono", sample_rate)
    pieces: list[NDArray[np.float32]] = []
    samples, packets, damaged = 0, 0, 0

    def keep(frames: list[Any]) -> None:
        nonlocal samples
        pieces.extend(frame.to_ndarray()[0] for frame in frames)
        samples += sum(frame.samples for frame in frames)

    try:
        for packet in container.demux(stream):
            packets += 1
            try:
                frames = packet.decode()
            except FFmpegError:
                damaged += 1
                continue
            for frame in frames:
                keep(resampler.resample(frame))
            if samples > (seconds_limit + 1) * sample_rate:
                return {"error": too_long(samples / sample_rate, seconds_limit, at_least=True)}, b""
        keep(resampler.resample(None))
    except (FFmpegError, ValueError):
        return {"error": f"it is damaged after {samples / sample_rate:.1f} s; save or copy it again"}, b""
    if not samples:
        return {"error": "its sound is damaged; save it again" if damaged else "it lasts 0 s; name a longer one"}, b""
    if damaged > max(1.0, (1 - _WHOLE) * packets):
        return {"error": f"{damaged} of its {packets} pieces are damaged; save or copy it again"}, b""
    if samples < _WHOLE * announced * sample_rate:
        return {
            "error": f"it is cut off: {samples / sample_rate:.1f} s of {announced:.1f} s are there; copy it again"
        }, b""
    return _packed(pieces)


def _packed(pieces: list[NDArray[np.float32]]) -> tuple[dict[str, Any], bytes]:
    peak = max(float(np.abs(piece).max(initial=0.0)) for piece in pieces)
    if not np.isfinite(peak) or any(np.isnan(piece).any() for piece in pieces):
        return {"error": "it holds samples that are no numbers (NaN or infinite); save it again"}, b""
    if peak > _LOUDEST:
        return {"error": "its sound is damaged, with samples far beyond full scale; save or copy it again"}, b""
    scale = max(peak, 1e-9) / 32767
    return {"scale": scale}, b"".join(np.rint(piece / scale).astype("<i2").tobytes() for piece in pieces)


def _announced_seconds(path: str, container: Any, stream: AudioStream) -> float:
    """How long the container says its sound is; 0 where it does not say or only estimates it."""
    tagged = tagged_seconds(stream)
    if tagged is not None:
        return tagged
    if container.format.name not in _EXACT or stream.duration is None or stream.time_base is None:
        return 0.0
    seconds = float(stream.duration * stream.time_base)
    if container.format.name != "wav":
        return seconds
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib would cost an import
        announced = int.from_bytes(file.read(8)[4:], "little") + 8
        size = file.seek(0, 2)
    streamed = announced >= 2**31  # written by a program that could not know the length
    return seconds if streamed else seconds * max(1.0, announced / size)  # libav goes by the size of the file


def tagged_seconds(stream: Any) -> float | None:
    """How long Matroska says that a stream lasts: "00:01:12.480000000" on the clock of the file; None elsewhere."""
    if "DURATION" not in stream.metadata:
        return None
    hours, minutes, seconds = stream.metadata["DURATION"].split(":")
    start = float(stream.start_time * stream.time_base) if stream.start_time and stream.time_base else 0.0
    return 3600 * float(hours) + 60 * float(minutes) + float(seconds) - start


def too_long(seconds: float, limit: float, at_least: bool = False) -> str:
    """The reason for refusing a long sound."""
    minutes = round(seconds / 60)
    length = "longer than" if at_least else f"{minutes // 60} h {minutes % 60} min, and the limit is"
    return f"it lasts {length} {limit / 60:.0f} min; cut it into parts"


def main() -> None:
    """Answer one request."""
    av.logging.set_level(av.logging.PANIC)
    request = json.loads(sys.stdin.buffer.readline())
    try:
        header, samples = decode(**request)
    except MemoryError:
        header, samples = {"error": "decoding it takes too much memory; cut it into parts"}, b""
    except Exception as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        header, samples = {"error": f"it is damaged or incomplete ({detail}); save it again"}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + samples)


if __name__ == "__main__":
    main()
