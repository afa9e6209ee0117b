"""`tietfg evaluate speech`: wrong requests, and real recognition of speech that this project makes."""

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("faster_whisper")

from tietfg.cli.main import run


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["tietfg", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        run()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--reference, --texts or both"),
        (("--reference", "none", "--format", "pdf"), "markdown, latex, csv, json"),
        (("--reference", "none", "--set", "lrs2"), "mead"),
        (("--reference", "none"), "is no folder"),
        (("--texts", "none.tsv"), "none.tsv"),
        (("--reference", ".", "-o", "out.txt"), "out.txt"),
    ],
)
def test_wrong_requests_are_one_line(arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, "evaluate", "speech", "--generated", "made", *arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.weights
@pytest.mark.slow
def test_words_are_heard_and_a_bad_file_is_told(tmp_path: Path, monkeypatch, capsys):
    made, text = tmp_path / "made", "Please close the window before the rain comes in."
    made.mkdir()
    speak = ("speak", "--text", text, "--emotion", "sad", "--synthesizer", "hibari", "-o", made / "one.wav")
    assert call(monkeypatch, *speak) == 0
    (made / "two.wav").write_bytes(b"no sound")
    (tmp_path / "texts.tsv").write_text(f"one\t{text}\ntwo\tNothing.\n")
    capsys.readouterr()
    options = ("--generated", made, "--texts", tmp_path / "texts.tsv", "-o", tmp_path / "figures.json")
    assert call(monkeypatch, "evaluate", "speech", *options) == 3
    out, messages = capsys.readouterr()
    assert "| WER (Synthesized vs. the text) |" in out
    assert "weights not found" in out
    assert "two.wav" in messages
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["figures"]["wer"] <= 0.12
    assert figures["figures"]["speech_emotion_agreement"] is None
    assert figures["pairs"] == len(figures["problems"]) == 1
