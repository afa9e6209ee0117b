"""`tietfg sheet` writes a page of the portraits that are given."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from tietfg.cli.main import run

pytestmark = pytest.mark.weights


@pytest.mark.parametrize(("name", "kind"), [("s.png", "PNG"), ("s.jpg", "JPEG")])
def test_a_page(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["sheet", "--image", "amara", "--image", "mei", "-o", name, "--size", "64", "--emotions", "happy,sad"]
    monkeypatch.setattr(sys, "argv", ["tietfg", *arguments, "--visemes", "rest,aa", "--turns", "-10,10"])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 0
    told = capsys.readouterr()
    assert told.out == f"{name}\n"
    assert "16 faces" in told.err
    with Image.open(tmp_path / name) as page:
        assert page.format == kind
        assert page.width > 2 * 64
        assert page.height > 8 * 64
    assert [path.name for path in tmp_path.iterdir()] == [name]
