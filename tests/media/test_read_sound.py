"""Any common sound or video file is read at any rate; what cannot be used is refused in one line."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.media import read_sound as module
from tietfg.media.read_sound import read_sound, resample

RATE = 24_000
SECONDS = 1.5


def chord(rate: int = RATE, seconds: float = SECONDS) -> NDArray[np.float32]:
    time = np.arange(round(rate * seconds)) / rate
    return (0.3 * np.sin(2 * np.pi * 300 * time) + 0.2 * np.sin(2 * np.pi * 1100 * time)).astype(np.float32)


def encode(path: Path, codec: str, rate: int, layout: str = "stereo", video: bool = False) -> None:
    with av.open(path, "w") as container:
        if video:
            pictures = container.add_stream("mpeg4", 25)
            pictures.width = pictures.height = 64
            pictures.pix_fmt = "yuv420p"
        sound = container.add_stream(codec, rate)
        sound.layout = layout
        if video:
            for index in range(round(SECONDS * 25)):
                frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), index, np.uint8))
                frame.pts, frame.time_base = index, Fraction(1, 25)
                container.mux(pictures.encode(frame))
            container.mux(pictures.encode(None))
        frame = av.AudioFrame.from_ndarray(chord()[np.newaxis], format="flt", layout="mono")
        frame.sample_rate = RATE
        size = sound.codec_context.frame_size or 1024
        resampler = av.AudioResampler(sound.format.name, layout, rate, frame_size=size)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(sound.encode(part))
        container.mux(sound.encode(None))


@pytest.mark.parametrize(
    ("name", "codec", "rate", "layout", "video"),
    [
        ("a.wav", "pcm_s16le", 44_100, "stereo", False),
        ("b.wav", "pcm_u8", 8_000, "mono", False),
        ("c.wav", "pcm_f32le", 96_000, "mono", False),
        ("a.flac", "flac", 48_000, "stereo", False),
        ("a.mp3", "libmp3lame", 44_100, "stereo", False),
        ("a.opus", "libopus", 48_000, "mono", False),
        ("a.m4a", "aac", 48_000, "5.1", False),
        ("a.mp4", "aac", 48_000, "stereo", True),
        ("a.mkv", "libopus", 48_000, "stereo", True),
        ("a.mov", "pcm_s16le", 48_000, "stereo", True),
    ],
)
def test_formats(tmp_path: Path, name: str, codec: str, rate: int, layout: str, video: bool) -> None:
    encode(tmp_path / name, codec, rate, layout, video)
    waveform = read_sound(tmp_path / name, RATE)
    assert waveform.dtype == np.float32
    assert len(waveform) / RATE == pytest.approx(SECONDS, abs=0.06)
    spectrum = np.abs(np.fft.rfft(waveform[:RATE]))
    assert {int(spectrum.argmax()), int(spectrum[700:].argmax()) + 700} == {300, 1100}
    assert waveform.std() == pytest.approx(chord().std(), rel=0.1)


def test_vorbis(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", chord(), RATE)
    assert len(read_sound(tmp_path / "a.ogg", RATE)) == pytest.approx(SECONDS * RATE, abs=600)


def test_quiet_and_overloaded_sounds_keep_their_samples(tmp_path: Path) -> None:
    for gain in (0.004, 4.0):
        soundfile.write(tmp_path / "a.wav", gain * chord(), RATE, subtype="FLOAT")
        np.testing.assert_allclose(read_sound(tmp_path / "a.wav", RATE), gain * chord(), atol=1e-4 * gain)


def test_resampling_keeps_duration_and_pitch() -> None:
    fewer = resample(chord(), RATE, 16_000)
    assert len(fewer) == pytest.approx(SECONDS * 16_000, abs=16)
    assert int(np.abs(np.fft.rfft(fewer[:16_000])).argmax()) == 300


def refusal(path: str | Path) -> str:
    with pytest.raises(InputError) as caught:
        read_sound(path, RATE)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_no_usable_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    assert "no such file" in refusal(tmp_path / "missing.wav")
    assert "folder" in refusal(tmp_path)
    assert "empty" in refusal(tmp_path / "empty.wav")
    assert "no regular file" in refusal("/dev/zero")
    assert "address" in refusal("https://example.org/speech.mp3")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.wav", b"this is a text"),
        ("random.mp3", np.random.default_rng(0).bytes(20_000)),
        ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:5,\na.wav\n#EXT-X-ENDLIST\n"),
        ("list.txt", b"ffconcat version 1.0\nfile 'a.wav'\n"),
        ("a.sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"),
    ],
)
def test_no_sound_file(tmp_path: Path, name: str, content: bytes) -> None:
    soundfile.write(tmp_path / "a.wav", chord(), RATE)
    (tmp_path / name).write_bytes(content)
    assert "no sound or video file" in refusal(tmp_path / name)


def test_video_without_sound(tmp_path: Path) -> None:
    with av.open(tmp_path / "mute.mp4", "w") as container:
        stream = container.add_stream("mpeg4", 25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        container.mux(stream.encode(None))
    assert "the video has no sound" in refusal(tmp_path / "mute.mp4")


def test_sounds_without_content(tmp_path: Path) -> None:
    broken = chord()
    broken[100] = np.nan
    infinite = chord()
    infinite[100] = np.inf
    for samples, reason in (
        (np.zeros(0, np.float32), "0 s"),
        (np.zeros(RATE, np.float32), "silent"),
        (np.full(RATE, 0.5, np.float32), "silent"),
        (broken, "no numbers"),
        (infinite, "no numbers"),
    ):
        soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
        assert reason in refusal(tmp_path / "a.wav")


@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.flac", "flac"), ("a.mkv", "libopus")])
def test_cut_off(tmp_path: Path, name: str, codec: str) -> None:
    encode(tmp_path / name, codec, 48_000)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    assert "cut off" in refusal(tmp_path / name)


def test_streamed_wav_of_unknown_length(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", chord(), RATE, subtype="PCM_16")
    content = bytearray((tmp_path / "a.wav").read_bytes())
    data = content.find(b"data")
    content[4:8] = content[data + 4 : data + 8] = b"\xff\xff\xff\xff"
    (tmp_path / "a.wav").write_bytes(content)
    assert len(read_sound(tmp_path / "a.wav", RATE)) == len(chord())


def test_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soundfile.write(tmp_path / "a.flac", np.zeros(3 * 3600 * 8000, np.int16), 8000)
    assert "3 h 0 min, and the limit is 30 min" in refusal(tmp_path / "a.flac")
    monkeypatch.setattr(module, "SECONDS_LIMIT", 60)
    encode(tmp_path / "a.mp3", "libmp3lame", 16_000, "mono")
    (tmp_path / "a.mp3").write_bytes((tmp_path / "a.mp3").read_bytes() * 50)
    assert "longer than 1 min" in refusal(tmp_path / "a.mp3")
