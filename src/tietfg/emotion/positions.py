"""Where in a text: phrases such as "for the first three words" or "after the question" read as spans of words."""

from dataclasses import dataclass
from typing import Literal

from tietfg.emotion.cues import known_words
from tietfg.emotion.place_patterns import (
    BETWEEN_END,
    BOTH_ENDS,
    CAUSE,
    CLAUSE_PREPOSITIONS,
    EXCEPTED,
    IS_OVER,
    ONWARDS,
    PREPOSITIONS,
    RANGE_END,
    SAYS_BEFORE,
    SUBJECT_FOLLOWS,
    VAGUE_PLACES,
)
from tietfg.emotion.places import Place
from tietfg.emotion.reference_patterns import AT_CLAUSE_START
from tietfg.emotion.references import ReferenceReader
from tietfg.emotion.stems import FUNCTION_WORDS

PositionKind = Literal["span", "start", "middle", "halfway", "between", "end", "whole", "rest", "before"]


@dataclass(frozen=True)
class Position:
    """A stretch of the text in word positions; an open side is left to the neighbouring emotions.

    Kinds: `span` has at least one known side; `start`, `middle` and `end` are the vague parts of the text; `halfway`
    begins in the middle; `between` lies between its neighbours; `whole` and `rest` lie under everything else;
    `before` stands before the emotion named last.
    """

    kind: PositionKind
    start: float | None = None
    end: float | None = None
    passage_end: float | None = None
    """Where the words that name an open stretch end; it closes there when another emotion lies under it."""
    excepted: bool = False
    """Whether the phrase takes the stretch away from what was said: "except on the last word"."""


_LONGEST_CLAUSE = 150
"""Characters."""

Found = tuple[tuple[Position, ...], int]


def read_position(references: ReferenceReader, offset: int) -> Found | None:
    """The longest position phrase at this offset of the description, and its length in characters."""
    canonical = references.description
    if match := BOTH_ENDS.match(canonical, offset):
        return (Position("start"), Position("end")), len(match[0])
    found: list[tuple[int, tuple[Position, ...]]] = []
    for excepted in (False, True):
        prefix = EXCEPTED.match(canonical, offset) if excepted else None
        start = prefix.end() if prefix else offset
        for kind, pattern in VAGUE_PLACES if prefix or not excepted else ():
            if (match := pattern.match(canonical, start)) and not (excepted and kind == "rest"):
                found.append((match.end() - offset, (Position(kind, excepted=excepted),)))
    if AT_CLAUSE_START.search(canonical[:offset]) and (subject := _subject(references, offset)) is not None:
        return subject
    before = references.last, references.unit, references.reached
    candidates = [(name, match.end()) for name, pattern in PREPOSITIONS if (match := pattern.match(canonical, offset))]
    read = [
        (_read_at(references, name, start, offset), _state(references, before))
        for name, start in [*candidates, ("", offset)]
    ]
    named = [(one, state) for one, state in read if one is not None]
    if named:
        longest, state = max(named, key=lambda pair: pair[0][0])
        found.append(longest)
        if longest[0] >= max(length for length, _ in found):
            references.last, references.unit, references.reached = state
    if not found:
        mentions = (_mention(references, name, start, offset) for name, start in candidates)
        return next(filter(None, mentions), None) or _missing(references, [start for _, start in candidates], offset)
    length, positions = max(found, key=lambda pair: pair[0])
    return positions, length


def _subject(references: ReferenceReader, offset: int) -> Found | None:
    """What happens in the text as the cause of a feeling: "the letter makes her cry"."""
    match = CAUSE.match(references.description, offset)
    units = match["about"].split(" ") if match else []
    mention = None if set(units) & known_words() else references.places.mention(units)
    if match is None or mention is None or mention[1] * 2 < len([unit for unit in units if unit not in FUNCTION_WORDS]):
        return None
    references.last = (mention[0],)
    return (_apply("when", mention[0]),), match.end("about") - offset


def _state(references: ReferenceReader, before: tuple) -> tuple:  # type: ignore[type-arg]
    """What a reading has remembered; the reader goes back to what it knew before."""
    after = references.last, references.unit, references.reached
    references.last, references.unit, references.reached = before
    return after


