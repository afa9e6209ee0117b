"""Captions: words with times become cues, and cues become SubRip or WebVTT text.

The limits are those of broadcast practice (BBC Subtitle Guidelines; Netflix Timed Text Style Guide): two lines of 42
characters, one to six seconds, 20 characters a second, two frames between cues.
"""

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

LINE_LENGTH = 42
LONGEST = 6.0
"""Seconds a cue stays at most, unless its only word takes longer."""

_SHORTEST = 1.0
_READING_SPEED = 20
_GAP = 0.08
_LINGER = 1.0
_PAUSE = 1.5
"""Seconds of silence that no cue spans."""
_FLICKER = 0.5
"""Shorter breaks between cues are closed, down to _GAP."""

CaptionFormat = Literal["srt", "vtt"]

_SENTENCE_END = re.compile(r"[.!?…][\"')\]”’]*$")
_CLAUSE_END = re.compile(r"[,;:—–-][\"')\]”’]*$")
_OPENING = re.compile(
    "and|but|or|nor|so|yet|because|although|though|while|when|where|which|who|whose|that|if|unless|until|since|before|"
    "after|as|than|for|with|without|to|from|in|into|on|at|by|about|over|under|through",
    re.IGNORECASE,
)
"""English words that a line may well begin with."""
_CLINGING = re.compile(
    "an?|the|my|your|his|her|its|our|their|this|that|these|those|some|any|every|no|of|to|from|in|into|on|at|by|for|"
    "with|and|but|or|nor|if|as|than|is|are|was|were|am|be|been|have|has|had|will|would|can|could|should|must|not|very|"
    r"too|so|i|he|she|we|they|(?:mrs?|ms|dr|st|prof|vs|e\.g|i\.e)\.",
    re.IGNORECASE,
)
"""English words that a line should not end with."""


class TimedWord(Protocol):
    """A written word with its start and end in seconds."""

    @property
    def text(self) -> str:
        """As written."""
        ...

    @property
    def start(self) -> float:
        """Seconds."""
        ...

    @property
    def end(self) -> float:
        """Seconds."""
        ...


@dataclass(frozen=True)
class Cue:
    """Lines shown together from `start` to `end`, in seconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def caption_cues(words: Sequence[TimedWord], until: float = math.inf) -> tuple[Cue, ...]:
    """Group words into cues with the least cost of breaks, by dynamic programming as in Knuth and Plass (1981).

    The words follow each other in time. `until` is the time by which the last cue must have gone: when captions are
    made block by block, the start of the next block.
    """
    texts = [" ".join(word.text.split()) for word in words]
    breaks = [_break_cost(texts[k], texts[k + 1] if k + 1 < len(texts) else None) for k in range(len(texts))]
    starts = [*(word.start for word in words), until]
    best: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, ())]
    for stop in range(1, len(words) + 1):
        best.append((math.inf, 0, ()))
        for first in range(stop - 1, -1, -1):
            if first < stop - 1 and (
                words[stop - 1].end - words[first].start > LONGEST or starts[first + 1] - words[first].end > _PAUSE
            ):
                break
            layout = _layout(texts[first:stop], breaks[first:stop])
            if layout is None:
                break
            lines, line_cost = layout
            too_short = max(0.0, _SHORTEST - (starts[stop] - words[first].start))
            sentences_inside = sum(cost == 0 for cost in breaks[first : stop - 1])
            cost = best[first][0] + 3 + breaks[stop - 1] + line_cost + 40 * too_short + 4 * sentences_inside
            if cost < best[stop][0]:
                best[stop] = cost, first, lines
    cues: list[Cue] = []
    stop = len(words)
    while stop:
        _, first, lines = best[stop]
        start = words[first].start
        cues.append(Cue(start, _end(start, words[stop - 1].end, starts[stop], sum(map(len, lines))), lines))
        stop = first
    return tuple(reversed(cues))


def format_captions(cues: Sequence[Cue], caption_format: CaptionFormat, first_number: int = 1) -> str:
    """Write cues as SubRip or WebVTT text.

    Blocks are joined by concatenation: pass as `first_number` one more than the number of cues already written; the
    header belongs to the first block.
    """
    header = "WEBVTT\n\n" if caption_format == "vtt" and first_number == 1 else ""
    pieces: list[str] = []
    for number, cue in enumerate(cues, first_number):
        text = "\n".join(cue.lines)
        if caption_format == "vtt":
            pieces.append(
                f"{_timestamp(cue.start, '.')} --> {_timestamp(cue.end, '.')}\n{html.escape(text, False)}\n\n"
            )
        else:
            pieces.append(f"{number}\n{_timestamp(cue.start, ',')} --> {_timestamp(cue.end, ',')}\n{text}\n\n")
    return header + "".join(pieces)


def _break_cost(text: str, following: str | None) -> float:
    """How much a break between two words disturbs reading: 0 after a sentence, 16 after an article."""
    if following is None:
        return 0
    if _CLINGING.fullmatch(text):
        return 16
    if _SENTENCE_END.search(text):
        return 0
    if _CLAUSE_END.search(text):
        return 3
    return 7 if _OPENING.fullmatch(following) else 10


def _layout(texts: Sequence[str], breaks: Sequence[float]) -> tuple[tuple[str, ...], float] | None:
    """Lines of one cue and their cost, None if the words need more than two lines."""
    whole = " ".join(texts)
    if len(whole) <= LINE_LENGTH:
        return (whole,), 0.0
    if len(texts) == 1:
        return tuple(whole[k : k + LINE_LENGTH] for k in range(0, len(whole), LINE_LENGTH)), 0.0
    best: tuple[tuple[str, ...], float] | None = None
    upper = -1
    for k in range(len(texts) - 1):
        upper += 1 + len(texts[k])
        lower = len(whole) - upper - 1
        cost = 0.3 * breaks[k] + abs(upper - lower) / 10
        if upper <= LINE_LENGTH and lower <= LINE_LENGTH and (best is None or cost < best[1]):
            best = (whole[:upper], whole[upper + 1 :]), cost
    return best


def _end(start: float, spoken_until: float, next_start: float, characters: int) -> float:
    """When a cue goes: after the last word and time to read, before the next cue, without lingering in silence."""
    time_to_read = start + max(_SHORTEST, characters / _READING_SPEED)
    end = max(spoken_until, min(time_to_read, spoken_until + _LINGER))
    latest = max(next_start - _GAP, (start + next_start) / 2)
    if latest - end < _FLICKER:
        end = min(latest, max(end, start + LONGEST))
    return end


def _timestamp(seconds: float, separator: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}{separator}{milliseconds % 1000:03d}"
