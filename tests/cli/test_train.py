"""`tietfg train` on tiny data."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("accelerate")

from tests.data.test_fer2013 import write
from tests.data.test_labelled_clips import clip, label
from tietfg.cli.main import run
from tietfg.data.labelled_clips import read_labelled_clips
from tietfg.fluctuation.predictor import FluctuationPredictor
from tietfg.fluctuation.text_encoders import create_text_encoder


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", "train", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


def recipe(folder: Path) -> Path:
    path = folder / "recipe.yaml"
    path.write_text("epochs: 1\nbatch_size: 2\nlearning_rate: 0.001\n")
    return path


def test_a_face_classifier_is_trained_and_exported(tmp_path, monkeypatch, capsys):
    data, out = write(tmp_path / "fer.npz"), tmp_path / "run"
    options = ("--data", data, "-o", out, "--half", "both", "--recipe", recipe(tmp_path))
    assert call(monkeypatch, "face-classifier", "evaluator", *options) == 0
    assert capsys.readouterr().out == f"{out / 'evaluator.onnx'}\n"
    assert (out / "evaluator.onnx").exists()


@pytest.mark.weights
def test_a_predictor_is_trained_and_exported(tiny_corpus, tmp_path, monkeypatch, capsys):
    out = tmp_path / "run"
    options = ("--corpus", tiny_corpus, "-o", out, "--recipe", recipe(tmp_path))
    assert call(monkeypatch, "efp", *options) == 0
    assert capsys.readouterr().out == f"{out / 'efp.onnx'}\n"
    assert call(monkeypatch, "efp", *options, "--without", "text") == 2
    assert "another configuration" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("face-classifier", "judge", "--data", "x", "-o", "y"), "labeller, evaluator"),
        (("face-classifier", "labeller", "--data", "none.npz", "-o", "y"), "none.npz is not FER2013"),
        (("face-classifier", "labeller", "--data", "x", "-o", "y", "--half", "left"), "even, odd, both"),
        (("efp", "--corpus", "none", "-o", "y"), "none"),
        (("efp", "--corpus", "none", "-o", "y", "--predictor", "large"), "embedded, emotion2vec"),
        (("efp", "--corpus", "none", "-o", "y", "--without", "sense"), "text, audio"),
    ],
)
def test_wrong_requests_are_one_line(arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, *arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.weights
def test_from_videos_to_a_predictor(tmp_path, monkeypatch, capsys):
    """The paper's own path: faces are labelled, and a predictor learns to hear what they show."""
    videos, clips, out = tmp_path / "videos", tmp_path / "clips", tmp_path / "run"
    for speaker, name in (("M001", "elena"), ("W002", "kofi")):
        clip(videos / f"{speaker}_front_happy_level3_001.mp4", name)
    monkeypatch.setattr(sys, "argv", ["tietfg", "data", "label-clips", str(videos), "--set", "mead", "-o", str(clips)])
    with pytest.raises(SystemExit) as ended:
        run()
    assert not ended.value.code
    assert "2 clips; terms of mead" in capsys.readouterr().err
    assert call(monkeypatch, "efp", "--corpus", clips, "-o", out, "--recipe", recipe(tmp_path)) == 0
    predictor = FluctuationPredictor(out / "efp.onnx", create_text_encoder("minilm"))
    assert predictor.metadata["data"] == "2 labelled clips of mead"
    assert len(predictor.predict(read_labelled_clips(clips)[0].speech())) == 25


@pytest.mark.weights
def test_clips_of_one_speaker_are_refused(tmp_path, monkeypatch, capsys):
    clip(tmp_path / "videos" / "M001_front_happy_level3_001.mp4", "elena")
    label(tmp_path / "videos", tmp_path / "clips")
    assert call(monkeypatch, "efp", "--corpus", tmp_path / "clips", "-o", tmp_path / "run") == 2
    assert "one speaker" in capsys.readouterr().err
