"""Where in a text: phrases such as "for the first three words" or "after the question" read as spans of words."""

import re
from dataclasses import dataclass, field
from typing import Literal

from tietfg.emotion.place_patterns import (
    ANNOUNCED_WORDS,
    BARE_PLACES,
    BORDER_OF,
    BOTH_ENDS,
    EXCEPTED,
    FRACTIONS,
    ONWARDS,
    ORDINALS,
    PLACES,
    PREPOSITIONS,
    RANGE_END,
    SAYS_BEFORE,
    VAGUE_PLACES,
)
from tietfg.emotion.places import Place, TextPlaces, word_pieces

WORDS_PER_SECOND = 2.5
"""Speaking rate by which seconds in a description are taken, before there is any speech."""


PositionKind = Literal["span", "start", "middle", "end", "whole", "rest", "before"]


@dataclass(frozen=True)
class Position:
    """A stretch of the text in word positions; an open side is left to the neighbouring emotions.

    Kinds: `span` has at least one known side; `start`, `middle` and `end` are the vague parts of the text; `whole` and
    `rest` lie under everything else; `before` stands before the emotion named last.
    """

    kind: PositionKind
    start: float | None = None
    end: float | None = None
    passage_end: float | None = None
    """Where the words that name an open stretch end; it closes there when another emotion lies under it."""
    excepted: bool = False
    """Whether the phrase takes the stretch away from what was said: "except on the last word"."""


