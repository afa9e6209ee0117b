"""Videos read back as they were written: pixels, times, sound, colours; and no half file after a failure."""

# ruff: noqa: PT012 - exceptions in the middle of a with block are what is tested

import resource
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from tietfg.errors import InputError, OutputError
from tietfg.media.outputs import NOTICE, OutputFile
from tietfg.media.rates import FRAME_RATES
from tietfg.media.video import VideoWriter

SAMPLE_RATE = 24000


def gradients(count: int, width: int = 192, height: int = 128) -> np.ndarray:
    """Smooth moving gradients of all colours: (count, height, width, 3)."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    phase = np.arange(count)[:, None, None] / 25
    channels = [0.5 + 0.4 * np.sin(2 * np.pi * (fx * x + fy * y + s * phase)) for fx, fy, s in
                ((1, 0.3, 0.5), (0.2, 1, 0.3), (0.7, 0.6, -0.4))]  # fmt: skip
    return np.round(255 * np.stack(channels, -1)).astype(np.uint8)


def write(path: Path, frames: np.ndarray, rate: Fraction, waveform: np.ndarray | None, overwrite: bool = False) -> None:
    height, width = frames.shape[1:3]
    with (
        OutputFile(path, (".mp4",), overwrite) as output,
        VideoWriter(output, width, height, rate, None if waveform is None else SAMPLE_RATE) as writer,
    ):
        half = len(frames) // 2
        for block in (0, 1):
            if waveform is not None:
                middle = len(waveform) // 2
                writer.write_sound(waveform[middle:] if block else waveform[:middle])
            for frame in frames[half:] if block else frames[:half]:
                writer.write_frame(frame)


def read_frames(path: Path) -> np.ndarray:
    reformatter = VideoReformatter()
    with av.open(path) as container:
        return np.stack(
            [
                reformatter.reformat(
                    frame,
                    format="rgb24",
                    src_colorspace=Colorspace.ITU709,
                    src_color_range=ColorRange.MPEG,
                    dst_color_range=ColorRange.JPEG,
                ).to_ndarray()
                for frame in container.decode(video=0)
            ]
        )


def read_sound(path: Path) -> np.ndarray:
    with av.open(path) as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], 1)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(np.float64) - other) ** 2)))


def noise(samples: int) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.1, samples).astype(np.float32)


@pytest.mark.parametrize("rate", FRAME_RATES.values(), ids=FRAME_RATES)
def test_times_are_exact(tmp_path, rate):
    frames = gradients(50)
    samples = round(len(frames) / rate * SAMPLE_RATE)
    write(tmp_path / "a.mp4", frames, rate, noise(samples))
    with av.open(tmp_path / "a.mp4") as container:
        video, sound = container.streams.video[0], container.streams.audio[0]
        assert (video.average_rate, video.start_time, sound.start_time) == (rate, 0, 0)
        assert video.duration * video.time_base == len(frames) / rate
        assert abs(sound.duration * sound.time_base - len(frames) / rate) < Fraction(2, 1000)
        times = [frame.pts * frame.time_base for frame in container.decode(video)]
    assert times == [k / rate for k in range(50)]
    assert 0 <= read_sound(tmp_path / "a.mp4").shape[1] - 2 * samples < 1024  # the last AAC block is filled up


def test_pixels_come_back(tmp_path):
    frames = gradients(20, 256, 192)
    write(tmp_path / "a.mp4", frames, Fraction(25), None)
    back = read_frames(tmp_path / "a.mp4")
    assert back.shape == frames.shape
    assert min(psnr(one, other) for one, other in zip(frames, back, strict=True)) > 38


@pytest.mark.parametrize(
    "colour", [(255, 255, 255), (0, 0, 0), (200, 30, 40), (20, 180, 60), (30, 50, 210), (224, 172, 140)]
)
def test_flat_colours_come_back_without_a_cast(tmp_path, colour):
    frames = np.broadcast_to(np.array(colour, np.uint8), (4, 64, 64, 3))
    write(tmp_path / "a.mp4", frames, Fraction(25), None)
    assert np.abs(read_frames(tmp_path / "a.mp4").astype(int) - colour).max() <= 3


def test_file_says_what_it_is(tmp_path):
    write(tmp_path / "a.mp4", gradients(5), Fraction(25), noise(4800))
    with av.open(tmp_path / "a.mp4") as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        sound = container.streams.audio[0]
        assert (sound.codec_context.name, sound.rate, sound.layout.name) == ("aac", 48000, "mono")
        assert container.metadata["comment"] == container.metadata["title"] == NOTICE
    content = (tmp_path / "a.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_sound_comes_back(tmp_path):
    time = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    tone = (0.5 * np.sin(2 * np.pi * 440 * time) * np.sin(np.pi * time / 2)).astype(np.float32)
    write(tmp_path / "a.mp4", gradients(50), Fraction(25), tone)
    time = np.arange(4 * SAMPLE_RATE) / (2 * SAMPLE_RATE)
    expected = 0.5 * np.sin(2 * np.pi * 440 * time) * np.sin(np.pi * time / 2)
    error = read_sound(tmp_path / "a.mp4")[0, : len(expected)] - expected
    assert 20 * np.log10(np.std(expected) / np.std(error)) > 40


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30000, 1001)])
def test_click_and_flash_stay_together(tmp_path, rate):
    flashes = (0, 17, 60, 98)
    frames = np.full((100, 64, 64, 3), 40, np.uint8)
    waveform = np.zeros(round(100 / rate * SAMPLE_RATE), np.float32)
    for k in flashes:
        frames[k] = 230
        first = round(k / rate * SAMPLE_RATE)
        waveform[first : first + 240] = 0.8 * np.sin(np.arange(240) * 0.5)
    write(tmp_path / "a.mp4", frames, rate, waveform)
    bright = np.flatnonzero(read_frames(tmp_path / "a.mp4").mean((1, 2, 3)) > 135)
    assert tuple(bright) == flashes
    loud = np.flatnonzero(np.abs(read_sound(tmp_path / "a.mp4")[0]) > 0.3) / 48000
    onsets = loud[np.flatnonzero(np.diff(loud, prepend=-1) > 0.1)]
    assert onsets == pytest.approx([float(k / rate) for k in flashes], abs=0.003)


def test_same_input_same_bytes(tmp_path):
    frames, waveform = gradients(40), noise(SAMPLE_RATE)
    contents = set()
    for k in range(4):
        write(tmp_path / f"{k}.mp4", frames, Fraction(25), waveform)
        contents.add((tmp_path / f"{k}.mp4").read_bytes())
    assert len(contents) == 1


def test_odd_size_is_refused(tmp_path):
    with pytest.raises(InputError, match="even"), OutputFile(tmp_path / "a.mp4") as output:
        VideoWriter(output, 511, 512, Fraction(25), None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_exception_leaves_the_old_file(tmp_path, error):
    target = tmp_path / "a.mp4"
    target.write_text("old")
    with (
        pytest.raises(error),
        OutputFile(target, overwrite=True) as output,
        VideoWriter(output, 192, 128, Fraction(25), None) as writer,
    ):
        for frame in gradients(30):
            writer.write_frame(frame)
        raise error
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_full_disk(tmp_path):
    frames = np.random.default_rng(0).integers(0, 256, (60, 128, 192, 3), np.uint8)
    with (
        pytest.raises(OutputError, match="disk is full"),
        OutputFile(tmp_path / "a.mp4") as output,
    ):
        output.temporary.unlink()
        output.temporary.symlink_to("/dev/full")
        with VideoWriter(output, 192, 128, Fraction(25), None) as writer:
            for frame in frames:
                writer.write_frame(frame)
    assert list(tmp_path.iterdir()) == []


CHILD = """
import os, sys
from fractions import Fraction
import numpy as np
from tietfg.errors import OutputError
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
frames = np.random.default_rng(0).integers(0, 256, (60, 128, 192, 3), np.uint8)
try:
    with OutputFile(sys.argv[1], overwrite=True) as output, VideoWriter(output, 192, 128, Fraction(25), None) as writer:
        for frame in frames:
            writer.write_frame(frame)
        if sys.argv[2] == "kill":
            os.kill(os.getpid(), 9)
except OutputError as error:
    print(error)
"""


def test_killed_process_leaves_the_old_file(tmp_path):
    target = tmp_path / "a.mp4"
    target.write_text("old")
    child = subprocess.run([sys.executable, "-c", CHILD, str(target), "kill"], check=False)
    assert child.returncode == -signal.SIGKILL
    assert target.read_text() == "old"
    assert not [path for path in tmp_path.iterdir() if path.name != "a.mp4" and not path.name.startswith(".")]


@pytest.mark.parametrize("limit", [100_000, 10_000])
def test_file_size_limit_of_the_process(tmp_path, limit):
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "a.mp4"), "run"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "largest size" in child.stdout
    assert child.stderr == ""
    assert list(tmp_path.iterdir()) == []
