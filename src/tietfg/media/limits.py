"""Child processes under limits: files and images from outside are worked on where a crash, a bomb or a leak stays."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_BOOTSTRAP = """
import json, resource, runpy, sys
start = json.loads(sys.argv[1])
sys.path[:] = start["path"]
def limit(kind, value):
    hard = resource.getrlimit(kind)[1]  # the user's own, which may be lower
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
limit(resource.RLIMIT_CORE, 0)
limit(resource.RLIMIT_FSIZE, 2**20)  # room for byte code
limit(resource.RLIMIT_CPU, start["seconds"])
if start["memory"]:
    limit(resource.RLIMIT_AS, start["memory"])
runpy.run_path(start["script"], run_name="__main__")
"""


class ChildError(Exception):
    """A child process that gave no answer; `over_limit` tells a spent limit from any other end."""

    def __init__(self, reason: str, *, over_limit: bool) -> None:
        super().__init__(reason)
        self.over_limit = over_limit


def run_limited(
    script: Path, request: dict[str, Any], payload: bytes = b"", *, seconds: int, memory: int | None = None
) -> tuple[dict[str, Any], bytes]:
    """Run `script` in a fresh interpreter that cannot write large files, and return its answer.

    The script reads a line of JSON (the request) and the payload from stdin, and writes a line of JSON and raw bytes
    to stdout. `seconds` bounds CPU time, and twice as much the time on the clock; `memory` bounds the address space
    in bytes. Raises ChildError when no whole answer came.
    """
    try:
        child = subprocess.run(  # noqa: S603 - own interpreter, own script
            _command(script, seconds, memory),
            input=json.dumps(request).encode() + b"\n" + payload,
            capture_output=True,
            timeout=2 * seconds,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildError(f"it takes more than {2 * seconds} s", over_limit=True) from error
    _check_end(child.returncode, child.stderr, seconds)
    header, _, body = child.stdout.partition(b"\n")
    return json.loads(header), body


def stream_limited(
    script: Path, request: dict[str, Any], *, seconds: int, memory: int | None = None
) -> Generator[tuple[dict[str, Any], bytes], None, None]:
    """The same for an answer of many parts, each given as soon as it is there, so that memory does not grow.

    Each part is a line of JSON whose "bytes" tells how many raw bytes follow it. Closing the iterator ends the child.
    """
    with tempfile.TemporaryFile() as messages:
        child = subprocess.Popen(  # noqa: S603
            _command(script, seconds, memory),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=messages,
            env=_environment(),
        )
        watch = threading.Timer(2 * seconds, child.kill)
        watch.start()
        try:
            yield from _parts(child, request)
        finally:
            child.kill()  # one that has ended is left alone
            watch.cancel()
            child.wait()
        messages.seek(0)
        _check_end(child.returncode, messages.read(), seconds)


def _parts(child: subprocess.Popen[bytes], request: dict[str, Any]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The whole parts of a child's answer; it has ended when they end."""
    assert child.stdin is not None  # noqa: S101 - pipes were asked for
    assert child.stdout is not None  # noqa: S101
    with child.stdout, suppress(BrokenPipeError):
        with child.stdin:
            child.stdin.write(json.dumps(request).encode() + b"\n")
        while (line := child.stdout.readline()).endswith(b"\n"):
            header = json.loads(line)
            body = child.stdout.read(header["bytes"])
            if len(body) < header["bytes"]:
                break
            yield header, body
        child.wait()


def _command(script: Path, seconds: int, memory: int | None) -> list[str]:
    start = {"path": sys.path, "script": str(script), "seconds": seconds, "memory": memory}
    return [sys.executable, "-I", "-c", _BOOTSTRAP, json.dumps(start)]


def _environment() -> dict[str, str]:
    return os.environ | {"MALLOC_ARENA_MAX": "2"}


def _check_end(status: int, messages: bytes, seconds: int) -> None:
    """Raise ChildError unless the child has ended well."""
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildError(f"it takes more than {seconds} s or too much memory", over_limit=True)
    if status != 0:
        last_line = (messages.decode(errors="replace").strip().splitlines() or [""])[-1]
        reason = last_line if status > 0 else signal.Signals(-status).name
        raise ChildError(reason, over_limit=last_line.startswith("MemoryError"))
