"""Amounts of money."""

import re

from tietfg.speech.normalise.numbers import amount, cardinal
from tietfg.speech.normalise.rule import BEFORE_NUMBER, NUMBER, Parts, Rule, is_attribute

_MONEY = {
    "$": ("dollar", "cent"),
    "US$": ("U.S dollar", "cent"),
    "A$": ("Australian dollar", "cent"),
    "C$": ("Canadian dollar", "cent"),
    "£": ("pound", "penny"),
    "€": ("euro", "cent"),
    "¥": ("yen", "sen"),
    "₹": ("rupee", "paisa"),
    "₩": ("won", "jeon"),
    "USD": ("U.S dollar", "cent"),
    "EUR": ("euro", "cent"),
    "GBP": ("pound", "penny"),
    "JPY": ("yen", "sen"),
    "CHF": ("Swiss franc", "centime"),
    "CAD": ("Canadian dollar", "cent"),
    "AUD": ("Australian dollar", "cent"),
    "INR": ("rupee", "paisa"),
    "CNY": ("yuan", "fen"),
    "SEK": ("Swedish krona", "öre"),
}
"""Unit and its hundredth part."""
_PLURALS = {
    "yen": "yen",
    "won": "won",
    "yuan": "yuan",
    "penny": "pence",
    "paisa": "paise",
    "Swedish krona": "Swedish kronor",
}
_SCALES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "b": "billion",
    "bn": "billion",
    "t": "trillion",
    "tn": "trillion",
}
_SCALE = r"(?:[ -]?(thousand|million|billion|trillion|bn|mn|tn|[kKmMbBT])(?!\w))"
_SYMBOL = r"US\$|A\$|C\$|[$£€¥₹₩]"
_CODE = "|".join(code for code in _MONEY if len(code) == 3 and code.isalpha())


def _plural(unit: str) -> str:
    return _PLURALS.get(unit, unit + "s")


def _money(
    match: re.Match[str], british: bool, unit: str, first: str, last: str | None, scale: str | None
) -> list[str]:
    """Readings of the amount, of the end of a range and of the scale; the unit follows the last of them."""
    major, minor = _MONEY[unit]
    singular = is_attribute(match) or (first in ("1", "1.00") and not last and not scale)
    name = major if singular else _plural(major)
    readings = [amount(first, british)]
    if last:
        readings.append("to " + amount(last, british))
    whole, _, hundredths = first.replace(",", "").partition(".")
    if scale:
        readings.append(f"{_SCALES.get(scale.lower(), scale)} {name}")
    elif len(hundredths) == 2 and not last:
        part = f"{cardinal(int(hundredths), british)} {minor if hundredths == '01' else _plural(minor)}"
        if hundredths == "00":
            readings = [f"{amount(whole, british)} {name}"]
        elif int(whole or 0) == 0:
            readings = [part]
        else:
            name = major if whole == "1" else _plural(major)
            if british and unit == "£" and int(hundredths) >= 10:
                readings = [f"{amount(whole, british)} {name} {cardinal(int(hundredths), british)}"]
            else:
                readings = [f"{amount(whole, british)} {name} and {part}"]
    else:
        readings[-1] += f" {name}"
    return readings


def _symbol_first(match: re.Match[str], british: bool) -> Parts:
    readings = _money(match, british, match[1], match[2], match[3], match[4])
    places = [match.start(2), *(match.start(group) for group in (3, 4) if match[group])]
    return tuple(zip(places, readings, strict=True))


def _symbol_last(match: re.Match[str], british: bool) -> Parts:
    readings = _money(match, british, match[3], match[1], None, match[2])
    if match[2]:
        return tuple(zip((match.start(1), match.start(2)), readings, strict=True))
    number = amount(match[1], british)
    if readings[0].startswith(number + " "):
        return ((match.start(1), number), (match.start(3), readings[0].removeprefix(number + " ")))
    return ((match.start(1), readings[0]),)


def _cents(match: re.Match[str], british: bool) -> str:
    return f"{amount(match[1], british)} cent" + ("" if match[1] == "1" or is_attribute(match) else "s")


RULES: tuple[Rule, ...] = (
    Rule(
        re.compile(rf"(?<![\w.])({_SYMBOL}|{_CODE}) ?({NUMBER})(?: ?[-–] ?(?:{_SYMBOL})?({NUMBER}))?{_SCALE}?(?!\w)"),
        _symbol_first,
    ),
    Rule(re.compile(rf"{BEFORE_NUMBER}({NUMBER}){_SCALE}? ?({_SYMBOL}|{_CODE})(?!\w)"), _symbol_last),
    Rule(re.compile(rf"{BEFORE_NUMBER}({NUMBER}) ?¢"), _cents),
    Rule(
        re.compile(r"(?<![\w.,])(\d{1,2})p(?!\w)"),
        lambda match, british: f"{amount(match[1], british)} pence" if british else None,
    ),
)
