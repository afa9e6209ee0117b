"""Abbreviations, titles and initials."""

import re

from tietfg.speech.normalise.rule import Rule, ends_sentence, literal

_TITLES = {
    "Mr": "Mister",
    "Mrs": "Missus",
    "Ms": "Miz",
    "Messrs": "Messieurs",
    "Dr": "Doctor",
    "Drs": "Doctors",
    "Prof": "Professor",
    "Mt": "Mount",
    "Ft": "Fort",
    "Gen": "General",
    "Gov": "Governor",
    "Sen": "Senator",
    "Rep": "Representative",
    "Capt": "Captain",
    "Lt": "Lieutenant",
    "Col": "Colonel",
    "Sgt": "Sergeant",
    "Cmdr": "Commander",
    "Cpl": "Corporal",
    "Maj": "Major",
    "Adm": "Admiral",
    "Rev": "Reverend",
    "Hon": "Honorable",
    "Pres": "President",
    "Supt": "Superintendent",
    "Msgr": "Monsignor",
    "Fr": "Father",
    "Sr": "Sister",
}
_SHORT = {
    "etc": "et cetera",
    "e.g": "for example",
    "i.e": "that is",
    "a.k.a": "also known as",
    "vs": "versus",
    "cf": "compare",
    "et al": "et al",
    "approx": "approximately",
    "dept": "department",
    "est": "established",
    "min": "minimum",
    "max": "maximum",
    "misc": "miscellaneous",
    "temp": "temperature",
    "tel": "telephone",
    "ext": "extension",
    "asst": "assistant",
    "govt": "government",
    "univ": "university",
    "assn": "association",
    "bldg": "building",
    "apt": "apartment",
    "ave": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "ln": "lane",
    "hwy": "highway",
    "pkwy": "parkway",
    "sq": "square",
    "jr": "junior",
    "sr": "senior",
    "esq": "esquire",
    "inc": "incorporated",
    "ltd": "limited",
    "corp": "corporation",
    "co": "company",
    "bros": "brothers",
    "intl": "international",
    "natl": "national",
    "ed": "edition",
    "eds": "editors",
    "vol": "volume",
    "vols": "volumes",
    "fig": "figure",
    "figs": "figures",
    "prof": "professor",
    "gen": "general",
    "capt": "captain",
    "atty": "attorney",
    "rev": "reverend",
    "p.s": "P.S",
    "ph.d": "P.H.D",
}
"""Read so only with their full stop, in lower case or with a capital."""
_BEFORE_NUMBERS = {"p": "page", "pp": "pages", "ch": "chapter", "sec": "section", "eq": "equation", "art": "article"}
_WRITTEN = "|".join(re.escape(key) for key in sorted(_SHORT, key=len, reverse=True))
_SLASHED = {
    "w/o": "without",
    "w/": "with",
    "b/c": "because",
    "c/o": "care of",
    "n/a": "not applicable",
    "N/A": "not applicable",
}
_STREETS = {"St": "Street", "Dr": "Drive"}
_FINAL = ("etc",)
_ONLY_WITH_STOP = frozenset(("Gen", "Rep", "Hon", "Fr", "Sr", "Pres", "Adm"))
_ALSO_WORDS = frozenset(("fig", "figs", "apt", "temp", "rev", "max", "min", "ed", "gen"))
"""Words of their own at the end of a sentence."""
_NO_NAMES = frozenset(
    ("The", "And", "But", "Is", "Was", "See", "Ask", "Call", "My", "Your", "Our", "His", "Her", "A", "This", "That")
    + (
        "Hello",
        "Hi",
        "Dear",
        "Thanks",
        "When",
        "If",
        "With",
        "To",
        "Then",
        "So",
        "As",
        "For",
        "From",
        "By",
        "Or",
        "Yes",
    )
)


def _title(match: re.Match[str], _british: bool) -> str | None:
    return None if match[1] in _ONLY_WITH_STOP and not match[0].endswith(".") else _TITLES[match[1]]


def _street_or_title(match: re.Match[str], _british: bool) -> str:
    """After a name that nothing capitalised follows, a street: Elm Dr., Main St.; otherwise Doctor or Saint."""
    before = re.search(r"(?:^|\s)([A-Z][a-z'’]+|\d+(?:st|nd|rd|th)) $", match.string[: match.start()][-40:])
    named = re.match(r" [A-Z]", match.string[match.end() :][:2]) is not None
    street = before is not None and before[1] not in _NO_NAMES
    if street and (not named or re.search(r"\d+ (?:[A-Z][a-z]+ )+$", match.string[: match.start()][-60:])):
        return _STREETS[match[1]] + ("." if ends_sentence(match) else "")
    return {"St": "Saint", "Dr": "Doctor"}[match[1]]


def _short(match: re.Match[str], _british: bool) -> str | None:
    written = match[1]
    if written.isupper() and len(written) > 1 and "." not in written:
        return None
    if written in ("Max", "Ed") or (written.lower() in _ALSO_WORDS and ends_sentence(match)):
        return None
    reading = _SHORT[written.lower()]
    if written[0].isupper() and reading[0].islower():
        reading = reading[0].upper() + reading[1:]
    followed = match.string[match.end() : match.end() + 1] == " " and written.lower() not in _FINAL
    return reading + ("." if ends_sentence(match) and not followed else "")


def _spelled(match: re.Match[str], _british: bool) -> str:
    return match[1].upper() + ("." if match.end() == len(match.string) else "")


def _numbered(match: re.Match[str], _british: bool) -> str:
    reading = _BEFORE_NUMBERS[match[1].lower()]
    return reading.capitalize() if match[1][0].isupper() else reading


RULES: tuple[Rule, ...] = (
    *(literal(rf"(?<![\w/]){re.escape(written)}(?![\w/])", reading) for written, reading in _SLASHED.items()),
    Rule(re.compile(r"(?<![\w.'’])(St|Dr)\b\.?(?![\w'’])"), _street_or_title),
    Rule(
        re.compile(rf"(?<![\w.'’])({'|'.join(_TITLES)})\b(?:\.?(?= [\"'“‘]?[A-Z])|(?<=Mr)\.|(?<=Mrs)\.|(?<=Ms)\.)"),
        _title,
    ),
    Rule(re.compile(rf"(?<![\w.'’])({_WRITTEN})\.(?!\w)", re.IGNORECASE), _short),
    Rule(re.compile(r"(?<![\w.'’])(ch|Ch|pp|p|P|sec|Sec|eq|Eq|art|Art)\. ?(?=[\d\ue000])"), _numbered),
    Rule(re.compile(r"(?<![\w.])((?:[A-Za-z]\.)+[A-Za-z])\.(?!\w)"), _spelled),
    Rule(re.compile(r"(?<![\w.'’])(?!I\b)([A-Z])\.(?= ?[A-Z][a-z.])"), lambda match, _british: match[1]),
    literal(r"(?<!\w)vs(?!\w)", "versus"),
    literal(r"(?<!\w)[\"'’‘]n[\"'’‘](?!\w)", "and"),
)
