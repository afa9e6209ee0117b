"""Recording: recorded speech in the place of a synthesizer's, with the words and phones that are found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock
from tietfg.emotion.words import TextWord, split_words
from tietfg.errors import check_extra
from tietfg.media.input_files import file_error
from tietfg.media.read_sound import read_sound, resample
from tietfg.speech.blocks import check_text
from tietfg.speech.g2p import Phonemizer
from tietfg.speech.layout import SAMPLE_RATE
from tietfg.speech.recording.alignment import ALIGNMENT_RATE, AlignedPhone, Aligner
from tietfg.speech.recording.arpabet import Segment
from tietfg.speech.recording.blocks import cut_recording
from tietfg.speech.recording.level import check_level
from tietfg.speech.recording.recognition import recognise
from tietfg.speech.recording.stretches import Stretch, plan_stretches
from tietfg.speech.recording.transcript import agreement, match_words, pronounce_words
from tietfg.speech.speech import Phone, Speech, Word
from tietfg.weights.store import WeightStore

_EXTRA = ("pocketsphinx", "faster_whisper")
"""Modules of the optional packages."""
_SAME_TEXT = 0.5
"""Agreement of text and recording below which the recording says something else."""
_NEARLY_SAME_TEXT = 0.9
_FRAME = 1 / 25
_BRIDGED = 0.09
"""A shorter blank between phones is no pause: the phone before it lasts until the next."""
_LONGEST_PHONE = 2.0
_SHORTEST_WORD = 0.02
_SHOWN = 80
"""Characters of a text in a message."""


@dataclass(frozen=True)
class Recording:
    """A recording as the pipeline plays it, together exactly as long as the file, up to 1/25 s."""

    text: str
    """What it says: the given text, or the recognised one."""
    words: tuple[TextWord, ...]
    blocks: tuple[Speech, ...]
    """At most 12 s each, of whole 1/25 s; a long stretch without speech makes blocks without words."""
    notes: tuple[str, ...]
    """Remarks for the user, one line each."""

    @property
    def clock(self) -> WordClock:
        """Times of the words in the whole recording."""
        starts = accumulate((block.duration for block in self.blocks), initial=0.0)
        onsets = [start + word.start for block, start in zip(self.blocks, starts, strict=False) for word in block.words]
        return WordClock(tuple(onsets), sum(block.duration for block in self.blocks))


def read_recording(path: str | Path, text: str | None, store: WeightStore) -> Recording:
    """Read recorded English speech; with a `text`, its words are looked for, without one those that are recognised.

    Raises InputError: a file that `read_sound` refuses; no speech; not English or not intelligible, where no text is
    given; a recording that does not say the text; missing optional packages. Raises WeightsError.
    """
    path = Path(path)
    check_extra("reading a recording", "recording", _EXTRA)
    if text is not None:
        check_text(text)
    waveform, notes = check_level(read_sound(path, SAMPLE_RATE), SAMPLE_RATE)
    waveform = np.pad(waveform, (0, -len(waveform) % round(SAMPLE_RATE * _FRAME)))
    heard_waveform = resample(waveform, SAMPLE_RATE, ALIGNMENT_RATE)
    heard = recognise(heard_waveform, store)
    if not heard.words:
        raise file_error(path, "no speech is heard in it; name a recording of somebody who speaks English")
    if text is None and not heard.english:
        raise file_error(
            path, "no clear English is heard in it (another language, singing, much noise?); give its words as the text"
        )
    text = heard.text if text is None else text
    words = split_words(check_text(text))
    phonemizer = Phonemizer(british=False)
    segments = pronounce_words(words, phonemizer)
    heard_segments = pronounce_words(split_words(heard.text), phonemizer)
    matches = match_words(segments, heard_segments)
    same = agreement(matches, segments, heard_segments)
    if same < _SAME_TEXT:
        raise file_error(path, f"it does not say the text; heard: {_shortened(heard.text)}")
    if same < _NEARLY_SAME_TEXT:
        notes = (*notes, f"text and recording differ in part; heard: {_shortened(heard.text)}")
    duration = len(waveform) / SAMPLE_RATE
    aligned = _align(heard_waveform, plan_stretches(matches, segments, heard.words, duration), segments)
    timed_words, phones = _timed(words, aligned, duration)
    blocks = cut_recording(waveform, SAMPLE_RATE, timed_words, phones, "en", f"recording:{path.name}")
    return Recording(text, words, blocks, notes)


def _align(
    waveform: NDArray[np.float32], stretches: Sequence[Stretch], segments: Sequence[tuple[Segment, ...]]
) -> dict[int, tuple[AlignedPhone, ...]]:
    """The phones of each word that is found, in seconds of the recording; `waveform` is at ALIGNMENT_RATE."""
    aligner = Aligner()
    found: dict[int, tuple[AlignedPhone, ...]] = {}
    for stretch in stretches:
        first, last = (round(seconds * ALIGNMENT_RATE) for seconds in (stretch.start, stretch.end))
        words = aligner.align(waveform[first:last], [segments[index] for index in stretch.words])
        for index, phones in zip(stretch.words, words, strict=True):
            found[index] = tuple(
                replace(phone, start=phone.start + stretch.start, end=phone.end + stretch.start) for phone in phones
            )
    return found


def _timed(
    words: tuple[TextWord, ...], aligned: dict[int, tuple[AlignedPhone, ...]], duration: float
) -> tuple[tuple[Word, ...], tuple[Phone, ...]]:
    """Words and phones in order without overlap; a word that was not found takes a share of the time around it."""
    phones: list[Phone] = []
    for index in sorted(aligned):
        for phone in aligned[index]:
            start = max(phone.start, phones[-1].end if phones else 0.0)
            if phones and start - phones[-1].end < _BRIDGED:
                phones[-1] = replace(phones[-1], end=start)
            end = min(max(phone.end, start), start + _LONGEST_PHONE, duration)
            phones.append(Phone(phone.symbol, start, end, index, phone.stress))
    spans: dict[int, tuple[float, float]] = {}
    for phone in phones:
        spans[phone.word] = (spans.get(phone.word, (phone.start, 0.0))[0], phone.end)
    known = np.interp(
        range(len(words)), [-1, *spans, len(words)], [0.0, *(start for start, _ in spans.values()), phones[-1].end]
    )
    apart = _SHORTEST_WORD * np.arange(len(words))
    starts = [float(start) for start in np.maximum.accumulate(known - apart) + apart]
    ends = [
        min(spans[index][1] if index in spans else following, following)
        for index, following in enumerate([*starts[1:], phones[-1].end])
    ]
    return tuple(
        Word(word.text, start, max(end, start)) for word, start, end in zip(words, starts, ends, strict=True)
    ), tuple(phones)


def _shortened(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3].rsplit(" ", 1)[0] + " ...")
