"""`tietfg track` and `tietfg evaluate` on real pictures and videos."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.fluctuation.test_recognise import NOBODY, demo, video
from tietfg.cli.main import run
from tietfg.emotion.track_file import read_track
from tietfg.portrait.demo import DEMO_PORTRAITS

pytestmark = pytest.mark.weights


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "M001_front_happy_level3_001.mp4"
    return video(path, [demo("elena")] * 10 + [NOBODY] * 5 + [demo("kofi")] * 10, Fraction(25))


def test_a_track_can_be_read_again(clip, monkeypatch, capsys):
    assert call(monkeypatch, "track", clip) == 0
    out, messages = capsys.readouterr()
    document = json.loads(out)
    assert document["face"] == [True] * 10 + [False] * 5 + [True] * 10
    assert len(read_track(out, "stdout")) == 25
    assert messages.startswith("20 of 25 frames show a face: ")
    assert "real acted clips" in messages


def test_a_plot_shows_frames_and_curves(clip, tmp_path, monkeypatch, capsys):
    out = tmp_path / "plot.png"
    assert call(monkeypatch, "track", clip, "--format", "plot", "-o", out, "--smooth", 0.1) == 0
    assert capsys.readouterr().out == f"{out}\n"
    pixels = np.asarray(Image.open(out).convert("RGB")).astype(int)
    assert pixels.shape[1] == 1200
    colourful = (np.ptp(pixels, axis=2) > 60).any(1)
    assert colourful[:200].any()
    assert colourful[250:].any()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--format", "plot"], "needs a file"),
        (["--format", "svg"], "svg"),
        (["--smooth", "-1"], "--smooth"),
        (["-o", "track.txt"], "track.txt"),
    ],
)
def test_bad_options_of_track(clip, arguments, named, monkeypatch, capsys):
    assert call(monkeypatch, "track", clip, *arguments) == 2
    assert named in capsys.readouterr().err


def test_tables_of_labelled_pictures(tmp_path, monkeypatch, capsys):
    for emotion, name in (("neutral", "elena"), ("neutral", "mei"), ("sad", "kofi")):
        (tmp_path / "faces" / emotion).mkdir(parents=True, exist_ok=True)
        (tmp_path / "faces" / emotion / f"{name}.png").symlink_to(DEMO_PORTRAITS[name])
    (tmp_path / "faces" / "sad" / "broken.png").write_text("a text")
    out = tmp_path / "figures.json"
    assert call(monkeypatch, "evaluate", "faces", tmp_path / "faces", "-o", out, "--recogniser", "evaluator") == 0
    table, messages = capsys.readouterr()
    assert table.splitlines()[2].startswith("| faces | 3 | ")
    assert "broken.png" in messages
    figures = json.loads(out.read_text())["faces"]
    assert sum(map(sum, figures["confusion"])) == figures["macro"]["support"] == 3
    assert figures["by_emotion"]["angry"]["recall"] is None
    assert call(monkeypatch, "evaluate", "faces", tmp_path / "faces", "-o", out) == 2
    assert "exists" in capsys.readouterr().err


def test_tables_of_acted_clips(clip, tmp_path, monkeypatch, capsys):
    out = tmp_path / "figures.json"
    assert call(monkeypatch, "evaluate", "clips", clip.parent, "--set", "mead", "-o", out) == 0
    frames, clips = capsys.readouterr().out.split("\n\n| data set | clips")
    assert "| mead, frames | 20 |" in frames
    assert "| mead, clips | 1 |" in clips
    assert sum(json.loads(out.read_text())["clips"]["confusion"][1]) == 1


def test_clips_that_cannot_be_used_are_told(clip, tmp_path, monkeypatch, capsys):
    (tmp_path / clip.name).symlink_to(clip)
    (tmp_path / "W001_front_sad_level1_002.mp4").write_bytes(b"no video")
    assert call(monkeypatch, "evaluate", "clips", tmp_path, "--set", "mead") == 0
    assert "W001_front_sad_level1_002.mp4" in capsys.readouterr().err
    (tmp_path / clip.name).unlink()
    assert call(monkeypatch, "evaluate", "clips", tmp_path, "--set", "mead") == 2
    assert "none of the 1 clips could be used" in capsys.readouterr().err


def test_evaluate_names_what_it_can_measure(monkeypatch, capsys):
    assert call(monkeypatch, "evaluate") == 2
    assert "tietfg evaluate --help" in capsys.readouterr().err
