"""Stretches: the parts of a long recording that are aligned one by one, and the words of the text that each says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tietfg.speech.recording.arpabet import Segment
from tietfg.speech.recording.recognition import HeardWord
from tietfg.speech.recording.transcript import Match

_USUAL_SECONDS = 10.0
"""A stretch of this length ends at the next clear pause; one of three times the length ends anywhere."""
_CLEAR_PAUSE = 0.4
_LONG_PAUSE = 3.0
"""Seconds of silence, or of speech that is not in the text, that no stretch spans."""
_OTHER_SPEECH = 1.0
_MARGIN = 0.4
"""Seconds that a stretch reaches into the silence before and after the times at which its words were heard."""
_PHONE_SECONDS = 0.04
"""Least time that a phone takes; words that were not heard and have less cannot have been said."""


@dataclass(frozen=True)
class Stretch:
    """Indices of text words that are aligned together, and the seconds of the recording in which they are said."""

    words: tuple[int, ...]
    start: float
    end: float


@dataclass(frozen=True)
class _Piece:
    """Text words and the heard words (at least one) in whose time they are said."""

    text: range
    heard: range


def plan_stretches(
    matches: Sequence[Match], segments: Sequence[tuple[Segment, ...]], heard: Sequence[HeardWord], duration: float
) -> list[Stretch]:
    """Part a recording of `duration` seconds at its pauses, and where it says more than the text.

    Words that cannot have been said, or that have no segments, are in no stretch.
    """
    groups: list[list[_Piece]] = []
    for piece in _pieces(matches, segments, heard, duration):
        if not groups or _parted(groups[-1], piece, heard):
            groups.append([])
        groups[-1].append(piece)
    stretches: list[Stretch] = []
    for group in groups:
        first, last = group[0].heard[0], group[-1].heard[-1]
        start, end = heard[first].start, heard[last].end
        before = heard[first - 1].end if first else -_MARGIN
        after = heard[last + 1].start if last + 1 < len(heard) else duration + _MARGIN
        words = tuple(index for piece in group for index in piece.text if segments[index])
        if words:
            start, end = max(start - _MARGIN, (before + start) / 2), min(end + _MARGIN, (end + after) / 2)
            stretches.append(Stretch(words, max(start, 0.0), min(end, duration)))
    return stretches


def _pieces(
    matches: Sequence[Match], segments: Sequence[tuple[Segment, ...]], heard: Sequence[HeardWord], duration: float
) -> Iterator[_Piece]:
    for match in matches:
        if not match.text:
            continue
        if match.likeness == 1.0 and len(match.text) == len(match.heard):
            yield from (_Piece(range(a, a + 1), range(b, b + 1)) for a, b in zip(match.text, match.heard, strict=True))
            continue
        first, last = (match.heard.start, match.heard.stop - 1) if match.heard else (match.heard.start - 1,) * 2
        before = heard[match.heard.start - 1].end if match.heard.start else 0.0
        after = heard[match.heard.stop].start if match.heard.stop < len(heard) else duration
        needed = _PHONE_SECONDS * sum(len(segments[index]) for index in match.text)
        if first >= 0 and after - before >= needed:
            yield _Piece(match.text, range(first, last + 1))


def _parted(group: list[_Piece], piece: _Piece, heard: Sequence[HeardWord]) -> bool:
    """Whether a piece begins a new stretch after the group."""
    last, first = group[-1].heard[-1], piece.heard[0]
    others = heard[last + 1 : first]
    pause = heard[first].start - heard[last].end
    length = heard[piece.heard[-1]].end - heard[group[0].heard[0]].start
    if pause > _LONG_PAUSE or (others and others[-1].end - others[0].start > _OTHER_SPEECH):
        return True
    return length > _USUAL_SECONDS and pause >= _CLEAR_PAUSE * (3 - length / _USUAL_SECONDS) / 2
