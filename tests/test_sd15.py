"""The preset sd15 from text to mp4, with random tiny networks of the very same classes."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

from tests.synthesis.sd15.tiny import write_tiny  # noqa: E402
from tietfg.cli.main import run  # noqa: E402
from tietfg.emotion.track import EmotionTrack  # noqa: E402
from tietfg.errors import InputError, OutputError  # noqa: E402
from tietfg.motion.motion import LATENT_RATE  # noqa: E402
from tietfg.pipeline import TalkingFacePipeline  # noqa: E402
from tietfg.portrait_video import Outputs  # noqa: E402
from tietfg.script import Look, PresetOptions  # noqa: E402
from tietfg.sd15_visual import Sd15Visual  # noqa: E402
from tietfg.synthesis.sd15.configuration import TINY  # noqa: E402
from tietfg.synthesis.sd15.sampling import PictureSampling  # noqa: E402
from tietfg.synthesis.sd15.sitter import sit  # noqa: E402
from tietfg.talking_video import TalkingVideo  # noqa: E402
from tietfg.timing import StageTimes  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402

SIZE = 128
USUAL = {"image": "amara", "text": "Good morning.", "emotion": "very happy", "size": SIZE, "seed": 7}
needs_weights = pytest.mark.weights


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sd15") / "tiny"
    write_tiny(place)
    return place


@pytest.fixture(scope="module")
def sd15(folder: Path) -> TalkingFacePipeline:
    return pipeline(folder)


def pipeline(folder: Path, **options: object) -> TalkingFacePipeline:
    told = PresetOptions(weights=folder, steps=1, yes=True, **options)  # type: ignore[arg-type]
    return TalkingFacePipeline.from_pretrained("sd15", synthesizer="hibari", options=told)


@pytest.fixture(scope="module")
def video(sd15: TalkingFacePipeline) -> TalkingVideo:
    return sd15(**USUAL)  # type: ignore[arg-type]


def pixels(video: TalkingVideo) -> np.ndarray:
    return np.stack(list(video.frames()))


@needs_weights
def test_as_many_pictures_as_the_speech_is_long(video: TalkingVideo) -> None:
    shown = pixels(video)
    assert shown.shape == (round(video.speech.duration * LATENT_RATE), SIZE, SIZE, 3)
    assert len(shown) % 16, "the last clip should be a short one"
    assert shown.std() > 1
    assert (shown[0] != shown[-1]).any()
    assert any("InsightFace" in note for note in video.notes)


@needs_weights
def test_streaming_gives_the_same_as_batch(sd15: TalkingFacePipeline, video: TalkingVideo) -> None:
    chunks = list(sd15.stream(**USUAL))
    np.testing.assert_array_equal(np.concatenate([chunk.frames for chunk in chunks]), pixels(video))
    np.testing.assert_array_equal(np.concatenate([chunk.waveform for chunk in chunks]), video.speech.waveform)
    assert max(len(chunk.frames) for chunk in chunks) < 25


@needs_weights
def test_pictures_come_before_all_is_made(sd15: TalkingFacePipeline) -> None:
    long = sd15(**USUAL | {"text": "I waited at the station for almost an hour, and nobody came. " * 3})  # type: ignore[arg-type]
    next(long.frames())
    (part,) = long._made
    long.close()
    assert len(part.take.latents) == 16
    assert len(part.block.track) > 48


@needs_weights
def test_seeds_choose_the_take(sd15: TalkingFacePipeline, video: TalkingVideo) -> None:
    other = sd15(**USUAL | {"seed": 8})  # type: ignore[arg-type]
    np.testing.assert_array_equal(other.speech.waveform, video.speech.waveform)
    assert (pixels(other) != pixels(video)).any()


@needs_weights
def test_other_frame_rates_keep_the_length(sd15: TalkingFacePipeline, video: TalkingVideo) -> None:
    faster = sd15(**USUAL | {"fps": 60})  # type: ignore[arg-type]
    shown = pixels(faster)
    assert len(shown) == -(-len(pixels(video)) * 60 // 25)
    np.testing.assert_array_equal(shown[0], pixels(video)[0])
    np.testing.assert_array_equal(shown[12], pixels(video)[5])


@needs_weights
def test_a_given_track_is_played(sd15: TalkingFacePipeline, video: TalkingVideo) -> None:
    angry = EmotionTrack(LATENT_RATE, np.eye(7, dtype=np.float32)[[3, 3]], np.ones(2, np.float32))
    assert (pixels(sd15(**USUAL | {"track": angry})) != pixels(video)).any()  # type: ignore[arg-type]


@needs_weights
def test_there_are_no_curves(sd15: TalkingFacePipeline, video: TalkingVideo, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no ARKit curves"):
        video.save(Outputs(tmp_path / "o.mp4", arkit=tmp_path / "a.csv"))
    with pytest.raises(OutputError, match="without ARKit curves"):
        _ = video.arkit
    assert list(tmp_path.iterdir()) == []


@needs_weights
def test_the_identity_encoder_is_asked(folder: Path) -> None:
    asked = []

    def encode(picture: np.ndarray, landmarks: np.ndarray) -> np.ndarray:
        asked.append((picture.shape, landmarks.shape))
        return np.linspace(-1, 1, TINY.identity_width, dtype=np.float32)

    store = WeightStore.default()
    shown = {}
    for name, encoder in (("known", encode), ("unseen", lambda *_: None)):
        visual = Sd15Visual(store, folder, PictureSampling(steps=1), slow_allowed=True, identity=encoder)
        picture = Path(str(amara()))
        prepared = visual.prepare(picture, Look(SIZE, "crop", "none"), StageTimes())
        shown[name] = prepared
        sitter = sit(prepared.portrait, encoder, TINY)
        assert sitter.identified == (name == "known")
        assert (sitter.identity != 0).any() == sitter.identified
        assert [mask.shape for mask in sitter.masks] == [(n * n, 3) for n in (16, 8, 4, 2)]
        assert 0.1 < sitter.face.mean() < 0.7
        assert abs(sitter.picture).max() <= 1
    assert asked[0][1] == (478, 3)
    assert not any("InsightFace" in note for note in shown["known"].portrait.notes)
    assert any("finds no face" in note for note in shown["unseen"].portrait.notes)


def amara() -> Path:
    from tietfg.portrait.demo import DEMO_PORTRAITS

    return DEMO_PORTRAITS["amara"]


@needs_weights
def test_files_of_a_video(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["--image", "amara", "--text", "Good morning.", "--emotion", "happy", "--synthesizer", "hibari"]
    command += ["--preset", "sd15", "--weights", str(folder), "--yes", "--size", str(SIZE), "--steps", "2"]
    command += ["--guided-share", "0.5", "--drift-guard", "--captions", "srt", "--save-track", "t.json"]
    assert call(monkeypatch, "generate", *command, "-o", "o.mp4", "--report", "r.json") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o.mp4", "o.srt", "r.json", "t.json"]
    report = json.loads(Path("r.json").read_text())
    assert {report["settings"][name] for name in ("preset", "framing", "matte")} == {"sd15", "crop", "none"}
    assert (report["settings"]["steps"], report["settings"]["guided_share"]) == (2, 0.5)
    with av.open("o.mp4") as container:
        pictures, sound = container.streams.video[0], container.streams.audio[0]
        assert (pictures.width, pictures.height, sound.channels) == (SIZE, SIZE, 1)
        count = sum(1 for _ in container.decode(pictures))
    assert count == round(report["duration"] * 25)


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", *arguments])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


def cut(folder: Path) -> None:
    path = folder / "tiny" / "visual.safetensors"
    path.write_bytes(path.read_bytes()[:5000])


def whole(folder: Path) -> None:
    pass


BAD = {
    "no weights": (["--weights", "nowhere", "--yes"], "nowhere lack visual.safetensors", whole),
    "a cut file": (["--yes"], "visual.safetensors", cut),
    "curves to write": (["--yes", "--arkit", "a.csv"], "no ARKit curves", whole),
    "a performer": (["--yes", "--motion", "procedural"], "no motion procedural", whole),
    "a matte": (["--yes", "--matte", "quick"], "no matte quick", whole),
    "the whole picture": (["--yes", "--framing", "full"], "no framing full", whole),
    "an odd size": (["--yes", "--size", "132"], "multiple of 8", whole),
    "a large size": (["--yes", "--size", "4096"], "128 to 1024", whole),
    "no steps": (["--yes", "--steps", "0"], "steps 0", whole),
    "guidance below 1": (["--yes", "--guidance", "0"], "guidance 0", whole),
    "more than all steps": (["--yes", "--guided-share", "2"], "guided share 2", whole),
    "another preset": (["--preset", "portrait", "--compile"], "takes no --compile", whole),
    "another preset's yes": (["--preset", "portrait", "--yes"], "takes no --yes", whole),
}


@needs_weights
@pytest.mark.parametrize(("arguments", "said", "prepare"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_told_in_one_line(
    arguments: list[str],
    said: str,
    prepare: Callable[[Path], object],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder, tmp_path / "tiny")
    prepare(tmp_path)
    command = ["generate", "--image", "amara", "--text", "Good morning.", "--emotion", "happy", "-o", "o.mp4"]
    command += ["--preset", "sd15", "--weights", "tiny", "--size", str(SIZE), "--synthesizer", "hibari", "--offline"]
    assert call(monkeypatch, *command, *arguments) == 2
    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if not line.startswith("note: ")]
    assert len(lines) == 1
    assert said in lines[0]
    assert not told.out
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]


@needs_weights
def test_a_picture_without_a_face_has_no_masks(sd15: TalkingFacePipeline, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (400, 400)).save(tmp_path / "plain.png")
    with pytest.raises(InputError, match="no face found"):
        sd15(**USUAL | {"image": tmp_path / "plain.png"})  # type: ignore[arg-type]


@needs_weights
def test_a_cpu_is_asked_for_in_earnest(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tietfg.sd15_visual.default_device", lambda: "cpu")
    command = ["generate", "--image", "amara", "--text", "Good morning.", "--emotion", "happy", "-o", "o.mp4"]
    command += ["--preset", "sd15", "--weights", str(folder), "--size", str(SIZE), "--synthesizer", "hibari"]
    assert call(monkeypatch, *command, "--steps", "5", "--offline") == 2
    (line,) = (line for line in capsys.readouterr().err.splitlines() if not line.startswith("note: "))
    assert re.search(r"a second of video takes about .* more than .* GB of memory at --size 128 and --steps 5;", line)
    assert line.endswith("add --yes to wait for it")
    assert list(tmp_path.iterdir()) == []
