"""Named stretches of a text: its sentences, and the passages that a description quotes."""

import re
from dataclasses import dataclass

from tietfg.emotion.words import TextWord

_ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "etc.", "no."})
_FUNCTION_WORDS = """
    a an the and or but of to in on at for with from by as is are was were be been it its this that these those she he
    they we i you her his their my your our who which what when then so not no do did does has have had s t
"""


@dataclass(frozen=True)
class Place:
    """A named stretch of the text, before any preposition is applied."""

    start: float
    end: float
    named_by_words: bool = False
    """Whether words of the text name it: "at 'never again'" goes on from there, "in the last sentence" does not."""


class TextPlaces:
    """The words, sentences and quotable passages of one text."""

    def __init__(self, words: tuple[TextWord, ...]) -> None:
        self.count = len(words)
        self._words = words
        pieces = [(piece, index) for index, word in enumerate(words) for piece in word_pieces(word.text)]
        self._spoken = " " + "".join(f"{piece} " for piece, _ in pieces)
        self._word_at: dict[int, int] = {}
        offset = 1
        for piece, index in pieces:
            self._word_at[offset] = index
            offset += len(piece) + 1
        ends = [index + 1 for index, word in enumerate(words) if _ends_sentence(word.text)]
        if not ends or ends[-1] != self.count:
            ends.append(self.count)
        self.sentences = tuple(Place(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))

    def passage(self, pieces: list[str], occurrence: int = 0) -> Place | None:
        """The words that contain these pieces in a row; occurrence counts from 0, or from the end when negative."""
        wanted = " ".join(pieces)
        found = [match.start() + 1 for match in re.finditer(f" (?={re.escape(wanted)} )", self._spoken)]
        if not wanted or not -len(found) <= occurrence < len(found):
            return None
        start = found[occurrence]
        last = start + len(wanted) - len(pieces[-1])
        return Place(self._word_at[start], self._word_at[last] + 1, named_by_words=True)

    def longest_passage(self, pieces: list[str], least: int) -> tuple[Place, int] | None:
        """The longest beginning of these pieces that stands in the text, and its length.

        It needs at least `least` pieces, and one that is not a mere function word.
        """
        for length in range(len(pieces), least - 1, -1):
            if set(pieces[:length]) <= set(_FUNCTION_WORDS.split()):
                return None
            if (place := self.passage(pieces[:length])) is not None:
                return place, length
        return None

    def sentence_with(self, mark: str) -> Place | None:
        """The first sentence that ends with this mark."""
        return next((place for place in self.sentences if mark in self._words[int(place.end) - 1].text), None)

    def after_mark(self, mark: str) -> Place | None:
        """The border after the first word that carries this mark."""
        index = next((index for index, word in enumerate(self._words) if mark in word.text), None)
        return None if index is None else Place(index + 1, index + 1, named_by_words=True)


def word_pieces(text: str) -> list[str]:
    """Letters and digits of a passage in lower case, cut at everything but apostrophes."""
    return [piece.strip("'") for piece in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'").casefold())]


def _ends_sentence(word: str) -> bool:
    return bool(re.search(r"[.!?…]+[\"'”’)\]]*(?:\s*[-–—])?$", word)) and word.casefold() not in _ABBREVIATIONS