def _missing(references: ReferenceReader, starts: list[int], offset: int) -> Found | None:
    """A counted place that the text does not have is read as no position."""
    ends = (end for start in (*starts, offset) if (end := references.missing(start)) is not None)
    end = next(ends, None)
    return None if end is None else ((), end - offset)


def _read_at(
    references: ReferenceReader, preposition: str, start: int, offset: int
) -> tuple[int, tuple[Position, ...]] | None:
    canonical = references.description
    named = references.read(preposition, start)
    if named is None:
        return None
    places, end = named
    first, last = places[0], places[-1]
    separator = {"from": RANGE_END, "between": BETWEEN_END}.get(preposition)
    if separator is not None and (match := separator.match(canonical, end)):
        second = references.read("including", match.end())
        if second is not None and second[0][0].end > first.start:
            begin = first.end if preposition == "between" and first.named_by_words else first.start
            finish = second[0][0].start if preposition == "between" and first.named_by_words else second[0][0].end
            references.last = (Place(begin, max(begin, finish)),)
            return second[1] - offset, (Position("span", begin, finish),)
    if preposition == "between" and len(places) > 1:
        return end - offset, (Position("span", first.end, last.start),)
    if preposition == "between":
        return None
    if match := ONWARDS.match(canonical, end):
        return match.end() - offset, (Position("span", first.start),)
    if preposition in ("when", "in") and (match := IS_OVER.match(canonical, end)):
        return match.end() - offset, (_apply("after", last),)
    if preposition == "until" and (match := IS_OVER.match(canonical, end)):
        return match.end() - offset, (_apply("including", last),)
    if preposition == "beside":
        outer = Position("span", 0.0, first.start), Position("span", last.end, float(references.places.count))
        return end - offset, outer
    if len(places) > 1 and preposition in ("until", "after", "from", "including"):
        places = (first,) if preposition in ("until", "from") else (last,)
    # "'the car is gone' is sad": what is told of a passage ends with it.
    open_ended = len(places) == 1 and (preposition != "" or not SUBJECT_FOLLOWS.match(canonical, end))
    return end - offset, tuple(_apply(preposition, place, open_ended) for place in places)


def _mention(references: ReferenceReader, preposition: str, start: int, offset: int) -> Found | None:
    """A clause that tells what happens in the text, "when the doctor walks in", up to its end or an emotion in it."""
    canonical = references.description
    if preposition not in CLAUSE_PREPOSITIONS:
        return None
    units = canonical[start : start + _LONGEST_CLAUSE].split(" ")
    in_text = references.places.mention
    ends = (
        index
        for index, unit in enumerate(units)
        if not unit[:1].isalnum() or (unit in known_words() and in_text([unit]) is None)
    )
    length = next(ends, len(units))
    if canonical.startswith("at ", offset) and "for" in units[:length]:
        length = units.index("for")  # "angry at her father for selling the car"
    content = [unit for unit in units[:length] if unit not in FUNCTION_WORDS]
    mention = references.places.mention(units[:length]) if content else None
    if mention is None:
        return None
    place, own, _ = mention
    said = SAYS_BEFORE.search(canonical[:start])
    begins = AT_CLAUSE_START.search(canonical[:offset])
    loose = canonical.startswith(("as ", "since ", "at ", "from "), offset) and not (said or begins)
    if own < (2 if loose else 1) or own * 3 < len(content):
        return None
    references.last = (place,)
    return (_apply(preposition, place),), start + len(" ".join(units[:length])) - offset


def _apply(preposition: str, place: Place, open_ended: bool = True) -> Position:
    match preposition:
        case "except":
            return Position("span", place.start, place.end, excepted=True)
        case "until":
            # "until two thirds" names a length from the beginning, "until 'dog'" the word that ends the stretch.
            return Position("span", None, place.start or place.end, passage_end=place.end)
        case "after":
            return Position("span", place.end)
        case "from" if not place.both_ends:
            return Position("span", place.start)
        case "including":
            return Position("span", None, place.end)
        case "when" | "with" | "" if place.named_by_words and open_ended:
            return Position("span", place.start, passage_end=place.end if place.end > place.start else None)
    end = None if place.start == place.end else place.end
    return Position("span", place.start, end, end if place.named_by_words else None)
