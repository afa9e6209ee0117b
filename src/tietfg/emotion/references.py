"""What names a stretch of the text: "the last two words of the second sentence", "the one before it", a quotation."""

import re
from dataclasses import dataclass, field

from tietfg.emotion.place_patterns import (
    ABOUT,
    AND_ANOTHER,
    ANNOUNCED_WORDS,
    BORDER_OF,
    NAMED_AFTER,
    SAYS_BEFORE,
    SUBJECT_FOLLOWS,
)
from tietfg.emotion.places import Place, TextPlaces, word_pieces
from tietfg.emotion.reference_patterns import (
    AT_CLAUSE_START,
    BARE,
    ELIDED_PAIR,
    FRACTIONS,
    MARKS,
    ORDINALS,
    REFERENCES,
    WITHIN,
)
from tietfg.emotion.stems import FUNCTION_WORDS
from tietfg.emotion.units import counted_units, text_units

WORDS_PER_SECOND = 2.5
"""Speaking rate by which seconds in a description are taken, before there is any speech."""

_SAID = re.compile(r"(?:it|that|this|them)\b(?! \w+ (?:word|sentence|line))")
_HALFWAY_IN = re.compile(r"(?:half ?way|mid ?way) (?:through|into|in) (?!the (?:text|speech)\b)")
_EACH = re.compile(r"(?:each|every|all(?: the)?|both(?: the)?) (sentence|line|clause|half|question)s?\b")

Found = tuple[tuple[Place, ...], int]


