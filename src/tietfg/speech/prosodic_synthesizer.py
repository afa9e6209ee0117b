"""Speaking a block with prosody edited along the timeline, whatever the acoustic model."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.words import split_words
from tietfg.speech.acoustic_model import AcousticModel, Curves, Encoded
from tietfg.speech.blocks import TextBlock
from tietfg.speech.delivery import PLAIN, Delivery
from tietfg.speech.delivery_prosody import delivered_change, with_breaks
from tietfg.speech.g2p import Phonemizer, Pronunciation, is_phone
from tietfg.speech.hush import hushed_curves, hushed_durations
from tietfg.speech.layout import (
    SAMPLE_RATE,
    SILENCE_BEFORE,
    SILENCE_CUT,
    SILENCE_REMOVED,
    UNIT_SECONDS,
    Layout,
    lay_out,
    silence_after,
    silent_units,
    token_times,
    with_silences,
)
from tietfg.speech.prosody import Prosody, edit_durations, edit_f0, emotional_change, mean_pitch, voicing
from tietfg.speech.sound import aspirate, fade, frame_times, high_pass, insert_silence, limit, shape
from tietfg.speech.speech import Speech

LEVEL = -21.0
"""Active speech level of every voice in dBFS, unedited."""

_TILT_PER_SEMITONE = -0.08
"""What raising F0 by a semitone does to the spectral tilt of the models' voices, dB per octave (measured)."""
_CURVE_RATE = 80
"""Points a second of the model's F0 and energy curves."""

_PITCH_SENTENCES = (
    "Some people like to walk along the river in the evening, when the light is low and the wind is quiet.",
    "My brother bought a new table for the garden.",
)
"""Read once by every voice, without sound, to know its mean F0."""
_KEPT_PITCHES = 256


@dataclass(frozen=True)
class Speaker:
    """A voice as a model speaks it."""

    identifier: str
    british: bool
    styles: NDArray[np.float32]
    """(symbols, 256): by the number of symbols that are spoken."""
    level: float
    """Active speech level in dBFS, unedited."""
    semitones: float
    """Shift of its pitch."""
    hushed: Self | None = None
    """The same timbre with the delivery of a hushed voice, where there is one."""

    def style(self, symbols: int) -> NDArray[np.float32]:
        """The style (1, 256) for a number of symbols."""
        return self.styles[min(symbols, len(self.styles)) - 1][None]


@dataclass(frozen=True)
class _Encoding:
    """A block after the encoder, and its layout at the speaking rate of the model."""

    pronunciation: Pronunciation
    style: NDArray[np.float32]
    encoded: Encoded
    layout: Layout


@dataclass(frozen=True)
class IntonedBlock:
    """A block whose times, F0 and energy are settled, and which has no sound yet; without silences asked inside it."""

    layout: Layout
    style: NDArray[np.float32]
    curves: Curves
    """As they are spoken."""
    points: NDArray[np.float64]
    """Seconds of the block at the points of the curves."""
    voicing: NDArray[np.float32]
    """How voiced the points are, 0 to 1."""
    prosody: Callable[[NDArray[np.float64]], Prosody]
    """What is asked at seconds of the block."""
    gain: float
    """dB that bring the voice to LEVEL."""
    loudness_share: float
    """What share of the loudness asked the gain on the waveform does; the energy curve does the rest."""

    def gains(self, asked: Prosody) -> NDArray[np.float64]:
        """Gain on the waveform in dB where a prosody is asked."""
        return self.gain + asked.loudness * self.loudness_share


