"""Units of measurement after a number."""

import re

from tietfg.speech.normalise.numbers import amount
from tietfg.speech.normalise.rule import BEFORE_NUMBER, NUMBER, TAKEN, Parts, Rule, ends_sentence, is_attribute

_UNITS = {
    "km": "kilometer",
    "cm": "centimeter",
    "mm": "millimeter",
    "nm": "nanometer",
    "µm": "micrometer",
    "m": "meter",
    "mi": "mile",
    "in.": "inch",
    "yd": "yard",
    "ft": "foot",
    "kg": "kilogram",
    "g": "gram",
    "mg": "milligram",
    "µg": "microgram",
    "mcg": "microgram",
    "lb": "pound",
    "lbs": "pound",
    "oz": "ounce",
    "L": "liter",
    "l": "liter",
    "ml": "milliliter",
    "mL": "milliliter",
    "cl": "centiliter",
    "tbsp": "tablespoon",
    "tsp": "teaspoon",
    "h": "hour",
    "hr": "hour",
    "hrs": "hour",
    "min": "minute",
    "mins": "minute",
    "s": "second",
    "sec": "second",
    "secs": "second",
    "ms": "millisecond",
    "yr": "year",
    "yrs": "year",
    "kph": "kilometer per hour",
    "kmh": "kilometer per hour",
    "mph": "mile per hour",
    "rpm": "revolution per minute",
    "bpm": "beat per minute",
    "fps": "frame per second",
    "dpi": "dot per inch",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "kB": "kilobyte",
    "KB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "kbps": "kilobit per second",
    "Mbps": "megabit per second",
    "Gbps": "gigabit per second",
    "V": "volt",
    "W": "watt",
    "kW": "kilowatt",
    "MW": "megawatt",
    "GW": "gigawatt",
    "kWh": "kilowatt hour",
    "mAh": "milliamp hour",
    "kJ": "kilojoule",
    "kcal": "kilocalorie",
    "cal": "calorie",
    "dB": "decibel",
    "Pa": "pascal",
    "kPa": "kilopascal",
    "hPa": "hectopascal",
    "psi": "pound per square inch",
    "ha": "hectare",
    "sq ft": "square foot",
    "sq mi": "square mile",
    "px": "pixel",
    "MP": "megapixel",
}
_UNCHANGED = ("hertz",)
_PLURALS = {"foot": "feet", "square foot": "square feet", "inch": "inches"}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_LONG_UNIT = "|".join(unit for unit in sorted(_UNITS, key=len, reverse=True) if unit.isalpha() and len(unit) > 1)
_POWERS = {"²": "square ", "2": "square ", "³": "cubic ", "3": "cubic "}
_DEGREES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", "": ""}


def _name(unit: str, power: str | None, divisor: str | None, singular: bool, british: bool) -> str:
    name, _, per = _UNITS[unit].partition(" per ")
    if not singular and name not in _UNCHANGED:
        name = _PLURALS.get(name) or name + "s"
    name = _POWERS[power] + name if power else name
    per = _UNITS[divisor] if divisor else per
    name = f"{name} per {per}" if per else name
    return re.sub(r"(met|lit)er(s?)\b", r"\1re\2", name) if british else name


def _measure(match: re.Match[str], british: bool) -> Parts:
    number, unit, power, divisor, squared = match.groups()
    name = _name(unit, power, divisor, number == "1" or is_attribute(match), british)
    return (
        (match.start(1), amount(number, british)),
        (match.start(2), name + (" squared" if squared else "") + ("." if ends_sentence(match) else "")),
    )


def _after_reading(match: re.Match[str], british: bool) -> Parts:
    return ((match.start(1), _name(match[1], None, None, False, british)),)


def _degrees(match: re.Match[str], british: bool) -> Parts:
    name = "degree" if match[1] == "1" or is_attribute(match) else "degrees"
    return ((match.start(1), amount(match[1], british)), (match.start(2), name + _DEGREES[match[3] or ""]))


def _height(match: re.Match[str], british: bool) -> str:
    return f"{amount(match[1], british)} foot {amount(match[2], british)}"


RULES: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<![\w.])(\d{1,2})['’′] ?(\d{1,2}(?:\.\d)?)(?:[\"”″]|''|’’)"), _height),
    Rule(re.compile(rf"{BEFORE_NUMBER}({NUMBER}) ?(°) ?([CFK](?!\w))?"), _degrees),
    Rule(
        re.compile(
            rf"{BEFORE_NUMBER}({NUMBER})[ -]?({_UNIT})(?:\^?([23²³])(?!\d))?(?:/({_UNIT})(²|\^2)?)?"
            r"(?:(?<=[a-z])\.(?= [a-z]))?(?![\w'’²³])"
        ),
        _measure,
    ),
    Rule(re.compile(rf"(?<={TAKEN}) ?({_LONG_UNIT})(?!\w)"), _after_reading),
    Rule(
        re.compile(rf"{BEFORE_NUMBER}({NUMBER}) ?(%)"),
        lambda match, british: ((match.start(1), amount(match[1], british)), (match.start(2), "percent")),
    ),
    Rule(
        re.compile(rf"{BEFORE_NUMBER}({NUMBER})[x×](?!\w)"), lambda match, british: f"{amount(match[1], british)} times"
    ),
)
