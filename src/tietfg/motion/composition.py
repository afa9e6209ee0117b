"""Composition: articulation, expression, gestures, gaze and blinks become one face's coefficients."""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.dynamics import smooth_noise
from tietfg.motion.eyes import EYE_DEGREES
from tietfg.motion.units import UNITS
from tietfg.motion.visemes import ARTICULATORS, JAW, ROUNDING
from tietfg.portrait.arkit import ARKIT_NAMES

_PERSON, _NOISE = 301, 320
_LIP_OPENERS = [index for unit in ("mouthUpperUp", "mouthLowerDown") for index in UNITS[unit]]
_CORNERS = [index for unit in ("mouthSmile", "mouthStretch", "mouthFrown", "mouthDimple") for index in UNITS[unit]]


def compose(
    mouth: NDArray[np.float64],
    articulation: NDArray[np.float64],
    expression: NDArray[np.float64],
    nearness: NDArray[np.float64],
    activity: NDArray[np.float64],
    seed: int,
) -> NDArray[np.float64]:
    """Coefficients (frames, 52) of an expression (frames, 52) on which speech is articulated.

    `mouth` (frames, 10) is the course of ARTICULATORS, `articulation` a factor on its jaw, `activity` 1 in speech.
    What bares the teeth comes fully with open vowels and half in pauses, and yields near lip contacts (`nearness`,
    1 in a contact), or lips would race to it; a hanging jaw is taken up by speech; rounding gathers the corners.
    """
    coefficients = expression * _asymmetry(seed)
    jaw = mouth[:, JAW] * articulation
    opening = (jaw / 0.25).clip(0.0, 1.0)
    rounding = mouth[:, ROUNDING].sum(axis=1).clip(0.0, 1.0)
    yielding = 1.0 - 0.7 * nearness
    coefficients[:, _LIP_OPENERS] *= ((0.55 + 0.45 * opening) * yielding * (1.0 - 0.5 * rounding))[:, None]
    coefficients[:, UNITS["jawOpen"]] *= (yielding * (1.0 - 0.4 * activity))[:, None]
    coefficients[:, _CORNERS] *= (1.0 - 0.6 * rounding)[:, None]
    for k, name in enumerate(ARTICULATORS):
        course = jaw if k == JAW else mouth[:, k]
        for index in UNITS[name]:
            emotional = coefficients[:, index]
            coefficients[:, index] = emotional + course / (1.0 + emotional.clip(0.0))
    return coefficients


def _asymmetry(seed: int) -> NDArray[np.float64]:
    """Factors (52,) by which a person's two sides differ, up to 10 %."""
    factors = np.ones(len(ARKIT_NAMES))
    draw = np.random.default_rng((seed, _PERSON))
    for sides in UNITS.values():
        lean = draw.normal(0.0, 0.05)
        if len(sides) == 2:
            factors[sides] += np.clip([lean, -lean], -0.1, 0.1)
    return factors


def add_brow_flashes(
    coefficients: NDArray[np.float64], expression: NDArray[np.float64], brows: NDArray[np.float64]
) -> None:
    """Flashes raise the brows, or lower them further where they are lowered."""
    lowered = expression[:, UNITS["browDown"]].mean(axis=1).clip(0.0, 1.0)
    for unit, share in (("browInnerUp", 0.6 * (1 - lowered)), ("browOuterUp", 1 - lowered), ("browDown", lowered)):
        for index in UNITS[unit]:
            coefficients[:, index] += share * brows


def add_life(
    coefficients: NDArray[np.float64], breath: NDArray[np.float64], seed: int, clock: NDArray[np.float64]
) -> None:
    """Small stirrings of a living face at rest, and breath through the mouth."""
    coefficients[:, UNITS["jawOpen"][0]] += breath
    units = (("jawOpen", 0.008), ("mouthSmile", 0.02), ("mouthPress", 0.03), ("browInnerUp", 0.04), ("eyeSquint", 0.04))
    for channel, (unit, size) in enumerate(units):
        stirring = size * (1.0 + 0.5 * smooth_noise(seed, _NOISE + channel, clock, 1.3 + 0.2 * channel)).clip(0.0)
        for index in UNITS[unit]:
            coefficients[:, index] += stirring
    for unit, side in (("mouthLeft", 1.0), ("mouthRight", -1.0), ("jawLeft", 1.0), ("jawRight", -1.0)):
        sway = 0.03 * side * smooth_noise(seed, _NOISE + len(units), clock, 1.6)
        coefficients[:, ARKIT_NAMES.index(unit)] += sway.clip(0.0)


def turn_eyes(coefficients: NDArray[np.float64], gaze: NDArray[np.float64], rotation: NDArray[np.float64]) -> None:
    """Both eyes look at a direction (yaw, pitch in degrees) of the room, against the head's own rotation."""
    yaw, pitch = (gaze - 0.9 * rotation[:, [1, 0]]).T
    for side, inwards in (("Left", yaw), ("Right", -yaw)):
        turns = {"In": inwards, "Out": -inwards, "Down": pitch, "Up": -pitch}
        for direction, degrees in turns.items():
            index = ARKIT_NAMES.index(f"eyeLook{direction}{side}")
            coefficients[:, index] += degrees.clip(0.0) / EYE_DEGREES[direction]


def blink(coefficients: NDArray[np.float64], closed: NDArray[np.float64]) -> None:
    """Lids fall from wherever the expression holds them until they are shut."""
    closed = closed.clip(0.0, 1.0)
    for index in UNITS["eyeBlink"]:
        lowered = coefficients[:, index].clip(0.0, 1.0)
        coefficients[:, index] = lowered + (1.0 - lowered) * closed
    coefficients[:, UNITS["eyeWide"]] *= (1.0 - closed)[:, None]
