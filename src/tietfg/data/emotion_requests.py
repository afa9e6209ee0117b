"""Random emotion requests in words: a description, the timeline read from it, and what governs each word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tietfg.data.corpus_texts import Feeling
from tietfg.emotion.description import parse_description
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.layout import Piece, keyframes_of
from tietfg.emotion.requests import NEUTRAL_REQUEST, Request
from tietfg.emotion.timeline import EmotionTimeline, Segment
from tietfg.emotion.words import TextWord

MOST_CHANGES = 4
_WORDS_PER_EMOTION = 4
"""Least words of the text for each emotion that is asked for."""
_ATTEMPTS = 200

_Choice = TypeVar("_Choice")

ADJECTIVES: dict[str, tuple[str, ...]] = {
    "neutral": (
        "neutral", "calm", "matter-of-fact", "composed", "relaxed", "unemotional", "detached", "businesslike",
        "level-headed", "unmoved", "serene", "deadpan",
    ),
    "happy": (
        "happy", "cheerful", "joyful", "delighted", "excited", "glad", "amused", "overjoyed", "thrilled", "merry",
        "enthusiastic", "elated", "grateful", "proud",
    ),
    "sad": (
        "sad", "sorrowful", "unhappy", "heartbroken", "gloomy", "tearful", "miserable", "melancholic", "despairing",
        "lonely", "dejected", "wistful", "mournful", "hurt",
    ),
    "angry": (
        "angry", "furious", "irritated", "annoyed", "indignant", "enraged", "bitter", "outraged", "frustrated",
        "hostile", "resentful", "irate", "livid", "seething",
    ),
    "fear": (
        "afraid", "scared", "terrified", "anxious", "frightened", "nervous", "worried", "panicked", "fearful", "uneasy",
        "horrified", "alarmed",
    ),
    "disgust": (
        "disgusted", "revolted", "repulsed", "nauseated", "sickened", "appalled", "contemptuous", "scornful",
        "repelled", "disdainful",
    ),
    "surprise": (
        "surprised", "astonished", "amazed", "startled", "stunned", "astounded", "incredulous", "bewildered",
        "perplexed", "dumbfounded", "puzzled",
    ),
}  # fmt: skip
NOUNS: dict[str, tuple[str, ...]] = {
    "neutral": ("calm", "composure", "indifference"),
    "happy": ("joy", "happiness", "delight", "excitement", "amusement", "elation"),
    "sad": ("sadness", "sorrow", "grief", "despair", "melancholy", "gloom"),
    "angry": ("anger", "rage", "fury", "irritation", "indignation", "resentment"),
    "fear": ("fear", "terror", "panic", "anxiety", "dread", "worry"),
    "disgust": ("disgust", "revulsion", "contempt", "loathing"),
    "surprise": ("surprise", "astonishment", "amazement", "disbelief", "bewilderment"),
}
DEGREES = (
    "", "", "", "", "", "slightly", "a little", "somewhat", "rather", "quite", "very", "very", "deeply", "extremely",
    "utterly",
)  # fmt: skip
_UNSEEN = 5
"""Each fifth wording is kept for the test set."""

_BESIDE = (" with a hint of {n}", " mixed with {n}", " with some {n}", " and also full of {n}", " with a touch of {n}")
_ALONE = (
    "{a}", "{a} throughout", "{a} from beginning to end", "in {p} voice", "full of {n}", "more and more {a}",
    "increasingly {a}", "with growing {n}",
)  # fmt: skip
_FIRST = ("{a} at first", "starts {a}", "begins {a}", "{a} to begin with", "initially {a}", "in {p} voice at first")
_NEXT = ("then {a}", "after that {a}", "and then {a}", "later {a}", "turning into {n}", "becoming {a}")
_NEXT_SUDDENLY = ("then suddenly {a}", "suddenly {a}", "all at once {a}", "abruptly {a}", "bursting into {n}")
_NEXT_GRADUALLY = ("gradually {a}", "slowly turning {a}", "and little by little {a}", "melting into {n}")
_LAST = ("and {a} at the end", "ending {a}", "finally {a}", "and in the end {a}", "and at the end suddenly {a}")
_AT_WORDS = ("from '{q}' on {a}", "{a} from '{q}' on", "suddenly {a} from '{q}' on")
_AT_A_WORD = 0.25
"""How often the last change is tied to words of the text."""
_MIXED = 0.15
"""How often an emotion has another one mixed in."""
_CONGRUENT = 0.2
"""How often a request begins with what the text itself feels like."""


@dataclass(frozen=True)
class Asked:
    """What an utterance is asked to be said with; the description is empty where only the text decides."""

    description: str
    timeline: EmotionTimeline
    phrases: tuple[str, ...]
    """The parts of the description, each about one emotion."""
    governing: tuple[int | None, ...]
    """For each word the index of the phrase that it is said by; None without a description."""


def draw_described(words: tuple[TextWord, ...], own: str, unseen: bool, generator: np.random.Generator) -> Asked:
    """A random request over a text, in words; each change is usual, gradual or sudden.

    Emotions are drawn evenly; now and then the first is the text's `own`. `unseen` adds the wordings that are kept for
    the test set. What the reader of descriptions does not understand as meant is drawn again.
    """
    for attempt in range(_ATTEMPTS):
        most = 1 if attempt > _ATTEMPTS // 2 else min(MOST_CHANGES + 1, len(words) // _WORDS_PER_EMOTION)
        emotions = [own if generator.random() < _CONGRUENT else _one(EMOTIONS, generator)]
        for _ in range(int(generator.integers(0, max(most, 1)))):
            emotions.append(_one([name for name in EMOTIONS if name != emotions[-1]], generator))
        phrases, mixed = _phrases(emotions, words, unseen, generator)
        description = ", ".join(phrases)
        planned = parse_description(description, words)
        runs = _runs(planned.timeline.segments(len(words)))
        meant = [run[0] for run in runs] == emotions and all(
            other in run[1] for run, other in zip(runs, mixed, strict=True) if other
        )
        if meant and not planned.notes:
            governing = [index for index, (_, _, count) in enumerate(runs) for _ in range(count)]
            return Asked(description, planned.timeline, phrases, tuple(governing))
    raise RuntimeError(f"no request over {len(words)} words was read as it was meant")


def own_feeling(words: tuple[TextWord, ...], feelings: Sequence[Feeling], neutral: bool) -> Asked:
    """What a text asks for by itself, or a neutral reading of it; there is no description."""
    if neutral:
        pieces = [Piece(0.0, float(len(words)), NEUTRAL_REQUEST)]
    else:
        ends = [feeling.word for feeling in feelings[1:]] + [len(words)]
        pieces = [
            Piece(float(feeling.word), float(end), Request(feeling.weights, feeling.intensity))
            for feeling, end in zip(feelings, ends, strict=True)
        ]
    return Asked("", EmotionTimeline(keyframes=keyframes_of(pieces)), (), (None,) * len(words))


def _phrases(
    emotions: Sequence[str], words: tuple[TextWord, ...], unseen: bool, generator: np.random.Generator
) -> tuple[tuple[str, ...], list[str]]:
    """A phrase for each emotion, and the emotion that each has mixed in, or nothing."""
    quote = _quote(words, generator)
    phrases, mixed = [], []
    for index, emotion in enumerate(emotions):
        if len(emotions) == 1:
            templates = _ALONE
        elif index == 0:
            templates = _FIRST
        elif index == len(emotions) - 1 and generator.random() < _AT_A_WORD:
            templates = _AT_WORDS
        elif index == len(emotions) - 1 and generator.random() < 0.5:
            templates = _LAST
        else:
            templates = _one((_NEXT, _NEXT_SUDDENLY, _NEXT_GRADUALLY), generator)
        adjective = _one(_known(ADJECTIVES[emotion], unseen), generator)
        degree = _one(DEGREES, generator) if emotion != "neutral" else ""
        other = ""
        if emotion != "neutral" and generator.random() < _MIXED:
            other = _one([name for name in EMOTIONS if name not in (emotion, "neutral")], generator)
        beside = _one(_BESIDE, generator).format(n=_one(_known(NOUNS[other], unseen), generator)) if other else ""
        plain = f"{degree} {adjective}".strip()
        phrases.append(
            _one(templates, generator).format(
                a=plain + beside,
                p=("an " if adjective[0] in "aeiou" else "a ") + adjective,
                n=_one(_known(NOUNS[emotion], unseen), generator),
                q=quote,
            )
        )
        mixed.append(other if beside and beside in phrases[-1] else "")
    return tuple(phrases), mixed


def _runs(segments: Sequence[Segment]) -> list[tuple[str, set[str], int]]:
    """Dominant emotion, all emotions and number of words of each run of segments with one dominant emotion."""
    runs: list[tuple[str, set[str], int]] = []
    for segment in segments:
        dominant = max(segment.emotion, key=segment.emotion.__getitem__)
        count = segment.end_word - segment.start_word + 1
        if runs and runs[-1][0] == dominant:
            runs[-1] = (dominant, runs[-1][1] | {*segment.emotion}, runs[-1][2] + count)
        else:
            runs.append((dominant, {*segment.emotion}, count))
    return runs


def _quote(words: tuple[TextWord, ...], generator: np.random.Generator) -> str:
    """Two or three words in a row out of the later half of the text."""
    length = min(int(generator.integers(2, 4)), len(words))
    first = int(generator.integers(len(words) // 2, max(len(words) // 2, len(words) - length) + 1))
    return " ".join(word.text.strip('.,;:!?"') for word in words[first : first + length])


def _known(wordings: Sequence[str], unseen: bool) -> list[str]:
    return [wording for index, wording in enumerate(wordings) if unseen or index % _UNSEEN != _UNSEEN - 1]


def _one(choices: Sequence[_Choice], generator: np.random.Generator) -> _Choice:
    return choices[int(generator.integers(len(choices)))]
