"""Letters and digits in one word (B2B, COVID-19, 4K) and stuttered beginnings (w-wait)."""

import re

from tietfg.speech.normalise.numbers import amount, digits, paired, plural, year
from tietfg.speech.normalise.rule import Rule
from tietfg.speech.normalise.web import spelled

_TO = frozenset(("B2B", "B2C", "C2C", "D2C", "P2P", "F2F", "E2E", "M2M", "B2G"))
_PIECE = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_VOWEL = re.compile("[aeiouyáéíóúäöüàèâêîôû]", re.IGNORECASE)


def _number(text: str, british: bool) -> str:
    if "." in text or text == "0" or len(text) < 3:
        return digits(text, "oh") if text[0] == "0" and len(text) == 2 else amount(text, british)
    if len(text) == 4 and "1100" <= text <= "2099":
        return year(int(text), british)
    return paired(text, british)


def _letters(text: str) -> str:
    """Capitals and what has no vowel are named letter by letter; other letters are a word."""
    if len(text) == 1:
        return text.upper()
    spell = (text.isupper() and len(text) <= 3) or (len(text) <= 3 and not _VOWEL.search(text))
    return spelled(text) if spell else text


def _mixed(match: re.Match[str], british: bool) -> str:
    if match[0] in _TO:
        return f"{match[0][0]} to {match[0][2]}"
    words: list[str] = []
    for piece in _PIECE.findall(match[0]):
        if piece == "s" and words:
            words[-1] = plural(words[-1])
        else:
            words.append(_number(piece, british) if piece[0].isdigit() else _letters(piece))
    return " ".join(words)


def _stutter(match: re.Match[str], _british: bool) -> str | None:
    """The sound a word begins with before the word: "w-w-wait" as "wuh wuh wait"."""
    onset = match[1]
    if onset.lower() == "e":  # e-economy
        return None
    return (onset if _VOWEL.search(onset) else onset.lower() + "uh") + " "


RULES: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<![\w-])([A-Za-z]{1,2})-(?=(?:\1-){0,5}\1[a-z'’])(?!\1(?!\w))", re.IGNORECASE), _stutter),
    Rule(
        re.compile(r"(?<![\w.])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]++(?:\.\d++)?(?:-[A-Z\d]++(?!\w))*(?!\w)"),
        _mixed,
    ),
    Rule(re.compile(r"(?<![\w.-])[A-Za-z]++-\d++[A-Za-z]?(?!\w|[.,]\d)"), _mixed),
)
