"""docs/timeline.md says what the code does."""

import contextlib
import io
import re
from pathlib import Path

from tietfg.cli.plan import plan
from tietfg.emotion.cues import DEGREES
from tietfg.emotion.lexicon import lexicon
from tietfg.emotion.timeline import read_timeline

PAGE = (Path(__file__).parents[2] / "docs" / "timeline.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_its_command_prints_its_table() -> None:
    command, _, table = block("console").replace("\\\n", " ").partition("\n")
    text, emotion = re.findall(r'"(.*?)"', command)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        plan(text=text, emotion=emotion, timeline=None, form="table", language="en")
    assert printed.getvalue() == table


def test_its_python_runs() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(block("python"), {})
    assert "transition='sudden'" in printed.getvalue()


def test_its_json_is_read() -> None:
    assert len(read_timeline(block("json"), tuple("abcdef"), "page").keyframes) == 4


def test_its_degrees() -> None:
    rows = {float(value): names for value, names in re.findall(r"^\| ([01]\.\d+) \| (.*) \|$", PAGE, re.MULTILINE)}
    assert rows.pop(0.7) == "(none)"
    assert rows.keys() == {value for value, _ in DEGREES}
    for value, phrases in DEGREES:
        assert {name.replace(" ", "_") for name in rows[value].split(", ")} <= set(phrases.split())


def test_the_size_of_its_vocabulary() -> None:
    assert 1000 <= len(lexicon()) < 2000
