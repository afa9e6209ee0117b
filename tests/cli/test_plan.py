"""`tietfg plan`."""

import io
import json
import sys
from pathlib import Path

import pytest

from tietfg.cli.inputs import read_argument
from tietfg.cli.plan import plan
from tietfg.emotion.timeline import Plan
from tietfg.errors import InputError

TEXT = "You promised me this would never happen. And yet here we are."


def output(capsys: pytest.CaptureFixture[str], **options: object) -> tuple[str, str]:
    plan(**{"text": TEXT, "emotion": "", "timeline": None, "form": "json", "language": "en"} | options)  # type: ignore[arg-type]
    captured = capsys.readouterr()
    return captured.out, captured.err


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_json_has_words_keyframes_and_segments(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = output(capsys, emotion="calm at first, then furious, and at the end relieved")
    document = json.loads(out)
    assert list(document) == ["words", "keyframes", "segments"]
    assert document["words"] == TEXT.split()
    assert [(part["start_word"], part["end_word"]) for part in document["segments"]] == [(0, 3), (4, 7), (8, 11)]
    assert [part["emotion"] for part in document["segments"]] == [{"neutral": 1.0}, {"angry": 1.0}, {"happy": 1.0}]
    assert set(document["segments"][0]) == {"start_word", "end_word", "emotion", "intensity", "transition"}
    assert err == ""


def test_its_json_is_a_timeline(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    first, _ = output(capsys, emotion="calm, then suddenly more and more scared")
    file.write_text(first, encoding="utf-8")
    second, _ = output(capsys, timeline=file)
    assert second == first


def test_table(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = output(capsys, emotion="happy and surprised, then suddenly sad [red]", form="table")
    heading, first, second = out.splitlines()
    assert heading.split() == ["words", "emotion", "intensity", "change", "text"]
    assert "0-5" in first
    assert "happy 50% + surprise 50%" in first
    assert "sudden" in second
    assert second.endswith("happen. And yet here we are.")


def test_square_brackets_of_the_text_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[bold]one[/bold] two" in output(capsys, text=r"\[bold\]one\[/bold\] two", form="table")[0]


def test_notes_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = output(capsys, emotion="zorgle blimp")
    assert out == output(capsys)[0]  # as the text feels by itself
    assert err.startswith("note: no emotion recognised")
    assert err.count("\n") == 1


def test_anchors_in_seconds_show_no_segments(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"keyframes": [{"seconds": 0.5, "emotion": {"sad": 1}, "intensity": 0.5}]}', encoding="utf-8")
    out, err = output(capsys, timeline=file)
    assert "segments" not in json.loads(out)
    assert err.startswith("note: ")
    assert "0.5 s" in output(capsys, timeline=file, form="table")[0]


def test_text_and_emotion_from_files_and_standard_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.txt").write_text("Come home.\n", encoding="utf-8")
    standard_input(monkeypatch, b"sad\n")
    out, _ = output(capsys, text=f"@{tmp_path / 'text.txt'}", emotion="-")
    assert json.loads(out)["words"] == ["Come", "home."]
    assert json.loads(out)["keyframes"][0]["emotion"] == {"sad": 1.0}


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"form": "xml"}, "json, table"),
        ({"text": ""}, "empty"),
        ({"text": " ... "}, "nothing to pronounce"),
        ({"emotion": "x" * 2001}, "2001 characters"),
        ({"emotion": "sad", "timeline": Path("plan.json")}, "give one of them"),
        ({"text": "-", "emotion": "-"}, "standard input"),
        ({"timeline": Path("missing.json")}, "missing.json"),
        ({"language": "fr"}, "fr"),
    ],
)
def test_refused(capsys: pytest.CaptureFixture[str], options: dict, part: str) -> None:
    with pytest.raises(InputError) as caught:
        output(capsys, **options)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert capsys.readouterr().out == ""


def test_arguments_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    (tmp_path / "large.txt").write_bytes(b"a" * 1_000_001)
    for name, part in [
        ("", "folder"),
        ("none.txt", "does not exist"),
        ("latin.txt", "UTF-8"),
        ("large.txt", "1000000"),
    ]:
        with pytest.raises(InputError, match=part):
            read_argument(f"@{tmp_path / name}", "--text")
    standard_input(monkeypatch, b"\xff")
    with pytest.raises(InputError, match="standard input is not UTF-8"):
        read_argument("-", "--text")


def test_the_published_schema_is_the_one_that_is_read() -> None:
    published = Path(__file__).parents[2] / "docs" / "timeline.schema.json"
    assert json.loads(published.read_text(encoding="utf-8")) == Plan.model_json_schema()
