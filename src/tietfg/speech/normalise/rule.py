"""What a rule of text normalisation is: a pattern, and how to read what it finds."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Parts = tuple[tuple[int, str], ...]
"""Readings in the order they are spoken, each with the index of the written character it stands for."""

TAKEN = "\ue000"
"""Stands in the text for a character that has been read, so that later rules see that something was there."""

NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?|\.\d++)"
"""An amount in digits: 5, 1,234 or 0.75."""
BEFORE_NUMBER = r"(?<![\w.])(?<![A-Za-z]-)"


@dataclass(frozen=True)
class Rule:
    """`read(match, british)` gives the readings of a match, one string where it stays in the word that the match
    begins in, or None where the rule does not apply.
    """

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], bool], Parts | str | None]


def literal(pattern: str, reading: str) -> Rule:
    """A rule that reads all it finds in the same way."""
    return Rule(re.compile(pattern), lambda _match, _british: reading)


_COUNTED_NOUN = re.compile(
    r"-[a-z]|[ -](?:notes?|bills?|coins?|fees?|fines?|limits?|zones?|jacks?|lens|races?|radius|salary|bonus|loans?)\b"
)


def is_attribute(match: re.Match[str]) -> bool:
    """Whether a measure stands before a noun, as in "a 5 km run" or "a £5 note": its unit then has no plural."""
    after = match.string[match.end() :][:12]
    if _COUNTED_NOUN.match(after):
        return True
    before = match.string[max(0, match.start() - 4) : match.start()].lower()
    return re.search(r"(?:^|\s)an? $", before) is not None and re.match(r"[ -][a-z]", after) is not None


def ends_sentence(match: re.Match[str]) -> bool:
    """Whether the full stop at the end of the match also ends the block, or a sentence before a capital letter."""
    return match[0].endswith(".") and re.match(r"[\"')\]]*(?:$|\s+[A-Z])", match.string[match.end() :][:8]) is not None
