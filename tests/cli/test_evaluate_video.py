"""`tietfg evaluate video`, `compare` and `protocols` on real files."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_recognition import call
from tests.evaluation.small_probes import write_video


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, level in enumerate((100, 120)):
        write_video(tmp_path / "gen" / f"{number}.mp4", [level] * 6)
        write_video(tmp_path / "real" / f"{number}.mp4", [level + 10] * (6 + number), rate=25 + 5 * number, size=64)
    return tmp_path


ARGUMENTS = ("evaluate", "video", "--generated", "gen", "--reference", "real", "--cache", "cache")


@pytest.mark.weights
def test_a_table_results_and_a_plot(folders, monkeypatch, capsys):
    chosen = ("--metrics", "psnr,ssim", "--name", "mine")
    assert call(monkeypatch, *ARGUMENTS, *chosen, "-o", "one.json", "--plot", "one.png") == 0
    table = capsys.readouterr().out
    assert table.startswith("| system | videos | PSNR (dB) ↑ | SSIM ↑ |")
    assert "| mine | 2 | 28.1" in table  # 10 of 255 levels
    assert len(json.loads((folders / "one.json").read_text())["cases"]) == 2
    assert (folders / "one.png").read_bytes()[:4] == b"\x89PNG"
    again = ("--against", "one.json", "--format", "csv")
    assert call(monkeypatch, *ARGUMENTS, "--metrics", "psnr", "--name", "again", *again) == 0
    assert "mine,again,psnr,higher,0.0,0.0,0.0,1.0,2" in capsys.readouterr().out
    assert call(monkeypatch, "evaluate", "compare", "one.json", "one.json", "--format", "latex") == 0
    assert r"\toprule" in capsys.readouterr().out


@pytest.mark.weights
def test_absent_weights_are_told_and_nothing_stands_in(folders, monkeypatch, capsys):
    status = call(monkeypatch, *ARGUMENTS, "--table", "paper1", "--published", "-o", "one.json")
    table = capsys.readouterr().out
    if "FID: weights not found: inception-fid; get them so:" in table:
        assert json.loads((folders / "one.json").read_text())["figures"].get("fid") is None
    assert "SadTalker (HDTF, GT), published" in table
    assert status == 3  # grey videos show no face
    assert "problem: " in table


@pytest.mark.weights
def test_files_that_cannot_be_measured_give_3(folders, monkeypatch, capsys):
    (folders / "gen" / "broken.mp4").write_bytes(b"no video")
    (folders / "gen" / "none.mp4").touch()
    write_video(folders / "gen" / "alone.mp4", [10] * 3)
    assert call(monkeypatch, *ARGUMENTS, "--metrics", "psnr") == 3
    out = capsys.readouterr().out
    assert "| gen | 5 | 28.1" in out
    assert "alone.mp4: a reference of that name is not in real" in out
    assert "PSNR: not in 3 of 5 videos: no reference (--reference)" in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--table", "paper7"), "evaluate faces"),
        (("--table", "paper9"), "paper9"),
        (("--metrics", "fit"), "fit"),
        (("--metrics", "fid", "--table", "paper1"), "--metrics"),
        (("--metrics", "psnr", "--published"), "published"),
        (("--format", "html"), "html"),
        (("--plot", "x.pdf"), "x.pdf"),
        (("--data-set", "hdtf"), "hdtf"),
        (("--split", "test"), "test"),
        (("--against", "nowhere.json"), "nowhere.json"),
        (("--against", "text.json"), "text.json"),
        (("-o", "text.json"), "text.json"),
        (("--reference", "nowhere"), "nowhere"),
        (("--generated", "empty"), "empty"),
        (("--jobs", "0"), "jobs"),
    ],
)
def test_wrong_use_is_one_line(folders, arguments, named, monkeypatch, capsys):
    (folders / "text.json").write_text("a text")
    (folders / "empty").mkdir()
    assert call(monkeypatch, *ARGUMENTS, *arguments) == 2
    out, messages = capsys.readouterr()
    assert out == ""
    assert messages.count("\n") == 1
    assert named in messages


def test_protocols_are_told(monkeypatch, capsys):
    assert call(monkeypatch, "evaluate", "protocols", "mead") == 0
    assert "M003, M030, W009 and W015" in capsys.readouterr().out
    assert call(monkeypatch, "evaluate", "protocols") == 0
    assert capsys.readouterr().out.count("source:") == 4
    assert call(monkeypatch, "evaluate", "protocols", "voxceleb") == 2


@pytest.mark.weights
@pytest.mark.slow
def test_an_interrupt_ends_with_130_and_a_rerun_goes_on(folders):
    for number in range(2, 40):
        write_video(folders / "gen" / f"{number}.mp4", [number] * 60)
        write_video(folders / "real" / f"{number}.mp4", [number] * 60)
    command = [sys.executable, "-m", "tietfg", *ARGUMENTS, "--metrics", "psnr"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while not list((folders / "cache").rglob("*.json")):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, messages = process.communicate(timeout=30)
    assert process.returncode == 130
    assert messages.decode().splitlines() == ["tietfg: interrupted"]
    kept = set((folders / "cache").rglob("*.json"))
    assert 0 < len(kept) < 40
    before = {path: path.stat().st_mtime_ns for path in kept}
    assert subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == before
