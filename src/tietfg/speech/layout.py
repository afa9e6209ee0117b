"""Layout: when the words and phones of a block sound, from Kokoro's durations."""

from dataclasses import dataclass, replace

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
SILENCE_AFTER = {".": 0.42, "!": 0.42, "?": 0.42, "…": 0.45, ";": 0.36, ":": 0.36}
SILENCE_AFTER_OTHERS = 0.27
"""Seconds after the last phone, by final punctuation."""
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
    """Seconds of the decoder's waveform that come before the block."""
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


def lay_out(pronunciation: Pronunciation, durations: NDArray[np.int64], words: tuple[str, ...]) -> Layout:
    """Times of the words and phones of a block; durations (symbols + 2,) are in units of 25 ms.

    A word without symbols takes a share of the time between its neighbours.
    """
    edges = np.concatenate([[0], np.cumsum(durations)]) * UNIT_SECONDS - LEAD_SECONDS
    ends = edges[1:] - silent_units(pronunciation, durations) * UNIT_SECONDS
    phones = _phones(pronunciation, edges[1:-2], ends[1:-1])
    start = max(0.0, phones[0].start - SILENCE_BEFORE)
    phones = [replace(phone, start=phone.start - start, end=phone.end - start) for phone in phones]
    final = next((symbol for symbol in reversed(pronunciation.symbols) if symbol not in '"”)“('), "")
    end = phones[-1].end + SILENCE_AFTER.get(final, SILENCE_AFTER_OTHERS)
    duration = np.ceil(round(end / _BLOCK_STEP, 6)) * _BLOCK_STEP
    return Layout(_words(phones, words), tuple(phones), start, float(duration))


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
