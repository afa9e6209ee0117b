"""Tokens of an emotion description: its cues, positions and other words, from left to right."""

import re
from collections.abc import Iterator

from tietfg.emotion.cue_words import NOT_EMOTIONS
from tietfg.emotion.cues import Token, general_form, inflected, phrases, stemmed
from tietfg.emotion.positions import read_position
from tietfg.emotion.references import ReferenceReader

_LONGEST_PHRASE = 6
_COMPARATIVE_TWICE = re.compile(r"(\w+er) and (?=\1\b)")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?) %|(0?\.\d+|1\.0+)(?= |$)")
_NOT_DENIED = (
    "at|in|elsewhere|anywhere|else|again|more|otherwise|throughout|the|for|until|on|and|but|then|after|is|or|to"
)
_NOTHING_OF = re.compile(rf"nothing (?!{_NOT_DENIED})[a-z]")


def read_tokens(references: ReferenceReader) -> Iterator[Token]:
    """Read a canonical description from left to right, the longest phrase first."""
    canonical = references.description
    offset = 0
    while offset < len(canonical):
        token, length = _next_token(canonical, offset, references)
        yield token
        offset += length + 1


def _next_token(canonical: str, offset: int, references: ReferenceReader) -> tuple[Token, int]:
    units = canonical[offset : offset + 120].split(" ")[:_LONGEST_PHRASE]
    token, length = _longest_phrase(units)
    placed = read_position(references, offset)
    if placed is not None and placed[1] >= length:
        positions, length = placed
        return Token("position", canonical[offset : offset + length], positions), length
    if match := _COMPARATIVE_TWICE.match(canonical, offset):
        # "angrier and angrier": the second one names the emotion.
        return Token("grow", match[0].strip()), len(match[0]) - 1
    if _NOTHING_OF.match(canonical, offset) and length == len("nothing"):
        return Token("negation", "nothing"), length
    if token.kind != "word" or " " in token.text:
        return token, length
    if match := _FIGURE.match(canonical, offset):
        value = float(match[1]) / 100 if match[1] else float(match[2])
        return Token("intensity", match[0], min(value, 1.0)), len(match[0])
    if re.fullmatch(r"[.,;:!?()=-]", units[0]):
        return Token("break", units[0]), 1
    if match := re.fullmatch(r"<(\d+)>", units[0]):
        return Token("quote", units[0], references.quotes[int(match[1])]), len(units[0])
    return token, length


def _inflected(written: str) -> Token | None:
    known = written in NOT_EMOTIONS or not written[0].isalpha()
    return None if known else inflected().get(stemmed(written))


def _longest_phrase(units: list[str]) -> tuple[Token, int]:
    for count in range(len(units), 0, -1):
        written = " ".join(units[:count])
        known = phrases().get(general_form(written)) or _inflected(written)
        if known is not None:
            return Token(known.kind, written, known.value), len(written)
    return Token("word", units[0]), len(units[0])
