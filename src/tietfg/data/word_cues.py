"""What single words say of emotion: their own sentiment, and whether they are content words."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus_texts import SpokenPart
from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.lexicon import lexicon

_UNMARKED = 0.6
"""Strength of an emotion word of the lexicon that the author of a text has not marked as loaded."""

_FUNCTION_WORDS = """
    a about above after again all am an and any are around as at be because been before behind below beside between both
    but by can cannot could did do does down each either else every for from had has have he her here him his how i if
    in into is it its just like may me might mine more most much must my near no nor not of off on once one only onto or
    other our out over own perhaps rather shall she should so some than that the their them then there these they this
    those though through till to too towards two under until up upon us very was we were what when where which while
    who whom why will with within without would yes yet you your
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())


def content_words(texts: Sequence[str]) -> NDArray[np.float64]:
    """1 for words that mean something by themselves, 0 for function words, (words,)."""
    return np.array([float(_plain(text) not in _FUNCTION) for text in texts])


def word_sentiments(part: SpokenPart) -> NDArray[np.float64]:
    """What each word says by itself, (words, 7): a mixture times its strength, zero where it says nothing.

    A marked word says what the emotion lexicon knows of it, or else what its part of the text is felt with; an unmarked
    word of the lexicon counts where it agrees with that, less strongly. In parts without feeling no word is loaded.
    """
    sentiments = np.zeros((len(part.words), len(EMOTIONS)))
    starts = [feeling.word for feeling in part.feelings]
    for index, word in enumerate(part.words):
        feeling = part.feelings[int(np.searchsorted(starts, index, side="right")) - 1]
        felt = _mixture(feeling.weights)
        entry = lexicon().get(_plain(word.text))
        listed = _mixture(dict(entry.mixture)) if entry else felt
        if index in part.loaded:
            sentiments[index] = feeling.intensity * (felt if listed[NEUTRAL] > 0.5 else listed)
        elif entry is not None and listed @ felt > 0:
            sentiments[index] = _UNMARKED * feeling.intensity * listed
    return sentiments


def _mixture(weights: Mapping[str, float]) -> NDArray[np.float64]:
    mixture = np.array([weights.get(name, 0.0) for name in EMOTIONS])
    return mixture / mixture.sum()


def _plain(text: str) -> str:
    return re.sub(r"[^\w']", "", text).lower()
