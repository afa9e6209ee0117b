"""Motion tokens of a face: ARKit coefficients and head pose, frame by frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

LATENT_RATE = Fraction(25)
"""Frames per second of every latent sequence."""


@dataclass(frozen=True)
class LipContact:
    """An interval in which lips must touch, in seconds from the start of its Motion (before it: negative).

    The touch builds up from `onset` to `start`, holds until `end` and is released at `release`.
    """

    labiodental: bool
    """True: the lower lip meets the upper teeth (f, v); false: the lips meet (p, b, m)."""
    onset: float
    start: float
    end: float
    release: float


@dataclass(frozen=True)
class Motion:
    """What a face does: `frames` frames at `fps`, relative to the portrait's neutral face and pose.

    Head axes are the basis': x right in the image, y down, z away from the camera. Positive pitch turns
    the face down, positive yaw towards the image's left, positive roll clockwise in the image;
    R = Rz(roll) Ry(yaw) Rx(pitch).
    """

    fps: Fraction
    coefficients: NDArray[np.float32]
    """(frames, 52), 0 = at rest, 1 = the basis' unit; strong expressions go beyond 1."""
    rotation: NDArray[np.float32]
    """(frames, 3) pitch, yaw, roll in radians."""
    translation: NDArray[np.float32]
    """(frames, 3) in units of the distance between the outer eye corners."""

    contacts: tuple[LipContact, ...] = ()
    """Lip contacts that reach into these frames, which resampling imposes again; one whose onset is negative belongs to
    the motion before."""

    def __len__(self) -> int:
        return len(self.coefficients)

    @classmethod
    def concatenate(cls, motions: Sequence[Self]) -> Self:
        """Motions of one rate, one after the other, without their contacts."""
        return cls(
            motions[0].fps,
            np.concatenate([motion.coefficients for motion in motions]),
            np.concatenate([motion.rotation for motion in motions]),
            np.concatenate([motion.translation for motion in motions]),
        )
