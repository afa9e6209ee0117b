"""Layout: when the words and phones of a block sound, from the durations of its symbols."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock
from tietfg.speech.g2p import LENGTH_MARKS, PAUSES, STRESS, Pronunciation, is_phone
from tietfg.speech.speech import Phone, Word

UNIT_SECONDS = 0.025
SAMPLE_RATE = 24_000

LEAD_SECONDS = 0.075
"""How much earlier than its duration tokens say a phone sounds (measured by forced alignment)."""
SILENCE_BEFORE = 0.15
"""Seconds of the block before its first phone."""
SILENCE_AFTER = {".": 0.3, "!": 0.3, "?": 0.3, "…": 0.36, ";": 0.22, ":": 0.22}
SILENCE_AFTER_OTHERS = 0.13
"""Seconds after the last phone, by final punctuation."""
SILENCE_CUT = 0.06
"""Seconds after the last phone where a sentence had to be cut between two words."""
SILENCE_REMOVED = 0.04
"""Seconds at either end of a block where no pause is to be."""
_Piece = TypeVar("_Piece", Word, Phone)

_BLOCK_STEP = 1 / 25
_BRIDGED = 4.5 * UNIT_SECONDS
"""A blank between words that is shorter is no pause: the phone before it lasts until the next."""
_FINAL_UNITS = 6
_FINAL_VOWEL_UNITS = 8
"""What of the phone before punctuation sounds (the latter for a stressed vowel); its other units are the pause."""


@dataclass(frozen=True)
class Layout:
    """Times of a block from its start, and where the block lies in the decoder's waveform."""

    words: tuple[Word, ...]
    phones: tuple[Phone, ...]
    start: float
    """Seconds of the decoder's waveform that come before the block; negative where the block starts earlier."""
    duration: float
    """Whole number of 1/25 s."""

    def clock(self, first_word: int) -> WordClock:
        """The map between seconds of the block and word positions of the whole text."""
        return WordClock(tuple(word.start for word in self.words), self.duration, first_word)


def silent_units(pronunciation: Pronunciation, durations: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many units of each token (symbols + 2,) are silence: all of punctuation, and the pause that Kokoro puts
    into the phone before it.
    """
    silent = np.zeros_like(durations)
    symbols = ("", *pronunciation.symbols, "")
    for index, symbol in enumerate(symbols[1:-1], start=1):
        if symbol in PAUSES:
            silent[index] = durations[index]
        elif symbols[index + 1] in PAUSES:
            sounding = _FINAL_VOWEL_UNITS if symbols[index - 1] in STRESS else _FINAL_UNITS
            silent[index] = max(0, durations[index] - sounding)
    return silent


def lay_out(
    pronunciation: Pronunciation,
    durations: NDArray[np.int64],
    words: tuple[str, ...],
    before: float = SILENCE_BEFORE,
    after: float | None = None,
) -> Layout:
    """Times of the words and phones of a block; durations (symbols + 2,) are in units of 25 ms.

    `before` and `after` are the seconds of silence at its ends, the latter by its final punctuation when not given. A
    word without symbols takes a share of the time between its neighbours.
    """
    edges = np.concatenate([[0], np.cumsum(durations)]) * UNIT_SECONDS - LEAD_SECONDS
    ends = edges[1:] - silent_units(pronunciation, durations) * UNIT_SECONDS
    phones = _phones(pronunciation, edges[1:-2], ends[1:-1])
    start = phones[0].start - before
    phones = [replace(phone, start=phone.start - start, end=phone.end - start) for phone in phones]
    end = phones[-1].end + (silence_after(pronunciation) if after is None else after)
    duration = np.ceil(round(end / _BLOCK_STEP, 6)) * _BLOCK_STEP
    return Layout(_words(phones, words), tuple(phones), start, float(duration))


def silence_after(pronunciation: Pronunciation) -> float:
    """Seconds of silence after a block in plain speech, by its final punctuation."""
    final = next((symbol for symbol in reversed(pronunciation.symbols) if symbol not in '"”)“('), "")
    return SILENCE_AFTER.get(final, SILENCE_AFTER_OTHERS)


def token_times(layout: Layout, durations: NDArray[np.int64]) -> NDArray[np.float64]:
    """Seconds of the block at the middle of each token (symbols + 2,)."""
    ends = np.cumsum(durations)
    return (ends - durations / 2) * UNIT_SECONDS - LEAD_SECONDS - layout.start


def with_silences(layout: Layout, silences: Mapping[int, float]) -> tuple[Layout, tuple[tuple[float, float], ...]]:
    """The layout with seconds of silence put before words (keys), each rounded up to 1/25 s.

    Also gives where they go: pairs of the time in the old layout, the middle of the gap before the word, and seconds.
    """
    inserted = tuple(
        (
            (layout.words[word - 1].end + layout.words[word].start) / 2,
            float(np.ceil(round(silences[word] / _BLOCK_STEP, 6)) * _BLOCK_STEP),
        )
        for word in sorted(silences)
    )

    def shifted(piece: _Piece) -> _Piece:
        shift = sum(seconds for place, seconds in inserted if place <= (piece.start + piece.end) / 2)
        return replace(piece, start=piece.start + shift, end=piece.end + shift)

    words, phones = tuple(map(shifted, layout.words)), tuple(map(shifted, layout.phones))
    duration = layout.duration + sum(seconds for _, seconds in inserted)
    return replace(layout, words=words, phones=phones, duration=duration), inserted


def _phones(pronunciation: Pronunciation, begins: NDArray[np.float64], ends: NDArray[np.float64]) -> list[Phone]:
    phones: list[Phone] = []
    stress, stressed_from = 0, None
    for index, (symbol, word) in enumerate(zip(pronunciation.symbols, pronunciation.words, strict=True)):
        begin, end = float(begins[index]), float(ends[index])
        if symbol in STRESS:
            stress, stressed_from = STRESS[symbol], begin
        elif symbol in LENGTH_MARKS and phones:
            phones[-1] = replace(phones[-1], end=end)
        elif is_phone(symbol):
            begin = begin if stressed_from is None else stressed_from
            if phones and begin - phones[-1].end < _BRIDGED:
                phones[-1] = replace(phones[-1], end=begin)
            phones.append(Phone(symbol, begin, end, word, stress))
            stress, stressed_from = 0, None
    return phones


def _words(phones: list[Phone], texts: tuple[str, ...]) -> tuple[Word, ...]:
    spoken: dict[int, tuple[float, float]] = {}
    for phone in phones:
        first = spoken.get(phone.word, (phone.start, phone.end))[0]
        spoken[phone.word] = (first, phone.end)
    positions = [-1, *spoken, len(texts)]
    times = [0.0, *(start for start, _ in spoken.values()), phones[-1].end]
    starts = [float(time) for time in np.interp(range(len(texts) + 1), positions, times)]
    ends = [min(spoken.get(index, (0.0, np.inf))[1], starts[index + 1]) for index in range(len(texts))]
    return tuple(Word(text, start, float(end)) for text, start, end in zip(texts, starts[:-1], ends, strict=True))