@dataclass
class ReferenceReader:
    """Reads references one after another; remembers the unit and the places named last, for "the second", "that"."""

    places: TextPlaces
    quotes: list[str]
    description: str
    """The whole canonical description: "the second part" is a half unless a third part is named as well."""
    unit: str = "sentence"
    reached: float = 0.0
    """Where the place last named ends, for "for two words"."""
    last: tuple[Place, ...] = ()
    missed: list[str] = field(default_factory=list)
    """Places named that the text does not have: "the second sentence" of one."""
    seconds_read: bool = False
    """Whether a position was given in seconds."""

    def read(self, preposition: str, start: int) -> Found | None:
        """The places that the longest reference at this offset names, and where it ends."""
        found = self._single(preposition, start)
        if found is None:
            return None
        places, end = found
        at_start = bool(AT_CLAUSE_START.search(self.description[:start]))
        while preposition in ("", "in", "except", "when", "only") and (
            match := AND_ANOTHER.match(self.description, end)
        ):
            before = self.last, self.unit, self.reached
            other = self._single(preposition, match.end())
            ends = other is not None and re.match(r" [.,;:)]| and |$", self.description[other[1] :])
            if other is None or SUBJECT_FOLLOWS.match(self.description, other[1]) or not (ends or at_start):
                self.last, self.unit, self.reached = before
                break
            places, end = (*places, *other[0]), other[1]
        self.last = places
        return places, end

    def missing(self, start: int) -> int | None:
        """Where a counted reference to something that the text does not have ends."""
        for name, kind in REFERENCES:
            if name in ("counted", "range") and (match := kind.match(self.description, start)):
                self.missed.append(match[0])
                return match.end()
        return None

    def _single(self, preposition: str, start: int) -> Found | None:
        canonical = self.description
        if match := BORDER_OF.match(canonical, start):
            if (every := _EACH.match(canonical, match.end())) is not None:
                return tuple(_part_of(one, match["side"], "in") for one in self._units(every[1])), every.end()
            inner = self._single(preposition, match.end()) if preposition else None
            if inner is not None:
                return (_part_of(inner[0][0], match["side"], preposition),), inner[1]
        if match := _HALFWAY_IN.match(canonical, start):
            inner = self._single("in", match.end())
            if inner is not None:
                middle = (inner[0][0].start + inner[0][0].end) / 2
                return (Place(middle, middle, named_by_words=True),), inner[1]
        if match := ELIDED_PAIR.match(canonical, start):
            second = self._single(preposition, match.end())
            first = self._counted(match["which"], match["several"], None) if second is not None else ()
            if second is not None and first:
                return (*first, *second[0]), second[1]
        for name, kind in REFERENCES:
            match = kind.match(canonical, start)
            if match is None or not (
                preposition or name in BARE or (name in ("said", "elided", "again") and self._opens(start))
            ):
                continue
            if name == "again" and not self.reached:
                continue  # "on the third we wept" counts what was counted before
            if name == "percent" and preposition == "from" and not canonical.startswith(" on", match.end()):
                continue  # "from 20% angry to 100% angry" tells intensities
            if name == "beside":
                if (found := self._beside(match)) is not None:
                    return found
                continue
            within, end = self._within(name, match)
            places = tuple(place for outer in within or (None,) for place in self._named(name, match, outer))
            if places:
                self.reached = places[-1].end
                return places, end
        return self._words_of_text(preposition, start)

    def _opens(self, start: int, again: bool = True) -> bool:
        """Whether a clause begins here, and has something to take up `again`."""
        return (bool(self.last) or not again) and bool(AT_CLAUSE_START.search(self.description[:start]))

    def _within(self, name: str, match: re.Match[str]) -> tuple[tuple[Place, ...], int]:
        """The stretches that hold what is counted: "... of the second sentence"."""
        if name in ("counted", "several", "mark", "fraction") and (of := WITHIN.match(self.description, match.end())):
            unit = self.unit
            if (every := _EACH.match(self.description, of.end())) is not None:
                return self._units(every[1]), every.end()
            found = self._single("in", of.end())
            self.unit = unit
            if found is not None and found[0][0].end - found[0][0].start > 1:
                return found
        return (), match.end()

    def _beside(self, match: re.Match[str]) -> Found | None:
        said = re.compile(r"(?:it|that|this|them)\b(?! \w+ (?:word|sentence|line))").match(
            self.description, match.end()
        )
        inner = (self.last, said.end()) if said and self.last else self._single("in", match.end())
        if inner is None or not inner[0]:
            return None
        unit = match["unit"] if match["unit"] not in ("1", "one", "part", "bit") else self.unit
        near = self._neighbours(unit, match["side"], inner[0], 1)
        return (near, inner[1]) if near else None

    def _neighbours(self, unit: str, side: str, places: tuple[Place, ...], number: int) -> tuple[Place, ...]:
        units = self._units(unit)
        if side in ("before", "preceding", "previous", "precedes", "comes before"):
            near = [one for one in units if one.end <= min(place.start for place in places) + 1e-6][-number:]
        else:
            near = [one for one in units if one.start >= max(place.end for place in places) - 1e-6][:number]
        return (Place(near[0].start, near[-1].end),) if near else ()

    def _words_of_text(self, preposition: str, start: int) -> Found | None:
        """Words that a description takes from the text without quoting them."""
        canonical = self.description
        if about := ABOUT.match(canonical, start):
            mention = self.places.mention(_to_border(canonical, about.end()))
            if mention is not None and (preposition or self._opens(start, False)):
                place, _, length = mention
                return (self.places.around(place, about["unit"]),), about.end() + _length(
                    canonical, about.end(), length
                )
        if called := NAMED_AFTER.match(canonical, start):
            mention = self.places.mention(called["about"].split(" "))
            if mention is not None and (preposition or self._opens(start, False)):
                return (self.places.around(mention[0], called["unit"]),), called.end()
        announced = ANNOUNCED_WORDS.match(canonical, start)
        said = SAYS_BEFORE.search(canonical[:start])
        if announced is None and not said and preposition in ("", "in", "except", "with", "only", "between", "beside"):
            # A bare word of the text is an anchor only where it is announced: "on the word dog".
            single = re.compile(r"\w+(?= [.,;]|$)").match(canonical, start) if preposition == "except" else None
            place = self.places.passage([single[0]]) if single else None
            return None if place is None or single is None else ((place,), single.end())
        begin = announced.end() if announced else start
        following = _to_border(canonical, begin)
        if canonical[:start].endswith((" at ", "at ")) and not (announced or said):
            following = following if len(set(following) - FUNCTION_WORDS) > 1 else []  # "angry at the council"
        found = self.places.longest_passage(following, least=1 if announced or said else 2)
        if found is None:
            return None
        return (found[0],), begin + _length(canonical, begin, found[1])

    def _named(self, name: str, match: re.Match[str], outer: Place | None) -> tuple[Place, ...]:
        count = self.places.count
        group = match.groupdict()
        if name == "quote":
            place = self.places.passage(
                word_pieces(self.quotes[int(group["quote"])]), ORDINALS[group["which"] or "first"]
            )
            return () if place is None else (place,)
        if name == "numbers":
            units = self._units(group["unit"])
            numbers = [int(number) for number in re.findall(r"\d+", group["numbers"])]
            self.unit = group["unit"]
            return tuple(units[number - 1] for number in numbers if 1 <= number <= len(units))
        if name == "range":
            units = self._units(group["unit"])
            low, high = int(group["low"]), int(group["high"] or group["low"])
            self.unit = group["unit"]
            inside = 1 <= low <= min(high, len(units))
            if not inside:
                return ()
            ends = units[low - 1].start, units[min(high, len(units)) - 1].end
            return (Place(*ends, both_ends=group["high"] is not None),)
        if name == "point":
            border = count * FRACTIONS[group["fraction"]]
            return (Place(border, border, named_by_words=True),)
        if name in ("share", "percent", "seconds", "fraction"):
            begin, end = (0.0, float(count)) if outer is None else (outer.start, outer.end)
            if name == "seconds":
                self.seconds_read = True
                length = float(group["seconds"]) * WORDS_PER_SECOND
            elif name == "fraction":
                length = (end - begin) * FRACTIONS[group["fraction"]]
                self.unit = group["fraction"].split(" ")[-1] if group["side"] else self.unit
            else:
                length = count * float(group["percent"]) / 100
            length = min(max(length, 0.0), end - begin)
            return (
                Place(end - length, end) if group.get("side") in ("last", "final") else Place(begin, begin + length),
            )
        if name == "several":
            following = [unit for unit in self._units(group["unit"], outer) if unit.start >= self.reached]
            length = {"a few": 3, "a couple of": 2, "one": 1, "a": 1}.get(group["several"]) or int(group["several"])
            return (Place(following[0].start, following[:length][-1].end),) if following and length else ()
        if name in ("counted", "elided", "again"):
            if name == "counted":
                self.unit = group["unit"]
            return self._counted(group["which"], group.get("several") or group.get("before"), outer)
        if name == "next":
            unit = self.unit if group["unit"] in ("1", "one", "part", "parts") else group["unit"]
            number = {None: 1, "few": 3, "couple of": 2}.get(group["several"]) or int(group["several"])
            return self._neighbours(unit, group["side"], self.last, number) if self.last else ()
        if name == "said":
            return self._said_again(match[0])
        if name == "question":
            units = self._units(group["unit"] or group["plural"])
            return units if match[0].endswith("s") else units[:1]
        if name == "mark":
            marks = self.places.marks(MARKS[group["mark"]])
            if outer is not None:
                marks = tuple(mark for mark in marks if outer.start < mark.start <= outer.end)
            index = ORDINALS[group["which"] or "first"]
            return (marks[index],) if -len(marks) <= index < len(marks) else ()
        return (Place(count, count) if name == "end" else Place(count / 2, count / 2, named_by_words=True),)

    def _said_again(self, phrase: str) -> tuple[Place, ...]:
        """Of the places named last, those that "that one", "those two", "that last one" mean."""
        if len(self.last) > 1 and " last" in phrase:
            return self.last[-1:]
        if len(self.last) > 1 and " first" in phrase:
            return self.last[:1]
        return self.last

    def _counted(self, which: str, several: str | None, outer: Place | None) -> tuple[Place, ...]:
        return counted_units(self.places, self.unit, which, several, outer, self.description)

    def _units(self, unit: str, outer: Place | None = None) -> tuple[Place, ...]:
        return text_units(self.places, unit, outer, self.description, 1)


def _part_of(place: Place, side: str, preposition: str) -> Place:
    """The border itself after "from" and the like, else the third of the place on that side."""
    if preposition in ("after", "until", "from", "including"):
        border = place.end if side in ("end", "close") else place.start
        return Place(border, border, named_by_words=True)
    third = (place.end - place.start) / 3
    if side == "middle":
        return Place(place.start + third, place.end - third)
    return Place(place.end - third, place.end) if side in ("end", "close") else Place(place.start, place.start + third)


def _to_border(canonical: str, start: int) -> list[str]:
    return re.split(r" [.,;:!?()]", canonical[start : start + 120])[0].split()


def _length(canonical: str, start: int, units: int) -> int:
    match = re.compile(rf"(?:[^ ]+ ?){{{units}}}").match(canonical, start)
    return len(match[0].rstrip()) if match else 0
