"""MarkedText: a text freed of its marks, with what they ask for anchored to its words."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.delivery import PLAIN, Delivery, ProsodyChange

STRONG, MODERATE, REDUCED = 1.0, 0.6, -0.6
"""Strengths of emphasis."""
LONGEST_PAUSE = 10.0
"""Seconds of a pause that can be asked for."""


@dataclass(frozen=True)
class Mark:
    """A named place in a text: before the word of this index, or after the last one at the word count."""

    name: str
    word: int


@dataclass(frozen=True)
class MarkedText:
    """What is spoken and shown, and what its marks ask for."""

    text: str
    """Without marks; its words are those of `split_words`."""
    keyframes: tuple[Keyframe, ...] = ()
    """Emotion over the words; empty where no emotion is marked."""
    delivery: Delivery = PLAIN
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    """Remarks for the user, one line each."""

    @property
    def timeline(self) -> EmotionTimeline | None:
        """The keyframes as a timeline; None where no emotion is marked."""
        return EmotionTimeline(keyframes=self.keyframes) if self.keyframes else None


@dataclass(frozen=True)
class Stretch:
    """Characters of a text from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class EmotionMark:
    """From the character at `start` on, until the next such mark, the emotion of a small description."""

    start: int
    description: str
    """Empty: back to neutral."""
    source: str
    """The mark and its place, for messages."""
    advice: str
    """What to write instead of a mark that names no emotion."""


@dataclass
class MarkReading:
    """A text being freed of its marks; what they ask for is kept by character."""

    text: str = ""
    emotions: list[EmotionMark] = field(default_factory=list)
    emphasis: list[tuple[Stretch, float]] = field(default_factory=list)
    """Strengths; of stretches inside each other the inner one counts."""
    pauses: list[tuple[int, float, bool]] = field(default_factory=list)
    """Where, seconds, and whether it was asked for; that of a sentence end gives way to one asked for."""
    changes: list[tuple[Stretch, ProsodyChange]] = field(default_factory=list)
    """Its word indices are filled in later."""
    marks: list[tuple[int, str]] = field(default_factory=list)
    borders: list[tuple[int, str]] = field(default_factory=list)
    """Where one word has to end and the next begin; with the mark and its place, for messages."""
    notes: list[str] = field(default_factory=list)

    def border(self, source: str) -> int:
        """The place reached, at which a mark stands that cannot be inside a word."""
        self.borders.append((len(self.text), source))
        return len(self.text)


class WordPlaces:
    """A text whose words end at every border, and where places of its reading are among these words."""

    def __init__(self, reading: MarkReading) -> None:
        """Raises InputError when a mark stands between the letters of a word."""
        inserted: list[int] = []
        for place, source in reading.borders:
            if _inside_word(reading.text, place):
                raise InputError(f"{source} stands inside a word; put it before the word, with a blank")
            if _divides(reading.text, place) and place not in inserted:
                inserted.append(place)
        pieces = [reading.text[start:end] for start, end in pairwise([0, *inserted, len(reading.text)])]
        self.text = " ".join(pieces)
        self.words = split_words(self.text)
        self._inserted = inserted
        letters = [
            [word.start + place for place, sign in enumerate(word.text) if sign.isalnum()] for word in self.words
        ]
        self._first_letters = [places[0] for places in letters]
        self._last_letters = [places[-1] for places in letters]

    def word(self, place: int) -> int:
        """The index of the first word with a letter or digit at or after a place; the word count when there is none."""
        return bisect_left(self._last_letters, self._moved(place))

    def span(self, stretch: Stretch) -> tuple[int, int]:
        """The words with a letter or digit in a stretch, as first index and index after the last."""
        return self.word(stretch.start), bisect_left(self._first_letters, self._moved(stretch.end))

    def _moved(self, place: int) -> int:
        return place + bisect_left(self._inserted, place)


def delivery_of(reading: MarkReading, places: WordPlaces, capitals: tuple[int, ...]) -> Delivery:
    """Emphasis, pauses and changes by word; words in `capitals` are emphasised where no mark says how."""
    emphasis = dict.fromkeys(capitals, STRONG)
    for stretch, strength in sorted(reading.emphasis, key=lambda item: item[0].start - item[0].end):
        emphasis |= dict.fromkeys(range(*places.span(stretch)), strength)
    changes: list[ProsodyChange] = []
    for stretch, change in reading.changes:
        start, end = places.span(stretch)
        if end > start:
            changes.append(replace(change, start=start, end=end))
    return Delivery(
        emphasis={word: strength for word, strength in sorted(emphasis.items()) if strength},
        breaks=_breaks(reading, places),
        changes=tuple(changes),
    )


def _breaks(reading: MarkReading, places: WordPlaces) -> Mapping[int, float]:
    asked: dict[int, float] = {}
    usual: dict[int, float] = {}
    for place, seconds, explicit in reading.pauses:
        word = places.word(place)
        if explicit:
            asked[word] = min(asked.get(word, 0.0) + seconds, LONGEST_PAUSE)
        elif 0 < word < len(places.words):
            usual[word] = max(usual.get(word, 0.0), seconds)
    return dict(sorted((usual | asked).items()))


def _inside_word(text: str, place: int) -> bool:
    before, after = text[max(0, place - 2) : place], text[place : place + 2]
    if not before or not after:
        return False
    letters = before[-1].isalnum(), after[0].isalnum()
    apostrophe_after = letters[0] and after[0] in "'’" and after[1:].isalnum()
    apostrophe_before = letters[1] and before[-1] in "'’" and before[:-1].isalnum()
    return all(letters) or apostrophe_after or apostrophe_before


def _divides(text: str, place: int) -> bool:
    """Whether letters or digits stand on both sides before the next blank."""
    before = re.compile(r"\S*").match(text[:place][::-1])
    after = re.compile(r"\S*").match(text, place)
    return all(side is not None and any(map(str.isalnum, side[0])) for side in (before, after))
