"""What faces at rest look like, and how measurements of them err: a Gaussian model of landmarks."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import ARKIT_NAMES, coefficient
from tietfg.portrait.basis import load_basis

Array = NDArray[np.float64]

LENGTHS, SPREADS = (0.6, 0.2, 0.07), (0.05, 0.022, 0.012)
"""How smoothly, and how far, faces at rest differ from their mean: length scales and standard deviations, in units."""
ONE_SIDED = 0.4
"""Standard deviation of what differs between the sides of a face, in that of what does not."""
RESTING_TONE = 0.3
"""How much of a symmetric action a face at rest may seem to show: standard deviation, in coefficients."""
CORNER_HEIGHT, CORNER_SPREAD = 0.0, 0.008
"""How far below the middle of the lips their corners lie in faces at rest, in units, and the standard deviation ..."""
CHEEK_SPREAD = 0.012
"""... and that of the height of the cheeks below the eyes: less than smooth differences of so small parts would be."""
NOISE, DEPTH_NOISE = 0.006, 0.02
"""Standard deviation of a landmark in the picture's plane and in depth, in units."""
LEAN = 0.05
"""Standard deviation of the linear distortion of turned faces by the landmarker."""
MISMATCH_LENGTH, MISMATCH = 0.08, 0.012
"""How a person's own actions differ from the basis': length scale and standard deviation, in units."""

_LIP_CORNERS, _LIP_MIDDLE = ((61, 78), (291, 308)), (0, 13, 14, 17)
_CHEEKS, _EYE_CORNERS = ((50, 205), (280, 425)), (33, 133, 263, 362)


@dataclass(frozen=True)
class FaceModel:
    """Gaussian model of the 468 landmarks; rows of covariances are (landmark, axis) pairs."""

    mean: Array
    """(478, 3) the mean face at rest."""
    units: Array
    """(52, 1404) the basis."""
    identity: Array
    """(1404, 1404) covariance of identities."""
    noise: Array
    """(1404, 1404) covariance of measurements about identity and expression."""


@cache
def face_model() -> FaceModel:
    """Prior of identities, noise and the basis."""
    basis = load_basis()
    places = basis.resting[:468].astype(np.float64)
    mirror = basis.mirror[:468]
    wide = np.sum([spread**2 * smooth_correlation(length) for spread, length in zip(SPREADS, LENGTHS, strict=True)], 0)
    identity = np.zeros((468, 3, 468, 3))
    noise = np.zeros((468, 3, 468, 3))
    mismatch = MISMATCH**2 * smooth_correlation(MISMATCH_LENGTH)
    for axis, sign in enumerate((-1, 1, 1)):
        mirrored = sign * wide[:, mirror]
        identity[:, axis, :, axis] = (wide + mirrored) / 2 + ONE_SIDED**2 * (wide - mirrored) / 2
        noise[:, axis, :, axis] = mismatch + np.eye(468) * (DEPTH_NOISE if axis == 2 else NOISE) ** 2
    identity, noise = identity.reshape(1404, 1404), noise.reshape(1404, 1404)
    centred = places - places.mean(0)
    for source in range(3):
        for target in range(3):
            lean = np.zeros((468, 3))
            lean[:, target] = centred[:, source]
            noise += (LEAN * (1 if 2 in (source, target) else 0.4)) ** 2 * np.outer(lean, lean)
    units = basis.basis[:, :468].reshape(52, -1).astype(np.float64)
    for left, right in _sides():
        both = units[left] + units[right] if left != right else units[left]
        identity += RESTING_TONE**2 * np.outer(both, both)
    mean = basis.resting.astype(np.float64)
    features, values, spreads = _resting_features(mean)
    # Faces that differ in these features less than the rest allows: the prior given that they were measured.
    shared = identity @ features.T
    gain = np.linalg.solve(features @ shared + np.diag(spreads**2), shared.T).T
    mean[:468] += (gain @ (values - features @ mean[:468].ravel())).reshape(468, 3)
    return FaceModel(mean, units, identity - gain @ shared.T, noise)


def _resting_features(mean: Array) -> tuple[Array, Array, Array]:
    """Rows (n, 1404) that read how high corners of the mouth and cheeks lie in a face, with their mean and spread."""

    def below(lower: tuple[int, ...], upper: tuple[int, ...]) -> Array:
        row = np.zeros((468, 3))
        row[lower, 1], row[upper, 1] = 1 / len(lower), -1 / len(upper)
        return row.ravel()

    corners = [below(corner, _LIP_MIDDLE) for corner in _LIP_CORNERS]
    cheeks = [below(cheek, _EYE_CORNERS) for cheek in _CHEEKS]
    values = [CORNER_HEIGHT] * 2 + [float(row @ mean[:468].ravel()) for row in cheeks]
    return np.stack(corners + cheeks), np.array(values), np.repeat([CORNER_SPREAD, CHEEK_SPREAD], 2)


def _sides() -> list[tuple[int, int]]:
    """Coefficients of both sides that faces at rest may seem to show; twice the same where there are no sides."""
    toned = ("brow", "cheekSquint", "eyeSquint", "eyeWide", "mouthFrown", "mouthPress", "mouthPucker", "mouthRoll") + (
        "mouthShrug",
        "mouthSmile",
        "mouthStretch",
    )
    return [
        (coefficient(name), coefficient(name.replace("Left", "Right")))
        for name in ARKIT_NAMES
        if name.startswith(toned) and "Right" not in name
    ]


def smooth_correlation(length: float) -> Array:
    """(468, 468) correlation of landmarks by their distance."""
    places = load_basis().resting[:468].astype(np.float64)
    apart = ((places[:, None] - places[None]) ** 2).sum(2)
    return np.exp(-apart / (2 * length**2))


@cache
def portrait_weights() -> tuple[Array, Array]:
    """weights_of the residuals of one picture, whose person is not known."""
    return weights_of(face_model().identity + face_model().noise, face_model().units)


def weights_of(covariance: Array, units: Array) -> tuple[Array, Array]:
    """From a residual to the slope of its negative log likelihood in the coefficients of (52, 1404) units, (52, 1404).

    Also the curvature (52, 52).
    """
    projection = np.asarray(np.linalg.solve(covariance, units.T).T, np.float64)
    return projection, projection @ units.T
