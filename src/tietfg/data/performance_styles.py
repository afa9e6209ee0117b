"""Styles: how performances of different people differ beyond what seeds of the performer vary."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.contacts import contact_strength
from tietfg.motion.eyes import EYE_DEGREES
from tietfg.motion.motion import LATENT_RATE, LipContact, Motion
from tietfg.motion.performance import HEAD_LIMITS, TRANSLATION_LIMIT, close_lips, soft_limit
from tietfg.motion.performer import MAXIMUM_COEFFICIENT
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import coefficient

_FOLLOWED = 0.9
"""How much of the head's rotation the performer's eyes make up for."""
_SHUT = 0.6
"""A blink is where both lids are closed farther than this."""


@dataclass(frozen=True)
class Style:
    """Factors on what the performer does; the default is its own style."""

    head: float = 1.0
    brows: float = 1.0
    expression: float = 1.0
    """On corners of the mouth, cheeks and nose."""
    articulation: float = 1.0
    """On the opening and rounding of the mouth."""
    asymmetry: float = 0.0
    """What the left side smiles more, and the right one less, as a share."""
    blinks: float = 1.0
    """Share of the blinks that are kept."""

    @classmethod
    def drawn(cls, generator: np.random.Generator) -> "Style":
        """One of a random person; on average the performer's own in all but blinks."""
        head, brows, expression, articulation = np.exp(generator.normal(0.0, (0.25, 0.2, 0.12, 0.07)).clip(-0.5, 0.5))
        return cls(
            head=float(head),
            brows=float(brows),
            expression=float(expression),
            articulation=float(articulation),
            asymmetry=float(np.clip(generator.normal(0.0, 0.08), -0.2, 0.2)),
            blinks=float(generator.uniform(0.6, 1.0)),
        )


def styled(motion: Motion, contacts: tuple[LipContact, ...], style: Style, generator: np.random.Generator) -> Motion:
    """A whole performance in a style: gaze stays where it was as the head moves, and lips touch where they did.

    `motion` is at 25 Hz and `contacts` are in its clock; `generator` tells which blinks are kept.
    """
    values = motion.coefficients.astype(np.float64)
    seconds = np.arange(len(values)) / float(LATENT_RATE)
    lips, teeth = (contact_strength(contacts, kind, seconds) for kind in (False, True))
    articulation = 1.0 + (style.articulation - 1.0) * (1.0 - np.maximum(lips, teeth))[:, None]
    for factor, units in (
        (style.brows, "browDown browInnerUp browOuterUp"),
        (style.expression, "mouthSmile mouthFrown mouthDimple mouthStretch cheekSquint noseSneer"),
        (articulation, "jawOpen mouthLowerDown mouthUpperUp mouthPucker mouthFunnel"),
    ):
        for unit in units.split():
            values[:, UNITS[unit]] *= factor
    for unit in ("mouthSmile", "cheekSquint"):
        values[:, UNITS[unit]] *= 1.0 + style.asymmetry * np.array([1.0, -1.0])
    _leave_out_blinks(values, style.blinks, generator)
    rotation = soft_limit(style.head * motion.rotation.astype(np.float64), HEAD_LIMITS)
    _keep_gaze(values, _FOLLOWED * np.degrees(rotation - motion.rotation))
    values = values.clip(0.0, MAXIMUM_COEFFICIENT)
    values[lips >= 1.0] = close_lips(values[lips >= 1.0])
    return Motion(
        fps=motion.fps,
        coefficients=values.clip(0.0, MAXIMUM_COEFFICIENT).astype(np.float32),
        rotation=rotation.astype(np.float32),
        translation=soft_limit(style.head * motion.translation.astype(np.float64), TRANSLATION_LIMIT).astype(
            np.float32
        ),
    )


def _leave_out_blinks(values: NDArray[np.float64], kept: float, generator: np.random.Generator) -> None:
    """Let the lids stay where they are in some of the blinks, in place."""
    lids = [*UNITS["eyeBlink"], *UNITS["eyeWide"]]
    closed = values[:, UNITS["eyeBlink"]].min(axis=1)
    shut = np.flatnonzero(closed > _SHUT)
    for blink in np.split(shut, np.flatnonzero(np.diff(shut) > 1) + 1) if len(shut) else ():
        first, last = int(blink[0]), int(blink[-1])
        while first > 0 and closed[first - 1] < closed[first]:
            first -= 1
        while last < len(closed) - 1 and closed[last + 1] < closed[last]:
            last += 1
        if generator.random() >= kept and first > 0 and last < len(closed) - 1:
            share = np.linspace(0.0, 1.0, last - first + 1)[:, None]
            values[first : last + 1, lids] = (1 - share) * values[first, lids] + share * values[last, lids]


def _keep_gaze(values: NDArray[np.float64], turned: NDArray[np.float64]) -> None:
    """Turn the eyes back by what the head turned farther (pitch and yaw in degrees, (frames, 3)), in place."""
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        for towards, away, degrees in (("In", "Out", sign * turned[:, 1]), ("Down", "Up", turned[:, 0])):
            columns = [coefficient(f"eyeLook{direction}{side}") for direction in (towards, away)]
            sizes = np.array([EYE_DEGREES[towards], -EYE_DEGREES[away]])
            angle = values[:, columns] @ sizes - degrees
            values[:, columns] = (angle[:, None] / sizes).clip(0.0)
