"""Numbers in words, and the rules that read them: cardinals, ordinals, years, fractions, versions."""

import re

from hibari.g2p import numbers

from tietfg.speech.normalise.rule import NUMBER, TAKEN, Parts, Rule, literal

_LONGEST = 15
_LONGEST_UNGROUPED = 10
"""A number with more digits is read digit by digit; the latter without commas."""
_DIGITS = ("zero", *numbers.ONES[1:10])
_DENOMINATORS = {2: "half", 4: "quarter"}
_FRACTION_SIGNS = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4)}
_YEAR_WORDS = (
    "in|since|by|of|until|till|to|from|year|before|after|around|circa|early|late|and|or|for|spring|summer|autumn|fall"
    "|winter|january|february|march|april|may|june|july|august|september|october|november|december"
)
_PAIRED_WORDS = (
    "Room|Flight|Boeing|Airbus|Route|Highway|Suite|Apartment|Apt|Bus|Channel|Gate|Lot|Unit|Interstate|Class|Peugeot"
)


def cardinal(number: int, british: bool) -> str:
    """342 as "three hundred forty two", or British "three hundred and forty two"."""
    return _accented(numbers.cardinal(number), british)


def ordinal(number: int, british: bool) -> str:
    """23 as "twenty third"."""
    return _accented(numbers.ordinal(number), british)


def year(number: int, british: bool) -> str:
    """1984 as "nineteen eighty four", 2005 as "two thousand five"."""
    return _accented(numbers.year(number), british)


def digits(text: str, zero: str = "zero") -> str:
    """Digits named one by one; other characters are left out."""
    return " ".join(zero if digit == "0" else _DIGITS[int(digit)] for digit in text if digit in "0123456789")


def amount(text: str, british: bool) -> str:
    """A number as written (1,234.5) in words."""
    whole, _, decimals = text.replace(",", "").partition(".")
    limit = _LONGEST if "," in text else _LONGEST_UNGROUPED
    if len(whole) > limit or (len(whole) > 1 and whole[0] == "0"):
        words = digits(whole)
    elif whole:
        words = "nought" if british and decimals and whole == "0" else cardinal(int(whole), british)
    else:
        words = ""
    return f"{words} point {digits(decimals)}".strip() if decimals else words


def paired(text: str, british: bool) -> str:
    """The number of a room or a flight: 205 as "two oh five", 747 as "seven forty seven"."""
    if text[0] == "0" or len(text) > 4:
        return digits(text, "oh")
    if len(text) < 3 or text.endswith("000"):
        return cardinal(int(text), british)
    head, tail = cardinal(int(text[:-2]), british), text[-2:]
    if tail == "00":
        return f"{head} hundred"
    return f"{head} oh {digits(tail[1])}" if tail[0] == "0" else f"{head} {cardinal(int(tail), british)}"


