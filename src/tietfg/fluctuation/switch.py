"""The fluctuation switch: which emotion track a block of speech is played with."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech

DEFAULT_FLUCTUATION = "blend"
"""What agrees best with what was asked, in `benchmarks/results/switches.md`."""
LEAST_MEAN = 0.02
"""Predicted intensities whose mean is less fluctuate too little to be told from nothing; they modulate nothing."""


@dataclass(frozen=True)
class FluctuationInputs:
    """What a track is made from: a block of speech, the request, and how to ask the predictor."""

    speech: Speech
    timeline: EmotionTimeline
    predict: Callable[[], EmotionTrack]
    """Runs the predictor on the block; only called by what needs it."""
    seed: int


@dataclass(frozen=True)
class FluctuationSpec:
    """One way to get a track: its name, what it does, and the function that makes the track of a block."""

    name: str
    description: str
    track: Callable[[FluctuationInputs], EmotionTrack]


def _play_timeline(inputs: FluctuationInputs) -> EmotionTrack:
    seconds = np.arange(round(inputs.speech.duration * LATENT_RATE)) / float(LATENT_RATE)
    mixture, intensity = inputs.timeline.sample(inputs.speech.clock, seconds)
    return EmotionTrack(LATENT_RATE, mixture.astype(np.float32), intensity.astype(np.float32))


def _play_predicted(inputs: FluctuationInputs) -> EmotionTrack:
    return inputs.predict()


def _play_blend(inputs: FluctuationInputs) -> EmotionTrack:
    asked, predicted = _play_timeline(inputs), inputs.predict()
    mean = float(predicted.intensity.mean())
    if mean < LEAST_MEAN:
        return asked
    factor = 0.5 + 0.5 * predicted.intensity / mean
    return replace(asked, intensity=np.clip(asked.intensity * factor, 0.0, 1.0).astype(np.float32))


def _play_neutral(inputs: FluctuationInputs) -> EmotionTrack:
    frames = round(inputs.speech.duration * LATENT_RATE)
    probabilities = np.zeros((frames, len(EMOTIONS)), np.float32)
    probabilities[:, NEUTRAL] = 1.0
    return EmotionTrack(LATENT_RATE, probabilities, np.zeros(frames, np.float32))


def _play_random(inputs: FluctuationInputs) -> EmotionTrack:
    """An emotion and an intensity drawn for each word, whatever is said; smooth between words."""
    words = inputs.speech.words
    random = np.random.default_rng((inputs.seed, inputs.speech.first_word))
    mixtures = random.dirichlet(np.full(len(EMOTIONS), 0.3), len(words))
    intensities = random.uniform(0.0, 1.0, len(words))
    middles = [(word.start + word.end) / 2 for word in words]
    seconds = np.arange(round(inputs.speech.duration * LATENT_RATE)) / float(LATENT_RATE)
    probabilities = np.stack([np.interp(seconds, middles, column) for column in mixtures.T], axis=1)
    intensity = np.interp(seconds, middles, intensities)
    return EmotionTrack(LATENT_RATE, probabilities.astype(np.float32), intensity.astype(np.float32))


FLUCTUATIONS: dict[str, FluctuationSpec] = {
    spec.name: spec
    for spec in (
        FluctuationSpec("predicted", "plays what is heard and read in speech, text and request", _play_predicted),
        FluctuationSpec("timeline", "plays the requested timeline as it is", _play_timeline),
        FluctuationSpec("blend", "plays the timeline, as strong as predicted from moment to moment", _play_blend),
        FluctuationSpec("none", "plays a neutral face throughout (ablation)", _play_neutral),
        FluctuationSpec("random", "plays emotions drawn at random for each word (ablation)", _play_random),
    )
}
