"""The truth of the synthetic corpus: how an emotion that is asked for is really performed.

A generative model, written down with its sources in docs/corpus.md. What is performed follows the request on average
and fluctuates beyond it: loaded words pull it to what they say themselves, stress and phrases move the intensity, loud
and high passages are more intense, and slow variations of the speaker, which neither text nor description know, move
everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.timeline import EmotionTimeline, Keyframe

_KEYFRAMES_PER_WORD = 4
_MOST_KEYFRAMES = 1000
_PHRASE_END = re.compile(r"[,;:.!?…—–][\"'”’)]*$")
_PEAK = 0.25
"""Where in a phrase its intensity is highest."""
_REACH = 0.9
"""Words on either side of its middle over which a word acts."""
_CERTAIN = 0.02
"""An asked intensity of 0 or 1 stands for this far from it."""
_LEAST_SHARE = 1e-4
"""Smaller shares of an emotion are left out of a keyframe."""

# Which emotions are performed beside another one; rows sum to 1. The figures are this project's own, in the direction
# of what listeners confuse in voices (Banse & Scherer, J. Pers. Soc. Psychol. 70, 1996).
_BESIDE: dict[str, dict[str, float]] = {
    "neutral": {"happy": 0.3, "sad": 0.4, "surprise": 0.3},
    "happy": {"surprise": 0.6, "neutral": 0.25, "angry": 0.15},
    "sad": {"neutral": 0.4, "fear": 0.35, "disgust": 0.25},
    "angry": {"disgust": 0.5, "fear": 0.2, "surprise": 0.3},
    "fear": {"surprise": 0.45, "sad": 0.4, "angry": 0.15},
    "disgust": {"angry": 0.5, "sad": 0.3, "neutral": 0.2},
    "surprise": {"happy": 0.5, "fear": 0.4, "neutral": 0.1},
}
_NEIGHBOURS = np.array([[_BESIDE[name].get(other, 0.0) for other in EMOTIONS] for name in EMOTIONS])


@dataclass(frozen=True)
class Speaker:
    """Parameters of one performance; the defaults are those of the corpus where it does not draw them."""

    suggestibility: float = 1.0
    """How much evidence a loaded word gives for its own emotion, where the asked one has 1."""
    lag: float = 0.0
    """Seconds that the performance is behind the request; negative where it is ahead."""
    blur: float = 0.25
    """Share of an emotion's evidence that its neighbours get."""
    wavering: float = 1.0
    """Standard deviation of the slow variation of each emotion's log evidence."""
    wavering_seconds: float = 1.2
    unsteadiness: float = 0.85
    """Standard deviation of the slow variation of the intensity, in logits."""
    unsteadiness_seconds: float = 0.9
    phrase: float = 0.45
    """Logits of intensity at the height of a phrase, and as much below at its end."""
    stress: float = 0.55
    """Logits of a content word against a function word."""
    emphasis: float = 0.9
    """Logits of a word with strong emphasis."""
    effort: float = 0.6
    """Logits for each unit of vocal effort."""
    raised: float = 3.2
    agreed: float = 1.0
    opposed: float = 0.9
    """Logits that a fully loaded word adds where nothing is felt, where it says what is felt, and takes away where it
    says something else."""


@dataclass(frozen=True)
class WordCues:
    """What the model knows of each word."""

    text: tuple[str, ...]
    sentiment: NDArray[np.float64]
    """(words, 7): what each word says by itself, as a mixture times its strength; zero where it says nothing."""
    content: NDArray[np.float64]
    """(words,): 1 for content words, 0 for function words."""
    emphasis: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(words,): strength of the emphasis; empty where there is none."""
    effort: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(words,): vocal effort beyond the usual, about -1 to 1; empty where there is none."""


