"""Units of a text that descriptions count: words, clauses, sentences, questions, halves."""

import re

from tietfg.emotion.places import Place, TextPlaces
from tietfg.emotion.reference_patterns import ORDINALS


def text_units(places: TextPlaces, unit: str, outer: Place | None, description: str, least: int) -> tuple[Place, ...]:
    """The words, sentences, clauses or parts of the text, or of a stretch of it."""
    begin, end = (0.0, float(places.count)) if outer is None else (outer.start, outer.end)
    unit = "half" if unit == "halves" else unit.removesuffix("s")
    part = "(?:part|section|bit|portion|chunk|stretch|stage)"
    three = re.search(rf"\b(?:third|middle|3rd) {part}|\b3 {part}s", description)
    two = re.search(rf"\b(?:second|2nd|other|latter) {part}", description)
    unit = "part" if re.fullmatch(part, unit.removesuffix("es") if unit == "stretches" else unit) else unit
    number = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "part": 3}.get(unit)
    if number is not None:
        number = 2 if unit == "part" and two and not three else number
        length = end - begin
        return tuple(
            Place(begin + length * index / number, begin + length * (index + 1) / number) for index in range(number)
        )
    if unit == "word":
        return tuple(Place(index, index + 1) for index in range(round(begin), round(end)))
    if unit in ("question", "exclamation"):
        units = places.sentences_with("?" if unit == "question" else "!")
    else:
        units = places.clauses(least) if unit in ("clause", "phrase") else places.sentences
    return tuple(one for one in units if begin <= one.start and one.end <= end)


def counted_units(
    places: TextPlaces, unit: str, which: str, several: str | None, outer: Place | None, description: str
) -> tuple[Place, ...]:
    """The units that an ordinal and a number name: "the last two words"; nothing where there are not so many."""
    if which in ("middle", "central", "centre", "center"):
        units = text_units(places, unit, outer, description, 1)
        length = int(several) if several and several.isdigit() else max(1, int(2 * len(units) / 3) - len(units) // 3)
        first = max(0, round((len(units) - length) / 2 - 0.01))
        return (Place(units[first].start, units[min(first + length, len(units)) - 1].end),)
    number = ORDINALS[which]
    length = {None: 1, "few": 3, "several": 3, "couple of": 2, "couple": 2}.get(several) or int(several or 1)
    units = text_units(places, unit, outer, description, number + 1 if number >= 0 else 1)
    if number < 0 and len(units) == 1 and outer is None and unit not in ("words", "word"):
        return (Place(places.count * 2 / 3, places.count),)  # "the last sentence" of a single one
    if not -len(units) <= number < len(units):
        return ()
    first = number if number >= 0 else max(0, len(units) + number - length + 1)
    last = min(number + length - 1, len(units) - 1) if number >= 0 else len(units) + number
    return (Place(units[first].start, units[last].end),)
