"""Contradictions: between emotions asked for at once, description and text, description and portrait."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tietfg.emotion.labels import EMOTIONS, NEUTRAL, NEUTRAL_INTENSITY
from tietfg.emotion.layout import Piece
from tietfg.emotion.lexicon import EmotionEntry, lexicon
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.places import TextPlaces
from tietfg.emotion.requests import Request
from tietfg.emotion.timeline import EmotionName, EmotionTimeline
from tietfg.emotion.words import TextWord

VALENCE: dict[str, int] = {"happy": 1, "sad": -1, "angry": -1, "fear": -1, "disgust": -1, "surprise": 0, "neutral": 0}
"""Pleasant or unpleasant (Russell, J. Pers. Soc. Psychol. 39, 1980)."""

_STRONG = 0.5
"""Intensity from which two requests can contradict each other."""
_NEARLY_EQUAL = 0.6
"""Ratio of the weaker side's weight to the stronger one's from which neither side is merely a colouring."""
_STRONG_TEXT = 0.4
_STRONG_WORD = 0.6
_MOST_SENTENCES = 40
"""Sentences of strong words whose feeling is compared with the description's."""
_SHOWN = 0.4
"""Strength from which a portrait's expression counts."""
_BLENDING = re.compile(
    r"\b(?:mix(?:ed|ture|es)?|blend\w*|bitter-?\s?sweet\w*|ambivalen\w+|torn between|at the same time|at once|both"
    r"|simultaneously|with a (?:hint|touch|trace)|hint of|tinged|through (?:\w+ )?tears|trying to|forced|fake|hiding"
    r"|hides|mask\w*|underneath|cry\w* with joy|with joy|of joy|half\b.*\bhalf)\b",
    re.IGNORECASE,
)


def asks_for_blend(description: str) -> bool:
    """Whether a description says that opposites are felt together ("bittersweet", "smiling through tears")."""
    return bool(_BLENDING.search(description))


def clause_borders(words: tuple[TextWord, ...]) -> tuple[float, ...]:
    """Word positions between the clauses of a text, by punctuation and else by conjunctions."""
    return tuple(float(place.end) for place in TextPlaces(words).clauses(2)[:-1])


def contradicts(request: Request) -> bool:
    """Whether a request asks strongly for pleasant and unpleasant feeling at once, neither a mere colouring."""
    pleasant, unpleasant = (sum(_side(request, sign).values()) for sign in (1, -1))
    larger, smaller = max(pleasant, unpleasant), min(pleasant, unpleasant)
    return request.intensity >= _STRONG and smaller > 0 and smaller >= _NEARLY_EQUAL * larger


def alternate(piece: Piece, borders: Sequence[float]) -> tuple[Piece, ...]:
    """Play the pleasant and the unpleasant side of a piece in turn, changing at the clause borders within it.

    The side that was named first begins. Without a border inside the piece comes back as it is.
    """
    cuts = [piece.start, *(border for border in borders if piece.start < border < piece.end), piece.end]
    if len(cuts) == 2:
        return (piece,)
    first = next(VALENCE[name] for name in piece.request.weights if VALENCE[name])
    sides = [replace(piece.request, weights=_side(piece.request, sign)) for sign in (first, -first)]
    return tuple(
        Piece(start, end, sides[index % 2] if index == 0 else replace(sides[index % 2], transition="usual"))
        for index, (start, end) in enumerate(pairwise(cuts))
    )


