"""Where in a text: phrases such as "for the first three words" or "after the question" read as spans of words."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from tietfg.emotion.words import TextWord

WORDS_PER_SECOND = 2.5
"""Speaking rate by which seconds in a description are taken, before there is any speech."""

_ABBREVIATIONS = frozenset({"mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "etc.", "no."})
_FUNCTION_WORDS = frozenset(
    "a an the and or but of to in on at for with from by as is are was were be been it its this that these those she he "
    "they we i you her his their my your our who which what when then so not no do did does has have had s t".split()
)


@dataclass(frozen=True)
class Position:
    """A stretch of the text in word positions; an open side is left to the neighbouring emotions.

    Kinds: `span` has at least one known side; `start`, `middle` and `end` are the vague parts of the text; `whole` and
    `rest` lie under everything else; `before` stands before the emotion named last.
    """

    kind: Literal["span", "start", "middle", "end", "whole", "rest", "before"]
    start: float | None = None
    end: float | None = None
    passage_end: float | None = None
    """Where the words that name an open stretch end; it closes there when another emotion lies under it."""
    excepted: bool = False
    """Whether the phrase takes the stretch away from what was said: "except on the last word"."""


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
        self._pieces = [(piece, index) for index, word in enumerate(words) for piece in word_pieces(word.text)]
        ends = [index + 1 for index, word in enumerate(words) if _ends_sentence(word.text)]
        if not ends or ends[-1] != self.count:
            ends.append(self.count)
        self.sentences = tuple(Place(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))

    def passage(self, pieces: list[str], occurrence: int = 0) -> Place | None:
        """The words that contain these pieces in a row; occurrence counts from 0, or from the end when negative."""
        found = [
            Place(self._pieces[index][1], self._pieces[index + len(pieces) - 1][1] + 1, named_by_words=True)
            for index in range(len(self._pieces) - len(pieces) + 1)
            if pieces and [piece for piece, _ in self._pieces[index : index + len(pieces)]] == pieces
        ]
        return found[occurrence] if -len(found) <= occurrence < len(found) else None

    def longest_passage(self, pieces: list[str], least: int) -> tuple[Place, int] | None:
        """The longest beginning of these pieces that stands in the text, and its length.

        It needs at least `least` pieces, and one that is not a mere function word.
        """
        for length in range(len(pieces), least - 1, -1):
            if set(pieces[:length]) <= _FUNCTION_WORDS:
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


_ORDINAL_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "first 1st opening initial",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        )
    )
    for name in names.split()
} | {"last": -1, "final": -1, "closing": -1, "other": -1, "penultimate": -2}
_ORDINAL = "|".join(_ORDINAL_NUMBERS)
_NUMBER = r"\d+(?:\.\d+)?"
_SAYS = (
    r"(?:(?:[a-z']+ ){1,2}(?:says?|said|speaks|reaches|reads|mentions|mentioned|pronounces|utters|hits|gets? to|comes? to|got to|"
    r"asks|asked)|saying|reaching|reading|mentioning|hearing|asking)(?: the)?"
)
_PREPOSITIONS = tuple(
    (name, re.compile(pattern + " "))
    for name, pattern in (
        (
            "except",
            "(?:except|excepting|apart from|aside from|but not|besides|other than|with the exception of)"
            "(?: only)?(?: for| in| on| at| during| of| when)?",
        ),
        ("only", rf"(?:only|just) (?:at|on|for|in|during|with|when)(?: {_SAYS})?"),
        (
            "until",
            rf"(?:right |all the way |just |shortly )?(?:until|till|til|up to|up until|before|prior to|as far as)(?: {_SAYS})?",
        ),
        ("after", rf"(?:right |just |shortly |immediately )?(?:after|following|past|once)(?: {_SAYS})?"),
        ("from", rf"(?:starting (?:from|at|with|on)|beginning (?:from|at|with|on)|from|since|as of)(?: {_SAYS})?"),
        ("when", rf"(?:when|as|whenever|where|at|upon|with|by|by the time|as soon as|the moment)(?: {_SAYS})?"),
        (
            "in",
            rf"(?:in|during|for|on|over|within|through|throughout|across|while)(?: {_SAYS})?(?: about| around| roughly)?",
        ),
    )
)
_PLACES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("quote", rf"(?:the )?(?:(?P<which>{_ORDINAL}) )?(?:(?:words?|phrase|line|part|name) )?<(?P<quote>\d+)>"),
        (
            "range",
            rf"(?:the )?(?P<unit>word|sentence)s? (?P<low>\d+)(?: (?:to|through|until|till|and|-|up to) (?P<high>\d+))?\b",
        ),
        ("share", rf"(?:the )?(?P<side>first|last|opening|final) (?P<percent>{_NUMBER}) ?%(?: of (?:the )?\w+)?"),
        ("percent", rf"(?P<percent>{_NUMBER}) ?%(?: of (?:the |its )?\w+| in| through| of it)?"),
        (
            "seconds",
            rf"(?:the )?(?:(?P<side>first|last|opening|final) )?(?P<seconds>{_NUMBER}) ?(?:seconds?|s|sec|secs)\b",
        ),
        (
            "fraction",
            r"(?:the )?(?:(?P<side>first|last|final) )?(?:(?P<fraction>half|a third|one third|a quarter|one quarter|"
            r"2 thirds|3 quarters|3 fourths)(?: of (?:the |its )?(?:way|text|time|words|it|speech)(?: through)?| in| through)?)\b",
        ),
        (
            "counted",
            rf"(?:the |her |his |its )?(?:very )?(?:(?P<which>{_ORDINAL}|middle) )"
            r"(?:(?P<several>\d+|few|couple of|several) )?(?:\w+ )??"
            r"(?P<unit>words?|sentences?|lines?|phrases?|clauses?|half|third|quarter|part)\b",
        ),
        ("question", r"(?:the |her |his )?(?:(?P<which>first) )?(?P<mark>question|exclamation)(?: mark)?\b"),
        ("mark", r"(?:the |a )?(?:first )?(?P<mark>comma|semicolon|colon|dash)\b"),
        (
            "halfway",
            r"(?:the )?(?:half ?way|mid ?way)(?: point| mark)?(?: through| in| along)?(?: the (?:text|sentence|speech))?\b",
        ),
        ("end", r"the (?:very )?end\b"),
        ("elided", rf"(?:the )(?P<which>{_ORDINAL})(?: one)?(?= [,.;:]|$| and\b| but\b)"),
    )
)
_VAGUE = tuple(
    (Position(kind), re.compile(pattern))
    for kind, pattern in (
        ("before", r"(?:before|prior to) (?:that|this|it|then)\b|beforehand\b|previously\b"),
        (
            "start",
            r"(?:at|in|from|near|right at|right from|just at) (?:the|its) (?:very )?(?:beginning|start|outset|opening)\b(?! of the (?:\w+ )?(?:sentence|word|line|half|part))"
            r"|at first\b|first of all\b|firstly\b|initially\b|originally\b|(?:to (?:begin|start) with)\b|early on\b",
        ),
        ("middle", r"(?:(?:at|in|around|near|towards?) the (?:very )?middle(?: part)?|in between|(?:the )?middle)\b(?! (?:sentence|word|line|third|part|of the))"),
        (
            "end",
            r"(?:at|in|by|near|towards?|right at|just before|shortly before|only at) (?:the|its) (?:very )?(?:end|close|ending|finish)"
            r"\b(?! of the (?:\w+ )?(?:sentence|word|line|half|part))|(?:at long last|at last|lastly|finally|eventually|ultimately)\b",
        ),
        (
            "whole",
            r"throughout(?: the (?:whole |entire )?(?:text|speech|time|thing|video))?(?= [,.;:]|$| and| but| with| except)"
            r"|all (?:the way|the time|along)(?: through)?\b|(?:for |during |over |through |throughout |in )?the (?:whole|entire) (?:time|text|speech|way|thing|video|sentence|passage)\b"
            r"|from (?:start to finish|beginning to end|start to end|the (?:beginning|start) to the end|first to last)\b"
            r"|(?:constantly|always|overall|the entire time|continuously|everywhere|steadily)\b",
        ),
        (
            "rest",
            r"(?:for |in |during |over )?(?:all )?(?:the |its )?(?:rest|remainder|remaining (?:words|text|part|sentences))"
            r"(?: of (?:the |it )?\w*)?(?: being| is| are)?\b|otherwise\b|elsewhere\b|everything else\b|everywhere else\b|all else\b"
            r"|(?:for |in )?(?:all )?the other (?:words|sentences|parts)\b|apart from (?:that|this)\b|other than that\b",
        ),
    )
)
_BOTH_ENDS = re.compile(
    r"(?:at|on|in) (?:both|either|the two) (?:the )?(?:ends|sides)\b|at (?:the )?(?:start|beginning) and (?:the )?end\b"
)


@dataclass
class PositionReader:
    """Reads positions one after another; remembers the unit last named, for "in the second"."""

    places: TextPlaces
    quotes: list[str]
    unit: str = "sentence"
    seconds_read: bool = False
    """Whether a position was given in seconds."""

    def read(self, canonical: str, offset: int) -> tuple[tuple[Position, ...], int] | None:
        """The longest position phrase at this offset of a canonical description, and its length in characters."""
        if match := _BOTH_ENDS.match(canonical, offset):
            return (Position("start"), Position("end")), len(match[0])
        found: list[tuple[int, tuple[Position, ...]]] = []
        for position, pattern in _VAGUE:
            if match := pattern.match(canonical, offset):
                found.append((match.end() - offset, (position,)))
        for name, pattern in _PREPOSITIONS:
            if (match := pattern.match(canonical, offset)) is not None:
                found += self._at(name, canonical, match.end(), offset)
        if excepted := re.compile("(?:except|apart from|but not)(?: only| for)? ").match(canonical, offset):
            for position, pattern in _VAGUE:
                if match := pattern.match(canonical, excepted.end()):
                    found.append((match.end() - offset, (replace(position, excepted=True),)))
        found += self._at("", canonical, offset, offset)
        if not found:
            return None
        length, positions = max(found, key=lambda pair: pair[0])
        return positions, length

    def _at(self, preposition: str, canonical: str, start: int, offset: int) -> list[tuple[int, tuple[Position, ...]]]:
        placed = self._place(preposition, canonical, start)
        if placed is None:
            return []
        place, end = placed
        if preposition == "from" and (match := re.compile(r" (?:to|until|till|through|up to) ").match(canonical, end)):
            second = self._place(preposition, canonical, match.end())
            if second is not None and second[0].end > place.start:
                return [(second[1] - offset, (Position("span", place.start, second[0].end),))]
        if match := re.compile(r" (?:on|onwards?|forward|forth)\b").match(canonical, end):
            return [(match.end() - offset, (Position("span", place.start),))]
        return [(end - offset, (_apply(preposition, place),))]

    def _place(self, preposition: str, canonical: str, start: int) -> tuple[Place, int] | None:
        if match := re.compile("the (?:very )?(?P<side>beginning|start|end) of ").match(canonical, start):
            inner = self._place(preposition, canonical, match.end()) if preposition else None
            if inner is not None:
                border = inner[0].end if match["side"] == "end" else inner[0].start
                return Place(border, border, named_by_words=True), inner[1]
        for name, pattern in _PLACES:
            match = pattern.match(canonical, start)
            needs_preposition = name in ("fraction", "percent", "seconds", "question", "mark", "elided", "end")
            if match is None or (needs_preposition and not preposition):
                continue
            if name == "percent" and preposition == "from" and not canonical.startswith(" on", match.end()):
                continue  # "from 20% angry to 100% angry" tells intensities
            place = self._named(name, match)
            if place is not None:
                return place, match.end()
        if not preposition or preposition in ("in", "except"):
            # A bare word of the text is an anchor only where it is announced: "on the word dog".
            match = re.compile(r"(?:the )?(?:words?|phrase) ").match(canonical, start)
            return self._words_of_text(canonical, match.end(), least=1) if match and preposition else None
        match = re.compile(r"(?:the )?(?:words?|phrase) ").match(canonical, start)
        said = re.search(_SAYS + r" $", canonical[:start])
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
                word_pieces(self.quotes[int(group["quote"])]), _number(group["which"] or "first")
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
                length = count * _FRACTIONS[group["fraction"]]
            else:
                length = count * float(group["percent"]) / 100
            length = min(max(length, 0.0), float(count))
            return Place(count - length, count) if group.get("side") in ("last", "final") else Place(0, length)
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
        number = _number(which)
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


_FRACTIONS = {
    "half": 1 / 2,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "a quarter": 1 / 4,
    "one quarter": 1 / 4,
    "2 thirds": 2 / 3,
    "3 quarters": 3 / 4,
    "3 fourths": 3 / 4,
}


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
        case "when" | "" if place.named_by_words:
            return Position("span", place.start, passage_end=place.end if place.end > place.start else None)
    return Position("span", place.start, None if place.start == place.end else place.end)


def _number(ordinal: str) -> int:
    return _ORDINAL_NUMBERS[ordinal]


def _ends_sentence(word: str) -> bool:
    return bool(re.search(r"[.!?…]+[\"'”’)\]]*(?:\s*[-–—])?$", word)) and word.casefold() not in _ABBREVIATIONS
