"""Blocks of a recording: where it is cut so that each piece is short and no word is cut."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tietfg.speech.speech import Phone, Speech, Word

LONGEST_SECONDS = 12.0
_FIRST_SECONDS = 5.0
"""The first block ends before this where it can, so that the first frame comes early."""
_USUAL_SECONDS = (3.0, 9.0)
"""A block ends at the longest pause between these, or at the longest one before LONGEST_SECONDS."""
_STEP = 1 / 25
_BEFORE_WORD = 0.16
"""Seconds of a pause that go to the block of the word after it."""
_EMPTY_STEP = 4.0
"""A longer pause may be cut at any multiple of this."""


@dataclass(frozen=True)
class Cut:
    """A place where the recording may be cut: its time in steps of 1/25 s and the index of the word after it."""

    step: int
    word: int
    pause: float
    """Seconds without speech around it."""


def cut_recording(
    waveform: NDArray[np.float32],
    sample_rate: int,
    words: tuple[Word, ...],
    phones: tuple[Phone, ...],
    language: str,
    source: str,
) -> tuple[Speech, ...]:
    """Words and phones with times in a whole recording as blocks of at most 12 s, each a whole number of 1/25 s.

    Together they last as long as the recording, which must itself be a whole number of 1/25 s. Where words follow each
    other without a pause, the border of two words is moved by up to 1/50 s onto the cut. A stretch of more than 12 s
    without words becomes blocks without words.
    """
    end = Cut(round(len(waveform) / sample_rate / _STEP), len(words), 0.0)
    cuts = _chosen(_possible_cuts(words, end), end)
    samples = round(sample_rate * _STEP)
    blocks: list[Speech] = []
    for start, stop in itertools.pairwise(cuts):
        seconds, length = start.step * _STEP, (stop.step - start.step) * _STEP
        within = tuple(replace(word, start=word.start - seconds, end=word.end - seconds) for word in words)
        inside = within[start.word : stop.word]
        blocks.append(
            Speech(
                waveform=waveform[start.step * samples : stop.step * samples],
                sample_rate=sample_rate,
                words=tuple(replace(word, start=max(word.start, 0.0), end=min(word.end, length)) for word in inside),
                phones=tuple(
                    replace(
                        phone,
                        start=max(phone.start - seconds, 0.0),
                        end=min(phone.end - seconds, length),
                        word=phone.word - start.word,
                    )
                    for phone in phones
                    if start.word <= phone.word < stop.word
                ),
                language=language,
                source=source,
                first_word=start.word,
            )
        )
    return tuple(blocks)


def _possible_cuts(words: tuple[Word, ...], end: Cut) -> list[Cut]:
    """One cut before every word, and more where a pause is long; in order, each at a step of its own."""
    cuts: list[Cut] = []
    borders = [0.0, *(word.end for word in words)]
    starts = [*(word.start for word in words), end.step * _STEP]
    for index, (before, after) in enumerate(zip(borders, starts, strict=True)):
        pause = max(after - before, 0.0)
        last = max(after - _BEFORE_WORD, (before + after) / 2) if index < len(words) else after
        times = [*np.arange(before + _EMPTY_STEP, last - _EMPTY_STEP / 2, _EMPTY_STEP), last]
        for time in times:
            step = round(time / _STEP)
            if (cuts[-1].step if cuts else 0) < step < end.step:
                cuts.append(Cut(step, index, pause))
    return cuts


def _chosen(possible: list[Cut], end: Cut) -> list[Cut]:
    """The cuts taken, the ends of the recording among them; a block has words wherever that is possible."""
    chosen = [Cut(0, 0, 0.0)]
    while (end.step - chosen[-1].step) * _STEP > (LONGEST_SECONDS if len(chosen) > 1 else _FIRST_SECONDS):
        start = chosen[-1]
        within = [cut for cut in possible if 0 < cut.step - start.step <= LONGEST_SECONDS / _STEP]
        wordy = [cut for cut in within if start.word < cut.word < end.word]
        shortest, longest = _USUAL_SECONDS if len(chosen) > 1 else (1.0, _FIRST_SECONDS)
        usual = [cut for cut in wordy if shortest <= (cut.step - start.step) * _STEP <= longest]
        if (end.step - start.step) * _STEP <= LONGEST_SECONDS and not usual:
            break
        chosen.append(max(usual or wordy or within, key=lambda cut: cut.pause))
    return [*chosen, end]
