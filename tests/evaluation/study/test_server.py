"""The server gives what belongs to a study, and nothing else."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.evaluation.study.helpers import SYSTEMS, built, ratings
from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.answers import AnswerBook
from tietfg.evaluation.study.plan import PUBLIC, read_plan
from tietfg.evaluation.study.server import LARGEST_BODY, StudyServer

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def served(folder: Path) -> Iterator[StudyServer]:
    plan = read_plan(folder)
    with AnswerBook(folder / "answers.jsonl", plan) as book, StudyServer(folder, plan, book, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("study")
    return built(ratings(root, stimuli=1, participants=2), root)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[StudyServer]:
    with served(folder) as running:
        yield running


def ask(
    server: StudyServer, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    try:
        connection.request(method, path, body, headers or ({"Content-Type": "application/json"} if body else {}))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def medium(server: StudyServer) -> tuple[str, bytes]:
    path = next(path for path in server.files if path.startswith("/media/"))
    return path, server.files[path].read_bytes()


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css", "/text.json", "/icon.svg"])
def test_page(server: StudyServer, path: str) -> None:
    status, headers, body = ask(server, "GET", path)
    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "python" not in headers["server"].lower()
    assert len(body) == int(headers["content-length"])
    assert b"http://" not in body.replace(b"http://www.w3.org/2000/svg", b"")
    assert b"https://" not in body


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=10-999999999", 10, None)],
)
def test_ranges(server: StudyServer, asked: str, first: int, last: int | None) -> None:
    path, content = medium(server)
    status, headers, body = ask(server, "GET", path, headers={"Range": asked})
    part = content[first : None if last is None else last + 1]
    start = first % len(content)
    assert (status, body) == (206, part)
    assert headers["content-range"] == f"bytes {start}-{start + len(part) - 1}/{len(content)}"
    assert headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=9-3", "bytes=-0"])
def test_ranges_outside(server: StudyServer, asked: str) -> None:
    path, content = medium(server)
    status, headers, _ = ask(server, "GET", path, headers={"Range": asked})
    assert (status, headers["content-range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-9"])
def test_other_ranges_give_the_whole(server: StudyServer, asked: str) -> None:
    path, content = medium(server)
    status, _, body = ask(server, "GET", path, headers={"Range": asked})
    assert (status, body) == (200, content)


def test_head(server: StudyServer) -> None:
    path, content = medium(server)
    status, headers, body = ask(server, "HEAD", path)
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) == len(content)
    assert headers["accept-ranges"] == "bytes"
    assert ask(server, "HEAD", "/api/session?participant=x")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/key.json",
        "/study.json",
        "/answers.jsonl",
        "/participants.txt",
        "/../key.json",
        "/media/../../key.json",
        "/media/..%2f..%2fkey.json",
        "/%2e%2e/key.json",
        "/media/%2e%2e/%2e%2e/key.json",
        "//key.json",
        "/media/",
        "/media",
        "/media/m00001.mp4/",
        "/page.html/../../key.json",
        "/public/page.js",
        "/page.js%00.css",
        "/\\..\\key.json",
        "http://127.0.0.1/../key.json",
    ],
)
def test_nothing_else(server: StudyServer, path: str) -> None:
    status, _, body = ask(server, "GET", path)
    assert status == 404
    assert not any(system.encode() in body for system in SYSTEMS)


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = built(ratings(tmp_path, stimuli=1), tmp_path)
    with served(folder) as server:
        path, _ = medium(server)
        server.files[path].unlink()
        server.files[path].symlink_to(folder / "key.json")
        assert ask(server, "GET", path)[0] == 404
    with pytest.raises(InputError, match="missing"), served(folder):
        pass
    assert (folder / PUBLIC).is_dir()


def test_session_of_a_participant(server: StudyServer) -> None:
    code = next(iter(server.plan.participants))
    status, headers, body = ask(server, "GET", f"/api/session?participant={code}")
    session = json.loads(body)
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert [each["trial"] for each in session["trials"]] == [each.trial for each in server.plan.participants[code]]
    assert not any(word in body.decode() for word in (*SYSTEMS, "multiple", "condition"))
    assert ask(server, "GET", "/api/session?participant=nobody")[0] == 404
    assert ask(server, "GET", "/api/session")[0] == 404


def test_join_and_record(server: StudyServer) -> None:
    status, _, body = ask(server, "POST", "/api/join", b"{}")
    code = json.loads(body)["participant"]
    assert status == 200
    profile = {"event": "profile", "study": server.plan.study, "participant": code, "consent": True, "details": {}}
    assert ask(server, "POST", "/api/record", json.dumps(profile).encode())[0] == 200
    assert ask(server, "POST", "/api/record", b"{")[0] == 400
    assert ask(server, "POST", "/api/other", b"{}")[0] == 404
    assert ask(server, "PUT", "/api/record", b"{}")[0] == 501


def test_bodies_that_are_not_taken(server: StudyServer) -> None:
    kind = {"Content-Type": "application/json"}
    assert ask(server, "POST", "/api/record", b"x" * (LARGEST_BODY + 1))[0] == 413
    assert ask(server, "POST", "/api/record", b"{}", {"Content-Type": "text/plain"})[0] == 415
    assert ask(server, "POST", "/api/record", None, kind | {"Content-Length": "many"})[0] == 411
    assert ask(server, "POST", "/api/record", None, kind | {"Transfer-Encoding": "chunked"})[0] == 411
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as raw:
        raw.sendall(
            b"POST /api/record HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        raw.shutdown(socket.SHUT_WR)
        assert raw.recv(100) == b""
    assert ask(server, "GET", "/")[0] == 200


def test_port_in_use(server: StudyServer, folder: Path) -> None:
    with pytest.raises(OutputError, match="--port"):
        StudyServer(folder, server.plan, server.book, "127.0.0.1", server.server_port)
    with pytest.raises(OutputError):
        StudyServer(folder, server.plan, server.book, "no such host", 0)
