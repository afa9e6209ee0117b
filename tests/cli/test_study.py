"""`tietfg study` from the file that describes a study to its figures, and everything that can be wrong with it."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.evaluation.study.helpers import built, labels, ratings
from tests.evaluation.study.test_report import answered, by_system
from tietfg.cli.main import run
from tietfg.evaluation.study.plan import read_bundle


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["tietfg", "study", *arguments])
        with pytest.raises(SystemExit) as ended:
            run()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    return run_command


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study, built and not yet built, and files of answers that do not fit it."""
    root = tmp_path_factory.mktemp("small")
    document = ratings(root, stimuli=1)
    built(document, root)
    files: dict[str, Any] = {
        "study.json": document,
        "bad.json": document | {"colour": "red"},
        "gone.json": document | {"stimuli": [{"name": "s1", "condition": "multiple"}]},
    }
    for name, content in files.items():
        (root / name).write_text(json.dumps(content))
    (root / "empty.jsonl").write_text("")
    (root / "text.jsonl").write_text("hello\n")
    opened = {"event": "opened", "study": "0" * 16, "participant": "x", "time": "2026-01-01"}
    (root / "other.jsonl").write_text(json.dumps(opened) + "\n")
    return root


def test_build_and_report(command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "study.json").write_text(json.dumps(ratings(tmp_path, stimuli=1)))
    assert command("build", "study.json", "-o", "folder", "--participants", "3") == 0
    told = capsys.readouterr()
    assert told.out == "folder\n"
    assert "2 trials for each of 3 participants" in told.err
    bundle = read_bundle(tmp_path / "folder")
    answered(bundle, tmp_path / "folder" / "answers.jsonl", by_system)
    outputs = ["-o", "r.json", "--plot", "p.png", "--rows", "rows.json"]
    assert command("report", "folder", *outputs) == 0
    assert "| control | all | superlips | 4.00 |" in capsys.readouterr().out
    assert json.loads((tmp_path / "r.json").read_text())["counted"] == 3
    assert json.loads((tmp_path / "rows.json").read_text())["control"]["megaface"]["mean"] == 2.0
    assert Image.open(tmp_path / "p.png").width == 1200
    assert command("report", "folder", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads((tmp_path / "r.json").read_text())
    assert command("report", "folder", "-o", "r.json") == 2
    assert "exists" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "mentions"),
    [
        ((), "--help"),
        (("build", "none.json", "-o", "f"), "none.json"),
        (("build", "bad.json", "-o", "f"), "colour"),
        (("build", "gone.json", "-o", "f"), "s1"),
        (("build", "study.json", "-o", "built"), "exists already"),
        (("build", "study.json", "-o", "f", "--participants", "0"), "participants"),
        (("serve", "nowhere"), "no folder of a study"),
        (("serve", "built", "--port", "99999"), "port"),
        (("serve", "built", "--host", "nowhere.invalid"), "nowhere.invalid"),
        (("serve", "built", "--answers", "none/a.jsonl"), "a.jsonl"),
        (("serve", "built", "--answers", "other.jsonl"), "another study"),
        (("report", "nowhere"), "no folder of a study"),
        (("report", "built"), "answers.jsonl"),
        (("report", "built", "--answers", "empty.jsonl"), "no participant counts"),
        (("report", "built", "--answers", "other.jsonl"), "another study"),
        (("report", "built", "--answers", "text.jsonl"), "line 1"),
        (("report", "built", "--format", "pdf"), "pdf"),
        (("report", "built", "--plot", "p.jpg"), ".png"),
        (("report", "built", "--answers", "empty.jsonl", "--told", "t.json"), "labels"),
    ],
)
def test_error_is_one_line(
    arguments: tuple[str, ...],
    mentions: str,
    command: Callable[..., int],
    small: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    before = {str(path) for path in tmp_path.rglob("*")} | {str(tmp_path / "built" / "answers.jsonl")}
    assert command(*arguments) == 2
    told = capsys.readouterr()
    assert told.err.startswith("tietfg: error: ")
    assert len(told.err.splitlines()) == 1
    assert mentions in told.err
    assert told.out == ""
    assert {str(path) for path in tmp_path.rglob("*")} <= before


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[..., tuple["subprocess.Popen[str]", int]]]:
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> tuple["subprocess.Popen[str]", int]:
        line = [sys.executable, "-m", "tietfg", "study", "serve", *arguments]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
        started.append(process)
        assert process.stdout is not None
        return process, int(process.stdout.readline().rsplit(":", 1)[-1].strip("/\n") or 0)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def post(port: int, path: str, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", path, json.dumps(content), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content


@pytest.mark.slow
def test_serve_survives_a_crash_and_ends_at_ctrl_c(
    serving: Callable[..., tuple["subprocess.Popen[str]", int]], tmp_path: Path
) -> None:
    folder = built(labels(tmp_path), tmp_path)
    plan = read_bundle(folder).plan
    process, port = serving("built", "--port", "0")
    status, told = post(port, "/api/join", {})
    assert status == 200
    own = {"study": plan.study, "participant": told["participant"]}
    turns = plan.participants[told["participant"]]

    def answer(position: int) -> dict[str, Any]:
        trial = {"trial": turns[position].trial, "position": position, "answers": {"emotion": "sad"}, "duration": 1}
        return own | {"event": "answer"} | trial

    assert post(port, "/api/record", own | {"event": "profile", "consent": True, "details": {}})[0] == 200
    assert post(port, "/api/record", answer(0))[1] == {"recorded": True}
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process, port = serving("built", "--port", "0")
    assert post(port, "/api/record", answer(0))[1] == {"recorded": False}
    assert post(port, "/api/record", answer(1))[1] == {"recorded": True}
    second, nothing = serving("built", "--port", "0")
    assert (second.wait(), nothing) == (2, 0)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate()
    assert process.returncode == 130
    assert message.splitlines()[-1] == "tietfg: interrupted"
    lines = (folder / "answers.jsonl").read_text().splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["opened", "profile", "answer", "answer"]


def test_port_in_use(command: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(labels(tmp_path), tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert command("serve", "built", "--port", str(taken.getsockname()[1])) == 2
    message = capsys.readouterr().err
    assert len(message.splitlines()) == 1
    assert "--port" in message