class ProsodicSynthesizer(ABC):
    """Synthesizer over an acoustic model; models load on first use."""

    def __init__(self, model: AcousticModel) -> None:
        self.model = model
        self._loading = threading.RLock()
        self._phonemizers: dict[bool, Phonemizer] = {}
        self._pitches: dict[str, float] = {}

    @property
    def sample_rate(self) -> int:
        """24 kHz."""
        return SAMPLE_RATE

    @abstractmethod
    def check_voice(self, voice: str | None) -> str:
        """The canonical identifier of the voice, or of the default one; raises InputError for an unknown voice."""

    @abstractmethod
    def speaker(self, voice: str) -> Speaker:
        """The voice as it speaks; raises InputError or WeightsError."""

    def clock(self, blocks: tuple[TextBlock, ...], voice: str) -> WordClock:
        """Times of the words of the whole text in unedited speech, from the encoder alone."""
        speaker = self.speaker(voice)
        onsets: list[float] = []
        start = 0.0
        for block in blocks:
            layout = self._encode(block, speaker, PLAIN).layout
            onsets.extend(start + word.start for word in layout.words)
            start += layout.duration
        return WordClock(tuple(onsets), start)

    def speak(self, block: TextBlock, timeline: EmotionTimeline, voice: str, delivery: Delivery = PLAIN) -> Speech:
        """Speak a block along a timeline whose anchors are words."""
        speaker = self.speaker(voice)
        intoned = self.intone(block, timeline, voice, delivery)
        layout = intoned.layout
        waveform = _excerpt(self.model.decode(intoned.curves, intoned.style), layout)
        times = frame_times(len(waveform), SAMPLE_RATE)
        asked = intoned.prosody(times)
        breath = asked.breathiness * np.interp(times, intoned.points, intoned.voicing)
        waveform = aspirate(waveform, SAMPLE_RATE, breath, block.first_word)
        tilt = asked.tilt - _TILT_PER_SEMITONE * asked.semitones
        waveform = shape(waveform, SAMPLE_RATE, intoned.gains(asked), tilt)
        waveform = limit(fade(high_pass(waveform, SAMPLE_RATE), SAMPLE_RATE, 0.005, 0.005), SAMPLE_RATE)
        layout, silences = with_silences(layout, _missing_silences(layout, block.first_word, delivery))
        return Speech(
            waveform=insert_silence(waveform, SAMPLE_RATE, silences),
            sample_rate=SAMPLE_RATE,
            words=layout.words,
            phones=layout.phones,
            language="en",
            source=f"{self.model.graph.name}:{speaker.identifier}",
            first_word=block.first_word,
        )

    def intone(
        self, block: TextBlock, timeline: EmotionTimeline, voice: str, delivery: Delivery = PLAIN
    ) -> IntonedBlock:
        """Everything of a block that is spoken along a timeline but its sound, many times as fast as the sound.

        The timeline is read twice: on the unedited words for the durations, on the edited ones for everything else.
        """
        speaker = self.speaker(voice)
        spoken = self._encode(block, speaker, delivery)
        units = spoken.encoded.durations
        asked = _prosody(spoken.layout, block, timeline, delivery, token_times(spoken.layout, units))
        hushed = None
        if speaker.hushed is not None and asked.hush.any():
            hushed = self._encode(block, speaker.hushed, delivery)
        durations, layout = _timed(spoken, hushed, asked, block, delivery)

        def prosody(seconds: NDArray[np.float64]) -> Prosody:
            return _prosody(layout, block, timeline, delivery, seconds)

        graph = self.model.graph
        curves = self.model.predict(spoken.encoded, durations, spoken.style)
        points = (np.arange(len(curves.f0)) + 0.5) / _CURVE_RATE - layout.start
        asked = prosody(points)
        pitch = self._mean_pitch(speaker)
        if speaker.hushed is not None and hushed is not None:
            soft = self.model.predict(hushed.encoded, durations, hushed.style)
            curves = hushed_curves(curves, soft, asked.hush, pitch - self._mean_pitch(speaker.hushed))
        f0 = edit_f0(curves.f0, asked, pitch, speaker.semitones)
        energy = (curves.energy + graph.energy_per_db * asked.loudness).astype(np.float32)
        return IntonedBlock(
            layout=layout,
            style=spoken.style,
            curves=replace(curves, f0=f0, energy=energy),
            points=points,
            voicing=voicing(curves.f0),
            prosody=prosody,
            gain=LEVEL - speaker.level,
            loudness_share=1 - graph.energy_per_db * graph.db_per_energy,
        )

    def _encode(self, block: TextBlock, speaker: Speaker, delivery: Delivery) -> _Encoding:
        phonemizer = self._phonemizer(speaker.british)
        texts = tuple(word.text for word in block.words)
        spoken = texts if block.ends_phrase else (*texts[:-1], texts[-1] + ",")
        pronunciation = with_breaks(phonemizer.pronounce(spoken), delivery.breaks, block.first_word)
        style = speaker.style(len(pronunciation.symbols))
        encoded = self.model.encode(phonemizer.tokens(pronunciation), style)
        return _Encoding(pronunciation, style, encoded, lay_out(pronunciation, encoded.durations, texts))

    def _mean_pitch(self, speaker: Speaker) -> float:
        """Mean F0 of the speaker's plain speech in semitones above 1 Hz."""
        with self._loading:
            if speaker.identifier not in self._pitches:
                if len(self._pitches) >= _KEPT_PITCHES:
                    self._pitches.pop(next(iter(self._pitches)))
                pitches: list[float] = []
                for sentence in _PITCH_SENTENCES:
                    spoken = self._encode(TextBlock(split_words(sentence), 0), speaker, PLAIN)
                    curves = self.model.predict(spoken.encoded, spoken.encoded.durations, spoken.style)
                    pitches.append(mean_pitch(curves.f0, curves.energy))
                self._pitches[speaker.identifier] = float(np.mean(pitches))
            return self._pitches[speaker.identifier]

    def _phonemizer(self, british: bool) -> Phonemizer:
        with self._loading:
            if british not in self._phonemizers:
                self._phonemizers[british] = Phonemizer(british=british)
            return self._phonemizers[british]


