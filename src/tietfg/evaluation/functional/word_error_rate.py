"""Word error rate: the fewest words to change, leave out and put in between what was said and what is heard."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tietfg.emotion.words import split_words
from tietfg.speech.normalise.engine import normalise


@dataclass(frozen=True)
class WordErrors:
    """The fewest changes that make what is heard of what was said; of all ways to do it, one with most words right."""

    substitutions: int
    deletions: int
    insertions: int
    words: int
    """Words that were said."""

    @property
    def rate(self) -> float:
        """Errors for each word that was said, over 1 where much is put in; NaN where nothing was said."""
        errors = self.substitutions + self.deletions + self.insertions
        return errors / self.words if self.words else float("nan")

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.words + other.words,
        )


def spoken_words(text: str) -> tuple[str, ...]:
    """The words of an English text as they are compared.

    Numbers, dates, amounts, signs and abbreviations in words, lower case, without punctuation; apostrophes and dots
    join ("don't" is dont, "U.S." is us), hyphens part. Spellings of Britain and America stay different.
    """
    written = tuple(word.text for word in split_words(text.replace("’", "'")))
    spoken = " ".join(normalise(written, british=False)).lower()
    return tuple(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['.](?=\w)", "", spoken)))


def word_errors(said: Sequence[str], heard: Sequence[str]) -> WordErrors:
    """The errors of a recognised text (Levenshtein 1966). Takes memory of len(said) * len(heard) numbers."""
    # Each entry weighs errors first and substitutions next, so that as many words as can be are right.
    weight = len(said) + len(heard) + 1
    costs = np.zeros((len(said) + 1, len(heard) + 1), np.int64)
    costs[:, 0] = weight * np.arange(len(said) + 1)
    costs[0] = weight * np.arange(len(heard) + 1)
    for row, one in enumerate(said, start=1):
        for column, other in enumerate(heard, start=1):
            costs[row, column] = min(
                costs[row - 1, column - 1] + (0 if one == other else weight + 1),
                costs[row - 1, column] + weight,
                costs[row, column - 1] + weight,
            )
    errors, substitutions = divmod(int(costs[-1, -1]), weight)
    # Deletions less insertions are what the lengths differ by.
    deletions = (errors - substitutions + len(said) - len(heard)) // 2
    return WordErrors(substitutions, deletions, errors - substitutions - deletions, len(said))
