"""Named stretches of a text: its sentences and clauses, and the passages that a description quotes or mentions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tietfg.emotion.stems import FUNCTION_WORDS, stem
from tietfg.emotion.words import TextWord

_ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "etc.", "no."})
_CONJUNCTIONS = frozenset({"and", "but", "or", "so", "because", "while", "although", "when", "who", "which"})
_NUMBERS = "two three four five six seven eight nine ten eleven twelve"
_NUMBER_WORDS = {name: str(number) for number, name in enumerate(_NUMBERS.split(), start=2)}
_MENTION_WORDS = 8
"""Within how many words of a text a mention finds what it names."""


@dataclass(frozen=True)
class Place:
    """A named stretch of the text, before any preposition is applied."""

    start: float
    end: float
    named_by_words: bool = False
    """Whether words of the text name it: "at 'never again'" goes on from there, "in the last sentence" does not."""
    both_ends: bool = False
    """Whether both its ends are named: "from word 3 to 5"."""


class TextPlaces:
    """The words, sentences, clauses and quotable passages of one text."""

    def __init__(self, words: tuple[TextWord, ...]) -> None:
        self.count = len(words)
        self._words = words
        self._pieces = [(piece, index) for index, word in enumerate(words) for piece in figures(word_pieces(word.text))]
        self._stems = [stem(piece) for piece, _ in self._pieces]
        self._spoken = " " + "".join(f"{piece} " for piece, _ in self._pieces)
        self._word_at: dict[int, int] = {}
        offset = 1
        for piece, index in self._pieces:
            self._word_at[offset] = index
            offset += len(piece) + 1
        self.sentences = self._stretches([_ends_sentence(word.text) for word in words])

    def clauses(self, least: int) -> tuple[Place, ...]:
        """The clauses by punctuation; by conjunctions as well where there would be fewer than `least`."""
        ends = [bool(re.search(r"[,;:.!?…–—-][\"'”’)\]]*$", word.text)) for word in self._words]
        by_punctuation = self._stretches(ends)
        if len(by_punctuation) >= least:
            return by_punctuation
        joined = [word_pieces(word.text)[:1] for word in self._words]
        before = [bool(pieces) and pieces[0] in _CONJUNCTIONS for pieces in [*joined[1:], []]]
        by_conjunction = self._stretches([one or two for one, two in zip(ends, before, strict=True)])
        return by_conjunction if len(by_conjunction) >= least else by_punctuation

    def _stretches(self, ends_after: Sequence[bool]) -> tuple[Place, ...]:
        ends = [index + 1 for index, ends in enumerate(ends_after) if ends and index + 1 < self.count]
        return tuple(Place(start, end) for start, end in zip([0, *ends], [*ends, self.count], strict=True))

    def passage(self, pieces: Sequence[str], occurrence: int = 0) -> Place | None:
        """The words that contain these pieces in a row; occurrence counts from 0, or from the end when negative."""
        pieces = figures(pieces)
        wanted = " ".join(pieces)
        found = [match.start() + 1 for match in re.finditer(f" (?={re.escape(wanted)} )", self._spoken)]
        if not wanted or not -len(found) <= occurrence < len(found):
            return None
        start = found[occurrence]
        last = start + len(wanted) - len(pieces[-1])
        return Place(self._word_at[start], self._word_at[last] + 1, named_by_words=True)

    def longest_passage(self, pieces: Sequence[str], least: int) -> tuple[Place, int] | None:
        """The longest beginning of these pieces that stands in the text, and its length.

        It needs at least `least` pieces, and one that is not a mere function word.
        """
        for length in range(len(pieces), least - 1, -1):
            if set(pieces[:length]) <= FUNCTION_WORDS:
                return None
            if (place := self.passage(pieces[:length])) is not None:
                return place, length
        return None

    def mention(self, pieces: Sequence[str]) -> tuple[Place, int, int] | None:
        """The closest words of the text that are about what these pieces tell, in other forms or another order.

        With the place, how many of the pieces' own words it has, and the length of the pieces up to the last of them.
        """
        wanted = {stem(piece): index for index, piece in enumerate(pieces) if piece not in FUNCTION_WORDS}
        at = [index for index, text_stem in enumerate(self._stems) if text_stem in wanted and self._tells(index)]
        best: tuple[int, int, int, int] | None = None
        for first in at:
            within = [index for index in at if first <= index < first + _MENTION_WORDS]
            for last in within:
                named = {self._stems[index] for index in within if index <= last}
                rank = (len(named), first - last, -first, last)
                best = rank if best is None or rank > best else best
        if best is None:
            return None
        first, last = -best[2], best[3]
        length = 1 + max(wanted[self._stems[index]] for index in at if first <= index <= last)
        if first and self._pieces[first - 1][0] in ("the", "a", "an", "my", "her", "his", "our", "their", "your"):
            first -= 1
        return Place(self._pieces[first][1], self._pieces[last][1] + 1, named_by_words=True), best[0], length

    def _tells(self, index: int) -> bool:
        return self._pieces[index][0] not in FUNCTION_WORDS

    def around(self, place: Place, unit: str) -> Place:
        """The sentence, or else the clauses, that a place stands in."""
        units = self.sentences if unit in ("sentence", "line") else self.clauses(1)
        inside = [one for one in units if one.end > place.start and one.start < place.end]
        return Place(inside[0].start, inside[-1].end) if inside else place

    def sentences_with(self, mark: str) -> tuple[Place, ...]:
        """The sentences that end with this mark."""
        return tuple(place for place in self.sentences if mark in self._words[int(place.end) - 1].text)

    def marks(self, mark: str) -> tuple[Place, ...]:
        """The borders after the words that carry this mark."""
        pattern = re.compile(r"(?<!\w)[-–—]|[-–—](?!\w)|—" if mark == "-" else re.escape(mark))
        carrying = [index + 1 for index, word in enumerate(self._words) if pattern.search(word.text)]
        return tuple(Place(index, index, named_by_words=True) for index in carrying)


def word_pieces(text: str) -> list[str]:
    """Letters and digits of a passage in lower case, cut at everything but apostrophes."""
    return [piece.strip("'") for piece in re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("’", "'").casefold())]


def figures(units: Sequence[str]) -> list[str]:
    """Number words up to twelve as figures, so that "seven" and "7" are one."""
    return [_NUMBER_WORDS.get(unit, unit) for unit in units]


def _ends_sentence(word: str) -> bool:
    return bool(re.search(r"[.!?…]+[\"'”’)\]]*(?:\s*[-–—])?$", word)) and word.casefold() not in _ABBREVIATIONS
