"""Head: posture of each emotion, drift, gestures of speech, pitch and breath."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.dynamics import Pulse, smooth_noise, sum_pulses
from tietfg.motion.phrases import Phrase
from tietfg.motion.prosody import Prosody
from tietfg.speech.speech import Speech

POSTURES: dict[str, tuple[float, float, float, float, float, float]] = {
    "neutral": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "happy": (-1.2, 0.0, 2.5, 0.0, 0.0, -0.01),
    "sad": (4.5, 1.0, 2.0, 0.0, 0.02, 0.02),
    "angry": (3.0, 0.0, 0.5, 0.0, 0.01, -0.06),
    "fear": (-1.5, 1.5, 0.5, 0.0, 0.0, 0.06),
    "disgust": (-2.0, 4.0, 1.5, 0.0, 0.0, 0.04),
    "surprise": (-2.5, 0.0, 0.5, 0.0, -0.01, 0.05),
}
"""Pitch, yaw, roll in degrees and translation x, y, z in outer-eye distances at full intensity, for a person whose
favourite side is the image's left (Wallbott 1998)."""

LIVELINESS: dict[str, float] = {
    "neutral": 0.85,
    "happy": 1.35,
    "sad": 0.8,
    "angry": 1.45,
    "fear": 1.25,
    "disgust": 0.95,
    "surprise": 1.2,
}
"""Factor on drift and gestures."""

ROTATION_LIMITS = np.array([10.0, 12.0, 10.0])
"""Degrees of pitch, yaw and roll that are never passed."""
TRANSLATION_LIMIT = 0.1
POSTURE_RATE = 3.0
"""Of the follower of posture_targets, in 1/s."""
PITCH_RATE = 8.0
"""Of the follower of pitch_targets."""

_POSTURE = np.array([POSTURES[name] for name in EMOTIONS])
_LIVELINESS = np.array([LIVELINESS[name] for name in EMOTIONS])
_NEGATIONS = frozenset(["no", "not", "never", "nobody", "nothing", "none", "nowhere", "neither", "nor", "cannot"])
_PERSON, _PHRASE_DRAWS, _NOD_DRAWS, _SHAKE_DRAWS, _END_DRAWS, _NOISE = 201, 202, 203, 204, 205, 210
_PHRASE_SPREAD = (0.9, 1.9, 1.1, 0.008, 0.004, 0.006)
_DRIFT = (0.9, 1.6, 0.9, 0.01, 0.005, 0.008)
_DRIFT_PERIOD = 2.2
_SWAY = (0.5, 0.5, 0.4, 0.004, 0.003, 0.003)
_SWAY_PERIOD = 0.75
_GAZE_SHARE = 0.25
"""How much of a glance the head follows."""
_DEGREES_PER_SEMITONE = -0.35
_AXES = ("nod", "turn", "tilt")


