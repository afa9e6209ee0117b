"""The web server of a study: its page, its media with ranges, and the answers; the standard library's."""

import json
import os
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tietfg.errors import InputError, OutputError
from tietfg.evaluation.study.answers import AnswerBook, RefusedError, Standing
from tietfg.evaluation.study.bundle import PAGE, TEXTS
from tietfg.evaluation.study.plan import PUBLIC, Plan

LARGEST_BODY = 64 * 1024
"""Bytes of what a participant sends at once."""
_PIECE = 64 * 1024
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".mp4": "video/mp4",
    ".wav": "audio/wav",
    ".png": "image/png",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # addresses hold participants' codes
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class StudyServer(ThreadingHTTPServer):
    """Serves one study until it is shut down.

    Nothing is looked up in the file system: requests name entries of a table of the page and the plan's media, so
    there is no path to any other file. Raises OutputError where the address cannot be used, InputError for a file
    that is missing.
    """

    daemon_threads = True

    def __init__(self, folder: Path, plan: Plan, book: AnswerBook, host: str, port: int) -> None:
        self.plan, self.book = plan, book
        public = folder / PUBLIC
        self.files = {f"/{name}": public / name for name in (*PAGE, TEXTS)}
        self.files["/"] = self.files.pop("/page.html")
        self.files |= {
            f"/media/{name}": public / "media" / name for each in plan.trials.values() for name in each.media
        }
        for path in self.files.values():
            if path.is_symlink() or not path.is_file():
                raise InputError(f"{path} is missing; build the study anew")
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "no such address"
            raise OutputError(f"cannot serve at {host}, port {port}: {reason}; choose another with --port") from None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A participant who goes away in the middle of an answer is no news; anything else is."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: StudyServer  # type: ignore[assignment]
    server_version, sys_version = "study", ""
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """The page, media, and what a participant's session consists of."""
        address = urlsplit(self.path)
        if address.path == "/api/session":
            codes = parse_qs(address.query).get("participant", [""])
            self._answer(lambda: _session(self.server.plan, codes[0], self.server.book.open(codes[0])))
        elif address.path in self.server.files:
            self._send_file(self.server.files[address.path])
        else:
            self._send_json(404, {"error": "there is nothing here"})

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def do_POST(self) -> None:
        """Take a place, or record what a participant sends."""
        body = self._body()
        if body is None:
            return
        if self.path == "/api/join":
            self._answer(lambda: {"participant": self.server.book.join()})
        elif self.path == "/api/record":
            self._answer(lambda: {"recorded": self.server.book.record(body)})
        else:
            self._send_json(404, {"error": "there is nothing here"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
        """Nothing is logged: addresses hold participants' codes."""

    def end_headers(self) -> None:
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def _body(self) -> bytes | None:
        """The whole body; None where it was refused, and the connection ends."""
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Transfer-Encoding") or not re.fullmatch(r"\d{1,18}", length):
            refused = 411, "the length of the body is needed"
        elif int(length) > LARGEST_BODY:
            refused = 413, f"the body has more than {LARGEST_BODY} bytes"
        elif self.headers.get_content_type() != "application/json":
            refused = 415, "application/json is needed"
        else:
            body = self.rfile.read(int(length))
            return body if len(body) == int(length) else None
        self.close_connection = True
        self._send_json(refused[0], {"error": refused[1]})
        return None

    def _answer(self, work: Any) -> None:
        try:
            self._send_json(200, work())
        except RefusedError as error:
            self._send_json(error.status, {"error": str(error)})

    def _send_json(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_file(self, path: Path) -> None:
        """A file or the range of it that is asked for (RFC 9110, 14); several ranges at once give the whole."""
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")
        except OSError:
            self._send_json(404, {"error": "there is nothing here"})
            return
        with file:
            size = os.fstat(file.fileno()).st_size
            found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", self.headers.get("Range", "").strip())
            start, stop = 0, size
            if found and any(found.groups()):
                start, stop = _range(*found.groups(), size=size)
                if start >= stop:
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{size}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
            else:
                self.send_response(200)
            self.send_header("Content-Type", _KINDS[path.suffix])
            self.send_header("Content-Length", str(stop - start))
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Cache-Control", "private, max-age=86400" if path.parent.name == "media" else "no-cache")
            self.end_headers()
            if self.command == "HEAD":
                return
            file.seek(start)
            left = stop - start
            while left and (piece := file.read(min(_PIECE, left))):
                self.wfile.write(piece)
                left -= len(piece)


def _range(first: str, last: str, *, size: int) -> tuple[int, int]:
    """First byte and one past the last; empty where nothing is in range."""
    if not first:
        return max(0, size - int(last)) if int(last) else size, size
    return int(first), min(size, int(last) + 1 if last else size)


def _session(plan: Plan, code: str, standing: Standing) -> dict[str, Any]:
    """All that a participant's page needs."""
    turns = plan.participants[code]
    trials: list[dict[str, Any]] = []
    for turn in turns:
        trial = plan.trials[turn.trial]
        shown = list(reversed(trial.media)) if turn.swapped else list(trial.media)
        answer = standing.answers.get(turn.trial)
        trials.append(
            {
                "trial": turn.trial,
                "media": shown,
                "prompt": trial.prompt,
                "questions": trial.questions,
                "answers": answer.answers if answer else None,
            }
        )
    return {
        "study": plan.study,
        "participant": code,
        "kind": plan.kind,
        "title": plan.title,
        "instructions": plan.instructions,
        "consent": plan.consent,
        "details": [each.model_dump() for each in plan.details],
        "questions": {
            name: each.model_dump()
            for name, each in plan.questions.items()
            if any(name in trial["questions"] for trial in trials)
        },
        "begun": standing.profile is not None,
        "submitted": standing.submitted,
        "trials": trials,
    }
