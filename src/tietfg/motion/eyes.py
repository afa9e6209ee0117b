"""Eyes: when they blink and where they look, as random processes carried from block to block."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.dynamics import Pulse, smooth_noise
from tietfg.motion.phrases import Phrase
from tietfg.speech.speech import Speech

BLINK_RATES: dict[str, float] = {
    "neutral": 17.0,
    "happy": 17.0,
    "sad": 14.0,
    "angry": 11.0,
    "fear": 7.0,
    "disgust": 14.0,
    "surprise": 7.0,
}
"""Blinks a minute, to which doubled ones and those with saccades add. Bentivoglio et al. (1997) counted 17 at rest and
26 in conversation; fear and what holds the attention lower the rate (Maffei and Angrilli 2019)."""

EYE_DEGREES: dict[str, float] = {"In": 21.5, "Out": 20.8, "Up": 14.2, "Down": 15.7}
"""Rotation of the drawn eyeball by eyeLookIn, eyeLookOut, eyeLookUp and eyeLookDown = 1: the median of many portraits,
whose eyeballs are as large as their irises tell."""

AWAY: dict[str, float] = {
    "neutral": 0.2,
    "happy": 0.16,
    "sad": 0.4,
    "angry": 0.08,
    "fear": 0.35,
    "disgust": 0.35,
    "surprise": 0.1,
}
"""Probability that a fixation leaves the viewer."""

BLINK_HOLD = 0.044
"""Seconds for which lids stay shut: a latent falls into them."""
_RATES = np.array([BLINK_RATES[name] for name in EMOTIONS]) / 60.0
_AWAY = np.array([AWAY[name] for name in EMOTIONS])
_DOWNCAST = np.array([6.0 if name == "sad" else 1.0 if name == "disgust" else 0.0 for name in EMOTIONS])
"""Degrees by which fixations away from the viewer are lowered."""
_PACE = np.array([{"fear": 0.6, "angry": 1.5}.get(name, 1.0) for name in EMOTIONS])
"""Factor on the length of fixations."""

_BLINK_DRAWS, _GAZE_DRAWS, _NOISE = 101, 102, 110
_REFRACTORY = 0.6
_DOUBLE = 0.1
_BLINK_WITH_SACCADE = 1.4
"""Probability that a large saccade brings a blink, for each blink a second of the emotion's rate."""
_LARGE_SACCADE = 4.0
_AVERTED = 2.5
"""Degrees from which on a gaze counts as away from the viewer."""
_PLANNING_PAUSE = 0.3
"""Seconds of silence after which a phrase is planned with averted eyes, if at all."""
_PLANNING = 1.8
"""How much likelier the gaze leaves then."""
_RETURN = 0.8
"""Probability that it comes back at the end of the phrase."""


@dataclass(frozen=True)
class EyesState:
    """The blink clock and the current fixation. Times are absolute seconds, directions degrees (yaw, pitch)."""

    blinks: int = 0
    patience: float = 0.7
    """Expected blinks still to pass before the next one."""
    rested: float = 0.5
    """No blink begins earlier."""
    fixations: int = 0
    origin: tuple[float, float] = (0.0, 0.0)
    target: tuple[float, float] = (0.0, 0.0)
    since: float = -1.0
    """When the saccade to the target began."""
    until: float = 0.8
    """When the next one begins."""


