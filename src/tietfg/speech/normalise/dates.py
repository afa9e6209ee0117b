"""Dates, days and times of day."""

import re

from tietfg.speech.normalise.numbers import amount, cardinal, digits, ordinal, year
from tietfg.speech.normalise.rule import Parts, Rule, ends_sentence, literal

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTH = "|".join(_MONTHS) + "|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\b\\.?"
_DAYS = {
    "Mon": "Monday",
    "Tue": "Tuesday",
    "Wed": "Wednesday",
    "Thu": "Thursday",
    "Fri": "Friday",
    "Sat": "Saturday",
    "Sun": "Sunday",
}
_YEAR = r"(?:,? (\d{4})(?![\d%]|[.,]\d))?"
_HALF = r"([AaPp])\.?[Mm]\b\.?(?!\w)"


def _month(written: str) -> str:
    return next(month for month in _MONTHS if month.startswith(written[:3]))


def _stop(match: re.Match[str]) -> str:
    return "." if ends_sentence(match) else ""


def _date(month: int, day: int, number: int, british: bool) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    nth, name = ordinal(day, british), _MONTHS[month - 1]
    return f"the {nth} of {name} {year(number, british)}" if british else f"{name} {nth}, {year(number, british)}"


def _iso(match: re.Match[str], british: bool) -> str | None:
    return _date(int(match[3]), int(match[4]), int(match[1]), british)


def _slashed(match: re.Match[str], british: bool) -> str | None:
    first, second, written = int(match[1]), int(match[3]), match[4]
    number = int(written) if len(written) == 4 else int(written) + (1900 if int(written) > 40 else 2000)
    day_first = first > 12 or (second <= 12 and (british or match[2] == "."))
    return _date(second, first, number, british) if day_first else _date(first, second, number, british)


def _month_day(match: re.Match[str], british: bool) -> Parts | None:
    day, last, number = match[2], match[4], match[5]
    if not 1 <= int(day) <= 31 or not 1 <= int(last or 1) <= 31:
        return None
    nth = ("the " if british else "") + ordinal(int(day), british)
    parts = [(match.start(1), _month(match[1])), (match.start(2), nth)]
    if last:
        parts.append((match.start(4), "to " + ordinal(int(last), british)))
    if number:
        parts[-1] = (parts[-1][0], parts[-1][1] + ",")
        parts.append((match.start(5), year(int(number), british)))
    return tuple(parts)


def _day_month(match: re.Match[str], british: bool) -> Parts | None:
    the, day, month, number = match.groups()
    if not 1 <= int(day) <= 31:
        return None
    nth = ("" if the else "the ") + ordinal(int(day), british) + " of"
    parts = [(match.start(1), the)] if the else []
    parts += [(match.start(2), nth), (match.start(3), _month(month))]
    return (*parts, (match.start(4), year(int(number), british))) if number else tuple(parts)


def _time(match: re.Match[str], british: bool) -> Parts | None:
    hours, minutes, seconds, half = int(match[1]), int(match[2]), match[3], match[4]
    if hours > 24 or minutes > 59 or (half and hours > 12) or int(seconds or 0) > 59:
        return None
    if minutes:
        past = f"oh {digits(match[2][1])}" if minutes < 10 else cardinal(minutes, british)
        words = f"{cardinal(hours, british)} {past}"
    elif half or seconds:
        words = cardinal(hours, british)
    elif hours == 0:
        words = "midnight"
    else:
        words = f"{cardinal(hours, british)} o'clock" if hours <= 12 else f"{cardinal(hours, british)} hundred"
    if seconds:
        words += f" and {cardinal(int(seconds), british)} second" + ("" if int(seconds) == 1 else "s")
    if not half:
        return ((match.start(), words),)
    return ((match.start(), words), (match.start(4), f"{half.upper()}.M{_stop(match)}"))


def _hour(match: re.Match[str], british: bool) -> Parts | None:
    if not 1 <= int(match[1]) <= 12:
        return None
    return ((match.start(), amount(match[1], british)), (match.start(2), f"{match[2].upper()}.M{_stop(match)}"))


def _month_alone(match: re.Match[str], _british: bool) -> str | None:
    before = match.string[: match.start()][-8:].lower()
    if ends_sentence(match) and not re.search(
        r"\b(?:in|since|until|till|by|of|last|next|this|to|from|and|or) $", before
    ):
        return None  # Jan is a name too
    return _month(match[1]) + _stop(match)


def _weekday(match: re.Match[str], _british: bool) -> str | None:
    if match[1] == "Sun" and match.string[max(0, match.start() - 4) : match.start()].lower() == "the ":
        return None
    return _DAYS[match[1]] + ("." if match.end() == len(match.string) else "")


RULES: tuple[Rule, ...] = (
    Rule(re.compile(r"(?<![\w.\-/])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\w-]|[./]\d)"), _iso),
    Rule(re.compile(r"(?<![\w.\-/])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\w-]|[./]\d)"), _slashed),
    literal(r"(?<![\w.\-/])9/11(?![\w/])", "nine eleven"),
    Rule(
        re.compile(rf"\b({_MONTH}) (\d{{1,2}})(st|nd|rd|th)?(?: ?[-–] ?(\d{{1,2}}))?(?![\w:%/]|[.,]\d){_YEAR}"),
        _month_day,
    ),
    Rule(
        re.compile(rf"(?<![\w.,/:])([Tt]he )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})(?!\w){_YEAR}"), _day_month
    ),
    Rule(re.compile(rf"(?<![\w:.])(\d{{1,2}}):(\d\d)(?::(\d\d))?(?: ?{_HALF})?(?![\w:]|\.\d)"), _time),
    Rule(re.compile(rf"(?<![\w:.])(\d{{1,2}})\.(\d\d)() ?{_HALF}"), _time),
    Rule(re.compile(rf"(?<![\w:.])(\d{{1,2}}) ?{_HALF}"), _hour),
    Rule(re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\."), _month_alone),
    Rule(re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|rs?|nes)?\."), _weekday),
)
