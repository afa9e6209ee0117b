"""Acted clips are labelled from their faces: real portraits on real video, with real sound."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.data.labelled_clips import CLIPS_FILE, label_clips, read_labelled_clips
from tietfg.errors import InputError
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights
RATE = 16_000


def clip(path: Path, name: str, frames: int = 30, sound: bool = True, face: bool = True) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((256, 256), Image.Resampling.LANCZOS)
    pixels = np.asarray(picture) if face else np.full((256, 256, 3), 120, np.uint8)
    seconds = np.arange(round(frames / 30 * RATE)) / RATE
    tone = (0.2 * np.sin(2 * np.pi * 180 * seconds)).astype(np.float32)
    with OutputFile(path) as file, VideoWriter(file, 256, 256, Fraction(30), RATE if sound else None) as writer:
        for _ in range(frames):
            writer.write_frame(pixels)
        if sound:
            writer.write_sound(tone)


def label(folder: Path, out: Path, progress=lambda *_: None):
    landmarker = WeightStore.default().path("face-landmarker")
    return label_clips(folder, "mead", out, RECOGNISERS["labeller"].load(), landmarker, progress)


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mead")
    clip(folder / "M001_front_happy_level3_001.mp4", "elena")
    clip(folder / "W002/video/front/sad/level_2/004.mp4", "kofi", frames=45)
    clip(folder / "W003_front_fear_level1_002.mp4", "mei", face=False)
    clip(folder / "W003_front_angry_level1_002.mp4", "mei", sound=False)
    (folder / "W004_front_angry_level1_002.mp4").write_bytes(b"no video")
    return folder


def test_sound_and_labels_fit_together(data_set: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    document = label(data_set, tmp_path / "out", lambda *done: told.append(done))
    assert told == [(done, 5) for done in range(5)]
    assert [(entry.speaker, entry.emotion, entry.labels) for entry in document.clips] == [
        ("M001", "happy", "recognised"),
        ("W002", "sad", "recognised"),
    ]
    assert len(document.unusable) == 3
    for labelled, frames in zip(read_labelled_clips(tmp_path / "out"), (25, 37), strict=True):
        truth, speech = labelled.truth(), labelled.speech()
        assert abs(len(truth) - frames) <= 1
        assert len(speech.waveform) == len(truth) * 640
        assert speech.waveform.std() > 0.05
        np.testing.assert_allclose(truth.probabilities.sum(1), 1, atol=1e-3)


def test_a_cut_run_goes_on(data_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = label(data_set, tmp_path / "out")
    (tmp_path / "out" / CLIPS_FILE).unlink()
    monkeypatch.setattr(
        "tietfg.data.labelled_clips._label", lambda clip, *_: (_ for _ in ()).throw(InputError("again"))
    )
    again = label(data_set, tmp_path / "out")
    assert again.clips == first.clips
    assert again.unusable == ("again",) * 3


def test_sound_alone_has_the_label_that_was_played(tmp_path: Path) -> None:
    sound = tmp_path / "in" / "M001" / "audio" / "sad" / "level_3" / "001.wav"
    sound.parent.mkdir(parents=True)
    soundfile = pytest.importorskip("soundfile")
    soundfile.write(sound, 0.1 * np.random.default_rng(0).standard_normal(RATE), RATE)
    document = label(tmp_path / "in", tmp_path / "out")
    assert document.clips[0].labels == "played"
    truth = read_labelled_clips(tmp_path / "out")[0].truth()
    assert set(truth.labels) == {"sad"}
    assert truth.intensity[0] == pytest.approx(0.9)


def test_what_holds_no_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="label-clips"):
        read_labelled_clips(tmp_path)
    (tmp_path / CLIPS_FILE).write_text(json.dumps({"version": 2}))
    with pytest.raises(InputError, match="make the corpus anew"):
        read_labelled_clips(tmp_path)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "W004_front_angry_level1_002.mp4").write_bytes(b"no video")
    with pytest.raises(InputError, match="none of the 1 clips"):
        label(tmp_path / "bad", tmp_path / "out")
