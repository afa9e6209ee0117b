"""Emotion marks in a text: the keyframes that make each of them heard and seen from its word on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tietfg.emotion.description import parse_description
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.timeline import Keyframe, Transition
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.markup.marked_text import EmotionMark

MOST_MARKS = 300
"""Emotion marks of one text."""
LONGEST_DESCRIPTION = 200
"""Characters of a mark."""

_RAMP = 0.5
"""Words that a usual change takes on either side of the border."""
_LONGEST_RAMP = 0.4
"""Share of a short stretch that the change at its border takes of it at most."""
_BREATH = 0.05
"""Words by which a stretch that grows or fades ends before a sudden change."""
_SUDDEN = re.compile(r"\b(?:suddenly|sudden|abruptly|abrupt|all of a sudden|out of nowhere)\b", re.IGNORECASE)
_GRADUAL = re.compile(r"\b(?:gradually|gradual|slowly|little by little|bit by bit)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;>→]|\b(?:then|to|later|finally)\b", re.IGNORECASE)
_NUMBER = r"(?P<figure>-?(?:\d+\.?\d*|\.\d+))\s*(?P<percent>%?)"
_FIGURE_LAST = re.compile(rf"(?P<name>.*[^\W\d_].*?)[\s:=(]+{_NUMBER}\s*\)?\s*")
_FIGURE_FIRST = re.compile(rf"\s*{_NUMBER}\s+(?P<name>[^\W\d_].*)")

_ONE_WORD = split_words("so")


@dataclass(frozen=True)
class _Feeling:
    """What a mark asks for."""

    mixture: dict[str, float]
    intensity: float
    final_intensity: float
    """At the end of its stretch, where it grows or fades."""
    change: Transition | None = None
    """None for the usual change, about one word long."""
    notes: tuple[str, ...] = ()


_NEUTRAL = _Feeling({"neutral": 1.0}, 0.0, 0.0)


def marked_keyframes(
    marks: Sequence[tuple[EmotionMark, int]], word_count: int, meaning: Meaning | None
) -> tuple[tuple[Keyframe, ...], tuple[str, ...]]:
    """Keyframes of marks at their words, neutral before the first, and notes for the user; both empty without marks.

    A change is centred on the onset of the marked word and about a word long; a sudden one begins there; a gradual
    one reaches from there to the middle of the stretch. A mark with no word before the next one changes nothing.
    Raises InputError for a mark that names no emotion, or several after each other.
    """
    if len(marks) > MOST_MARKS:
        raise InputError(f"the text has {len(marks)} emotion marks; use at most {MOST_MARKS}")
    feelings = [(_read(mark, meaning), word) for mark, word in marks]
    notes = tuple(dict.fromkeys(note for feeling, _ in feelings for note in feeling.notes))
    if not marks or not word_count:
        return (), notes
    starts = [word for _, word in feelings]
    stretches = [
        (feeling, start, end)
        for (feeling, start), end in zip(feelings, [*starts[1:], word_count], strict=True)
        if end > start
    ]
    if not stretches or stretches[0][1] > 0:
        stretches.insert(0, (_NEUTRAL, 0, stretches[0][1] if stretches else word_count))
    followers = [feeling for feeling, _, _ in stretches[1:]]
    reaches = [
        0.0 if later.change else min(_RAMP, _LONGEST_RAMP * min(end - start, next_end - end))
        for (_, start, end), (later, _, next_end) in pairwise(stretches)
    ]
    keyframes: list[Keyframe] = []
    for (feeling, start, end), before, after, later in zip(
        stretches, [0.0, *reaches], [*reaches, 0.0], [*followers, None], strict=True
    ):
        reached, left = start + before, end - after
        if feeling.change == "gradual":
            reached = (start + end) / 2
            if not keyframes:
                keyframes.append(_keyframe(0.0, _NEUTRAL, 0.0, "gradual"))
        sudden = feeling.change == "sudden" and start > 0
        keyframes.append(_keyframe(reached, feeling, feeling.intensity, "sudden" if sudden else "gradual"))
        if later is not None and later.change == "sudden":
            left -= _BREATH
        held = later is not None and later.change != "sudden"
        if held or feeling.final_intensity != feeling.intensity:
            keyframes.append(_keyframe(left, feeling, feeling.final_intensity, "gradual"))
    return tuple(keyframes), notes


def _keyframe(word: float, feeling: _Feeling, intensity: float, transition: Transition) -> Keyframe:
    return Keyframe(
        word=round(word, 4),
        emotion={name: round(weight, 3) for name, weight in feeling.mixture.items()},  # type: ignore[misc]
        intensity=round(intensity, 3),
        transition=transition,
    )


def _read(mark: EmotionMark, meaning: Meaning | None) -> _Feeling:
    """The mixture of what stands between plus signs; each weighs as strongly as it is felt."""
    if not mark.description:
        return _NEUTRAL
    if len(mark.description) > LONGEST_DESCRIPTION:
        raise InputError(f"{mark.source} has more than {LONGEST_DESCRIPTION} characters; name one emotion")
    description = _GRADUAL.sub(" ", _SUDDEN.sub(" ", mark.description))
    feelings = [_read_one(part, mark, meaning) for part in description.split("+")]
    felt = [feeling for feeling in feelings if max(feeling.intensity, feeling.final_intensity) > 0]
    change: Transition | None = "sudden" if _SUDDEN.search(mark.description) else None
    if change is None:
        change = "gradual" if _GRADUAL.search(mark.description) else felt[0].change if felt else None
    notes = tuple(note for feeling in feelings for note in feeling.notes)
    if not felt:
        return _Feeling(_NEUTRAL.mixture, 0.0, 0.0, change, notes)
    weights: dict[str, float] = {}
    for feeling in felt:
        for name, weight in feeling.mixture.items():
            strength = max(feeling.intensity, feeling.final_intensity)
            weights[name] = weights.get(name, 0.0) + weight * strength
    total = sum(weights.values())
    mixture = {name: weight / total for name, weight in weights.items() if weight >= 0.0005 * total}
    return _Feeling(
        mixture,
        max(feeling.intensity for feeling in felt),
        max(feeling.final_intensity for feeling in felt),
        change,
        notes,
    )


def _read_one(description: str, mark: EmotionMark, meaning: Meaning | None) -> _Feeling:
    figured = _FIGURE_LAST.fullmatch(description) or _FIGURE_FIRST.fullmatch(description)
    figure = None
    if figured:
        description = figured["name"]
        figure = float(figured["figure"]) / (100 if figured["percent"] else 1)
        if not 0 <= figure <= 1:
            raise InputError(f"{mark.source} has the intensity {figured['figure']}{figured['percent']}; use 0 to 1")
    try:
        planned = parse_description(description, _ONE_WORD)
    except InputError as error:
        raise InputError(f"{mark.source}: {error}") from None
    keyframes = planned.timeline.keyframes
    if all(keyframe.intensity == 0 for keyframe in keyframes):
        if not description.strip() or planned.notes:
            return _described(description, figure, mark, meaning)
        return _NEUTRAL
    first, last = keyframes[0], keyframes[-1]
    mixture = _shares(last)
    if first.intensity == 0 and not _SEVERAL.search(description):
        first = last  # "bursts into tears" is read as calm before; what comes before is known here
    if any(_shares(keyframe) != mixture for keyframe in (first, last)):
        raise InputError(f"{mark.source} names several emotions; give each its own mark, or join them with +")
    change: Transition | None = "sudden" if last.transition == "sudden" else None
    if figure is not None:
        return _Feeling(mixture, figure, figure, change, planned.notes)
    return _Feeling(mixture, first.intensity, last.intensity, change, planned.notes)


def _described(description: str, figure: float | None, mark: EmotionMark, meaning: Meaning | None) -> _Feeling:
    entry = meaning.described(description.strip()) if meaning is not None and description.strip() else None
    if entry is None:
        raise InputError(f"{mark.source} names no emotion; {mark.advice}")
    intensity = entry.intensity if figure is None else figure
    total = sum(weight for _, weight in entry.mixture)
    return _Feeling({name: weight / total for name, weight in entry.mixture}, intensity, intensity)


def _shares(keyframe: Keyframe) -> dict[str, float]:
    total = sum(keyframe.emotion.values())
    return {name: round(weight / total, 3) for name, weight in keyframe.emotion.items()}
