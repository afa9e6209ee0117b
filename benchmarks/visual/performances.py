"""Performances that no training has seen: those of the test split, made as `tietfg data synth-motion` makes them.

Their texts are passages of the test split, from which neither training nor validation draws, and their voices are in no
other split. Request, emotions, delivery and style of each are drawn by a generator of its seed, split and number: with
any seed none of them is one of training, though styles are of the same population. The same seed gives the same
performances.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.data.corpus_plan import plan_corpus, split_voices
from tietfg.data.corpus_texts import Split, passages
from tietfg.data.make_performance import make_performance
from tietfg.data.performances import PlayedPerformance
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.prosody import Prosody
from tietfg.speech.prosodic_synthesizer import ProsodicSynthesizer
from tietfg.speech.speech import Speech
from tietfg.speech.synthesizer import SYNTHESIZERS
from tietfg.synthesis.face_geometry import draw_geometry
from tietfg.weights.store import WeightStore

SYNTHESIZER = "kokoro"
_PLANNED_HOURS = 0.01
"""What a plan lists beyond the seed does not matter here."""
_GEOMETRY_STREAM = 5


@dataclass(frozen=True)
class Unseen:
    """A performance with a person drawn to play it."""

    performance: PlayedPerformance
    geometry: NDArray[np.float32]

    @property
    def blocks(self) -> list[tuple[Speech, EmotionTrack, Prosody | None]]:
        """What is spoken and played in each block."""
        return [(block.speech, block.track, block.prosody) for block in self.performance.blocks]

    @property
    def speech(self) -> Speech:
        """All blocks as one."""
        return Speech.concatenate([block.speech for block in self.performance.blocks])

    @property
    def values(self) -> NDArray[np.float32]:
        """(frames, VALUES) of the performance itself: the procedural performer's, in a style."""
        return np.concatenate([block.values for block in self.performance.blocks])


def make(seed: int, number: int) -> Unseen:
    """The performance with a number."""
    plan = plan_corpus(_PLANNED_HOURS, seed, SYNTHESIZER, _voices())
    performance = make_performance(plan, "test", number, _synthesizer())
    return Unseen(performance, draw_geometry(np.random.default_rng((seed, number, _GEOMETRY_STREAM))))


def fetch() -> None:
    """Fetch what they are made with; raises WeightsError where it cannot be had."""
    WeightStore.default().pull(["kokoro-82m-int8", *(f"kokoro-voice-{voice}" for voice in _voices()["test"])])


def apart() -> dict[str, int]:
    """How many texts and voices there are in the test split, and how many of them are in another one: none."""
    voices = _voices()
    others = {voice for split, chosen in voices.items() if split != "test" for voice in chosen}
    return {
        "texts": len(sentences("test")),
        "texts_in_training": len(sentences("test") & (sentences("train") | sentences("validation"))),
        "voices": len(voices["test"]),
        "voices_in_training": len(set(voices["test"]) & others),
    }


@cache
def sentences(split: Split) -> frozenset[str]:
    """Every sentence of a split."""
    return frozenset(part.text for passage in passages() if passage.split == split for part in passage.sentences)


def _voices() -> dict[Split, tuple[str, ...]]:
    return split_voices(SYNTHESIZER, SYNTHESIZERS[SYNTHESIZER].voices)


@cache
def _synthesizer() -> ProsodicSynthesizer:
    synthesizer = SYNTHESIZERS[SYNTHESIZER].create(WeightStore.default())
    assert isinstance(synthesizer, ProsodicSynthesizer)
    return synthesizer
