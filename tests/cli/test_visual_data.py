"""`tietfg data synth-motion` and `tietfg train visual`, as commands."""

import sys

import pytest

from tietfg.cli.main import run


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


def test_performances_are_made_and_counted(tmp_path, monkeypatch, capsys):
    options = ("--hours", 0.002, "--synthesizer", "hibari", "--offline")
    assert call(monkeypatch, "data", "synth-motion", tmp_path / "made", *options) == 0
    told = capsys.readouterr()
    assert told.out == f"{tmp_path / 'made'}\n"
    assert "performances" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("data", "synth-motion", "{tmp}/x", "--hours", "0"), "cannot be made"),
        (("data", "synth-motion", "{tmp}/x", "--synthesizer", "none"), "none"),
        (("train", "visual", "--data", "{tmp}", "-o", "{tmp}/run"), "holds no performances"),
        (("train", "visual", "--data", "{tmp}", "-o", "{tmp}/run", "--denoiser", "big"), "does not exist"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments, said, tmp_path, monkeypatch, capsys):
    if arguments[0] == "train":
        pytest.importorskip("torch")
        pytest.importorskip("accelerate")
    assert call(monkeypatch, *(argument.format(tmp=tmp_path) for argument in arguments)) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert not told.out
    assert not list(tmp_path.iterdir())
