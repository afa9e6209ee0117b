"""What a Delivery does to prosody: emphasis, speed and changes as smooth curves, breaks as symbols and silence."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.speech.delivery import Delivery
from tietfg.speech.g2p import LENGTH_MARKS, PAUSES, STRESS, Pronunciation, is_phone
from tietfg.speech.layout import Layout
from tietfg.speech.prosody import EFFECTS, Effect, constant_change

_PLAIN = EFFECTS["neutral"]

EMPHASIS = Effect(rate=0.78, semitones=3.0, range=1.0, loudness=3.0, tilt=0.6, breathiness=0.0, hush=0.0, pause=1.0)
"""A strongly emphasised word. A pitch accent of 3 semitones or more is heard as prominent ('t Hart, Collier & Cohen, A
perceptual study of intonation, 1990); words in focus are a fifth to a third longer (Eady et al., Language and Speech
29, 1986; Turk & White, J. Phonetics 27, 1999), and louder, most of all at high frequencies (Sluijter & van Heuven, J.
Acoust. Soc. Am. 100, 1996)."""

_RAMP_SECONDS = 0.12
"""How long a change takes to come and to go, half of it before the border."""


def delivered_change(
    delivery: Delivery, layout: Layout, first_word: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What the delivery changes at times of a block, (points, 8) for `Prosody.added`; smooth everywhere."""
    words = len(layout.words)
    edges = [*(word.start for word in layout.words), layout.words[-1].end]
    overall = replace(_PLAIN, rate=delivery.speed, pause=1 / delivery.speed)
    total = np.tile(constant_change(overall), (len(seconds), 1))

    def add(start: int, end: int, effect: Effect, strength: float = 1.0) -> None:
        """Add an effect to the words from `start` to before `end`; one that goes on beyond the block has no ramp."""
        if end <= first_word or start >= first_word + words:
            return
        share = np.full(len(seconds), strength)
        if start >= max(first_word, 1):
            share *= _ramp(seconds - edges[start - first_word])
        if end <= first_word + words:
            share *= _ramp(edges[end - first_word] - seconds)
        total[:] += share[:, None] * constant_change(effect)

    for word, strength in delivery.emphasis.items():
        add(word, word + 1, EMPHASIS, strength)
    for asked in delivery.changes:
        changed = replace(_PLAIN, rate=asked.rate, pause=1 / asked.rate, semitones=asked.semitones)
        add(asked.start, asked.end, replace(changed, range=asked.range, loudness=asked.loudness))
    return total


def with_breaks(pronunciation: Pronunciation, breaks: Mapping[int, float], first_word: int) -> Pronunciation:
    """A comma before each word of the block where a break is asked and none is written; none where 0 is asked.

    So the voice itself ends the phrase before a pause, and speaks on where there is to be none.
    """
    symbols, words = list(pronunciation.symbols), list(pronunciation.words)
    for word, seconds in breaks.items():
        phones = [index for index, symbol in enumerate(symbols) if is_phone(symbol) or symbol in STRESS]
        before = [index for index in phones if words[index] < word - first_word]
        after = [index for index in phones if words[index] >= word - first_word]
        if not before or not after:
            continue
        last, end = before[-1] + 1, after[0]
        while last < end and symbols[last] in LENGTH_MARKS:
            last += 1
        between = symbols[last:end]
        if seconds and not PAUSES & set(between):
            between = [",", *between]
        elif not seconds:
            between = [" "]
        owner = words[last - 1]
        symbols[last:end], words[last:end] = between, [owner] * len(between)
    return Pronunciation(tuple(symbols), tuple(words))


def _ramp(seconds: NDArray[np.float64]) -> NDArray[np.floating]:
    return smooth_step(seconds / _RAMP_SECONDS + 0.5)
