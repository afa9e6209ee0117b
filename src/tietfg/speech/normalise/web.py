"""Web and mail addresses, file names, hashtags and account names."""

import re

from tietfg.speech.normalise.numbers import amount, digits
from tietfg.speech.normalise.rule import Rule

_DOMAINS = (
    "com|org|net|edu|gov|mil|int|io|co|uk|de|fr|it|es|nl|ch|eu|ca|au|jp|ru|info|biz|ai|dev|app|tv|me|ly|xyz|fm|gg"
)
_SURE_DOMAINS = "com|org|net|edu|gov|io|uk|de|fr|eu|info|ai|dev|app|tv|xyz"
_FILES = (
    "pdf|txt|docx?|xlsx?|pptx?|csv|json|xml|html?|css|js|ts|py|md|rst|exe|zip|tar|gz|jpe?g|png|gif|svg|bmp|webp|mp[34]"
    "|wav|flac|ogg|avi|mov|mkv|ya?ml|toml|ini|cfg|log|sh|bat|cpp|java|rb|rs|ipynb|onnx|npz|bin|iso|dll|apk|srt|vtt"
)
_ENDING = re.compile(rf"(?:{_DOMAINS}|{_FILES})")
_SAID = frozenset(
    "com|org|net|gov|co|info|dev|app|me|doc|docx|zip|tar|gif|java|toml|log|bin|bat|mov".split("|")  # noqa: SIM905
)
"""Endings that are said as words; others are spelled."""
_SIGNS = {
    ".": "dot",
    "/": "slash",
    "-": "dash",
    "_": "underscore",
    "@": "at",
    "?": "question mark",
    "=": "equals",
    "&": "and",
    "%": "percent",
    "#": "hash",
    "~": "tilde",
    "+": "plus",
    ":": "colon",
}
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+|[^\w]|_")


def spelled(letters: str) -> str:
    """Letters to be named one by one: "pdf" as "P.D.F"."""
    return ".".join(letters.upper())


def _named(address: str, british: bool, punctuation: bool = True) -> str:
    """An address or name in words; without `punctuation` only its words are said."""
    words: list[str] = []
    before = ""
    for piece in _PIECE.findall(address):
        lower = piece.lower()
        if piece.isdecimal():
            words.append(amount(piece, british) if len(piece) <= 4 else digits(piece))
        elif not piece.isalpha():
            words.append(_SIGNS.get(piece, "") if punctuation else "")
        elif _is_spelled(lower, after_dot=before == "."):
            words.append(spelled(piece))
        else:
            words.append(piece if len(piece) > 1 else piece.upper())
        before = piece
    return " ".join(word for word in words if word)


def _is_spelled(piece: str, after_dot: bool) -> bool:
    if after_dot and _ENDING.fullmatch(piece):
        return piece not in _SAID
    return len(piece) <= 4 and not re.search("[aeiouy]", piece)


def _address(match: re.Match[str], british: bool) -> str:
    return _named(match[1].rstrip("/"), british)


def _hashtag(match: re.Match[str], british: bool) -> str:
    return "hashtag " + _named(match[1], british, punctuation=False)


def _account(match: re.Match[str], british: bool) -> str:
    return "at " + _named(match[1], british, punctuation=False)


RULES: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<![\w.+-])([\w.+-]++@[\w-]++(?:\.[\w-]++)+)"), _address),
    Rule(re.compile(r"(?<!\w)(?:https?|ftp)://([^\s\"<>()\[\]]*[\w/])"), _address),
    Rule(re.compile(r"(?<![\w.@-])(www\.[^\s\"<>()\[\]]*[\w/])"), _address),
    Rule(
        re.compile(
            rf"(?<![\w.@/-])((?:[A-Za-z0-9][\w-]*+\.)+(?:{_SURE_DOMAINS})(?![\w@-])(?:/[^\s\"<>()\[\]]*[\w/])?)"
        ),
        _address,
    ),
    Rule(re.compile(rf"(?<![\w.@/-])((?:[\w-]++\.)+(?:{_FILES}))(?!\w)"), _address),
    Rule(re.compile(r"(?<![\w&#])#([^\W\d_]\w*+)"), _hashtag),
    Rule(re.compile(r"(?<![\w@.])@(\w[\w.]*\w|\w)"), _account),
)