def plural(words: str) -> str:
    """The last word of a number in the plural: "nineties", "threes"."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith("x") else "s")


def fraction(numerator: int, denominator: int, british: bool) -> str:
    """3, 4 as "three quarters"."""
    name = _DENOMINATORS.get(denominator) or ordinal(denominator, british)
    if numerator != 1:
        name = "halves" if name == "half" else name + "s"
    return f"{cardinal(numerator, british)} {name}"


def _accented(words: str, british: bool) -> str:
    words = words.replace(",", "").replace("-", " ")
    return words if british else words.replace(" and ", " ")


def _version(match: re.Match[str], british: bool) -> str:
    numbered = match[2].split(".")
    if len(numbered) == 4:
        return " dot ".join(digits(part) if len(part) > 2 else amount(part, british) for part in numbered)
    prefix = "version " if match[1] else ""
    return prefix + " point ".join(amount(part, british) for part in numbered)


def _fraction(match: re.Match[str], british: bool) -> Parts | None:
    whole, sign, above, below = match.groups()
    numerator, denominator = _FRACTION_SIGNS[sign] if sign else (int(above), int(below))
    if not 0 < numerator < denominator or (denominator > 10 and denominator not in (12, 16, 32, 64, 100)):
        return None
    if above and numerator >= 5 and denominator == 10:
        return None
    at = match.start(2 if sign else 3)
    part = fraction(numerator, denominator, british)
    if not whole:
        return ((at, part),)
    return ((match.start(1), cardinal(int(whole), british)), (at, "and " + re.sub("^one ", "a ", part)))


def _over(match: re.Match[str], british: bool) -> str:
    above, below = int(match[1]), int(match[2])
    if (above, below) == (24, 7):
        return "twenty four seven"
    if above == below and above >= 20:
        return f"{cardinal(above, british)} {cardinal(below, british)}"
    out_of = above <= below and below in (5, 10, 20, 100)
    return f"{paired(match[1], british)} {'out of' if out_of else 'over'} {paired(match[2], british)}"


def _year(match: re.Match[str], british: bool) -> str:
    before = re.search(
        rf"(?:(?:^|\W)(?:{_YEAR_WORDS})\.?,? |[-–{TAKEN}©])$", match.string[: match.start()][-12:], re.IGNORECASE
    )
    following = re.match(r" ([a-z]{3,}s)\b", match.string[match.end() :][:30])
    counts = following is not None and following[1] not in ("was", "has", "this", "its", "does")
    if counts and not (
        before and not before[0].lower().endswith(("of ", "to ", "and ", "or ", "for ", "from ", "by ", "around "))
    ):
        return cardinal(int(match[0]), british)
    return year(int(match[0]), british)


def _decade(match: re.Match[str], british: bool) -> str:
    if len(match[1]) == 2:
        return plural(cardinal(int(match[1]), british))
    return plural(year(int(match[1]), british))


def _ordinal(match: re.Match[str], british: bool) -> str:
    return ordinal(int(match[1].replace(",", "")), british)


def _chain(match: re.Match[str], _british: bool) -> str:
    """1-2-3 or a book's number: the digits in their groups."""
    return ", ".join(digits(group) for group in match[0].split("-"))


EARLY: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<![\w.-])\d{1,7}(?:-\d{1,7}){2,6}(?![\w-])"), _chain),
    Rule(
        re.compile(r"(?<![\w.])(?:([vV])\.? ?)?(\d{1,4}(?:\.\d{1,5}){2,5})(?!\w)"),
        _version,
    ),
    Rule(re.compile(r"(?<![\w.])([vV])(\d{1,4}(?:\.\d{1,5})?)(?!\w)"), _version),
    literal(r"(?<![^\s(\[\"'=~])[-−](?=[$£€]?\.?\d)", "minus"),
    literal(r"(?<!\w)[Nn]o\. ?(?=\d)|(?<![\w#])#(?=\d)", "number"),
    literal(r"(?<!\w)[Nn]os\. ?(?=\d)", "numbers"),
    Rule(re.compile(r"(?<![\w.,/])(?:(\d{1,3}) ?)?(?:([½¼¾])|(?<![\d½¼¾])(\d{1,3})/(\d{1,3}))(?![\w/])"), _fraction),
    Rule(
        re.compile(rf"\b((?:{_PAIRED_WORDS})\.?) (\d{{3,4}})(?![\w,]|\.\d)"),
        lambda match, british: ((match.start(1), match[1]), (match.start(2), paired(match[2], british))),
    ),
    Rule(re.compile(r"(?<!\w)['’](\d\d)(?!\w)"), lambda match, british: amount(match[1], british)),
    Rule(re.compile(r"(?<![\w.])['’]?([2-9]0|\d\d[1-9]0|1\d00|2000)['’]?s(?!\w)"), _decade),
    Rule(re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:st|nd|rd|th|ST|ND|RD|TH)(?!\w)"), _ordinal),
)
"""Before money and units."""

LATE: tuple[Rule, ...] = (
    literal(rf"(?<=[\d{TAKEN}])(?: [-–—] |[-–—])(?=[\d{TAKEN}])", "to"),
    literal(rf"(?<=[\d{TAKEN}]):(?=[\d{TAKEN}])", "to"),
    Rule(re.compile(r"(?<![\w.,/])(\d{1,3})/(\d{1,3})(?![\w/])"), _over),
    Rule(re.compile(r"(?<![\w.,])(?:1\d|20)\d\d(?!\w|[.,]\d)"), _year),
    Rule(
        re.compile(rf"(?<!\w){NUMBER}(?!\w)|(?<![\w.])\.\d++(?!\w)"), lambda match, british: amount(match[0], british)
    ),
    Rule(re.compile(r"\d++(?:\.\d++)?"), lambda match, british: amount(match[0], british)),
)
"""After money and units."""
