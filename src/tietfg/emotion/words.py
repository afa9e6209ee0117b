"""Words of a text: the units that timelines anchor to and that speech gives times to."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class TextWord:
    """One word as written, without surrounding blanks, and where it stands in the text."""

    text: str
    start: int
    """Index of the first character in the text."""
    end: int
    """Index after the last character."""


def split_words(text: str) -> tuple[TextWord, ...]:
    """Split a text at blanks; a piece without letter or digit joins the word before it.

    "Well - no." gives "Well -" and "no."; leading punctuation joins the first word.
    """
    pieces = [(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    spans: list[tuple[int, int]] = []
    leading: int | None = None
    for start, end in pieces:
        if any(character.isalnum() for character in text[start:end]):
            spans.append((start if leading is None else leading, end))
            leading = None
        elif spans:
            spans[-1] = (spans[-1][0], end)
        elif leading is None:
            leading = start
    return tuple(TextWord(text[start:end], start, end) for start, end in spans)
