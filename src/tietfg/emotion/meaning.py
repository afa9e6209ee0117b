"""Meaning: what a phrase that is in no list says of emotion."""

from collections.abc import Sequence
from typing import Protocol

from tietfg.emotion.lexicon import EmotionEntry


class Meaning(Protocol):
    """Reads phrases by their meaning rather than by a list of words. One object serves many requests."""

    def described(self, phrase: str, certainty: float = 0.5) -> EmotionEntry | None:
        """The emotion that a phrase of a description asks for, or None when it names no way to feel or show feeling.

        Phrases such as "creeped out" or "as if reading a eulogy". `certainty` in (0, 1) is how probable the emotion
        must be beside naming none: little where one is expected, much where the phrase may only tell circumstances.
        """
        ...

    def expressed(self, sentence: str) -> EmotionEntry:
        """The emotion with which a sentence of a text would naturally be said; neutral where it is matter of fact."""
        ...

    def expressed_each(self, sentences: Sequence[str]) -> tuple[EmotionEntry, ...]:
        """The same for several sentences at once."""
        ...
