"""Head: posture of each emotion, drift, beats on prominent words and breath."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.dynamics import Pulse, smooth_noise, sum_pulses
from tietfg.motion.prosody import Prosody
from tietfg.speech.speech import Speech

POSTURES: dict[str, tuple[float, float, float, float, float, float]] = {
    "neutral": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "happy": (-1.0, 0.0, 2.5, 0.0, 0.0, -0.01),
    "sad": (4.5, 1.0, 2.0, 0.0, 0.02, 0.02),
    "angry": (3.0, 0.0, 0.5, 0.0, 0.01, -0.06),
    "fear": (-1.0, 1.0, 0.5, 0.0, 0.0, 0.06),
    "disgust": (-1.5, 3.0, 1.0, 0.0, 0.0, 0.03),
    "surprise": (-2.5, 0.0, 0.5, 0.0, -0.01, 0.05),
}
"""Pitch, yaw, roll in degrees and translation x, y, z in outer-eye distances at full intensity, for a person whose
favourite side is the image's left (Wallbott 1998)."""

LIVELINESS: dict[str, float] = {
    "neutral": 0.9,
    "happy": 1.5,
    "sad": 1.1,
    "angry": 1.8,
    "fear": 1.5,
    "disgust": 1.1,
    "surprise": 1.4,
}
"""Factor on drift and beats."""

ROTATION_LIMIT = 8.0
"""Degrees; the whole rotation stays below it."""
TRANSLATION_LIMIT = 0.1
POSTURE_RATE = 3.0
"""Of the follower of posture_targets, in 1/s."""

_POSTURE = np.array([POSTURES[name] for name in EMOTIONS])
_LIVELINESS = np.array([LIVELINESS[name] for name in EMOTIONS])
_PERSON, _PHRASE_DRAWS, _NOD_DRAWS, _NOISE = 201, 202, 203, 210
_PHRASE_PAUSE = 0.2
_PHRASE_SPREAD = (0.8, 1.5, 0.9, 0.008, 0.004, 0.006)
_SLOW_SPREAD = (1.1, 1.4, 0.9, 0.01, 0.005, 0.008)
_QUICK_SPREAD = (0.8, 0.55, 0.4, 0.004, 0.003, 0.003)
_AXES = ("nod", "turn", "tilt")


def posture_targets(
    speech: Speech, weights: NDArray[np.float64], seed: int, seconds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Where the head tends (frames, 6): the emotions' posture, and a new random one with each phrase."""
    side = np.random.default_rng((seed, _PERSON)).choice((-1.0, 1.0))
    targets = (weights @ _POSTURE) * np.array([1.0, side, side, side, 1.0, 1.0])
    phrase = np.zeros_like(targets)
    previous_end = -1.0
    for index, word in enumerate(speech.words):
        if word.start - previous_end >= _PHRASE_PAUSE:
            draw = np.random.default_rng((seed, _PHRASE_DRAWS, speech.first_word + index))
            phrase[seconds >= word.start - 0.15] = draw.normal(0.0, _PHRASE_SPREAD)
        previous_end = word.end
    return targets + phrase


def nods(speech: Speech, prosody: Prosody, liveliness: float, seed: int, start: float) -> tuple[Pulse, ...]:
    """Beats of the head on prominent words, mostly downwards, at the stressed vowel (Graf et al. 2002)."""
    pulses: list[Pulse] = []
    for index, prominence in enumerate(prosody.prominence):
        draw = np.random.default_rng((seed, _NOD_DRAWS, speech.first_word + index))
        if prominence < draw.uniform(0.3, 0.7):
            continue
        centre = next((p.start + p.end) / 2 for p in speech.phones if p.word == index and p.stress == 1)
        rise, fall = draw.uniform(0.16, 0.24), draw.uniform(0.3, 0.45)
        size = liveliness * (0.8 + 2.2 * prominence)
        shares = (1.0 if draw.random() < 0.75 else -0.6, draw.normal(0.0, 0.35), draw.normal(0.0, 0.35))
        begin = start + max(centre - rise, 0.0)
        pulses += [Pulse(axis, begin, rise, 0.0, fall, size * share) for axis, share in zip(_AXES, shares, strict=True)]
    return tuple(pulses)


def move_head(
    posture: NDArray[np.float64],
    activity: NDArray[np.float64],
    liveliness: NDArray[np.float64],
    pulses: tuple[Pulse, ...],
    seed: int,
    clock: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rotation (frames, 3) in degrees and translation (frames, 3) at absolute times.

    `posture` (frames, 6) is followed smoothly already; `activity` (frames,) is 1 in speech, 0 in pauses.
    """
    pose = posture.copy()
    for axis in range(6):
        slow = smooth_noise(seed, _NOISE + axis, clock, 1.8 + 0.15 * axis)
        quick = smooth_noise(seed, _NOISE + 6 + axis, clock, 0.42 + 0.03 * axis)
        pose[:, axis] += liveliness * (
            _SLOW_SPREAD[axis] * (0.6 + 0.4 * activity) * slow + _QUICK_SPREAD[axis] * (0.15 + 0.85 * activity) * quick
        )
    for axis, channel in enumerate(_AXES):
        pose[:, axis] += sum_pulses(pulses, channel, clock)
    breath = np.sin(2 * np.pi * 0.26 * clock + 1.2 * smooth_noise(seed, _NOISE + 12, clock, 5.0))
    pose[:, 0] += 0.15 * breath
    pose[:, 4] -= 0.004 * breath
    return _limit(pose[:, :3], ROTATION_LIMIT), _limit(pose[:, 3:], TRANSLATION_LIMIT)


def liveliness_of(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Liveliness (frames,) of emotion weights (frames, 7)."""
    return weights @ _LIVELINESS


def _limit(vectors: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Shorten vectors smoothly so that none is longer than the limit; short ones hardly change."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / (1.0 + (length / limit) ** 4) ** 0.25
