"""Readings of descriptions in a form that is easy to compare."""

import numpy as np

from tietfg.emotion.clock import WordClock
from tietfg.emotion.description import Planned, parse_description
from tietfg.emotion.labels import EMOTIONS, NEUTRAL_INTENSITY
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.words import split_words

DOG = "My dog ran away last night, but this morning she came back home all by herself!"


def read(description: str, text: str = DOG, meaning: Meaning | None = None) -> Planned:
    return parse_description(description, split_words(text), meaning)


def word_labels(timeline: EmotionTimeline, count: int) -> list[str]:
    """The label in the middle of each word, for words of half a second."""
    clock = WordClock(tuple(index / 2 for index in range(count)), count / 2)
    middles = np.array([clock.time(index + 0.5) for index in range(count)])
    mixture, intensity = timeline.sample(clock, middles)
    return [
        "neutral" if strength < NEUTRAL_INTENSITY else EMOTIONS[row.argmax()]
        for row, strength in zip(mixture, intensity, strict=True)
    ]


def runs(description: str, text: str = DOG, meaning: Meaning | None = None) -> str:
    """The labels as runs, for instance "happy*8 sad*8"."""
    labels = word_labels(read(description, text, meaning).timeline, len(split_words(text)))
    found: list[list] = []
    for label in labels:
        if found and found[-1][0] == label:
            found[-1][1] += 1
        else:
            found.append([label, 1])
    return " ".join(f"{label}*{count}" for label, count in found)