def perform(
    timeline: EmotionTimeline, cues: WordCues, clock: WordClock, speaker: Speaker, generator: np.random.Generator
) -> EmotionTimeline:
    """The performed emotion of a request, as a timeline with several keyframes a word.

    `clock` has the times of the words in unedited speech. With all variations, weights and the lag at 0 the request
    itself is performed. The same arguments and state of the generator give the same truth.
    """
    count = len(cues.text)
    steps = count * max(1, min(_KEYFRAMES_PER_WORD, (_MOST_KEYFRAMES - 1) // count))
    positions = np.arange(steps + 1) * count / steps
    seconds = _seconds(clock, positions)
    asked, asked_intensity = timeline.sample(clock, np.clip(seconds - speaker.lag, 0.0, clock.end))
    acting = _kernels(positions, count)
    evidence = (1 - speaker.blur) * asked + speaker.blur * asked @ _NEIGHBOURS
    evidence *= np.exp(slow_variation(seconds, speaker.wavering, speaker.wavering_seconds, len(EMOTIONS), generator))
    evidence += speaker.suggestibility * acting @ cues.sentiment
    probabilities = evidence / evidence.sum(axis=1, keepdims=True)

    strength = cues.sentiment.sum(axis=1)
    same = asked @ cues.sentiment.T  # (steps, words): what of the word's feeling is asked
    neutral = asked[:, NEUTRAL, None]
    moved = speaker.raised * neutral * strength
    moved += (1 - neutral) * (speaker.agreed * same - speaker.opposed * (strength - same))
    logits = _logit(np.clip(asked_intensity, _CERTAIN, 1 - _CERTAIN))
    logits += slow_variation(seconds, speaker.unsteadiness, speaker.unsteadiness_seconds, 1, generator)[:, 0]
    logits += speaker.phrase * _phrase_contour(cues.text, clock, seconds)
    logits += speaker.stress * acting @ (cues.content - cues.content.mean())
    logits += (acting * moved).sum(axis=1)
    for weight, values in ((speaker.emphasis, cues.emphasis), (speaker.effort, cues.effort)):
        logits += weight * acting @ (values if len(values) else np.zeros(count))
    intensity = 1 / (1 + np.exp(-logits))
    return _timeline(positions, probabilities, intensity)


def slow_variation(
    seconds: NDArray[np.float64], deviation: float, length: float, curves: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Independent smooth random curves (points, curves) with mean 0 at increasing times.

    Gaussian processes with the Matern 3/2 covariance deviation^2 (1 + r) exp(-r), r = sqrt(3) |time| / length, drawn
    exactly by their state space form (Hartikainen & Särkkä, IEEE MLSP 2010).
    """
    rate = np.sqrt(3) / length
    noise = generator.standard_normal((len(seconds), 2, curves))
    stationary = deviation**2 * np.array([1.0, rate**2])
    state = np.sqrt(stationary)[:, None] * noise[0]
    values = np.empty((len(seconds), curves))
    values[0] = state[0]
    for index, step in enumerate(np.diff(seconds), start=1):
        decay = np.exp(-rate * step)
        onward = decay * np.array([[1 + rate * step, step], [-(rate**2) * step, 1 - rate * step]])
        spread = np.diag(stationary) - (onward * stationary) @ onward.T
        lower = np.sqrt(max(spread[0, 0], 0.0))
        across = spread[0, 1] / lower if lower > 0 else 0.0
        rest = np.sqrt(max(spread[1, 1] - across**2, 0.0))
        drawn = noise[index]
        state = np.stack(
            [
                onward[0, 0] * state[0] + onward[0, 1] * state[1] + lower * drawn[0],
                onward[1, 0] * state[0] + onward[1, 1] * state[1] + across * drawn[0] + rest * drawn[1],
            ]
        )
        values[index] = state[0]
    return values


def _seconds(clock: WordClock, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times of word positions: the inverse of the clock, to about 2 ms."""
    fine = np.linspace(0.0, clock.end, max(2, int(clock.end * 500)))
    return np.interp(positions, clock.position(fine), fine)


def _kernels(positions: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """How much each word (columns) acts at positions (rows): 1 at its middle, smoothly to 0 beyond its neighbours'."""
    distance = np.abs(positions[:, None] - np.arange(count) - 0.5)
    return np.where(distance < _REACH, np.cos(np.pi / 2 * distance / _REACH) ** 2, 0.0)


def _phrase_contour(texts: Sequence[str], clock: WordClock, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rises from -1 to 1 in the first quarter of each phrase and falls back to its end; mean 0."""
    ends = [index + 1 for index, text in enumerate(texts) if _PHRASE_END.search(text) or index + 1 == len(texts)]
    borders = _seconds(clock, np.array([0.0, *ends]))
    times, values = [borders[0]], [-1.0]
    for start, end in pairwise(borders):
        times += [start + _PEAK * (end - start), end]
        values += [1.0, -1.0]
    return np.interp(seconds, times, values)


def _timeline(
    positions: NDArray[np.float64], probabilities: NDArray[np.float64], intensity: NDArray[np.float64]
) -> EmotionTimeline:
    return EmotionTimeline(
        keyframes=tuple(
            Keyframe(
                word=round(float(position), 4),
                emotion={  # type: ignore[misc]
                    name: round(float(share), 4)
                    for name, share in zip(EMOTIONS, mixture, strict=True)
                    if share > _LEAST_SHARE
                },
                intensity=round(float(strength), 4),
            )
            for position, mixture, strength in zip(positions, probabilities, intensity, strict=True)
        )
    )


def _logit(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.log(share / (1 - share))
