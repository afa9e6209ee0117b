"""What other processes may do to the store: work at the same time, be interrupted, be killed."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.weights.demo_artefacts import CONTENTS, write_npm


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_for(file: Path) -> str:
    wait_until(lambda: file.exists() and file.read_text() != "")
    return file.read_text()


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_two_processes_fetch_once(machine, tmp_path):
    go = tmp_path / "go"
    write_npm(machine.programs, machine.archive, before=f"while [ ! -e {go} ]; do /bin/sleep 0.02; done")
    first = machine.pull_in_another_process("voice-a")
    wait_for(machine.programs / "process")
    second = machine.pull_in_another_process("voice-b")
    assert second.stderr is not None
    assert "waiting for another fetch" in second.stderr.readline()
    go.touch()
    assert [first.wait(60), second.wait(60)] == [0, 0]
    assert machine.npm_calls() == 1
    assert machine.store.path("voice-b").read_bytes() == CONTENTS["voice-b"]


def test_a_killed_download_leaves_nothing_that_counts(machine):
    half_an_archive = f'/bin/dd if={machine.archive} of="$destination"/half.tgz bs=500 count=1; exec /bin/sleep 60'
    write_npm(machine.programs, machine.archive, before=half_an_archive)
    child = machine.pull_in_another_process("voice-a")
    npm = int(wait_for(machine.programs / "process"))
    wait_until(lambda: any(path.endswith("half.tgz") for path in machine.files()))
    child.kill()
    child.wait(60)
    os.kill(npm, signal.SIGKILL)
    assert not list((machine.store.home / "weights").iterdir())

    write_npm(machine.programs, machine.archive)
    assert machine.store.path("voice-a").read_bytes() == CONTENTS["voice-a"]
    assert not list((machine.store.home / "temporary").iterdir())


def test_an_interrupt_ends_the_program_and_clears_up(machine):
    write_npm(
        machine.programs, machine.archive, before=f"/bin/sleep 0.5; echo > {machine.programs}/ready; /bin/sleep 60"
    )
    child = machine.pull_in_another_process("voice-a")
    wait_for(machine.programs / "ready")
    npm = int(wait_for(machine.programs / "process"))
    child.send_signal(signal.SIGINT)
    child.wait(60)
    assert child.returncode != 0
    assert not is_running(npm)
    assert machine.files() == set()
