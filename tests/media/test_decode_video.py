"""Videos as people have them: turned, of changing rate, cut off, too large."""

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tietfg.media.decode_video import VideoError, VideoReader
from tietfg.media.limits import ChildError, stream_limited
from tietfg.media.soundtrack import SOUND_RATE, given_soundtrack, own_soundtrack

QUARTER = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
"""The matrix of a track that is shown turned clockwise by a quarter."""


def encode(
    path: Path, times: list[float], size: tuple[int, int] = (96, 64), codec: str = "libx264", sound: float | None = None
) -> Path:
    """A video whose frames are grey, with a white corner at the upper left, shown at these seconds."""
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, 30)
        stream.width, stream.height = size
        stream.pix_fmt = "rgb8" if codec == "gif" else "yuv420p"
        stream.codec_context.time_base = Fraction(1, 600)
        tone = None
        if sound is not None:
            tone = container.add_stream("aac", 48_000, layout="mono")
        for seconds in times:
            pixels = np.full((size[1], size[0], 3), 90, np.uint8)
            pixels[: size[1] // 2, : size[0] // 2] = 255
            frame = av.VideoFrame.from_ndarray(pixels)
            frame.pts, frame.time_base = round(600 * seconds), Fraction(1, 600)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if tone is not None:
            wave = 0.3 * np.sin(np.arange(48_000) / 20).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(wave[np.newaxis], format="flt", layout="mono")
            frame.sample_rate, frame.pts = 48_000, round(48_000 * sound)
            frame.time_base = Fraction(1, 48_000)
            container.mux(tone.encode(frame))
            container.mux(tone.encode(None))
    return path


def turn(path: Path) -> None:
    """Mark a video as lying on its side, as telephones do."""
    content = bytearray(path.read_bytes())
    start = content.find(b"tkhd") + 44
    content[start : start + 36] = struct.pack(">9i", *QUARTER)
    path.write_bytes(content)


def read(path: Path, **limits: float) -> tuple[list[float], list[np.ndarray], VideoReader]:
    with VideoReader(str(path), **{"pixel_limit": 10**6, "seconds_limit": 60, "side_limit": 640} | limits) as video:
        frames = list(video.frames())
    return [float(seconds) for seconds, _ in frames], [picture for _, picture in frames], video


@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp4", "libx264"), ("a.mov", "mpeg4"), ("a.mkv", "libx264"), ("a.webm", "libvpx-vp9")]
)
def test_times_of_a_changing_rate(tmp_path: Path, name: str, codec: str) -> None:
    times = [0.0, 0.05, 0.1, 0.2, 0.5, 0.53]
    found, pictures, video = read(encode(tmp_path / name, times, codec=codec))
    np.testing.assert_allclose(found, times, atol=2e-3)
    assert pictures[0].shape == (64, 96, 3)
    assert 0.53 < float(video.seconds) < 0.9


def test_gif(tmp_path: Path) -> None:
    found, pictures, _ = read(encode(tmp_path / "a.gif", [0.0, 0.1, 0.2], codec="gif"))
    np.testing.assert_allclose(found, [0.0, 0.1, 0.2], atol=0.011)
    assert pictures[0][10, 10].min() > 200


def test_turned(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp4", [0.0, 0.04])
    turn(path)
    _, pictures, _ = read(path)
    assert pictures[0].shape == (96, 64, 3)
    assert pictures[0][10, 50].min() > 200
    assert pictures[0][10, 10].max() < 150


def test_large_frames_are_reduced(tmp_path: Path) -> None:
    _, pictures, _ = read(encode(tmp_path / "a.mp4", [0.0], (1280, 720)), side_limit=640)
    assert pictures[0].shape == (360, 640, 3)


@pytest.mark.parametrize(
    ("limits", "mentions"), [({"pixel_limit": 1000}, "96 x 64"), ({"seconds_limit": 0}, "limit is 0 min")]
)
def test_limits(tmp_path: Path, limits: dict[str, float], mentions: str) -> None:
    with pytest.raises(VideoError, match=mentions):
        read(encode(tmp_path / "a.mp4", [0.0, 1.0, 2.0, 3.0]), **limits)


def test_no_video(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("this is a text")
    (tmp_path / "list.m3u8").write_text("#EXTM3U\nhttp://localhost/a.ts\n")
    Image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    for name in ("text.mp4", "list.m3u8", "a.png"):
        with pytest.raises(VideoError, match="no video file"):
            read(tmp_path / name)


def test_sound_alone(tmp_path: Path) -> None:
    with av.open(tmp_path / "a.m4a", "w") as container:
        stream = container.add_stream("aac", 48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48_000), np.float32), format="flt", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(VideoError, match="sound and no pictures"):
        read(tmp_path / "a.m4a")


def test_cut_off(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mkv", [index / 30 for index in range(90)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])
    with pytest.raises(VideoError, match="cut off"):
        read(path)


def test_sound_stays_in_time_with_the_pictures(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mkv", [index / 30 for index in range(60)], sound=0.5)
    with VideoReader(str(path), pixel_limit=10**6, seconds_limit=60, side_limit=640) as video:
        next(video.frames())
        start = video.sound_start
    assert start == pytest.approx(0.5, abs=0.03)
    sound = own_soundtrack(path, start, 1.0)
    assert len(sound.waveform) == SOUND_RATE
    assert np.abs(sound.waveform[: round(0.45 * SOUND_RATE)]).max() < 1e-3
    assert np.abs(sound.waveform[round(0.6 * SOUND_RATE) :]).max() > 0.2


def test_a_given_sound_is_as_long_as_the_pictures(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mkv", [0.0], sound=0.0)
    for seconds, mentions in ((0.5, "cut"), (2.0, "silence")):
        sound = given_soundtrack(path, seconds)
        assert len(sound.waveform) == round(seconds * SOUND_RATE)
        assert any(mentions in note for note in sound.notes)


def test_a_video_whose_sound_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("no sound")
    sound = own_soundtrack(tmp_path / "a.mp4", 0.0, 1.0)
    assert sound.waveform is None
    assert "left out" in sound.notes[0]


def child(folder: Path, body: str) -> Path:
    (folder / "child.py").write_text(f"import json, sys, time\nsys.stdin.readline()\n{body}")
    return folder / "child.py"


PART = 'sys.stdout.buffer.write(json.dumps({"n": n, "bytes": 3}).encode() + b"\\nabc"); sys.stdout.flush()'


def test_parts_come_as_they_are_made(tmp_path: Path) -> None:
    script = child(tmp_path, f"for n in range(3):\n    {PART}\n")
    parts = list(stream_limited(script, {}, seconds=10))
    assert [(header["n"], body) for header, body in parts] == [(0, b"abc"), (1, b"abc"), (2, b"abc")]


def test_closing_ends_the_child(tmp_path: Path) -> None:
    parts = stream_limited(child(tmp_path, f"n = 0\n{PART}\ntime.sleep(600)\n"), {}, seconds=300)
    assert next(parts)[0]["n"] == 0
    parts.close()


@pytest.mark.parametrize(("body", "over_limit"), [("raise ValueError('odd')", False), ("while True: pass", True)])
def test_a_child_that_fails(tmp_path: Path, body: str, over_limit: bool) -> None:
    with pytest.raises(ChildError) as caught:
        list(stream_limited(child(tmp_path, body), {}, seconds=1))
    assert caught.value.over_limit == over_limit
