"""Roman numerals in names and titles."""

import re

from tietfg.speech.normalise.numbers import cardinal, ordinal
from tietfg.speech.normalise.rule import Parts, Rule, literal

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_NUMERAL = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_COUNTED = (
    "Chapter|Part|Act|Scene|Section|Volume|Vol|Book|Phase|Article|War|Mark|Type|Level|Stage|Class|Grade|Bowl|Apollo"
    "|Fantasy|Episode|Round|Figure|Table|Appendix|Unit|Canto|Title|Factor|Group|Category|Olympiad|Symphony|Schedule"
)
_RULERS = (
    "Henry|Louis|Edward|George|William|Charles|James|Richard|Elizabeth|Napoleon|Pius|Benedict|Leo|Paul|Ramses|Frederick"
    "|Philip|Alexander|Nicholas|Peter|Catherine|Ivan|Umberto|Emmanuel|Gustav|Christian|Ferdinand|Margrethe|Harald|Felipe"
    "|Juan|Carlos|Alfonso|Leopold|Albert|Wilhelm|Friedrich|Otto|Olav|Haakon|Clement|Gregory|Innocent|Urban|Boniface"
    "|Sixtus|Julius|Mary|Robert|David|Malcolm|Rainier|Ptolemy|Darius|Xerxes|Artaxerxes|Mehmed|Murad|Selim|Theodore"
)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _counted(match: re.Match[str], british: bool) -> Parts:
    head = "Volume" if match[1] in ("Vol", "Vol.") else match[1]
    return ((match.start(1), head), (match.start(2), cardinal(_roman(match[2]), british)))


def _ruler(match: re.Match[str], british: bool) -> Parts:
    return ((match.start(1), match[1]), (match.start(2), f"the {ordinal(_roman(match[2]), british)}"))


def _sequel(match: re.Match[str], british: bool) -> Parts | None:
    return _counted(match, british) if re.fullmatch(_ROMAN_NUMERAL, match[2]) else None


RULES: tuple[Rule, ...] = (
    literal(r"(?<!\w)WW(?:1|I)(?!\w)", "World War one"),
    literal(r"(?<!\w)WW(?:2|II)(?!\w)", "World War two"),
    Rule(re.compile(rf"\b((?:{_COUNTED})\.?) ({_ROMAN_NUMERAL})(?![\w-]|['’.]\w)"), _counted),
    Rule(re.compile(rf"\b({_RULERS}) ({_ROMAN_NUMERAL})(?![\w-]|['’.](?!s\b)\w)"), _ruler),
    Rule(
        re.compile(rf"(?<!\w)({_ROMAN_NUMERAL})(?= [Cc]entury)"),
        lambda match, british: ordinal(_roman(match[1]), british),
    ),
    Rule(re.compile(r"\b([A-Z][a-z]+) ([IVX]{2,6})(?!\w|\.\w)"), _sequel),
)