@dataclass
class PositionReader:
    """Reads positions one after another; remembers the unit last named, for "in the second"."""

    places: TextPlaces
    quotes: list[str]
    unit: str = "sentence"
    reached: float = 0.0
    """Where the place last named ends, for "for two words"."""
    missed: list[str] = field(default_factory=list)
    """Places named that the text does not have: "the second sentence" of one."""
    seconds_read: bool = False
    """Whether a position was given in seconds."""

    def read(self, canonical: str, offset: int) -> tuple[tuple[Position, ...], int] | None:
        """The longest position phrase at this offset of a canonical description, and its length in characters."""
        if match := BOTH_ENDS.match(canonical, offset):
            return (Position("start"), Position("end")), len(match[0])
        found: list[tuple[int, tuple[Position, ...]]] = []
        for kind, pattern in VAGUE_PLACES:
            if match := pattern.match(canonical, offset):
                found.append((match.end() - offset, (Position(kind),)))
        for name, pattern in PREPOSITIONS:
            if (match := pattern.match(canonical, offset)) is not None:
                found += self._at(name, canonical, match.end(), offset)
        if excepted := EXCEPTED.match(canonical, offset):
            for kind, pattern in VAGUE_PLACES:
                if match := pattern.match(canonical, excepted.end()):
                    found.append((match.end() - offset, (Position(kind, excepted=True),)))
        found += self._at("", canonical, offset, offset)
        if not found:
            return self._missing(canonical, offset)
        length, positions = max(found, key=lambda pair: pair[0])
        return positions, length

    def _missing(self, canonical: str, offset: int) -> tuple[tuple[Position, ...], int] | None:
        """A counted place that the text does not have is read as no position."""
        prepositions = [match.end() for _, pattern in PREPOSITIONS if (match := pattern.match(canonical, offset))]
        for start in (*prepositions, offset):
            for name, pattern in PLACES:
                if name in ("counted", "range") and (match := pattern.match(canonical, start)):
                    self.missed.append(match[0])
                    return (), match.end() - offset
        return None

    def _at(self, preposition: str, canonical: str, start: int, offset: int) -> list[tuple[int, tuple[Position, ...]]]:
        placed = self._place(preposition, canonical, start)
        if placed is None:
            return []
        place, end = placed
        if preposition == "from" and (match := RANGE_END.match(canonical, end)):
            second = self._place(preposition, canonical, match.end())
            if second is not None and second[0].end > place.start:
                return [(second[1] - offset, (Position("span", place.start, second[0].end),))]
        if match := ONWARDS.match(canonical, end):
            return [(match.end() - offset, (Position("span", place.start),))]
        return [(end - offset, (_apply(preposition, place),))]

    def _place(self, preposition: str, canonical: str, start: int) -> tuple[Place, int] | None:
        if match := BORDER_OF.match(canonical, start):
            inner = self._place(preposition, canonical, match.end()) if preposition else None
            if inner is not None:
                border = inner[0].end if match["side"] == "end" else inner[0].start
                return Place(border, border, named_by_words=True), inner[1]
        for name, pattern in PLACES:
            match = pattern.match(canonical, start)
            if match is None or (not preposition and name not in BARE_PLACES):
                continue
            if name == "percent" and preposition == "from" and not canonical.startswith(" on", match.end()):
                continue  # "from 20% angry to 100% angry" tells intensities
            place = self._named(name, match)
            if place is not None:
                self.reached = place.end
                return place, match.end()
        if preposition in ("", "in", "except", "with"):
            # A bare word of the text is an anchor only where it is announced: "on the word dog".
            match = ANNOUNCED_WORDS.match(canonical, start)
            return self._words_of_text(canonical, match.end(), least=1) if match and preposition else None
        match = ANNOUNCED_WORDS.match(canonical, start)
        said = SAYS_BEFORE.search(canonical[:start])
        return self._words_of_text(canonical, match.end() if match else start, least=1 if match or said else 2)

    def _words_of_text(self, canonical: str, start: int, least: int) -> tuple[Place, int] | None:
        following = canonical[start:].split(" ")[:12]
        found = self.places.longest_passage(following, least)
        return None if found is None else (found[0], start + len(" ".join(following[: found[1]])))

    def _named(self, name: str, match: re.Match[str]) -> Place | None:
        count = self.places.count
        group = match.groupdict()
        if name == "quote":
            return self.places.passage(
                word_pieces(self.quotes[int(group["quote"])]), ORDINALS[group["which"] or "first"]
            )
        if name == "range":
            units = self._units(group["unit"])
            low, high = int(group["low"]), int(group["high"] or group["low"])
            return (
                Place(units[low - 1].start, units[min(high, len(units)) - 1].end)
                if 1 <= low <= min(high, len(units))
                else None
            )
        if name in ("share", "percent", "seconds", "fraction"):
            if name == "seconds":
                self.seconds_read = True
                length = float(group["seconds"]) * WORDS_PER_SECOND
            elif name == "fraction":
                length = count * FRACTIONS[group["fraction"]]
            else:
                length = count * float(group["percent"]) / 100
            length = min(max(length, 0.0), float(count))
            return Place(count - length, count) if group.get("side") in ("last", "final") else Place(0, length)
        if name == "several":
            following = [unit for unit in self._units(group["unit"]) if unit.start >= self.reached]
            length = {"a few": 3, "a couple of": 2, "one": 1, "a": 1}.get(group["several"]) or int(group["several"])
            return Place(following[0].start, following[:length][-1].end) if following and length else None
        if name in ("counted", "elided"):
            if name == "counted":
                self.unit = group["unit"]
            return self._counted(group["which"], group.get("several"))
        if name == "question":
            return self.places.sentence_with("?" if group["mark"] == "question" else "!")
        if name == "mark":
            return self.places.after_mark({"comma": ",", "semicolon": ";", "colon": ":", "dash": "-"}[group["mark"]])
        return Place(count, count) if name == "end" else Place(count / 2, count / 2, named_by_words=True)

    def _counted(self, which: str, several: str | None) -> Place | None:
        units = self._units(self.unit)
        if which == "middle":
            third = len(units) / 3
            return Place(units[int(third)].start, units[max(int(third), int(2 * third) - 1)].end)
        number = ORDINALS[which]
        if number < 0 and len(units) == 1:
            return Place(self.places.count * 2 / 3, self.places.count)  # "the last sentence" of a single one
        length = {None: 1, "few": 3, "several": 3, "couple of": 2}.get(several) or int(several or 1)
        if number < 0:
            if -number > len(units):
                return None
            last = len(units) + number
            return Place(units[max(0, last - length + 1)].start, units[last].end)
        if number >= len(units):
            return None
        return Place(units[number].start, units[min(number + length, len(units)) - 1].end)

    def _units(self, unit: str) -> tuple[Place, ...]:
        count = self.places.count
        parts = {"half": 2, "third": 3, "part": 3, "quarter": 4}.get(unit)
        if parts is not None:
            return tuple(Place(count * index / parts, count * (index + 1) / parts) for index in range(parts))
        if unit.startswith("word"):
            return tuple(Place(index, index + 1) for index in range(count))
        return self.places.sentences


def _apply(preposition: str, place: Place) -> Position:
    match preposition:
        case "except":
            return Position("span", place.start, place.end, excepted=True)
        case "until":
            # "until two thirds" names a length from the beginning, "until 'dog'" the word that ends the stretch.
            return Position("span", None, place.start or place.end)
        case "after":
            return Position("span", place.end)
        case "from":
            return Position("span", place.start)
        case "including":
            return Position("span", None, place.end)
        case "when" | "with" | "" if place.named_by_words:
            return Position("span", place.start, passage_end=place.end if place.end > place.start else None)
    end = None if place.start == place.end else place.end
    return Position("span", place.start, end, end if place.named_by_words else None)