def _timed(
    spoken: _Encoding, hushed: _Encoding | None, asked: Prosody, block: TextBlock, delivery: Delivery
) -> tuple[NDArray[np.int64], Layout]:
    """Edited durations of the tokens, and the layout they give, with the silences asked at its ends.

    `asked` has the curves at the tokens.
    """
    units, pronunciation = spoken.encoded.durations, spoken.pronunciation
    silent = silent_units(pronunciation, units)
    if hushed is not None:
        soft = hushed.encoded.durations
        units = silent + hushed_durations(units - silent, soft - silent_units(pronunciation, soft), asked.hush)
    durations = edit_durations(units, silent, asked)
    opening = delivery.breaks.get(block.first_word)
    closing = delivery.breaks.get(block.first_word + len(block.words))
    before = SILENCE_BEFORE * float(asked.pause[0])
    after = (silence_after(pronunciation) if block.ends_phrase else SILENCE_CUT) * float(asked.pause[-1])
    last = max(index for index, symbol in enumerate(pronunciation.symbols, start=1) if is_phone(symbol))
    # What the last phone is stretched or shortened by is heard: it fades out later or earlier than its word ends.
    after += UNIT_SECONDS * float(durations[last] - spoken.encoded.durations[last])
    if opening is not None:  # where another block comes before, that one ends with the pause
        before = SILENCE_REMOVED if block.first_word else max(SILENCE_REMOVED, opening)
    if closing == 0:
        after = SILENCE_REMOVED
    elif closing:
        after = max(after, closing - SILENCE_REMOVED)
    after = max(after, SILENCE_REMOVED)
    return durations, lay_out(pronunciation, durations, tuple(word.text for word in block.words), before, after)


def _prosody(
    layout: Layout, block: TextBlock, timeline: EmotionTimeline, delivery: Delivery, seconds: NDArray[np.float64]
) -> Prosody:
    """What the timeline and the delivery ask for at times of a block."""
    return Prosody.added(
        emotional_change(*timeline.sample(layout.clock(block.first_word), seconds)),
        delivered_change(delivery, layout, block.first_word, seconds),
    )


def _excerpt(waveform: NDArray[np.float32], layout: Layout) -> NDArray[np.float32]:
    """The samples of the block out of the model's whole waveform, with zeros where that has none."""
    first, count = round(layout.start * SAMPLE_RATE), round(layout.duration * SAMPLE_RATE)
    lead = max(-first, 0)
    waveform = fade(waveform[max(first, 0) : first + count], SAMPLE_RATE, 0.005, 0.03)
    return np.pad(waveform, (lead, count - lead - len(waveform)))


def _missing_silences(layout: Layout, first_word: int, delivery: Delivery) -> dict[int, float]:
    """Seconds that pauses are shorter than asked, by index in the block of the word after them."""
    missing: dict[int, float] = {}
    for word, seconds in delivery.breaks.items():
        index = word - first_word
        if 0 < index < len(layout.words):
            gap = layout.words[index].start - layout.words[index - 1].end
            if seconds > gap:
                missing[index] = seconds - gap
    return missing
