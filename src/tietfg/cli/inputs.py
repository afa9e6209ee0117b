"""Reading what a command is given: strings, files named with @, standard input, JSON documents."""

import sys
from pathlib import Path

from tietfg.emotion.timeline import EmotionTimeline, read_timeline
from tietfg.emotion.words import split_words
from tietfg.errors import InputError

LARGEST = 1_000_000
"""Bytes of a text or description."""
LARGEST_DOCUMENT = 64_000_000
"""Bytes of a JSON document."""


def read_argument(value: str, what: str) -> str:
    """The value itself, the content of FILE for "@FILE", or standard input for "-"; `what` names it in messages.

    Raises InputError when there is no such readable file of UTF-8 text within LARGEST bytes.
    """
    if value == "-":
        return _decode(sys.stdin.buffer.read(LARGEST + 1), f"{what} from standard input", LARGEST)
    if value.startswith("@"):
        return _read(Path(value[1:]), f"{what} file", LARGEST)
    return value


def read_arguments(values: dict[str, str]) -> dict[str, str]:
    """Read several arguments, of which at most one may come from standard input."""
    if list(values.values()).count("-") > 1:
        raise InputError(f"only one of {' and '.join(values)} can be read from standard input; give the other as @file")
    return {what: read_argument(value, what) for what, value in values.items()}


def read_document(path: Path) -> str:
    """The content of a JSON file; raises InputError."""
    return _read(path, "file", LARGEST_DOCUMENT)


def read_plan(path: Path, text: str) -> EmotionTimeline:
    """The timeline of a JSON plan for a text; raises InputError."""
    words = tuple(word.text for word in split_words(text))
    return read_timeline(read_document(path), words, str(path))


def captions_form(value: str) -> str:
    """The form of captions, "srt" or "vtt"; raises InputError for another."""
    if value not in ("srt", "vtt"):
        raise InputError(f"captions {value!r} do not exist; choose srt or vtt")
    return value


def _read(path: Path, what: str, largest: int) -> str:
    try:
        if path.is_dir():
            raise InputError(f"{what} {path} is a folder; name a file")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise InputError(f"{what} {str(path)!r} {reason}; check its name and permissions") from None
    return _decode(content, f"{what} {path}", largest)


def _decode(content: bytes, what: str, largest: int) -> str:
    if len(content) > largest:
        raise InputError(f"{what} has more than {largest} bytes; shorten it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{what} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None
