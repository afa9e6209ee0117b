"""Telephone numbers, read digit by digit in their groups."""

import re

from tietfg.speech.normalise.numbers import cardinal, digits
from tietfg.speech.normalise.rule import Parts, Rule, literal


def _telephone(match: re.Match[str], british: bool) -> Parts:
    groups = list(re.finditer(r"\+?\d+", match[0]))
    parts: list[tuple[int, str]] = []
    for group in groups:
        if re.fullmatch(r"[1-9]00", group[0]):
            reading = cardinal(int(group[0]), british)
        else:
            reading = ("plus " if group[0][0] == "+" else "") + digits(group[0], "oh")
        parts.append((match.start() + group.start(), reading + ("," if group is not groups[-1] else "")))
    return tuple(parts)


RULES: tuple[Rule, ...] = (
    Rule(
        re.compile(r"(?<![\w.\-/+])(?:\+?\d{1,3}[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\w-])"),
        _telephone,
    ),
    Rule(re.compile(r"(?<![\w.\-/])\d{3}-\d{4}(?![\w-])"), _telephone),
    Rule(re.compile(r"(?<!\w)\+\d{1,3}(?:[ -]?\(?\d{2,5}\)?){2,5}(?![\w-])"), _telephone),
    Rule(re.compile(r"(?<![\w.\-/])\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}(?![\w-])"), _telephone),
    Rule(
        re.compile(r"\b([Cc]all|[Dd]ial)((?:ed|led|s|ing|ling)?) (911|999|112)\b"),
        lambda match, _british: ((match.start(1), match[1] + match[2]), (match.start(3), digits(match[3]))),
    ),
    literal(r"(?<!\w)007(?!\w)", "double oh seven"),
)
