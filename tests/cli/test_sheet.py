"""`tietfg sheet` writes a page of the portraits that are given."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from tietfg.cli.main import run

pytestmark = pytest.mark.weights


@pytest.mark.parametrize(
    ("name", "kind", "people", "matte"),
    [("s.png", "PNG", ["amara", "mei"], "quick"), ("s.jpg", "JPEG", ["kofi"], "none")],
)
def test_a_page(
    name: str,
    kind: str,
    people: list[str],
    matte: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["sheet", *(part for person in people for part in ("--image", person)), "-o", name, "--matte", matte]
    arguments += ["--size", "64", "--emotions", "happy,sad", "--visemes", "rest,aa", "--turns", "-10,10"]
    monkeypatch.setattr(sys, "argv", ["tietfg", *arguments])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert told.out == f"{name}\n"
    assert f"{8 * len(people)} faces" in told.err
    with Image.open(tmp_path / name) as page:
        assert page.format == kind
        assert page.width > len(people) * 64
        assert page.height > 4 * 64
    assert [path.name for path in tmp_path.iterdir()] == [name]
