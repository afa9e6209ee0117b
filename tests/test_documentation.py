"""The documents' examples run, and their links lead somewhere."""

import json
import re
from pathlib import Path

import pytest

from tietfg.emotion.track_file import read_track

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def snippets(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in DOCUMENTS if snippets(path, "python")], ids=lambda path: path.name)
def test_python_snippets(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for snippet in snippets(path, "python"):
        exec(compile(snippet, path.name, "exec"), {})


def test_track_example() -> None:
    for snippet in snippets(ROOT / "docs" / "track.md", "json"):
        assert len(read_track(json.dumps(json.loads(snippet)), "track.md")) == 2
