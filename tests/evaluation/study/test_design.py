"""Studies are read strictly, and what is wrong with them is told in one line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation.study.helpers import BETTER, SCALES
from tietfg.errors import InputError
from tietfg.evaluation.study.design import read_study

GOOD: dict[str, Any] = {
    "kind": "video",
    "title": "T",
    "systems": {"one": "a", "two": "b"},
    "stimuli": [{"name": "s", "condition": "multiple"}],
    "scales": list(SCALES),
}


def test_json_and_yaml_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GOOD))
    (tmp_path / "a.yaml").write_text(
        "kind: video\ntitle: T\nsystems: {one: a, two: b}\nstimuli: [{name: s, condition: multiple}]\n"
        f"scales: {json.dumps(list(SCALES))}\n"
    )
    assert read_study(tmp_path / "a.json") == read_study(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("changes", "mentions"),
    [
        ({"colour": "red"}, "colour"),
        ({"systems": {"one": "a"}}, "one system only"),
        ({"stimuli": []}, "no stimuli"),
        ({"stimuli": [{"name": "s"}, {"name": "s"}]}, "twice"),
        ({"stimuli": [{"name": "../s"}]}, "stimuli.0.name"),
        ({"stimuli": [{"name": "s"}, {"name": "t", "condition": "multiple"}]}, "some have none"),
        ({"scales": []}, "nothing is asked"),
        ({"scales": [SCALES[0], SCALES[0]]}, "twice"),
        ({"scales": [SCALES[1]], "stimuli": [{"name": "s", "condition": "single"}]}, "multiple"),
        ({"preferences": [BETTER]}, "list the pairs"),
        ({"pairs": [["one", "one"]]}, "two different"),
        ({"pairs": [["one", "two"], ["two", "one"]]}, "twice"),
        ({"systems": {"one": "a", "two": "b", "three": "c"}, "pairs": [["one", "two"]]}, "three"),
        ({"checks": [{"media": "c.mp4", "text": "t", "answer": 6}]}, "6"),
        ({"participants": 0}, "participants"),
        ({"kind": "labels"}, "no stimuli"),
        ({"kind": "film"}, "kind"),
    ],
)
def test_what_is_wrong(changes: dict[str, Any], mentions: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GOOD | changes))
    with pytest.raises(InputError, match=mentions) as told:
        read_study(tmp_path / "a.json")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("content", ["!!python/object/apply:os.system ['true']", "a: [", "- 1", ""])
def test_yaml_is_read_safely(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(content)
    with pytest.raises(InputError) as told:
        read_study(tmp_path / "a.yaml")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("kind", ["video", "listening", "labels"])
def test_examples_of_the_document(kind: str, tmp_path: Path) -> None:
    document = (Path(__file__).parents[3] / "docs" / "study.md").read_text()
    (snippet,) = (each for each in re.findall(r"```yaml\n(.*?)```", document, re.DOTALL) if f"kind: {kind}" in each)
    (tmp_path / "study.yaml").write_text(snippet)
    assert read_study(tmp_path / "study.yaml").kind == kind
