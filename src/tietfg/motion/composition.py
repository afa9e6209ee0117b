"""Composition: articulation, expression, gestures, gaze and blinks become one face's coefficients."""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.dynamics import smooth_noise
from tietfg.motion.expression import Expression
from tietfg.motion.eyes import EYE_DEGREES
from tietfg.motion.units import UNITS
from tietfg.motion.visemes import ARTICULATORS, JAW, ROUNDING
from tietfg.portrait.arkit import ARKIT_NAMES

_PERSON, _NOISE = 301, 320
_LIP_OPENERS = [index for unit in ("mouthUpperUp", "mouthLowerDown") for index in UNITS[unit]]
_CORNERS = [index for unit in ("mouthSmile", "mouthStretch", "mouthFrown", "mouthDimple") for index in UNITS[unit]]
_LIP_CLOSERS = [
    index for unit in ("mouthPress", "mouthRollLower", "mouthRollUpper", "mouthShrugUpper") for index in UNITS[unit]
]
_OPEN_JAW = 0.4
"""Opening of the jaw in speech with which the lips part fully."""
_KEPT_APART = 0.25
"""What of its parting of the lips an emotion keeps in speech while the jaw is shut, ..."""
_KEPT_JAW = (0.1, 0.7)
"""... and what of its opening of the jaw while that is shut, and open."""
_VERGENCE = -1.2
"""Degrees by which the eyes part when they leave the viewer, who is nearer than what they look at then."""
_LID_LAG = 0.008
"""Seconds between the lids of the two eyes, at most."""


def compose(
    mouth: NDArray[np.float64],
    articulation: NDArray[np.float64],
    expression: Expression,
    nearness: NDArray[np.float64],
    activity: NDArray[np.float64],
    seed: int,
    clock: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Coefficients (frames, 52) of an expression on which speech is articulated.

    `mouth` (frames, 11) is the course of ARTICULATORS, `articulation` a factor on its jaw, `activity` 1 in speech.
    In speech, what bares the teeth and lets the jaw hang comes with open vowels, and a little of it stays between them;
    it yields near lip contacts (`nearness`, 1 in a contact), or lips would race to it; rounding gathers the corners.
    """
    speaking = activity[:, None]
    lower = expression.resting + speaking * (expression.speaking - expression.resting)
    stir_upper, stir_lower = (1.0 + 0.05 * smooth_noise(seed, _NOISE + k, clock, 0.8 + 0.1 * k) for k in (20, 21))
    coefficients = expression.upper * stir_upper[:, None] + lower * stir_lower[:, None]
    coefficients *= _asymmetry(seed, clock)
    _release_antagonists(coefficients)
    jaw = mouth[:, JAW] * articulation
    opening = (jaw / _OPEN_JAW).clip(0.0, 1.0)
    rounding = mouth[:, ROUNDING].sum(axis=1).clip(0.0, 1.0)
    yielding = 1.0 - 0.85 * nearness
    openness = 1.0 - (1.0 - _KEPT_APART) * activity * (1.0 - opening)
    coefficients[:, _LIP_OPENERS] *= (openness * yielding * (1.0 - 0.5 * rounding))[:, None]
    hanging = 1.0 - activity * (1.0 - np.interp(opening, (0.0, 1.0), _KEPT_JAW))
    coefficients[:, UNITS["jawOpen"]] *= ((1.0 - 0.75 * nearness) * hanging)[:, None]
    coefficients[:, _CORNERS] *= (1.0 - 0.6 * rounding)[:, None]
    coefficients[:, _LIP_CLOSERS] *= (1.0 - opening)[:, None]
    for k, name in enumerate(ARTICULATORS):
        course = jaw if k == JAW else mouth[:, k]
        for index in UNITS[name]:
            emotional = coefficients[:, index]
            coefficients[:, index] = emotional + course / (1.0 + emotional.clip(0.0))
    return coefficients


def _asymmetry(seed: int, clock: NDArray[np.float64]) -> NDArray[np.float64]:
    """Factors (frames, 52) by which a person's two sides differ, by up to 10 % and a little that comes and goes."""
    factors = np.ones((len(clock), len(ARKIT_NAMES)))
    draw = np.random.default_rng((seed, _PERSON))
    drift = 0.03 * smooth_noise(seed, _NOISE + 22, clock, 1.7)
    for sides in UNITS.values():
        lean = draw.normal(0.0, 0.05)
        if len(sides) == 2:
            factors[:, sides] += (np.array([lean, -lean]).clip(-0.1, 0.1)) + np.stack([drift, -drift], axis=1)
    return factors


def _release_antagonists(coefficients: NDArray[np.float64]) -> None:
    """A corner that is pulled up and down at once does less of both."""
    for smile, frown in zip(UNITS["mouthSmile"], UNITS["mouthFrown"], strict=True):
        both = 0.6 * np.minimum(coefficients[:, smile], coefficients[:, frown])
        coefficients[:, smile] -= both
        coefficients[:, frown] -= both


def add_gestures(
    coefficients: NDArray[np.float64],
    expression: Expression,
    brows: NDArray[np.float64],
    press: NDArray[np.float64],
    breath: NDArray[np.float64],
) -> None:
    """Add flashes of the brows, lips that are pressed together and breath through the mouth, (frames,) each.

    Flashes raise the brows, or lower them further where they are lowered.
    """
    lowered = expression.upper[:, UNITS["browDown"]].mean(axis=1).clip(0.0, 1.0)
    for unit, share in (
        ("browInnerUp", 0.6 * (1 - lowered) * brows),
        ("browOuterUp", (1 - lowered) * brows),
        ("browDown", lowered * brows),
        ("mouthPress", 0.4 * press),
        ("mouthRollLower", 0.35 * press),
        ("mouthRollUpper", 0.2 * press),
        ("jawOpen", breath),
        ("noseSneer", 0.8 * breath),
    ):
        coefficients[:, UNITS[unit]] += share[:, None]
    apart = np.array([*_LIP_OPENERS, *UNITS["jawOpen"]])
    coefficients[:, apart] *= (1.0 - 0.8 * press.clip(0.0, 1.0))[:, None]


def add_life(coefficients: NDArray[np.float64], seed: int, clock: NDArray[np.float64]) -> None:
    """Small stirrings of a living face at rest."""
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
    parted = _VERGENCE / 2 * (np.hypot(*gaze.T) / 5.0 - 0.5).clip(0.0, 1.0)
    for side, inwards in (("Left", yaw + parted), ("Right", parted - yaw)):
        turns = {"In": inwards, "Out": -inwards, "Down": pitch, "Up": -pitch}
        for direction, degrees in turns.items():
            index = ARKIT_NAMES.index(f"eyeLook{direction}{side}")
            coefficients[:, index] += degrees.clip(0.0) / EYE_DEGREES[direction]


def lid_lags(seed: int) -> NDArray[np.float64]:
    """By how many seconds a person's left and right lids run behind in a blink: (2,), one of them 0."""
    lag = np.random.default_rng((seed, _PERSON, 1)).uniform(-_LID_LAG, _LID_LAG)
    return np.array([max(lag, 0.0), max(-lag, 0.0)])


def blink(coefficients: NDArray[np.float64], closed: NDArray[np.float64]) -> None:
    """Lids fall from wherever the expression holds them until they are shut; `closed` (frames, 2) left and right."""
    closed = closed.clip(0.0, 1.0)
    lids = UNITS["eyeBlink"]
    lowered = coefficients[:, lids].clip(0.0, 1.0)
    coefficients[:, lids] = lowered + (1.0 - lowered) * closed
    coefficients[:, UNITS["eyeWide"]] *= 1.0 - closed
