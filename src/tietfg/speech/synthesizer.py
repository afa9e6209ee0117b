"""Synthesizers: what turns text blocks into speech, and which ones there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tietfg.emotion.clock import WordClock
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.speech.blocks import TextBlock
from tietfg.speech.delivery import Delivery
from tietfg.speech.speech import Speech
from tietfg.speech.voices import DEFAULT_VOICE, VOICES
from tietfg.weights.store import WeightStore


class Synthesizer(Protocol):
    """Text to speech with emotional prosody. One object serves many requests, also at the same time."""

    @property
    def sample_rate(self) -> int:
        """Samples a second of what `speak` returns."""
        ...

    def check_voice(self, voice: str | None) -> str:
        """The identifier of the voice, or of the default one; raises InputError for an unknown voice."""
        ...

    def clock(self, blocks: tuple[TextBlock, ...], voice: str) -> WordClock:
        """Times of the words of the whole text in unedited speech."""
        ...

    def speak(self, block: TextBlock, timeline: EmotionTimeline, voice: str, delivery: Delivery) -> Speech:
        """Speak a block along a timeline whose anchors are words. The same arguments give the same samples."""
        ...


@dataclass(frozen=True)
class SynthesizerSpec:
    """A synthesizer to choose: its name, what it is, its voices, and how it is made (models load on first use)."""

    name: str
    description: str
    voices: tuple[str, ...]
    default_voice: str
    create: Callable[[WeightStore], Synthesizer]


def _create_kokoro(store: WeightStore) -> Synthesizer:
    from tietfg.speech.kokoro import KokoroSynthesizer

    return KokoroSynthesizer(store)


def _create_hibari(_: WeightStore) -> Synthesizer:
    from tietfg.speech.hibari import HibariSynthesizer

    return HibariSynthesizer()


SYNTHESIZERS: dict[str, SynthesizerSpec] = {
    spec.name: spec
    for spec in (
        SynthesizerSpec(
            name="kokoro",
            description="Kokoro-82M with emotional prosody edited inside the model; English, 28 voices",
            voices=tuple(VOICES),
            default_voice=DEFAULT_VOICE,
            create=_create_kokoro,
        ),
        SynthesizerSpec(
            name="hibari",
            description="Hibari, a small student of Kokoro with the same editing, for previews; English, one voice",
            voices=("hibari",),
            default_voice="hibari",
            create=_create_hibari,
        ),
    )
}
