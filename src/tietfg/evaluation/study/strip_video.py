"""The child process that checks a video and strips it to its streams; started by file name, under limits.

Request: path, pixel_limit, seconds_limit. Answer: {"error": ...}, or {"seconds", "width", "height", "sound"} with the
bytes of an MP4 that holds the same coded pictures and sound, and nothing else that tells who made it.
"""

import io
import json
import sys
from typing import Any

import av
import av.logging
from av.bitstream import BitStreamFilterContext

from tietfg.media.decode_video import FORMATS, VideoError, VideoReader

CODECS = {"h264", "aac", "mp3"}
"""What every browser plays in an MP4."""
_CONVERT = 'convert it: ffmpeg -i FILE -c:v libx264 -crf 10 -pix_fmt yuv420p -c:a aac -b:a 256k "CONVERTED.mp4"'


def strip(path: str, pixel_limit: int, seconds_limit: float) -> tuple[dict[str, Any], bytes]:
    """Decode everything once, then copy the coded streams. Raises VideoError."""
    with VideoReader(path, pixel_limit=pixel_limit, seconds_limit=seconds_limit, side_limit=64) as video:
        frames = sum(1 for _ in video.frames())
        seconds = float(video.seconds)
    target = io.BytesIO()
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    # Room for the index at the beginning, so that a browser plays before it has everything.
    muxing = {"moov_size": str(10_000 + 64 * frames + round(3000 * seconds)), "fflags": "+bitexact"}
    with (
        open(path, "rb") as file,  # noqa: PTH123 - pathlib would cost an import
        av.open(file, "r", container_options=options, metadata_errors="replace") as source,
        av.open(target, "w", format="mp4", options=muxing) as stripped,
    ):
        pictures, sound = source.streams.video[0], source.streams.best("audio")
        streams = [pictures] if sound is None else [pictures, sound]
        for stream in streams:
            if stream.codec_context.name not in CODECS:
                raise VideoError(f"browsers do not all play {stream.codec_context.name}; {_CONVERT}")
        if pictures.codec_context.pix_fmt not in ("yuv420p", "yuvj420p"):
            raise VideoError(f"browsers do not all play {pictures.codec_context.pix_fmt}; {_CONVERT}")
        copies = {stream.index: stripped.add_stream_from_template(stream) for stream in streams}
        for copy in copies.values():
            copy.metadata.clear()
        # Encoders sign in supplemental enhancement information, the NAL units of type 6 (ITU-T H.264, 7.4.1).
        unsigned = BitStreamFilterContext("filter_units=remove_types=6", pictures, copies[pictures.index])
        for packet in source.demux(streams):
            if packet.dts is None:
                continue
            index = packet.stream.index
            for kept in unsigned.filter(packet) if index == pictures.index else [packet]:
                kept.stream = copies[index]
                stripped.mux(kept)
    with av.open(io.BytesIO(target.getvalue()), "r") as made:
        width, height = made.streams.video[0].width, made.streams.video[0].height
        length = (made.duration or 0) / av.time_base
    shown = {"seconds": max(seconds, length), "width": width, "height": height, "sound": sound is not None}
    return shown, target.getvalue()


def main() -> None:
    """Answer one request."""
    av.logging.set_level(av.logging.PANIC)
    request = json.loads(sys.stdin.buffer.readline())
    try:
        header, body = strip(**request)
    except VideoError as error:
        header, body = {"error": str(error)}, b""
    except Exception as error:
        detail = " ".join(str(error).split()) or type(error).__name__
        header, body = {"error": f"it is damaged or incomplete ({detail}); save it again"}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