def resolve_contradictions(
    pieces: Sequence[Piece], words: tuple[TextWord, ...], description: str
) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Pieces in which no emotions contradict each other, and notes on what was done.

    Nearly equal opposites alternate at clause borders of the text, unless the description asks for a blend, the
    intensity grows or fades, or there is no border: then they stay a mixture.
    """
    if not any(contradicts(piece.request) for piece in pieces):
        return tuple(pieces), ()
    blend, borders = asks_for_blend(description), clause_borders(words)
    resolved: list[Piece] = []
    notes: list[str] = []
    for piece in pieces:
        if not contradicts(piece.request):
            resolved.append(piece)
            continue
        blended = blend or piece.request.final_intensity is not None
        played = (piece,) if blended else alternate(piece, borders)
        resolved += played
        if not blend:
            how = "in turn, clause by clause" if len(played) > 1 else "as a mixture"
            notes.append(f"{_named(piece.request)} contradict each other {_place(piece)}; they are played {how}")
    return tuple(resolved), tuple(dict.fromkeys(notes))


def text_conflicts(pieces: Sequence[Piece], words: tuple[TextWord, ...], meaning: Meaning) -> tuple[str, ...]:
    """Notes where a description asks strongly for the opposite of what the text says strongly.

    Only sentences with a strong word of the opposite kind are judged by their meaning, so that most texts cost nothing.
    """
    asked = [piece for piece in pieces if piece.request.intensity >= _STRONG and _valence(piece.request)]
    if not asked:
        return ()
    doubtful: list[tuple[Request, str]] = []
    for place in TextPlaces(words).sentences:
        start, end = int(place.start), int(place.end)
        above = max(asked, key=lambda piece: min(piece.end, end) - max(piece.start, start))
        if min(above.end, end) - max(above.start, start) < (end - start) / 2 or len(doubtful) == _MOST_SENTENCES:
            continue
        sentence = " ".join(word.text for word in words[start:end])
        if -_valence(above.request) in _strong_words(sentence):
            doubtful.append((above.request, sentence))
    if not doubtful:
        return ()
    notes: dict[tuple[str, str], str] = {}
    entries = meaning.expressed_each([sentence for _, sentence in doubtful])
    for (request, sentence), entry in zip(doubtful, entries, strict=True):
        said = Request(dict(entry.mixture), entry.intensity)
        if entry.intensity >= _STRONG_TEXT and _valence(said) == -_valence(request):
            notes.setdefault(
                (request.dominant, said.dominant),
                f'the description asks for {request.dominant} where the text sounds {said.dominant} ("'
                f'{_shortened(sentence)}"); the description is followed',
            )
    return tuple(notes.values())


def portrait_conflict(
    timeline: EmotionTimeline, word_count: int, expression: EmotionName, strength: float
) -> str | None:
    """A note where the portrait shows another emotion than the one asked for over most of the words, or None.

    `strength` in [0, 1] says how strongly the portrait shows its expression.
    """
    if expression == "neutral" or strength < _SHOWN:
        return None
    asked = _mean_request(timeline, word_count)
    strongest = int(asked.argmax())
    if asked[strongest] < _SHOWN or EMOTIONS[strongest] == expression:
        return None
    return (
        f"the portrait looks {expression} ({strength:.2f}) and the description asks mostly for {EMOTIONS[strongest]}; "
        "the description is followed, a neutral portrait suits it better"
    )


def _mean_request(timeline: EmotionTimeline, word_count: int) -> np.ndarray:
    """Mean over the words of intensity times mixture, shape (7,), without the neutral part."""
    anchors = [keyframe.word or 0.0 for keyframe in timeline.keyframes]
    values = np.array([keyframe.intensity * keyframe.probabilities() for keyframe in timeline.keyframes])
    positions = np.arange(word_count) + 0.5
    mean = np.array([np.interp(positions, anchors, values[:, index]).mean() for index in range(len(EMOTIONS))])
    mean[NEUTRAL] = 0.0
    return np.where(mean < NEUTRAL_INTENSITY, 0.0, mean)


def _side(request: Request, sign: int) -> dict[str, float]:
    return {name: weight for name, weight in request.weights.items() if VALENCE[name] == sign}


def _valence(request: Request) -> int:
    """1 or -1 where the request is clearly pleasant or unpleasant, else 0."""
    balance = sum(weight * VALENCE[name] for name, weight in request.weights.items()) / sum(request.weights.values())
    return int(np.sign(balance)) if abs(balance) >= _STRONG else 0


def _strong_words(sentence: str) -> set[int]:
    entries: list[EmotionEntry | None] = [lexicon().get(word) for word in re.findall(r"[a-z]+", sentence.lower())]
    found = [Request(dict(entry.mixture), entry.intensity) for entry in entries if entry]
    return {_valence(request) for request in found if request.intensity >= _STRONG_WORD}


def _named(request: Request) -> str:
    names = sorted(request.weights, key=lambda name: -request.weights[name])
    return " and ".join(name for name in names if VALENCE[name])


def _place(piece: Piece) -> str:
    first, last = int(piece.start) + 1, max(int(np.ceil(piece.end)), int(piece.start) + 1)
    return f"at word {first}" if first == last else f"at words {first} to {last}"


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:59] + "…"
