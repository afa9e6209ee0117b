"""Conflicts of emotion: what contradicts is noticed and told; the pages and videos are there."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tietfg.cli.main import app
from tietfg.errors import InputError
from tietfg.evaluation.conflict_analysis import CONFLICTS

pytestmark = [pytest.mark.slow, pytest.mark.weights]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conflicts") / "amara"
    app(["evaluate", "conflicts", "-o", str(folder), "--image", "amara"], standalone_mode=False)
    return folder


def test_every_conflict_is_played_beside_its_counterpart(folder: Path) -> None:
    figures = json.loads((folder / "conflicts.json").read_text())
    assert list(figures) == [conflict.name for conflict in CONFLICTS]
    for both in figures.values():
        for played in both.values():
            assert 0 <= played["agreement"] <= 1
            assert sum(played["recognised"].values()) == pytest.approx(1)
            assert sum(played["asked"].values()) == pytest.approx(1)
    assert figures["description against portrait"]["conflict"]["asked"] == {"angry": 1.0}


def test_the_conflict_is_told_and_nothing_else_is(folder: Path) -> None:
    said = {
        name: ["; ".join(both[what]["notes"]) for what in ("conflict", "without")]
        for name, both in json.loads((folder / "conflicts.json").read_text()).items()
    }
    assert "the text sounds happy" in said["description against text"][0]
    assert "the portrait looks happy" in said["description against portrait"][0]
    assert "happy and angry contradict each other" in said["description against itself"][0]
    assert not any(word in plain for _, plain in said.values() for word in ("contradict", "sounds", "looks"))


def test_pages_are_pictures_and_the_table_names_all(folder: Path) -> None:
    pages = sorted(folder.glob("description*.png"))
    assert len(pages) == len(list(folder.glob("*.mp4"))) == 2 * len(CONFLICTS)
    with Image.open(pages[0]) as page:
        assert page.width == 1200
    table = (folder / "conflicts.md").read_text()
    assert all(f"| {conflict.name} |" in table for conflict in CONFLICTS)


def test_a_portrait_that_is_not_there_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not found"):
        app(["evaluate", "conflicts", "-o", str(tmp_path / "out"), "--image", "nobody"], standalone_mode=False)
    assert not (tmp_path / "out").exists()
