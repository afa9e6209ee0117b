"""The fluctuation switch: which emotion track a block of speech is played with."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech


@dataclass(frozen=True)
class FluctuationSpec:
    """One way to get a track: its name, what it does, and the function that makes the track of a block."""

    name: str
    description: str
    track: Callable[[Speech, EmotionTimeline], EmotionTrack]


def _play_timeline(speech: Speech, timeline: EmotionTimeline) -> EmotionTrack:
    seconds = np.arange(round(speech.duration * LATENT_RATE)) / float(LATENT_RATE)
    mixture, intensity = timeline.sample(speech.clock, seconds)
    return EmotionTrack(LATENT_RATE, mixture.astype(np.float32), intensity.astype(np.float32))


def _play_neutral(speech: Speech, timeline: EmotionTimeline) -> EmotionTrack:
    del timeline
    frames = round(speech.duration * LATENT_RATE)
    probabilities = np.zeros((frames, len(EMOTIONS)), np.float32)
    probabilities[:, NEUTRAL] = 1.0
    return EmotionTrack(LATENT_RATE, probabilities, np.zeros(frames, np.float32))


FLUCTUATIONS: dict[str, FluctuationSpec] = {
    spec.name: spec
    for spec in (
        FluctuationSpec("timeline", "plays the requested timeline as it is", _play_timeline),
        FluctuationSpec("none", "plays a neutral face throughout (ablation)", _play_neutral),
    )
}