def move_eyes(
    speech: Speech,
    phrases: tuple[Phrase, ...],
    weights: NDArray[np.float64],
    seed: int,
    start: float,
    frame_seconds: float,
    state: EyesState,
) -> tuple[NDArray[np.float64], tuple[Pulse, ...], EyesState]:
    """Gaze (frames, 2) as yaw and pitch in degrees in the room, and the blinks that begin in a block.

    Fixations last 0.5 to 2.5 s; most are on the viewer. Speakers look away while they plan a phrase and back at its end
    (Kendon 1967). Blinks are a renewal process (gamma intervals of shape 3 in expected blinks, after a refractory time)
    whose hazard follows the emotion's rate, is raised at phrase ends and word borders (Nakano and Kitazawa 2010), and
    which large saccades may trigger (Evinger et al. 1994).
    `weights` (frames, 7) sum to 1, `start` is the block's absolute time in seconds.
    """
    hazard = (weights @ _RATES) * _boundary_factor(speech, np.arange(len(weights), dtype=np.float64) * frame_seconds)
    planning = {max(round((p.start - 0.12) / frame_seconds), 0) for p in phrases if p.silence >= _PLANNING_PAUSE}
    returning = {max(round((p.end - 0.2) / frame_seconds), 0) for p in phrases}
    gaze = np.empty((len(weights), 2))
    blinks: list[Pulse] = []
    blink_count, patience, rested = state.blinks, state.patience, state.rested
    fixation_count, origin, target = state.fixations, np.array(state.origin), np.array(state.target)
    since, until = state.since, state.until
    for frame, mixture in enumerate(weights):
        now = start + frame * frame_seconds
        draw = np.random.default_rng((seed, _GAZE_DRAWS, fixation_count))
        averted = bool(np.hypot(*target) > _AVERTED)
        back = frame in returning and averted and draw.random() < _RETURN
        if now >= until or back or (frame in planning and not averted):
            away = float(mixture @ _AWAY) * (_PLANNING if frame in planning else 0.4 if averted else 0.8)
            fixation_count, since, origin = fixation_count + 1, now, target
            target, length = _next_fixation(draw, 0.0 if back else away, mixture)
            until = now + length
            if np.hypot(*(target - origin)) > _LARGE_SACCADE and draw.random() < _BLINK_WITH_SACCADE * (
                mixture @ _RATES
            ):
                patience = 0.0
        jump = np.hypot(*(target - origin))
        gaze[frame] = origin + (target - origin) * smooth_step(np.array((now - since) / (0.06 + 0.003 * jump)))
        if now < rested:
            continue
        patience -= hazard[frame] * frame_seconds
        if patience <= 0.0:
            draw = np.random.default_rng((seed, _BLINK_DRAWS, blink_count))
            blink_count += 1
            blinks.append(_blink(draw, now))
            if draw.random() < _DOUBLE:
                blinks.append(_blink(draw, blinks[-1].end + 0.06))
            rested = blinks[-1].end + _REFRACTORY
            patience = draw.gamma(3.0) / 3.0
    direction = (float(origin[0]), float(origin[1])), (float(target[0]), float(target[1]))
    following = EyesState(blink_count, patience, rested, fixation_count, *direction, since, until)
    clock = start + frame_seconds * np.arange(len(weights), dtype=np.float64)
    return gaze + _fixational(seed, clock), tuple(blinks), following


def _next_fixation(
    draw: np.random.Generator, away: float, mixture: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Direction in degrees and length in seconds of the next fixation, off the viewer with probability `away`."""
    if draw.random() < away:
        side = draw.choice((-1.0, 1.0))
        direction = np.array([side * draw.uniform(3.0, 8.0), draw.uniform(-3.0, 3.0) + mixture @ _DOWNCAST])
        return direction, float(draw.uniform(0.5, 1.3) * (mixture @ _PACE).clip(0.7, 1.2))
    direction = draw.normal(0.0, (0.9, 0.6)).clip(-1.8, 1.8)
    return direction, float((draw.lognormal(0.25, 0.35) * (mixture @ _PACE)).clip(0.5, 2.5))


def _fixational(seed: int, clock: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drift and microsaccades of about a quarter degree, one or two a second (Martinez-Conde, Macknik, Hubel 2004)."""
    slots = np.floor(clock / 0.6)
    steps = {
        s: np.random.default_rng((seed, _NOISE, int(s) + 1)).normal(0.0, 0.2, 2) for s in np.unique(slots).tolist()
    }
    drift = np.stack([smooth_noise(seed, _NOISE + k, clock, 0.5) for k in (1, 2)], axis=1)
    return 0.1 * drift + np.array([steps[slot] for slot in slots.tolist()]).reshape(-1, 2).clip(-0.5, 0.5)


def _blink(draw: np.random.Generator, start: float) -> Pulse:
    """Lids close faster than they open, 0.23 to 0.3 s in all (VanderWerf et al. 2003)."""
    speed = draw.uniform(0.0, 1.0)
    return Pulse("blink", start, 0.07 + 0.02 * speed, BLINK_HOLD, 0.12 + 0.045 * speed, 1.0)


def _boundary_factor(speech: Speech, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Factor on the blink hazard: high where a phrase has just ended, low inside words, 1 on average."""
    factor = np.ones_like(seconds)
    for word in speech.words:
        factor[(seconds > word.start + 0.08) & (seconds < word.end - 0.08)] = 0.75
    starts = [word.start for word in speech.words[1:]] + [speech.duration + 1.0]
    for word, next_start in zip(speech.words, starts, strict=False):
        if next_start - word.end >= 0.12:
            factor[(seconds >= word.end - 0.08) & (seconds <= min(word.end + 0.35, next_start))] = 3.5
    return factor / factor.mean()
