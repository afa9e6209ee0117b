"""Child processes under limits: files and images from outside are worked on where a crash, a bomb or a leak stays."""

import json
import os
import signal
import subprocess
import sys
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
    start = {"path": sys.path, "script": str(script), "seconds": seconds, "memory": memory}
    try:
        child = subprocess.run(  # noqa: S603 - own interpreter, own script
            [sys.executable, "-I", "-c", _BOOTSTRAP, json.dumps(start)],
            input=json.dumps(request).encode() + b"\n" + payload,
            capture_output=True,
            timeout=2 * seconds,
            env=os.environ | {"MALLOC_ARENA_MAX": "2"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ChildError(f"it takes more than {2 * seconds} s", over_limit=True) from error
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildError(f"it takes more than {seconds} s or too much memory", over_limit=True)
    last_line = (child.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
    if child.returncode != 0:
        reason = last_line if child.returncode > 0 else signal.Signals(-child.returncode).name
        raise ChildError(reason, over_limit=last_line.startswith("MemoryError"))
    header, _, body = child.stdout.partition(b"\n")
    return json.loads(header), body
