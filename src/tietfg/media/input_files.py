"""Files from outside that are to be decoded: what can be said of them before they are opened."""

import os
import stat
from pathlib import Path

from tietfg.errors import InputError


def file_error(path: Path, reason: str) -> InputError:
    """The one-line error for a file that cannot be used; what a terminal could not show of its name becomes "?"."""
    name = "".join(character if character.isprintable() else "?" for character in str(path))
    return InputError(f"{name}: {reason}")


def check_file(path: Path, kind: str, limit: int, remedy: str) -> None:
    """Raise InputError unless there is a regular, readable, not empty file of at most `limit` bytes.

    `kind` ("picture", "sound") and what to do about a file that is too large (`remedy`) stand in the messages.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "it cannot be opened"
        raise file_error(path, f"{reason}; check the name") from error
    if stat.S_ISDIR(status.st_mode):
        raise file_error(path, f"it is a folder; name a {kind} file in it")
    if not stat.S_ISREG(status.st_mode):
        raise file_error(path, f"it is no regular file; save the {kind} to a file")
    if status.st_size == 0:
        raise file_error(path, "the file is empty")
    if status.st_size > limit:
        size = status.st_size / 2**20
        raise file_error(path, f"the file has {size:.0f} MiB and the limit is {limit // 2**20}; {remedy}")
    if not os.access(path, os.R_OK):
        raise file_error(path, "reading it is not permitted; change its permissions")
