"""Text normalisation: what is said for each written word, with numbers, dates, abbreviations and signs in words."""

from itertools import accumulate

from tietfg.speech.normalise import (
    abbreviations,
    dates,
    mixed,
    money,
    numbers,
    roman,
    signs,
    telephone,
    units,
    web,
)
from tietfg.speech.normalise.rule import TAKEN, Rule

LONGEST_WORD = 240
"""Characters of a word that are read; nobody listens to more."""

_RULES: tuple[Rule, ...] = (
    *web.RULES,
    *telephone.RULES,
    *dates.RULES,
    *roman.RULES,
    *numbers.EARLY,
    *money.RULES,
    *units.RULES,
    *signs.ARITHMETIC,
    *mixed.RULES,
    *numbers.LATE,
    *abbreviations.RULES,
    *signs.MARKS,
)
"""In order: what an earlier rule has read is not seen by the later ones."""

_CLOSING = ",.;:!?…)\"'-"
_OPENING = "(\"'"


def normalise(words: tuple[str, ...], british: bool) -> tuple[str, ...]:
    """The spoken form of each written word of a block, read in its context.

    Where an expression goes over several words its reading is divided among them: "5", "May" become "the fifth of",
    "May". A word of which nothing is said has an empty form. The words are as `spoken_form` gives them.
    """
    words = tuple(word[:LONGEST_WORD].strip() for word in words)
    text = " ".join(words)
    readings: dict[int, str] = {}
    for rule in _RULES:
        text = _apply(rule, text, british, readings)
    starts = accumulate((len(word) + 1 for word in words), initial=0)
    spoken = [_spoken(text, start, start + len(word), readings) for word, start in zip(words, starts, strict=False)]
    for index, form in enumerate(spoken[1:], start=1):
        if form and not any(character.isalnum() for character in form) and spoken[index - 1]:
            spoken[index - 1 : index + 1] = [spoken[index - 1] + form, ""]
    return tuple(spoken)


def _apply(rule: Rule, text: str, british: bool, readings: dict[int, str]) -> str:
    """The text without what the rule reads; its readings are added at the characters they stand for."""
    pieces: list[str] = []
    position = 0
    for match in rule.pattern.finditer(text):
        parts = rule.read(match, british)
        if parts is None or not match[0]:
            continue
        if isinstance(parts, str):
            blanks = len(match[0]) - len(match[0].lstrip())
            parts = ((match.start() + blanks, parts),)
        readings.update(parts)
        pieces += [text[position : match.start()], TAKEN * len(match[0])]
        position = match.end()
    return "".join([*pieces, text[position:]])


def _spoken(text: str, start: int, end: int, readings: dict[int, str]) -> str:
    spoken = ""
    apart = False
    for index in range(start, end):
        if index in readings:
            addition, is_reading = readings[index], True
        elif text[index] != TAKEN:
            addition, is_reading = text[index], False
        else:
            continue
        if (apart or is_reading) and spoken and addition and _separable(spoken[-1], addition[0]):
            spoken += " "
        spoken += addition
        apart = is_reading
    return " ".join(spoken.split())


def _separable(before: str, after: str) -> bool:
    return before not in _OPENING and after not in _CLOSING
