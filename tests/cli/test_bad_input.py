"""Each user error is one clear line on stderr, exit status 2, no traceback, nothing written or lost."""

import io
import json
import struct
import subprocess
import sys
import wave
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tietfg.cli.main import run
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.speech.recording.recognition import ARTEFACTS
from tietfg.weights.store import WeightStore

TEXT = "I am so glad to see you."
KEYFRAME = {"word": 0, "emotion": {"happy": 1.0}, "intensity": 0.5, "transition": "gradual"}
OLD = b"an older file"
SMALL = ["--size", "128", "--matte", "none"]
needs_weights = pytest.mark.weights


@dataclass(frozen=True)
class Case:
    """A command line, what its message must mention, and how the files it needs are made in the working folder."""

    name: str
    arguments: list[str]
    mentions: str
    prepare: Callable[[Path], object] = lambda folder: None
    weights: bool = False


def generate(
    *extra: str, image: str = "amara", text: str = TEXT, emotion: str = "happy", output: str = "o.mp4"
) -> list[str]:
    return ["generate", "--image", image, "--text", text, "--emotion", emotion, "-o", output, *extra]


def write(name: str, content: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def picture(name: str, mode: str, size: tuple[int, int], **options: object) -> Callable[[Path], object]:
    return lambda folder: Image.new(mode, size).save(folder / name, **options)


def noise(folder: Path) -> None:
    values = np.random.default_rng(0).integers(0, 255, (400, 400, 3), np.uint8)
    Image.fromarray(values).save(folder / "noise.png")


def portrait_changed(name: str, change: Callable[[Image.Image], Image.Image]) -> Callable[[Path], object]:
    return lambda folder: change(Image.open(DEMO_PORTRAITS["amara"]).convert("RGB")).save(folder / name)


def upside_down(portrait: Image.Image) -> Image.Image:
    return portrait.rotate(180)


def profile(portrait: Image.Image) -> Image.Image:
    """The right half of the face alone: what is left of a portrait that is turned away."""
    return portrait.crop((portrait.width // 2, 0, portrait.width, portrait.height))


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and holds nothing."""
    header = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))


def picture_case(name: str, file: str, mentions: str, prepare: Callable[[Path], object], weights: bool = False) -> Case:
    return Case(f"picture {name}", generate("--synthesizer", "hibari", image=file), mentions, prepare, weights)


def text_case(name: str, text: str, mentions: str) -> Case:
    return Case(f"text {name}", generate(text="@t.txt"), mentions, write("t.txt", text))


def timeline_case(name: str, document: object, mentions: str) -> Case:
    content = document if isinstance(document, str) else json.dumps(document)
    return Case(f"timeline {name}", generate("--timeline", "t.json", emotion=""), mentions, write("t.json", content))


def keyframe(**changes: object) -> dict[str, object]:
    """A timeline of one keyframe with changes; None leaves a key out."""
    return {"keyframes": [{key: value for key, value in (KEYFRAME | changes).items() if value is not None}]}


def track_case(name: str, document: object, mentions: str) -> Case:
    return Case(f"track {name}", generate("--track", "t.json"), mentions, write("t.json", json.dumps(document)))


def sound(
    name: str, seconds: float = 1.0, sample_rate: int = 16_000, amplitude: float = 0.3
) -> Callable[[Path], object]:
    """A wav file of a 440 Hz tone."""

    def prepare(folder: Path) -> None:
        count = round(seconds * sample_rate)
        tone = np.sin(2 * np.pi * 440 * np.arange(sample_rate) / sample_rate) * amplitude
        samples = np.resize((tone * 32767).astype("<i2"), count)
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, sample_rate, count, "NONE", ""))
            file.writeframes(samples.tobytes())

    return prepare


def recording_case(
    name: str, file: str, mentions: str, prepare: Callable[[Path], object], weights: bool = False
) -> Case:
    arguments = ["generate", "--image", "amara", "--audio", file, "-o", "o.mp4"]
    return Case(f"recording {name}", arguments, mentions, prepare, weights)


def reenact(*source: str, output: str = "o.mp4", image: str = "amara") -> list[str]:
    return ["reenact", *source, "--image", image, "-o", output]


def film(name: str, size: tuple[int, int] = (320, 240), frames: int = 5, cut: int | None = None) -> Callable[..., None]:
    """A grey film without faces; `cut` leaves so many bytes of it."""

    def prepare(folder: Path) -> None:
        with av.open(folder / name, "w") as container:
            stream = container.add_stream("mpeg4", 25)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            container.start_encoding()
            for _ in range(frames):
                container.mux(stream.encode(av.VideoFrame(*size, "yuv420p")))
            container.mux(stream.encode(None))
        (folder / name).write_bytes((folder / name).read_bytes()[:cut])

    return prepare


def video_case(name: str, file: str, mentions: str, prepare: Callable[[Path], object] = lambda folder: None) -> Case:
    return Case(f"video {name}", [*reenact(file), *SMALL], mentions, prepare, weights=True)


CURVES = "Timecode,BlendShapeCount,JawOpen\n"


def curves_case(name: str, content: str, mentions: str) -> Case:
    return Case(f"curves {name}", reenact("--motion-from", "c.csv"), mentions, write("c.csv", content))


PICTURES = [
    picture_case("missing", "nobody.png", "nobody.png", lambda folder: None),
    picture_case("empty", "empty.png", "empty", write("empty.png", b"")),
    picture_case(
        "truncated",
        "cut.png",
        "cut.png",
        lambda folder: (folder / "cut.png").write_bytes(DEMO_PORTRAITS["amara"].read_bytes()[:20_000]),
    ),
    picture_case("text renamed", "text.png", "text.png", write("text.png", "not a picture at all\n" * 20)),
    picture_case("of 50 pixels", "small.png", "50", picture("small.png", "RGB", (50, 50))),
    picture_case("of 100 megapixels", "large.png", "megapixel", picture("large.png", "L", (10_000, 10_000))),
    picture_case("that is a bomb", "bomb.png", "bomb.png", write("bomb.png", png_header(60_000, 60_000))),
    picture_case("folder", "folder.png", "folder", lambda folder: (folder / "folder.png").mkdir()),
    picture_case(
        "vector", "drawing.svg", "drawing.svg", write("drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    ),
    picture_case("of random bytes", "bytes.jpg", "bytes.jpg", write("bytes.jpg", bytes(range(256)) * 50)),
    picture_case("video", "film.mp4", "film.mp4", write("film.mp4", b"\0\0\0\x20ftypisom" + bytes(2000))),
    picture_case("without face", "plain.png", "no face", picture("plain.png", "RGB", (400, 400)), weights=True),
    picture_case("of noise", "noise.png", "no face", noise, weights=True),
    picture_case("upside down", "turned.png", "turned.png", portrait_changed("turned.png", upside_down), True),
    picture_case("of half a face", "half.png", "half.png", portrait_changed("half.png", profile), weights=True),
    picture_case(
        "with a tiny face",
        "far.png",
        "far.png",
        portrait_changed("far.png", lambda portrait: portrait.resize((64, 64)).crop((-400, -400, 464, 464))),
        weights=True,
    ),
    picture_case("name with a line break", "a\nb.png", "b.png", lambda folder: None),
]
TEXTS = [
    text_case("empty", "", "empty"),
    text_case("blank", " \n\t ", "empty"),
    text_case("punctuation", "... !? -- ;", "pronounce"),
    text_case("emoji", "😀😀 🎉", "pronounce"),
    text_case("too long", "word " * 20_000, "characters"),
    text_case("control characters", "hello \x07 world", "U+0007"),
    text_case("zero byte", "hello\0world", "U+0000"),
    text_case("Russian", "Привет, как твои дела сегодня?", "Cyrillic"),
    text_case("Chinese", "你好，今天天气很好。", "Chinese"),
    text_case("Arabic", "مرحبا كيف حالك اليوم", "Arabic"),
    text_case("German", "Ich weiß nicht, was das bedeuten soll, aber es ist nicht gut für uns.", "German"),
    Case("text not UTF-8", generate(text="@t.txt"), "UTF-8", write("t.txt", b"caf\xe9 \xff\xfe")),
    Case("text file missing", generate(text="@nothing.txt"), "nothing.txt"),
    Case("text file is a folder", generate(text="@."), "folder"),
    Case("both from standard input", generate(text="-", emotion="-"), "standard input"),
    Case("language", generate("--language", "fr"), "'fr'"),
    Case("speak empty", ["speak", "--text", "", "-o", "o.wav"], "empty"),
    Case("plan empty", ["plan", "--text", "", "--emotion", "happy"], "empty"),
]
DESCRIPTIONS = [
    Case("description too long", generate(emotion="happy " * 1000), "2000"),
    Case("description control characters", generate(emotion="@e.txt"), "U+0007", write("e.txt", "happy\x07")),
    Case("description in another script", generate(emotion="сначала радостно, потом грустно"), "English"),
    Case("description file missing", generate(emotion="@nothing.txt"), "nothing.txt"),
]
TIMELINES = [
    Case("timeline missing", generate("--timeline", "nothing.json", emotion=""), "nothing.json"),
    Case("timeline and description", generate("--timeline", "t.json"), "both", write("t.json", json.dumps(keyframe()))),
    timeline_case("empty", "", "t.json"),
    timeline_case("not JSON", "{happy}", "t.json"),
    timeline_case("a list", [KEYFRAME], "t.json"),
    timeline_case("without keyframes", {"keyframes": []}, "keyframes"),
    timeline_case("with an unknown key", {"keyframes": [KEYFRAME], "speed": 2}, "speed"),
    timeline_case("with an unknown key in a keyframe", keyframe(mood="good"), "mood"),
    timeline_case("with two anchors", keyframe(seconds=1.0), "exactly one"),
    timeline_case("without anchor", keyframe(word=None), "exactly one"),
    timeline_case("with a negative anchor", keyframe(word=-1), "word"),
    timeline_case("beyond the text", keyframe(word=99), "99"),
    timeline_case("with an unknown emotion", keyframe(emotion={"bored": 1}), "bored"),
    timeline_case("without emotion", keyframe(emotion={}), "emotion"),
    timeline_case("with a weight of zero", keyframe(emotion={"happy": 0}), "emotion"),
    timeline_case("with an intensity of 2", keyframe(intensity=2), "intensity"),
    timeline_case("without intensity", keyframe(intensity=None), "intensity"),
    timeline_case("with not a number", json.dumps(keyframe(intensity=0.5)).replace("0.5", "NaN"), "t.json"),
    timeline_case("with an unknown transition", keyframe(transition="slow"), "transition"),
    timeline_case("unordered", {"keyframes": [KEYFRAME | {"word": 2}, KEYFRAME]}, "increase"),
    timeline_case("of another text", {"words": ["Hello"], "keyframes": [KEYFRAME]}, "words"),
    track_case("without frames", {"fps": "25", "probabilities": [], "intensity": []}, "probabilities"),
    track_case("of unequal lengths", {"fps": "25", "probabilities": [[1, 0, 0, 0, 0, 0, 0]], "intensity": []}, "frame"),
    track_case("of no rate", {"fps": "0", "probabilities": [[1, 0, 0, 0, 0, 0, 0]], "intensity": [0]}, "fps"),
]
OUTPUTS = [
    Case("output in a missing folder", generate(output="nowhere/o.mp4"), "nowhere"),
    Case("output existing", generate(output="old.mp4"), "exists", write("old.mp4", OLD)),
    Case("output is a folder", generate("--overwrite", output="f.mp4"), "folder", lambda f: (f / "f.mp4").mkdir()),
    Case("output of another kind", generate(output="o.avi"), ".mp4"),
    Case("output not permitted", generate(output="/sys/o.mp4"), "/sys"),
    Case("output is a device", generate("--overwrite", output="/dev/full"), "/dev/full"),
    Case("output name too long", generate(output="x" * 300 + ".mp4"), "too long"),
    Case("captions existing", generate("--captions", "srt"), "exists", write("o.srt", OLD)),
    Case("captions unknown", generate("--captions", "txt"), "captions"),
    Case("two outputs of one name", generate("--arkit", "a.csv", "--report", "a.csv"), "a.csv"),
    Case(
        "output is the input",
        generate("--overwrite", "--report", "t.json", "--timeline", "t.json"),
        "input",
        write("t.json", json.dumps(keyframe())),
    ),
    Case("speak to another kind", ["speak", "--text", TEXT, "-o", "o.mp3"], ".wav"),
]
OPTIONS = [
    Case("seed negative", generate("--seed", "-1"), "seed"),
    Case("seed too large", generate("--seed", str(2**32)), "seed"),
    Case("seed a word", generate("--seed", "lucky"), "seed"),
    Case("size too small", generate("--size", "64"), "64"),
    Case("size too large", generate("--size", "4096"), "4096"),
    Case("size odd", generate("--size", "513"), "513"),
    Case("size zero", generate("--size", "0"), "size"),
    Case("rate zero", generate("--fps", "0"), "frame rate"),
    Case("rate negative", generate("--fps", "-25"), "frame rate"),
    Case("rate unusual", generate("--fps", "23"), "frame rate"),
    Case("rate not a number", generate("--fps", "nan"), "frame rate"),
    Case("rate a word", generate("--fps", "fast"), "frame rate"),
    Case("voice unknown", generate("--voice", "af_hart"), "af_heart"),
    Case("preset unknown", generate("--preset", "giant"), "giant"),
    Case("fluctuation unknown", generate("--fluctuation", "wild"), "wild"),
    Case("motion unknown", generate("--motion", "magic"), "magic"),
    Case("framing unknown", generate("--framing", "tall"), "tall"),
    Case("option unknown", generate("--colour", "red"), "--colour"),
    Case("no command", [], "--help"),
    Case("command unknown", ["paint"], "paint"),
    Case("no picture given", ["generate", "--text", TEXT, "-o", "o.mp4"], "--image"),
    Case("weights of an unknown name", ["weights", "pull", "no-such-model"], "no-such-model"),
]
MARKS = [
    text_case("mark unclosed", "[angry I am here.", "closed"),
    text_case("mark that names no emotion", "I am [sic] here.", "[sic]"),
    text_case("mark inside a word", "I am he[angry]re.", "inside a word"),
    text_case("closing bracket alone", "I am angry] here.", "]"),
    text_case("marks alone", "[angry] [calm]", "empty"),
    text_case("SSML malformed", "<speak>Hello <emphasis>there</speak>", "line 1"),
    text_case("SSML unclosed", "<speak>Hello", "line 1"),
    text_case("SSML of an unknown element", "<speak><audio src='a.wav'/>Hello</speak>", "audio"),
    text_case("SSML of an unknown value", "<speak><break time='soon'/>Hello</speak>", "soon"),
    text_case("SSML with a document type", "<?xml version='1.0'?><!DOCTYPE a><speak>Hello</speak>", "document type"),
    text_case("SSML in French", "<speak xml:lang='fr'>Bonjour</speak>", "fr"),
    text_case("SSML too deep", "<speak>" + "<p>" * 100 + "Hello" + "</p>" * 100 + "</speak>", "32"),
    text_case("SSML without words", "<speak><break time='1s'/></speak>", "empty"),
    Case("marks and a description", generate(text="[angry] I am here."), "marks"),
    Case(
        "marks and a timeline",
        generate("--timeline", "t.json", text="[angry] I am here.", emotion=""),
        "marks",
        write("t.json", json.dumps(keyframe())),
    ),
]
VOICES = [
    Case("blend of an unknown voice", generate("--voice", "af_heart:0.5+bf_ema:0.5"), "bf_emma"),
    Case("blend without weight", generate("--voice", "af_heart:0"), "weight"),
    Case("blend of a strange weight", generate("--voice", "af_heart:x"), "af_heart:x"),
    Case("voice shifted too far", generate("--voice", "af_heart@40"), "semitones"),
    Case("voice of another synthesizer", generate("--synthesizer", "hibari", "--voice", "af_heart"), "hibari"),
    Case("synthesizer unknown", generate("--synthesizer", "siri"), "siri"),
    Case("speed zero", generate("--speed", "0"), "speed"),
    Case("speed not a number", generate("--speed", "nan"), "speed"),
    Case("voice and voice-like", generate("--voice", "af_sky", "--voice-like", "a.wav"), "one of them", sound("a.wav")),
    Case("voice-like missing", generate("--voice-like", "nobody.wav"), "nobody.wav"),
    Case("voices of an unknown voice", ["voices", "--voice", "bm_jorge"], "bm_george"),
    Case("planner without model", generate("--planner-url", "http://localhost:9"), "--planner-model"),
]
RECORDINGS = [
    recording_case("missing", "nobody.wav", "nobody.wav", lambda folder: None),
    recording_case("empty", "empty.wav", "empty.wav", write("empty.wav", b"")),
    recording_case("of 0 s", "short.wav", "short.wav", sound("short.wav", 0.0)),
    recording_case("of 40 minutes", "long.wav", "limit", sound("long.wav", 40 * 60, sample_rate=8000)),
    recording_case("silent", "silent.wav", "silent", sound("silent.wav", 3.0, amplitude=0.0)),
    recording_case("text renamed", "text.wav", "text.wav", write("text.wav", "not a sound at all\n" * 50)),
    recording_case("folder", "folder.wav", "folder", lambda folder: (folder / "folder.wav").mkdir()),
    recording_case("playlist", "list.m3u8", "list.m3u8", write("list.m3u8", "#EXTM3U\nhttp://localhost/a.ts\n")),
    recording_case("address", "http://localhost/a.wav", "localhost", lambda folder: None),
    recording_case("picture", "amara.png", "amara.png", portrait_changed("amara.png", upside_down)),
    Case("recording and voice", generate("--audio", "a.wav", "--voice", "af_sky"), "recording", sound("a.wav")),
    Case("neither text nor recording", ["generate", "--image", "amara", "-o", "o.mp4"], "nothing to say"),
    recording_case("of a tone", "tone.wav", "no speech", sound("tone.wav", 3.0), weights=True),
    Case("voice-like of a tone", generate("--voice-like", "a.wav"), "a.wav", sound("a.wav", 3.0), weights=True),
]
PERFORMANCES = [
    video_case("missing", "nobody.mp4", "nobody.mp4"),
    video_case("empty", "empty.mp4", "empty", write("empty.mp4", b"")),
    video_case("text renamed", "text.mp4", "no video file", write("text.mp4", "not a film at all\n" * 50)),
    video_case("folder", "folder.mp4", "folder", lambda folder: (folder / "folder.mp4").mkdir()),
    video_case("truncated", "cut.mp4", "cut.mp4", film("cut.mp4", frames=50, cut=900)),
    video_case("of sound alone", "a.wav", "no pictures", sound("a.wav")),
    video_case("without frames", "none.avi", "none.avi", film("none.avi", frames=0)),
    video_case("of huge frames", "huge.mp4", "megapixels", film("huge.mp4", (4096, 4096), frames=1)),
    video_case("without faces", "grey.mp4", "no face found", film("grey.mp4")),
    video_case("playlist", "list.m3u8", "list.m3u8", write("list.m3u8", "#EXTM3U\nhttp://localhost/a.ts\n")),
    Case("neither video nor curves", reenact(), "--motion-from"),
    Case("video and curves", reenact("v.mp4", "--motion-from", "c.csv"), "one performance"),
    Case("reenactment over its video", [*reenact("o.mp4"), "--overwrite"], "input", film("o.mp4")),
    Case("reenactment of another kind", reenact("v.mp4", output="o.avi"), ".mp4", film("v.mp4")),
    Case("reenactment without portrait", ["reenact", "v.mp4", "-o", "o.mp4"], "--image"),
    Case("reference unknown", [*reenact("v.mp4"), "--reference", "last"], "last", film("v.mp4")),
    Case("reenactment at a strange rate", [*reenact("v.mp4"), "--fps", "23"], "frame rate", film("v.mp4")),
    Case("reenactment of a strange size", [*reenact("v.mp4"), "--size", "63"], "63", film("v.mp4")),
    Case(
        "sound for curves missing",
        [*reenact("--motion-from", "c.csv"), "--audio", "nobody.wav", *SMALL],
        "nobody.wav",
        write("c.csv", CURVES + "00:00:00:00,1,0.5\n"),
        weights=True,
    ),
    Case("curves missing", reenact("--motion-from", "nothing.csv"), "nothing.csv"),
    curves_case("empty", "", "empty"),
    curves_case("of another kind", "a,b\n1,2\n", "Timecode"),
    curves_case("without rows", CURVES, "no row"),
    curves_case("with a word", CURVES + "00:00:00:00,1,wide\n", "row 2, column jawOpen"),
    curves_case("in percent", CURVES + "00:00:00:00,1,50\n", "percents"),
    curves_case("without time", CURVES + "soon,1,0.5\n", "row 2, column Timecode"),
    curves_case("out of order", CURVES + "00:00:01:00,1,0.5\n00:00:00:00,1,0.5\n", "row 3"),
    Case("speech with bad curves", generate("--motion-from", "c.csv"), "row 2", write("c.csv", CURVES + "x,1,1\n")),
]
SHEETS = [
    Case("sheet of an unknown emotion", ["sheet", "--image", "amara", "-o", "s.png", "--emotions", "bored"], "bored"),
    Case("sheet of an unknown viseme", ["sheet", "--image", "amara", "-o", "s.png", "--visemes", "xx"], "xx"),
    Case("sheet of a strange intensity", ["sheet", "--image", "amara", "-o", "s.png", "--intensities", "2"], "2"),
    Case("sheet of a strange turn", ["sheet", "--image", "amara", "-o", "s.png", "--turns", "left"], "left"),
    Case("sheet of tiny faces", ["sheet", "--image", "amara", "-o", "s.png", "--size", "10"], "10"),
    Case("sheet of another kind", ["sheet", "--image", "amara", "-o", "s.gif"], ".png"),
    Case("sheet of no portrait", ["sheet", "--image", "nobody.png", "-o", "s.png"], "nobody.png"),
    Case("sheet of too many faces", ["sheet", *["--image", "amara"] * 40, "-o", "s.png"], "too many"),
    Case("sheet existing", ["sheet", "--image", "amara", "-o", "s.png"], "exists", write("s.png", OLD)),
]
CASES = PICTURES + TEXTS + DESCRIPTIONS + TIMELINES + OUTPUTS + OPTIONS + MARKS + VOICES + RECORDINGS
CASES += PERFORMANCES + SHEETS


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


def contents(folder: Path) -> dict[str, bytes | None]:
    return {str(path): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}


def run_command(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", *arguments])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(SystemExit) as ended:
        run()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def assert_one_line(message: str, mentions: str) -> None:
    lines = [line for line in message.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1, message
    assert lines[0].startswith("tietfg: error: ")
    assert mentions.lower() in lines[0].lower()
    assert "Traceback" not in message


@pytest.fixture(scope="module")
def prepared_models(pipe: TalkingFacePipeline) -> None:
    """Models that are fetched and prepared at their first use, which is told where another request waits for them."""
    pipe.say(text="Hello.")
    store = WeightStore.default()
    for artefact in (*ARTEFACTS.values(), "resemblyzer-speaker-encoder"):
        store.path(artefact)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name, marks=[needs_weights] if case.weights else []) for case in CASES]
)
def test_error_is_one_line(
    case: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    if case.weights:
        request.getfixturevalue("prepared_models")
        capsys.readouterr()
    else:
        monkeypatch.setenv("TIETFG_HOME", str(tmp_path.parent / "no-weights"))
    offline = ["--offline"] if case.arguments[:1] in (["generate"], ["speak"], ["reenact"], ["sheet"]) else []
    case.prepare(tmp_path)
    before = contents(tmp_path)
    assert run_command([*case.arguments, *offline], monkeypatch) == 2
    told = capsys.readouterr()
    assert_one_line(told.err, case.mentions)
    assert told.out == ""
    assert contents(tmp_path) == before


def test_missing_weights_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIETFG_HOME", str(tmp_path / "home"))
    assert run_command(generate("--offline"), monkeypatch) == 2
    assert_one_line(capsys.readouterr().err, "tietfg weights pull")
    assert not (tmp_path / "o.mp4").exists()


@needs_weights
def test_corrupted_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from tietfg.weights.registry import find

    good = WeightStore.default(offline=True).path("face-landmarker")
    damaged = WeightStore(tmp_path / "home").file(find("face-landmarker"))
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(good.read_bytes()[:-1] + b"?")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIETFG_HOME", str(tmp_path / "home"))
    assert run_command(generate("--offline"), monkeypatch) == 2
    assert_one_line(capsys.readouterr().err, "damaged")


@needs_weights
@pytest.mark.usefixtures("prepared_models")
def test_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    """A limit on file sizes stands for a full disk: writing fails midway."""
    target = tmp_path / "o.mp4"
    target.write_bytes(OLD)
    arguments = generate("--overwrite", "--offline", "--synthesizer", "hibari", *SMALL, output=str(target))
    limited = (
        "import resource, runpy, sys; sys.argv = sys.argv[1:];"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000));"
        "runpy.run_module('tietfg', run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", limited, "tietfg", *arguments], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ended.returncode == 2, ended.stderr
    assert_one_line(ended.stderr, "o.mp4")
    assert target.read_bytes() == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["o.mp4"]
