"""Inline marks: emotions and pauses in square brackets, emphasis between asterisks or underscores."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tietfg.emotion.timeline import EmotionTimeline, Mixture
from tietfg.emotion.words import TextWord
from tietfg.errors import InputError
from tietfg.speech.markup.marked_text import LONGEST_PAUSE, MODERATE, STRONG, EmotionMark, MarkReading, Stretch

USUAL_PAUSE = 0.5
"""Seconds of [pause]."""
MOST_MARKS = 2000
"""Marks of one text, emphasis included."""

_TOKEN = re.compile(r"\\(?P<escaped>[\[\]*_])|\[(?P<mark>[^\[\]]*)\]|(?P<bracket>[\[\]])|(?P<sign>\*+|_+)")
_PAUSE = re.compile(r"pause\b[\s:=]*(?:(\d+\.?\d*|\.\d+)\s*(ms|s|sec|seconds?|milliseconds?)?)?", re.IGNORECASE)
_CLOSING = re.compile(r"[.,;:!?…)»”’\"']++(?!\w)")
_ADVICE = r"write one as in [angry 0.8], or \[ for the bracket itself"
_SHOWN = 40


@dataclass(frozen=True)
class _Token:
    """A mark, a sign of emphasis or an escaped sign; the text between tokens is plain."""

    start: int
    end: int
    kind: str
    content: str


def read_inline(text: str) -> MarkReading:
    r"""Free a text of its inline marks.

    `[slightly sad]` is an emotion up to the next one, `[/]` its end, `[pause 0.5]` or `[pause 500ms]` silence,
    `*never*` and `_never_` moderate and `**never**` strong emphasis; `\[`, `\]`, `\*` and `\_` are the signs
    themselves. Raises InputError for other brackets.
    """
    reading = MarkReading()
    tokens = list(_tokens(text))
    if len(tokens) > MOST_MARKS:
        raise InputError(f"the text has {len(tokens)} marks and escaped signs; use at most {MOST_MARKS}")
    partners = _pairs(text, tokens)
    opened: dict[int, int] = {}
    done = 0
    for index, token in enumerate(tokens):
        reading.text += text[done : token.start]
        done = token.end
        if token.kind == "mark":
            done = _close_gap(reading, text, done)
            _read_mark(reading, token)
        elif token.kind == "escaped" or index not in partners:
            reading.text += token.content
        elif partners[index] > index:
            opened[index] = len(reading.text)
        else:
            strength = STRONG if token.content == "**" else MODERATE
            reading.emphasis.append((Stretch(opened[partners[index]], len(reading.text)), strength))
    reading.text += text[done:]
    return reading


def write_inline(words: tuple[TextWord, ...], timeline: EmotionTimeline) -> str:
    """The words with the segments of a timeline as marks, which `read_inline` reads as the same segments.

    Ramps longer than a word become the usual short ones; a neutral share of a mixture becomes a lower intensity.
    """
    marks: dict[int, str] = {}
    for index, segment in enumerate(timeline.segments(len(words))):
        change = "suddenly " if index and segment.transition == "sudden" else ""
        feeling = _written(segment.emotion, segment.intensity)
        if index or feeling != "neutral":
            marks[segment.start_word] = f"[{change}{feeling}] "
    return " ".join(
        marks.get(index, "") + re.sub(r"([\[\]*_])", r"\\\1", word.text) for index, word in enumerate(words)
    )


def _written(emotion: Mixture, intensity: float) -> str:
    felt = {name: weight for name, weight in emotion.items() if name != "neutral"}
    if not felt or not intensity:
        return "neutral"
    strength = intensity * sum(felt.values()) / sum(emotion.values()) / max(felt.values())
    return " + ".join(f"{name} {weight * strength:.4g}" for name, weight in felt.items())


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "bracket":
            what = "is not closed; write ] after the mark, or" if match[0] == "[" else "closes no mark; write"
            raise InputError(
                f"the bracket {match[0]} at character {match.start() + 1} of the text {what} "
                f"\\{match[0]} for the bracket itself"
            )
        yield _Token(match.start(), match.end(), kind, match[kind])


def _pairs(text: str, tokens: list[_Token]) -> dict[int, int]:
    """Signs of emphasis that belong together, by their index: around words and on one line."""
    partners: dict[int, int] = {}
    opening: dict[str, int] = {}
    for index, token in enumerate(tokens):
        sign = token.content
        if token.kind != "sign" or sign not in ("*", "**", "_"):
            continue
        before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
        closes = before.strip() != "" and not after.isalnum()
        opens = after.strip() != "" and not before.isalnum()
        between = text[tokens[opening[sign]].end : token.start] if sign in opening else ""
        if closes and "\n" not in between and any(map(str.isalnum, between)):
            partner = opening.pop(sign)
            partners |= {partner: index, index: partner}
        elif opens:
            opening[sign] = index
    return partners


def _close_gap(reading: MarkReading, text: str, done: int) -> int:
    """Keep the blanks on one side of a mark that stands between blanks; returns where to read on."""
    before = reading.text[len(reading.text.rstrip()) :]
    after = text[done : len(text) - len(text[done:].lstrip())]
    if (before or not reading.text) and after:
        if "\n" in after and "\n" not in before and reading.text:
            reading.text = reading.text[: len(reading.text) - len(before)]
        else:
            return done + len(after)
    elif before and _CLOSING.match(text, done):
        reading.text = reading.text[: len(reading.text) - len(before)]
    return done


def _read_mark(reading: MarkReading, token: _Token) -> None:
    content = " ".join(token.content.split())
    shown = content if len(content) <= _SHOWN else content[: _SHOWN - 1] + "…"
    source = f"the mark [{shown}] at character {token.start + 1} of the text"
    place = reading.border(source)
    if pause := _PAUSE.fullmatch(content):
        seconds = float(pause[1] or USUAL_PAUSE) / (1000 if (pause[2] or "").lower().startswith("m") else 1)
        if seconds > LONGEST_PAUSE:
            raise InputError(
                f"{source} asks for {seconds:g} s of silence; use at most {LONGEST_PAUSE:g} s, or write ms after it"
            )
        reading.pauses.append((place, seconds, True))
    elif content.lower().startswith("pause"):
        raise InputError(f"{source} is no pause; write the seconds as in [pause 0.5] or [pause 500ms]")
    elif content.startswith("/"):
        reading.emotions.append(EmotionMark(place, "", source, _ADVICE))
    elif not content:
        raise InputError(f"{source} names no emotion; {_ADVICE}")
    else:
        reading.emotions.append(EmotionMark(place, content, source, _ADVICE))
