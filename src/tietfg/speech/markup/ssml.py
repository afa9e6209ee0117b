"""A subset of SSML 1.1 (W3C Recommendation, 2010), read with the standard library's expat."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from tietfg.errors import InputError
from tietfg.speech.delivery import ProsodyChange
from tietfg.speech.markup.marked_text import LONGEST_PAUSE, MODERATE, REDUCED, STRONG, EmotionMark, MarkReading, Stretch
from tietfg.speech.markup.ssml_values import PROSODY_VALUES, read_seconds

MOST_LEVELS = 32
"""Elements inside each other."""
MOST_ELEMENTS = 5000

_BEGINNING = re.compile(r"\s*(?:<\?xml\s|(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+speak\b|<speak(?=[\s/>])))", re.DOTALL)
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "speak": (),
    "p": (),
    "s": (),
    "emphasis": ("level",),
    "break": ("time", "strength"),
    "prosody": tuple(PROSODY_VALUES),
    "mark": ("name",),
    "emotion": ("name", "intensity"),
}
_EMPHASIS = {"strong": STRONG, "moderate": MODERATE, "none": 0.0, "reduced": REDUCED}
_BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}
"""Seconds; the recommendation leaves them to the voice."""
_ENDS = {"s": ("\n", 0.3), "p": ("\n\n", 0.6)}
"""What separates sentences and paragraphs: blanks in the text, and the least seconds of silence."""


def is_ssml(text: str) -> bool:
    """Whether a text begins as an SSML document does: with <speak or an XML declaration."""
    return _BEGINNING.match(text) is not None


def read_ssml(text: str) -> MarkReading:
    """Free an SSML document of its markup.

    Raises InputError, with line and column, for malformed XML, document types, entities and processing instructions,
    for elements and attributes outside the subset and for values without sense. Values beyond what the voice can do
    are brought into range, with a note.
    """
    return _Reader(text).reading


@dataclass
class _Open:
    """An element that has begun."""

    name: str
    start: int
    emotion: EmotionMark | None
    """The emotion inside it; None is neutral."""
    strength: float | None = None
    change: ProsodyChange | None = None


class _Reader:
    """Hears expat's events; an InputError raised in a handler ends the parsing."""

    def __init__(self, text: str) -> None:
        self.reading = MarkReading()
        self._open: list[_Open] = []
        self._elements = 0
        document = text.lstrip()
        skipped = text[: len(text) - len(document)]
        self._first_line = skipped.count("\n")
        self._first_column = len(skipped) - skipped.rfind("\n") - 1
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refusing("a document type")
        self._parser.EntityDeclHandler = self._refusing("an entity declaration")
        self._parser.ProcessingInstructionHandler = self._refusing("a processing instruction")
        try:
            self._parser.Parse(document, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise InputError(f"SSML is malformed at {self._place()}: {what}; correct it, or write plain text") from None
        except UnicodeEncodeError:
            raise InputError("SSML has half a surrogate pair in it; give text in UTF-8") from None

    def _place(self) -> str:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber
        return f"line {line + self._first_line}, column {column + 1 + (self._first_column if line == 1 else 0)}"

    def _refusing(self, what: str) -> Callable[..., None]:
        def refuse(*_: object) -> None:
            raise InputError(f"SSML has {what} at {self._place()}; remove it")

        return refuse

    def _start(self, qualified: str, attributes: dict[str, str]) -> None:
        name = qualified.rsplit(" ", 1)[-1]
        source = f"<{name[:40]}> at {self._place()}"
        self._check(name, source)
        values = {key.rsplit(" ", 1)[-1]: value.strip() for key, value in attributes.items()}
        if not re.fullmatch(r"en(?:[-_].*)?|", language := values.pop("lang", "").lower(), re.DOTALL):
            raise InputError(f"{source} is in the language {language[:20]!r}; only English can be spoken")
        for key in values:
            if key not in _ATTRIBUTES[name] and name != "speak":
                known = ", ".join(_ATTRIBUTES[name]) or "none"
                raise InputError(f"{source} has the attribute {key[:40]!r}, which is not read; it takes {known}")
        outer = self._open[-1].emotion if self._open else None
        element = _Open(name, len(self.reading.text), outer)
        self._open.append(element)
        match name:
            case "p" | "s":
                self._separate(name, source)
                element.start = len(self.reading.text)
            case "emphasis":
                element.strength = _choice("level", values.get("level", "moderate"), _EMPHASIS, source)
            case "break":
                self.reading.pauses.append((self.reading.border(source), _break_seconds(values, source), True))
            case "prosody":
                element.change = self._prosody(values, source)
            case "mark":
                if not values.get("name"):
                    raise InputError(f'{source} has no name; write it as in <mark name="here"/>')
                self.reading.marks.append((self.reading.border(source), values["name"]))
            case "emotion":
                element.emotion = _emotion(values, self.reading.border(source), source)
                self.reading.emotions.append(element.emotion)

    def _check(self, name: str, source: str) -> None:
        if name not in _ATTRIBUTES:
            raise InputError(f"SSML has {source}, which is not read; the elements are {', '.join(_ATTRIBUTES)}")
        if (name == "speak") != (not self._open):
            raise InputError(f"SSML has {source}; <speak> is the one outermost element")
        if len(self._open) >= MOST_LEVELS:
            raise InputError(f"SSML has {source} inside {MOST_LEVELS} others; nest less deeply")
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise InputError(f"SSML has more than {MOST_ELEMENTS} elements; split it into parts")

    def _end(self, _: str) -> None:
        element = self._open.pop()
        stretch = Stretch(element.start, len(self.reading.text))
        if element.strength is not None:
            self.reading.emphasis.append((stretch, element.strength))
        if element.change is not None:
            self.reading.changes.append((stretch, element.change))
        if element.name == "emotion":
            outer = self._open[-1].emotion
            source = f"</emotion> at {self._place()}"
            place = self.reading.border(source)
            description = outer.description if outer else ""
            self.reading.emotions.append(EmotionMark(place, description, source, ""))
        elif element.name in _ENDS:
            self._separate(element.name, f"</{element.name}> at {self._place()}")
        elif element.name == "speak":
            self.reading.text = self.reading.text.rstrip()

    def _characters(self, data: str) -> None:
        name = self._open[-1].name
        data = re.sub(r"\s+", " ", data)
        if name in ("break", "mark") and data.strip():
            raise InputError(f"SSML has text inside <{name}> at {self._place()}; close it as <{name}/>")
        if not self.reading.text or self.reading.text[-1].isspace():
            data = data.lstrip()
        self.reading.text += data

    def _separate(self, name: str, source: str) -> None:
        blanks, seconds = _ENDS[name]
        text = self.reading.text.rstrip(" ")
        if text:
            line_ends = len(text) - len(text.rstrip("\n"))
            self.reading.text = text + blanks[line_ends:]
            self.reading.pauses.append((self.reading.border(source), seconds, False))

    def _prosody(self, values: dict[str, str], source: str) -> ProsodyChange:
        read: dict[str, float] = {}
        for key, value in values.items():
            kind = PROSODY_VALUES[key]
            asked = kind.read(value)
            if asked is None:
                raise InputError(f"{source} has {key} {value[:40]!r}; write {kind.form}")
            read[kind.field] = min(max(asked, kind.least), kind.most)
            if asked != read[kind.field]:
                shown = f"{read[kind.field]:g}"
                self.reading.notes.append(f"{source} has {key} {value[:40]!r}; the voice does {shown}{kind.unit}")
        return ProsodyChange(0, 0, **read)


def _choice(key: str, value: str, choices: dict[str, float], source: str) -> float:
    if value not in choices:
        raise InputError(f"{source} has {key} {value[:40]!r}; choose one of {', '.join(choices)}")
    return choices[value]


def _break_seconds(values: dict[str, str], source: str) -> float:
    if "time" not in values:
        return _choice("strength", values.get("strength", "medium"), _BREAKS, source)
    seconds = read_seconds(values["time"])
    if seconds is None or seconds > LONGEST_PAUSE:
        raise InputError(f"{source} has time {values['time'][:40]!r}; write 0s to {LONGEST_PAUSE:g}s, or 250ms")
    return seconds


def _emotion(values: dict[str, str], place: int, source: str) -> EmotionMark:
    advice = 'write one as in <emotion name="angry" intensity="0.8">'
    if not values.get("name"):
        raise InputError(f"{source} has no name; {advice}")
    description = f"{values['name']} {values.get('intensity', '')}".strip()
    return EmotionMark(place, description, source, advice)
