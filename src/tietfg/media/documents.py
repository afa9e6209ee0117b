"""Reading texts and JSON documents from files, under limits."""

from pathlib import Path

from tietfg.errors import InputError

LARGEST_DOCUMENT = 64_000_000
"""Bytes of a JSON document."""


def read_document(path: Path, what: str = "file", largest: int = LARGEST_DOCUMENT) -> str:
    """The content of a UTF-8 file; `what` names it in messages. Raises InputError."""
    try:
        if path.is_dir():
            raise InputError(f"{what} {path} is a folder; name a file")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise InputError(f"{what} {str(path)!r} {reason}; check its name and permissions") from None
    return decode_text(content, f"{what} {path}", largest)


def decode_text(content: bytes, what: str, largest: int) -> str:
    """Bytes as UTF-8 text, without a byte order mark; raises InputError when they are too many or no such text."""
    if len(content) > largest:
        raise InputError(f"{what} has more than {largest} bytes; shorten it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{what} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
