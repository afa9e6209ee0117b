"""A video of one person, told apart: who the person is, and what the face does in each frame."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import ARKIT_NAMES, coefficient
from tietfg.portrait.face_model import Array, face_model, weights_of
from tietfg.portrait.fit import Frames, lift_cheeks
from tietfg.portrait.geometry import rotation_angles
from tietfg.portrait.landmarker_response import load_response
from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT

EFFORT = 1.0
"""How unlikely an action is for its mere size: the slope of the negative logarithm of its probability."""
SHUT, SLACK = 0.3, 0.05
"""Lids are shut where the landmarker sees this share of their opening at rest, and what it sees errs by SLACK of it."""

AGAINST_SMILES = ("mouthPucker", "mouthFunnel", "mouthFrown")
"""They lead back what a smile leads, so that landmarks could not tell a smile with them from none."""
YIELDING = 0.8
"""How much less they are in doubt in a full smile."""

_BLINKS = np.array([name.startswith("eyeBlink") for name in ARKIT_NAMES])


@dataclass(frozen=True)
class SequenceFit:
    """A face in a video, with one identity."""

    coefficients: Array
    """(frames, 52) in [0, 1.6]."""
    identity: Array
    """(478, 3) the person's face at rest, in axes and units of the basis."""
    scale: Array
    """(frames,) pixels of a unit."""
    rotation: Array
    """(frames, 3, 3) from the axes of the basis to the picture's."""
    translation: Array
    """(frames, 3) in pixels."""

    def landmarks(self) -> Array:
        """What the fit says the landmarks were: (frames, 478, 3) in pixels."""
        shape = self.identity + _expression(self.coefficients)
        return self.scale[:, None, None] * shape @ self.rotation.transpose(0, 2, 1) + self.translation[:, None]

    def head_motion(self, pivot: Array, reference: int | None = None) -> tuple[Array, Array]:
        """Angles (frames, 3) for rotation_matrix, and shifts (frames, 3) of the pivot in units, as in Motion.

        They are relative to the pose in the frame `reference`, or to the video's mean pose; `pivot` (3,) is the point
        about which the head turns, in axes and units of the basis.
        """
        unit = np.median(self.scale)
        places = (self.scale[:, None] * (self.rotation @ pivot) + self.translation) / unit
        if reference is None:
            u, _, vt = np.linalg.svd(self.rotation.mean(0))
            start, place = u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt, np.median(places, 0)
        else:
            start, place = self.rotation[reference], places[reference]
        return rotation_angles(self.rotation @ start.T), places - place


def fit_sequence(landmarks: NDArray[np.floating], blendshapes: NDArray[np.floating]) -> SequenceFit:
    """Fit a video of one person: (frames, 478, 3) landmarks and (frames, 52) coefficients that the landmarker sees.

    Each frame is first fitted as a picture of somebody unknown, maximum a posteriori under a Gaussian prior of
    identities and one of the coefficients about what blendshapes tell. So an expression that is held throughout is
    weighed against the identity once, not once a frame, which would make it the person's own face. What expressions
    leave, the median over the frames, is the identity, by which the frames are then fitted anew; what the landmarks
    tell beyond the blendshapes on the average stays.
    """
    frames = Frames(landmarks)
    told, doubt = _smiling(*load_response().told(np.asarray(blendshapes, np.float64)))
    precision = 1 / doubt**2
    mean = face_model().mean
    coefficients = np.zeros((len(landmarks), 52))
    identity = mean
    for _ in range(3):
        frames.align(identity + _expression(coefficients))
        coefficients = frames.fit(mean, _unknown_person(), told, precision, EFFORT)
        identity = np.median(frames.shape - _expression(coefficients), 0)
    held = np.median(coefficients - told, 0)
    for _ in range(2):
        frames.align(identity + _expression(coefficients))
        coefficients = frames.fit(identity, _known_person(), told + held, precision, 0.0)
        identity = np.median(frames.shape - _expression(coefficients), 0)
    coefficients[:, _BLINKS] = _blinks(frames.shape, identity, coefficients)[:, ::-1]
    return SequenceFit(coefficients, identity, frames.scale, frames.rotation, frames.translation)


def _smiling(told: Array, doubt: Array) -> tuple[Array, Array]:
    """What is told, with cheeks that rise in smiles and antagonists that hardly act in them, all (frames, 52)."""
    doubt = doubt.copy()
    smile = np.minimum(told[:, coefficient("mouthSmileLeft")], told[:, coefficient("mouthSmileRight")]).clip(0, 1)
    against = [index for index, name in enumerate(ARKIT_NAMES) if name.startswith(AGAINST_SMILES)]
    doubt[:, against] *= 1 - YIELDING * smile[:, None]
    return lift_cheeks(told), doubt


def _expression(coefficients: Array) -> Array:
    """How (frames, 52) coefficients move the landmarks, as the landmarker shows it: (frames, 478, 3)."""
    units = load_response().units
    return (coefficients @ units.reshape(len(units), -1)).reshape(len(coefficients), *units.shape[1:])


def _blinks(shape: Array, identity: Array, coefficients: Array) -> Array:
    """(frames, 2) coefficients of the right and the left eye's blink: how far lids are closer than all else tells."""
    unblinking = identity + _expression(np.where(_BLINKS, 0, coefficients))
    blinks = []
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        seen, open_, rest = (
            (face[..., lower[2:7], 1] - face[..., upper[2:7], 1]).mean(-1) for face in (shape, unblinking, identity)
        )
        closing = np.maximum(open_ - (SHUT + SLACK) * rest, 0.2 * rest)
        blinks.append(np.clip((open_ - seen - SLACK * rest) / closing, 0, 1))
    return np.stack(blinks, 1)


@cache
def _unknown_person() -> tuple[Array, Array]:
    return weights_of(face_model().identity + face_model().noise, _units())


@cache
def _known_person() -> tuple[Array, Array]:
    return weights_of(face_model().noise, _units())


def _units() -> Array:
    units = load_response().units
    return units[:, :468].reshape(len(units), -1)
