"""Speech: a waveform with the times of its words and phones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock


@dataclass(frozen=True)
class Word:
    """A word of the text with its times in seconds from the start of its Speech."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Phone:
    """A phone in Kokoro's (misaki's) alphabet with its times in seconds from the start of its Speech.

    Pauses are gaps between phones. `word` is an index into the words of the same Speech.
    """

    symbol: str
    start: float
    end: float
    word: int
    stress: int
    """0 unstressed or consonant, 1 primary, 2 secondary."""


@dataclass(frozen=True)
class Speech:
    """One block of speech: mono float32 waveform in [-1, 1], words and phones with times.

    Its duration is a whole number of 1/25 s, so that blocks and 25 Hz latents share their borders.
    """

    waveform: NDArray[np.float32]
    sample_rate: int
    words: tuple[Word, ...]
    phones: tuple[Phone, ...]
    language: str
    source: str
    """Where it came from, for instance "kokoro:af_heart"."""
    first_word: int = 0
    """Index in the whole text of the first word of this block."""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(self.waveform) / self.sample_rate

    @property
    def clock(self) -> WordClock:
        """The map between its seconds and word positions of the whole text."""
        return WordClock(tuple(word.start for word in self.words), self.duration, self.first_word)

    @classmethod
    def concatenate(cls, blocks: Sequence[Self]) -> Self:
        """Blocks of one text as one Speech."""
        starts = list(accumulate((block.duration for block in blocks), initial=0.0))
        firsts = [block.first_word - blocks[0].first_word for block in blocks]
        return replace(
            blocks[0],
            waveform=np.concatenate([block.waveform for block in blocks]),
            words=tuple(
                replace(word, start=word.start + start, end=word.end + start)
                for block, start in zip(blocks, starts, strict=False)
                for word in block.words
            ),
            phones=tuple(
                replace(phone, start=phone.start + start, end=phone.end + start, word=phone.word + first)
                for block, start, first in zip(blocks, starts, firsts, strict=False)
                for phone in block.phones
            ),
        )
