"""The folder of a weight store: one writer at a time, and files that appear whole or not at all.

    weights/<sha256[:8]>-<file>          verified artefacts
    derived/<source sha256[:8]>-<name>   files computed from them, each with its own .sha256 beside it
    temporary/                           work in progress; a file leaves it finished, by rename
    lock                                 held by the one process that may write

A process that dies leaves unfinished work only in `temporary`, and the next holder of the lock empties that folder: the
system frees the lock with its holder, so nobody is at work there.
"""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tietfg.errors import WeightsError


@contextmanager
def locked(home: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Hold the store's lock, waiting for another holder, with the folders made.

    An OSError inside becomes the WeightsError that names the folder.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                report("waiting for another fetch of weights ...")
                fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.rmtree(home / "temporary", ignore_errors=True)
            for folder in ("weights", "derived", "temporary"):
                (home / folder).mkdir(exist_ok=True)
            yield
    except OSError as error:
        advice = "free some space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "make it writable"
        raise WeightsError(
            f"the weights folder {home} cannot be written ({error.strerror or error}): "
            f"{advice}, or set TIETFG_HOME to another folder"
        ) from error


@contextmanager
def temporary_folder(home: Path) -> Iterator[Path]:
    """A folder for unfinished work, on the file system of the store, gone afterwards."""
    with TemporaryDirectory(dir=home / "temporary", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def move(file: Path, target: Path) -> None:
    """Rename within the store so that the target is whole even if the power fails."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
    file.replace(target)


def digest(file: Path) -> str:
    """The file's sha256 in hexadecimal, computed once a process while the file does not change."""
    status = file.stat()
    return _digest(file, status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=256)
def _digest(file: Path, inode: int, size: int, modified_ns: int) -> str:  # noqa: ARG001 - they tell a changed file
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
