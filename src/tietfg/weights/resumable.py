"""Downloads of large files that go on where they were cut."""

import hashlib
import time
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tietfg.errors import WeightsError

_ATTEMPTS = 5
"""In a row that get no further than before."""
_PAUSE_S = 1.0
_STALL_LIMIT_S = 30.0
_BLOCK = 1 << 20


def download(url: str, target: Path, *, sha256: str | None, advance: Callable[[int, int], None]) -> None:
    """Bring a file of http or https to the target, whole or not at all.

    What has come lies beside it as .part, with the entity tag of the server, and is gone on with now and in later
    calls unless the file there has changed. `advance` is told how much there is of how much. Raises WeightsError where
    the server has no such file, cannot be reached, sends another size than it said, or the sha256 is another one.
    """
    if not url.startswith(("http://", "https://")):
        raise WeightsError(f"{url} is no address of a hub; name one that begins with https://")
    part, tag = target.with_name(target.name + ".part"), target.with_name(target.name + ".part.tag")
    failures, furthest = 0, part.stat().st_size if part.exists() else 0
    while True:
        try:
            whole = _receive(url, part, tag, advance)
        except (OSError, HTTPException) as error:
            reason = str(error).removeprefix("<urlopen error ").removesuffix(">") or type(error).__name__
            if isinstance(error, HTTPError) and 400 <= error.code < 500:
                raise WeightsError(f"{url} cannot be fetched ({reason}); give its file by hand") from error
        else:
            now = part.stat().st_size
            if now == whole:
                break
            if now > whole:
                part.unlink()
                raise WeightsError(f"{url} sent {now} bytes in place of {whole}; try again later")
            reason = f"cut after {now} of {whole} bytes"
        there = part.stat().st_size if part.exists() else 0
        failures, furthest = (0, there) if there > furthest else (failures + 1, furthest)
        if failures >= _ATTEMPTS:
            raise WeightsError(f"{url} cannot be fetched ({reason}); the same command goes on where it was cut")
        time.sleep(_PAUSE_S * failures)
    if sha256 is not None:
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            part.unlink()
            raise WeightsError(f"{url} has the sha256 {found[:16]}... and not {sha256[:16]}...; it is refused")
    part.replace(target)
    tag.unlink(missing_ok=True)


def _receive(url: str, part: Path, tag: Path, advance: Callable[[int, int], None]) -> int:
    """Append to `part` what comes in one connection; the size that the whole has, as the server says."""
    request = Request(url, headers={"User-Agent": "tietfg"})  # noqa: S310 - the caller's, which is http
    there = part.stat().st_size if part.exists() and tag.exists() else 0
    if there:
        request.add_header("Range", f"bytes={there}-")
        request.add_header("If-Range", tag.read_text())
    try:
        response: HTTPResponse = urlopen(request, timeout=_STALL_LIMIT_S)  # noqa: S310
    except HTTPError as error:
        if error.code == 416 and there:  # nothing after what is there: whole already, or of another file
            size = error.headers.get("Content-Range", "").rpartition("/")[2]
            if size == str(there):
                return there
            part.unlink()
            raise OSError("what had come does not fit the file") from error
        raise
    with response:
        entity = response.headers.get("ETag", "")
        if entity and not entity.startswith("W/"):
            tag.write_text(entity)
        else:
            tag.unlink(missing_ok=True)
        start, length = 0, response.headers.get("Content-Length")
        if response.status == 206:
            span, _, size = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
            if not span.startswith(f"{there}-") or not size.isdigit():
                part.unlink()
                raise OSError("the server sent another part than was asked for")
            start, whole = there, int(size)
        elif length is not None and length.isdigit():
            whole = int(length)
        else:
            raise WeightsError(f"{url} does not say how large it is; give its file by hand")
        with part.open("ab" if start else "wb") as output:
            while block := response.read(_BLOCK):
                output.write(block)
                start += len(block)
                advance(start, whole)
                if start > whole:
                    break
    return whole
