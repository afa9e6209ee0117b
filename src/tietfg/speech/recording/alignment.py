"""Forced alignment: when the phones of known words sound in a recording, by PocketSphinx' acoustic model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tietfg.speech.recording.arpabet import Segment

ALIGNMENT_RATE = 16_000
"""Samples a second of what is aligned."""
FRAME_SECONDS = 0.01
_FRAME_CENTRE = 0.008
"""How much later than its number says the border of two frames is: a frame is measured over 25.6 ms."""
_FRAME_SAMPLES = round(FRAME_SECONDS * ALIGNMENT_RATE)
_DITHER = 8.0
"""Standard deviation of the noise under what is aligned, in 16-bit steps (-72 dB)."""
_SILENCES = "<[("
"""How the names of silence and noise begin in the decoder's dictionary."""
_FIRST_SHARE = 0.6
"""What the first of two phones in one segment lasts, of both."""

Span = tuple[float, float]
"""The first frame of something and the one after its last."""


@dataclass(frozen=True)
class AlignedPhone:
    """A phone with its times in seconds from the start of what was aligned."""

    symbol: str
    stress: int
    start: float
    end: float


class Aligner:
    """PocketSphinx with its en-us model; its dictionary grows with the words, so one object serves one request."""

    def __init__(self) -> None:
        """Load the model."""
        from pocketsphinx import Config, Decoder

        self._decoder: Any = Decoder(Config(lm=None, dict=None, samprate=ALIGNMENT_RATE, loglevel="FATAL"))

    def align(
        self, waveform: NDArray[np.float32], words: Sequence[tuple[Segment, ...]]
    ) -> tuple[tuple[AlignedPhone, ...], ...]:
        """The phones of each word in a waveform at 16 kHz that says these words, with pauses between some of them.

        Every word has segments. What cannot be found, for instance because the time is too short, is spread evenly.
        """
        dither = np.random.default_rng(0).standard_normal(len(waveform), np.float32)  # the model fails on exact silence
        samples = ((waveform.clip(-1.0, 1.0) * 32700) + _DITHER * dither).astype("<i2")
        spans = self._align_words(samples, words)
        if spans is None:
            count = sum(map(len, words))
            shares = iter(_shares((0, len(waveform) / _FRAME_SAMPLES), count))
            return tuple(_phones(segments, [next(shares) for _ in segments]) for segments in words)
        return tuple(self._align_phones(samples, words, spans))

    def _align_words(
        self, samples: NDArray[np.int16], words: Sequence[tuple[Segment, ...]]
    ) -> list[tuple[int, int]] | None:
        """First pass: the first frame of each word and the one after its last."""
        try:
            self._decoder.set_align_text(" ".join(map(self._entry, words)))
            self._decode(samples)
        except RuntimeError:
            return None
        spoken = [piece for piece in self._decoder.seg() or () if piece.word[0] not in _SILENCES]
        return [(piece.start_frame, piece.end_frame + 1) for piece in spoken] if len(spoken) == len(words) else None

    def _align_phones(
        self, samples: NDArray[np.int16], words: Sequence[tuple[Segment, ...]], spans: list[tuple[int, int]]
    ) -> list[tuple[AlignedPhone, ...]]:
        """Second pass, after the first over the same samples: the phones inside the words.

        Now and then the decoder finds no path; each half of the words is then aligned alone, and a single word that it
        still fails on is shared among its phones.
        """
        try:
            self._decoder.set_alignment()
            self._decode(samples)
            alignment = self._decoder.get_alignment()  # its words are valid only while it is iterated over
            found = [
                [(phone.start, phone.start + phone.duration) for phone in word]
                for word in alignment
                if word.name[0] not in _SILENCES
            ]
            return [_phones(segments, times) for segments, times in zip(words, found, strict=True)]
        except RuntimeError:
            pass
        if len(words) == 1:
            return [_phones(words[0], _shares(spans[0], len(words[0])))]
        middle = len(words) // 2
        border = (spans[middle - 1][1] + spans[middle][0]) // 2
        phones: list[tuple[AlignedPhone, ...]] = []
        for first, last, start, end in ((0, middle, 0, border), (middle, len(words), border, None)):
            part = samples[start * _FRAME_SAMPLES : None if end is None else end * _FRAME_SAMPLES]
            inner = self._align_words(part, words[first:last])
            if inner is None:
                shares = zip(words[first:last], spans[first:last], strict=True)
                phones += [_phones(segments, _shares(span, len(segments))) for segments, span in shares]
            else:
                shift = start * _FRAME_SAMPLES / ALIGNMENT_RATE
                phones += [
                    tuple(replace(phone, start=phone.start + shift, end=phone.end + shift) for phone in word)
                    for word in self._align_phones(part, words[first:last], inner)
                ]
        return phones

    def _decode(self, samples: NDArray[np.int16]) -> None:
        self._decoder.start_utt()
        try:
            self._decoder.process_raw(samples.tobytes(), full_utt=True)
        finally:
            self._decoder.end_utt()

    def _entry(self, segments: tuple[Segment, ...]) -> str:
        """The name of a word in the decoder's dictionary: its pronunciation."""
        name = "-".join(segment.name for segment in segments)
        if self._decoder.lookup_word(name) is None:
            self._decoder.add_word(name, name.replace("-", " "), True)
        return name


def _shares(span: Span, count: int) -> list[Span]:
    borders = np.linspace(*span, count + 1)
    return list(zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True))


def _phones(segments: tuple[Segment, ...], spans: list[Span]) -> tuple[AlignedPhone, ...]:
    phones: list[AlignedPhone] = []
    for segment, span in zip(segments, spans, strict=True):
        start, end = (frame * FRAME_SECONDS + _FRAME_CENTRE for frame in span)
        middle = start + _FIRST_SHARE * (end - start) if len(segment.phones) == 2 else end
        for phone, begin, stop in zip(segment.phones, (start, middle), (middle, end), strict=False):
            phones.append(AlignedPhone(phone.symbol, phone.stress, begin, stop))
    return tuple(phones)