def posture_targets(
    phrases: tuple[Phrase, ...],
    weights: NDArray[np.float64],
    gaze: NDArray[np.float64],
    seed: int,
    first_word: int,
    last_phrase: int,
    seconds: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Where the head tends (frames, 6): the emotions' posture, a new random one with each phrase, and after the gaze.

    `last_phrase` is the phrase of the block before, by its first word in the whole text.
    """
    side = np.random.default_rng((seed, _PERSON)).choice((-1.0, 1.0))
    targets = (weights @ _POSTURE) * np.array([1.0, side, side, side, 1.0, 1.0])
    begun = np.full(len(seconds), last_phrase + 1)
    for phrase in phrases:
        begun[seconds >= phrase.start - 0.2] = first_word + phrase.words.start + 1
    for phrase in np.unique(begun).tolist():
        draw = np.random.default_rng((seed, _PHRASE_DRAWS, phrase))
        targets[begun == phrase] += draw.normal(0.0, _PHRASE_SPREAD).clip(
            *(s * np.array(_PHRASE_SPREAD) for s in (-2, 2))
        )
    targets[:, :2] += _GAZE_SHARE * gaze[:, ::-1]
    return targets


def pitch_targets(speech: Speech, prosody: Prosody, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees (frames,) by which the head goes up with the voice's pitch (Munhall et al. 2004)."""
    targets = np.zeros_like(seconds)
    for phone, pitch in zip(speech.phones, prosody.pitch, strict=True):
        if pitch:
            targets[(seconds >= phone.start) & (seconds < phone.end + 0.15)] = pitch
    return _DEGREES_PER_SEMITONE * targets.clip(-5.0, 5.0)


def head_gestures(
    speech: Speech, phrases: tuple[Phrase, ...], prosody: Prosody, liveliness: float, seed: int, start: float
) -> tuple[Pulse, ...]:
    """Beats on prominent words, shakes on negations, nods and tilts at the ends of phrases.

    Beats go mostly downwards at the stressed vowel (Graf et al. 2002); for shakes and tilts see McClave (2000).
    """
    pulses: list[Pulse] = []
    for index, prominence in enumerate(prosody.prominence):
        draw = np.random.default_rng((seed, _NOD_DRAWS, speech.first_word + index))
        if prominence < draw.uniform(0.3, 0.7):
            continue
        centre = next((p.start + p.end) / 2 for p in speech.phones if p.word == index and p.stress == 1)
        rise, fall = draw.uniform(0.18, 0.26), draw.uniform(0.35, 0.55)
        size = liveliness * (0.7 + 2.0 * prominence)
        shares = (1.0 if draw.random() < 0.75 else -0.6, draw.normal(0.0, 0.4), draw.normal(0.0, 0.4))
        begin = start + max(centre - rise, 0.0)
        pulses += [Pulse(axis, begin, rise, 0.0, fall, size * share) for axis, share in zip(_AXES, shares, strict=True)]
    for index, word in enumerate(speech.words):
        plain = word.text.lower().strip(".,;:!?\"'()[]…—-").replace("’", "'")
        draw = np.random.default_rng((seed, _SHAKE_DRAWS, speech.first_word + index))
        if (plain in _NEGATIONS or plain.endswith("n't")) and draw.random() < 0.7:
            side, beat = draw.choice((-1.0, 1.0)), draw.uniform(0.16, 0.2)
            for k, share in enumerate((0.7, -1.0, 0.6)):
                size = side * share * liveliness * draw.uniform(1.4, 2.2)
                pulses.append(Pulse("turn", start + word.start + k * beat, beat, 0.0, 1.2 * beat, size))
    for phrase in phrases:
        draw = np.random.default_rng((seed, _END_DRAWS, speech.first_word + phrase.words.start))
        last = speech.words[phrase.words[-1]].start
        if phrase.question:
            pulses.append(
                Pulse("tilt", start + last, 0.4, 0.15, 0.7, draw.choice((-1.0, 1.0)) * draw.uniform(1.2, 2.4))
            )
            pulses.append(Pulse("nod", start + last, 0.4, 0.15, 0.7, -draw.uniform(0.6, 1.6)))
        elif draw.random() < 0.4:
            pulses.append(Pulse("nod", start + last, 0.25, 0.0, 0.45, liveliness * draw.uniform(0.6, 1.4)))
    return tuple(pulses)


def move_head(
    posture: NDArray[np.float64],
    lift: NDArray[np.float64],
    activity: NDArray[np.float64],
    liveliness: NDArray[np.float64],
    pulses: tuple[Pulse, ...],
    seed: int,
    clock: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rotation (frames, 3) in degrees and translation (frames, 3) at absolute times.

    `posture` (frames, 6) and `lift` (frames,) by the voice's pitch are followed smoothly already; `activity` (frames,)
    is 1 in speech, 0 in pauses.
    """
    pose = posture.copy()
    for axis in range(6):
        drift = smooth_noise(seed, _NOISE + axis, clock, _DRIFT_PERIOD + 0.17 * axis)
        sway = smooth_noise(seed, _NOISE + 6 + axis, clock, _SWAY_PERIOD + 0.05 * axis)
        pose[:, axis] += liveliness * (
            _DRIFT[axis] * (0.7 + 0.3 * activity) * drift + _SWAY[axis] * (0.35 + 0.65 * activity) * sway
        )
    pose[:, 0] += liveliness * lift
    for axis, channel in enumerate(_AXES):
        pose[:, axis] += sum_pulses(pulses, channel, clock)
    breath = np.sin(2 * np.pi * 0.26 * clock + 1.2 * smooth_noise(seed, _NOISE + 12, clock, 5.0))
    intake = sum_pulses(pulses, "breath", clock)
    pose[:, 0] += 0.15 * breath - 9.0 * intake
    pose[:, 4] -= 0.004 * breath + 0.1 * intake
    shift = pose[:, 3:]
    far = np.linalg.norm(shift, axis=1, keepdims=True)
    return _limit(pose[:, :3], ROTATION_LIMITS), shift * _limit(far, TRANSLATION_LIMIT) / np.maximum(far, 1e-9)


def liveliness_of(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Liveliness (frames,) of emotion weights (frames, 7)."""
    return weights @ _LIVELINESS


def _limit(values: NDArray[np.float64], limit: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Reduce values smoothly so that none passes the limit; small ones hardly change."""
    return values / (1.0 + (values / limit) ** 4) ** 0.25
