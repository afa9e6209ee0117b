"""Signs and marks: what is said for them, and punctuation as the voice knows it."""

import re

from tietfg.speech.normalise.rule import TAKEN, Rule, literal

_OPERAND = rf"[\w.)\]{TAKEN}½¼¾²³]"
_NEXT = rf"[\w(\[{TAKEN}$£€.½¼¾-]"


def _calculates(match: re.Match[str]) -> bool:
    return "=" in match.string[max(0, match.start() - 40) : match.end() + 40]


def _subtracted(match: re.Match[str], _british: bool) -> str | None:
    return "minus" if _calculates(match) else None


def _multiplied(match: re.Match[str], _british: bool) -> str:
    return "times" if _calculates(match) or match[0].strip() != "x" else "by"


ARITHMETIC: tuple[Rule, ...] = (
    literal(r"(?<=\b[CFDGA])#(?!\w)", "sharp"),
    literal(r"(?<=\bC)\+\+(?!\w)", "plus plus"),
    Rule(re.compile(r"(?<=\d) ?[-−–] ?(?=\d)"), _subtracted),
    literal(rf"(?<={_OPERAND}) ?(?:=>|->|→|⇒) ?(?={_NEXT})", "to"),
    Rule(re.compile(r"(?<=\d) ?[x×*·] ?(?=\d)"), _multiplied),
    literal(r"(?<=\d) ?÷ ?(?=\d)|(?<=\d) / (?=\d)", "divided by"),
    literal(rf"(?<={_OPERAND}) ?={{1,3}} ?(?={_NEXT})", "equals"),
    literal(rf"(?<={_OPERAND}) ?(?:!=|≠) ?(?={_NEXT})", "is not equal to"),
    literal(rf"(?<={_OPERAND}) ?(?:<=|≤) ?(?={_NEXT})", "is at most"),
    literal(rf"(?<={_OPERAND}) ?(?:>=|≥) ?(?={_NEXT})", "is at least"),
    literal(r"(?<=\w) < (?=\S)|(?<=\d)<(?=\d)", "is less than"),
    literal(r"(?<=\w) > (?=\S)|(?<=\d)>(?=\d)", "is greater than"),
    literal(r"(?<!\S)<(?=\d)", "less than"),
    literal(r"(?<!\S)>(?=\d)", "more than"),
    literal(rf"(?<={_OPERAND}) ?\+ ?(?={_NEXT})|(?<!\w)\+(?=\d)|(?<=\w)\+(?=\W|$)", "plus"),
    literal(r"±", "plus or minus"),
    literal(r"(?<=\w)\^(?=[\w(])", "to the power of"),
    literal(r"(?<=\w)²", "squared"),
    literal(r"(?<=\w)³", "cubed"),
    literal(r"[~≈](?=[$£€]?\d)", "about"),
)
"""Before numbers, which they stand between."""

MARKS: tuple[Rule, ...] = (
    literal(r"(?<!\S)\.(?=[A-Za-z])", "dot"),
    literal(rf"(?<=[A-Za-z])-(?={TAKEN})", " "),
    literal(r"(?<=[A-Za-z])&(?=[A-Za-z])|&", "and"),
    literal(r"(?<!\w)@(?!\w)|@", "at"),
    literal(rf"(?<={TAKEN})/hr?(?!\w)", "per hour"),
    literal(rf"(?<={TAKEN})/(?:mo|mth)(?!\w)", "per month"),
    literal(rf"(?<={TAKEN})/yr(?!\w)", "per year"),
    literal(rf"(?<={TAKEN})/(?=[a-z])", "per"),
    literal(r"(?<=\w)\+", "plus"),
    literal(r"%", "percent"),
    literal(r"°", "degrees"),
    literal(r"©", "copyright"),
    literal(r"§", "section"),
    literal(r"€", "euros"),
    literal(r"£", "pounds"),
    literal(r"¥", "yen"),
    literal(r"½", "one half"),
    literal(r"¼", "one quarter"),
    literal(r"¾", "three quarters"),
    literal(r"\.{2,}|…+", "…"),
    literal(r"(?<=\w)-{2,}(?=\w)|(?<!\S)[-–—]+(?!\S)|—|–", "—"),
    literal(r"[“”„«»]|''", '"'),
    literal(r"(?<!\w)['’‘](?=(?:[Tt]was|[Tt]is|[Ee]m|[Cc]ause|[Cc]uz|[Tt]il|[Bb]out|[Rr]ound|[Nn]eath)(?!\w))", ""),
    literal(r"[‘’´`]", "'"),
    literal(r"!+(?=!)|\?+(?=\?)|,+(?=,)|;+(?=;)|:+(?=:)", ""),
    literal(r"[|]", ","),
    literal(r"(?<=[A-Za-z])/(?=[A-Za-z])", " "),
    literal(r"[_*#~^<>=+\\{}\[\]™®•·¡¿$×÷²³¦¬¨¯¸ªº¹µ¶¢¤/]", " "),
)
"""Last, for what no other rule has read."""
