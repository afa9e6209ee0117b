"""The text's own feeling: what its sentences would naturally be said with, as pieces over the words."""

import re
from dataclasses import replace
from itertools import groupby, pairwise

from tietfg.emotion.layout import Piece
from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.places import TextPlaces
from tietfg.emotion.requests import NEUTRAL_REQUEST, Request
from tietfg.emotion.words import TextWord

_MOST_UNITS = 400
"""Sentences and parts of sentences that are judged by themselves; in a longer text neighbours share a judgement."""
_TURN = re.compile(r"(?:but|yet|however|although|though|until|instead|then suddenly|suddenly)\W*$", re.IGNORECASE)
_LEAST_PART = 5
"""Words of a part of a sentence that is judged by itself."""
_SHORT = 8
"""Words of a sentence that may only be a breath in the feeling around it."""
_TINY = 2
"""Words of a sentence that never is more than that."""
_CARRIED = 0.7
"""Share of the intensity around it that a matter-of-fact sentence keeps."""
_SAME = 0.1
"""Difference of intensity below which neighbours with one feeling are one piece."""

Span = tuple[int, int]


def read_sentiment(words: tuple[TextWord, ...], meaning: Meaning) -> tuple[Piece, ...]:
    """Pieces that cover the whole text; neutral where it is matter of fact.

    A sentence is judged as a whole, and in two parts where it turns ("..., but ...") and the parts feel differently. A
    short sentence does not break the feeling on both sides of it: it keeps it, less strongly. Time grows with the
    number of sentences up to 400; in longer texts neighbouring sentences are judged together.
    """
    if not words:
        return ()
    sentences = _sentences(words)
    turns = [_turn(words, span) for span in sentences]
    parts = [part for turn in turns for part in turn]
    spans = sentences + parts
    texts = [" ".join(word.text for word in words[start:end]) for start, end in spans]
    entries = dict(zip(spans, meaning.expressed_each(texts), strict=True))
    units: list[Piece] = []
    for span, turn in zip(sentences, turns, strict=True):
        differ = len({_dominant(entries[part]) for part in turn}) > 1
        units += [_piece(part, entries[part]) for part in (turn if differ else (span,))]
    return _merged(_smoothed(units))


def _sentences(words: tuple[TextWord, ...]) -> list[Span]:
    spans = [(int(place.start), int(place.end)) for place in TextPlaces(words).sentences]
    together = -(-len(spans) // _MOST_UNITS)
    return [(group[0][0], group[-1][1]) for group in (spans[i : i + together] for i in range(0, len(spans), together))]


def _turn(words: tuple[TextWord, ...], span: Span) -> tuple[Span, ...]:
    """The two parts of a sentence around its first turn, or none."""
    start, end = span
    for index in range(start + _LEAST_PART, end - _LEAST_PART + 1):
        if _TURN.match(words[index].text) and not words[index - 1].text[-1].isalnum():
            return (start, index), (index, end)
    return ()


def _dominant(entry: EmotionEntry) -> str:
    return max(entry.mixture, key=lambda pair: pair[1])[0]


def _piece(span: Span, entry: EmotionEntry) -> Piece:
    neutral = _dominant(entry) == "neutral"
    request = NEUTRAL_REQUEST if neutral else Request(dict(entry.mixture), entry.intensity)
    return Piece(float(span[0]), float(span[1]), request)


def _smoothed(units: list[Piece]) -> list[Piece]:
    """Carry a feeling over one short sentence that is matter of fact, or that says something else less strongly."""
    smooth = list(units)
    for index in range(1, len(units) - 1):
        before, unit, after = (piece.request for piece in (smooth[index - 1], units[index], units[index + 1]))
        length = units[index].end - units[index].start
        yields = length <= _TINY or unit.intensity <= min(before.intensity, after.intensity)
        surrounded = before.dominant == after.dominant and before.dominant not in ("neutral", unit.dominant)
        if surrounded and length <= _SHORT and yields:
            carried = _CARRIED * min(before.intensity, after.intensity)
            smooth[index] = replace(units[index], request=replace(before, intensity=round(carried, 2)))
    return smooth


def _merged(units: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours with one dominant emotion and nearly one intensity as single pieces; weights by words."""
    steps = [0, *(int(_changes(first.request, second.request)) for first, second in pairwise(units))]
    numbers = [sum(steps[: index + 1]) for index in range(len(units))]
    merged: list[Piece] = []
    for _, grouped in groupby(zip(numbers, units, strict=True), key=lambda pair: pair[0]):
        group = [unit for _, unit in grouped]
        start, end = group[0].start, group[-1].end
        weights: dict[str, float] = {}
        intensity = 0.0
        for unit in group:
            share = (unit.end - unit.start) / (end - start)
            intensity += share * unit.request.intensity
            for name, weight in unit.request.weights.items():
                weights[name] = weights.get(name, 0.0) + share * weight
        request = Request({name: round(weight, 3) for name, weight in weights.items()}, round(intensity, 2))
        merged.append(Piece(start, end, NEUTRAL_REQUEST if set(weights) == {"neutral"} else request))
    return tuple(merged)


def _changes(first: Request, second: Request) -> bool:
    return first.dominant != second.dominant or abs(first.intensity - second.intensity) > _SAME
