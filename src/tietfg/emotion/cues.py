"""Cues: the words and phrases by which descriptions tell emotions, degrees, negation, order and ways of coming."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tietfg.emotion.cue_words import CUES, DEGREES, TokenKind
from tietfg.emotion.lexicon import EmotionEntry, lexicon
from tietfg.emotion.stems import stem

if TYPE_CHECKING:
    from tietfg.emotion.positions import Position


@dataclass(frozen=True)
class Token:
    """One cue and the words of the description it was read from."""

    kind: TokenKind
    text: str
    value: "EmotionEntry | float | str | tuple[Position, ...] | None" = None


@cache
def phrases() -> dict[str, Token]:
    """Every phrase that is known, in its general form (see `general_form`)."""
    found = {general_form(text): Token("emotion", text, entry) for text, entry in lexicon().items()}
    for intensity, listed in DEGREES:
        for phrase in listed.split():
            text = phrase.replace("_", " ")
            found[general_form(text)] = Token("degree", text, intensity)
    for kind, listed in CUES.items():
        for phrase in listed.split():
            text = phrase.replace("_", " ")
            found[general_form(text)] = Token(kind, text, text)
    return found


@cache
def known_words() -> frozenset[str]:
    """Single words that are an emotion, a degree or another cue by themselves."""
    return frozenset(phrase for phrase, token in phrases().items() if " " not in phrase and token.kind != "word")


@cache
def inflected() -> dict[str, Token]:
    """Emotions by the stems of their words, for forms that are not listed: "rejoicing", "blew her top"."""
    found: dict[str, Token] = {}
    for text, entry in lexicon().items():
        stems = stemmed(text)
        if text.endswith("ly") and text.removesuffix("ly") not in lexicon():
            continue  # "friendly" does not make a friend
        if " " in stems or (entry.change is None and len(stems) >= _LONG_STEM):
            found.setdefault(stems, Token("emotion", text, entry))
    return found


def stemmed(phrase: str) -> str:
    """A phrase as the stems of its words, in general form."""
    return " ".join(stem(word) for word in general_form(phrase).split(" "))


def general_form(phrase: str) -> str:
    """A phrase as said of her: "blows his top" and "blow my top" are listed for one person only."""
    return " ".join(_PERSONS.get(word, word) for word in phrase.split(" "))


_LONG_STEM = 5
"""Letters of a stem that stands for a word; shorter, it is often another word's."""
_OTHERS = "himself themselves themself myself yourself ourselves itself oneself"
_PERSONS: dict[str, str] = dict.fromkeys(
    ("his", "their", "my", "your", "our", "its", "one's", "him", "them", "me", "us"), "her"
)
_PERSONS |= dict.fromkeys(_OTHERS.split(), "herself")
