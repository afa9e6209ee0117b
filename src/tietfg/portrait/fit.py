"""Who a person is and what the face does, told apart: landmarks fitted with the ARKit basis on a face of its own."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import ARKIT_NAMES, coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_angles, similarity
from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT

Array = NDArray[np.float64]

LARGEST = 1.6
"""Largest coefficient."""
LENGTHS, SPREADS = (0.6, 0.2, 0.07), (0.05, 0.022, 0.012)
"""How smoothly, and how far, faces at rest differ from their mean: length scales and standard deviations, in units."""
ONE_SIDED = 0.4
"""Standard deviation of what differs between the sides of a face, in that of what does not."""
RESTING_TONE = 0.3
"""How much of a symmetric action a face at rest may seem to show: standard deviation, in coefficients."""
NOISE, DEPTH_NOISE = 0.006, 0.02
"""Standard deviation of a landmark in the picture's plane and in depth, in units."""
LEAN = 0.05
"""Standard deviation of the linear distortion of turned faces by the landmarker."""
MISMATCH_LENGTH, MISMATCH = 0.08, 0.012
"""How a person's own actions differ from the basis': length scale and standard deviation, in units; ..."""
STYLE_LENGTH, STYLE = 0.1, 0.4
"""... and in a strong expression: the standard deviation is a share of its extent."""

EFFORT, FRAME_EFFORT = 1.5, 0.7
"""How unlikely an action is for its mere size, in a picture and in a video, whose identity is known: the slope of the
negative logarithm of its probability."""
PLAIN = 0.2
"""An action of which the landmarker sees half as much costs full effort, at half as much again none."""
RESTING_SEEN = {
    "browDown": 0.5,
    "eyeSquint": 0.5,
    "mouthSmile": 0.6,
    "mouthPress": 0.15,
    "eyeBlink": 0.06,
    "mouthPucker": 0.08,
    "mouthShrug": 0.05,
}
"""What the landmarker may see in faces at rest, by the beginning of the coefficient's name; else nothing."""
RESTING_SHARE = 0.1
"""Share of a video in which an action may rest."""
FULL_SEEN = {"eyeWide": 0.4, "browInnerUp": 0.83, "mouthSmile": 0.9, "mouthLowerDown": 0.5, "jawOpen": 0.7}
"""What the landmarker sees of a coefficient of 1; else 1."""
DOUBT = {
    "mouthSmile": 0.2,
    "mouthLowerDown": 0.5,
    "jawOpen": 0.25,
    "browDown": 0.5,
    "eyeSquint": 0.4,
    "eyeBlink": 0.25,
    "cheek": 0.4,
    "nose": 0.4,
    "jawForward": 0.15,
}
"""Standard deviation of a coefficient about what the landmarker sees of it, which is nothing of cheeks; else 0.3."""

SHUT, SLACK = 0.3, 0.05
"""Lids are shut where the landmarker sees this share of their opening at rest, and what it sees errs by SLACK of it."""

_GAZE = np.array([name.startswith("eyeLook") for name in ARKIT_NAMES])
_UNSEEN = np.array([name in ("tongueOut", "cheekPuff") for name in ARKIT_NAMES])
_FITTED = ~_GAZE & ~_UNSEEN
_EYELIDS = np.isin(np.arange(478), np.concatenate([UPPER_LID_RIGHT, LOWER_LID_RIGHT, UPPER_LID_LEFT, LOWER_LID_LEFT]))
_BLINKS = np.array([name.startswith("eyeBlink") for name in ARKIT_NAMES])
_IRISES = ((468, 33, 133), (473, 263, 362))
"""Centre of the iris, outer and inner corner of the eye."""


@dataclass(frozen=True)
class Fit:
    """A face in a picture, told apart.

    landmarks = scale * rotation @ (identity + style + sum of coefficient[k] * basis[k]) + translation, exactly.
    """

    coefficients: Array
    """(52,) in [0, 1.6]: what the face does."""
    identity: Array
    """(478, 3) the person's face at rest, in axes and units of the basis."""
    style: Array
    """(478, 3) how the person's expression differs from the basis' units; 0 where the face rests."""
    scale: float
    """Pixels of a unit."""
    rotation: Array
    """(3, 3) from the axes of the basis to the picture's."""
    translation: Array
    """(3,) in pixels."""

    def rest(self) -> Array:
        """Where the landmarks lie in the picture, (478, 3) in pixels, when the face rests and only the gaze stays."""
        shape = self.identity + np.einsum("k,kvc->vc", np.where(_GAZE, self.coefficients, 0), load_basis().basis)
        return self.scale * shape @ self.rotation.T + self.translation


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
        shape = self.identity + np.einsum("fk,kvc->fvc", self.coefficients, load_basis().basis)
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


@dataclass(frozen=True)
class _Model:
    """Gaussian model of the 468 landmarks' residuals; rows are (landmark, axis) pairs."""

    units: Array
    """(52, 1404) the basis."""
    identity: Array
    """(1404, 1404) covariance of identities."""
    noise: Array
    """(1404, 1404) covariance of measurements about identity and expression."""


def fit_portrait(landmarks: NDArray[np.floating], blendshapes: NDArray[np.floating]) -> Fit:
    """Fit one picture: (478, 3) landmarks, and (52,) coefficients that the landmarker sees.

    Maximum a posteriori under a Gaussian prior of identities about the mean face (smooth, mostly symmetric), one of
    the coefficients about what the landmarker sees, less what it sees in faces at rest, and their bounds.
    """
    basis = load_basis()
    sequence = _Frames(landmarks[None], blendshapes[None])
    coefficients = np.zeros((1, 52))
    for _ in range(3):
        sequence.align(basis.resting + np.einsum("fk,kvc->fvc", coefficients, basis.basis))
        coefficients = sequence.fit(basis.resting, _portrait_weights(), EFFORT)
    expression = np.einsum("k,kvc->vc", coefficients[0], basis.basis)
    identity = sequence.shape[0] - expression
    style = _style(identity - basis.resting, expression)
    return Fit(
        coefficients=coefficients[0],
        identity=identity - style,
        style=style,
        scale=float(sequence.scale[0]),
        rotation=sequence.rotation[0],
        translation=sequence.translation[0],
    )


def fit_sequence(landmarks: NDArray[np.floating], blendshapes: NDArray[np.floating]) -> SequenceFit:
    """Fit a video of one person: (frames, 478, 3) landmarks and (frames, 52) coefficients that the landmarker sees.

    The identity is the median over the frames of what expressions leave, by turns with the expressions.
    """
    basis = load_basis()
    sequence = _Frames(landmarks, blendshapes)
    coefficients = np.zeros((len(landmarks), 52))
    identity = basis.resting.astype(np.float64)
    weights, effort = _portrait_weights(), EFFORT
    for _ in range(6):
        sequence.align(identity + np.einsum("fk,kvc->fvc", coefficients, basis.basis))
        coefficients = sequence.fit(identity, weights, effort)
        identity = np.median(sequence.shape - np.einsum("fk,kvc->fvc", coefficients, basis.basis), 0)
        weights, effort = _frame_weights(), FRAME_EFFORT
    coefficients[:, _BLINKS] = _blinks(sequence.shape, identity, coefficients)[:, ::-1]
    return SequenceFit(coefficients, identity, sequence.scale, sequence.rotation, sequence.translation)


class _Frames:
    """Measured frames, and how they are aligned with a model of the face."""

    def __init__(self, landmarks: NDArray[np.floating], blendshapes: NDArray[np.floating]) -> None:
        self.landmarks = np.asarray(landmarks, np.float64)
        self.seen = _seen(np.asarray(blendshapes, np.float64))

    def align(self, model: Array) -> None:
        """Find each frame's pose from (frames, 478, 3) or (478, 3) model faces."""
        model = np.broadcast_to(model, self.landmarks.shape)
        poses = [similarity(face[:468], frame[:468]) for face, frame in zip(model, self.landmarks, strict=True)]
        self.scale = np.array([pose[0] for pose in poses])
        self.rotation = np.stack([pose[1] for pose in poses])
        self.translation = np.stack([pose[2] for pose in poses])
        self.shape = (self.landmarks - self.translation[:, None]) @ self.rotation / self.scale[:, None, None]

    def fit(self, identity: NDArray[np.floating], weights: tuple[Array, Array], effort: float) -> Array:
        """Coefficients (frames, 52) that lead from a (478, 3) identity to the frames."""
        projection, curvature = weights
        gaze = _gaze(self.shape, self.rotation)
        looking = np.einsum("fk,kvc->fvc", gaze, load_basis().basis)
        residual = (self.shape - looking - identity)[:, :468].reshape(len(self.shape), -1)
        precision = 1 / _by_name(DOUBT, 0.3) ** 2
        slope = residual @ projection.T + self.seen * precision - effort * np.clip(1.5 - self.seen / PLAIN, 0, 1)
        return gaze + _bounded(curvature + np.diag(precision), slope)


def _bounded(curvature: Array, slope: Array) -> Array:
    """Minimise x curvature x / 2 - slope x over [0, LARGEST], for (frames, 52) slopes, by coordinate descent.

    Lips close no more than the jaw opens.
    """
    x = np.zeros_like(slope)
    jaw, close = coefficient("jawOpen"), coefficient("mouthClose")
    fitted = np.flatnonzero(_FITTED)
    for _ in range(60):
        for k in fitted:
            largest = x[:, jaw] if k == close else LARGEST
            x[:, k] = np.clip(x[:, k] + (slope[:, k] - x @ curvature[k]) / curvature[k, k], 0, largest)
    return x


def _seen(blendshapes: Array) -> Array:
    """What (frames, 52) blendshapes tell of the coefficients beyond a face at rest.

    A face that moves may rest where the landmarker sees less than in others.
    """
    resting = np.minimum(_by_name(RESTING_SEEN, 0.0), np.quantile(blendshapes, RESTING_SHARE, axis=0))
    return np.clip((blendshapes - resting) / (_by_name(FULL_SEEN, 1.0) - resting), 0, LARGEST)


def _by_name(values: dict[str, float], default: float) -> Array:
    """(52,) values given for the beginnings of the coefficients' names."""
    return np.array(
        [next((value for start, value in values.items() if name.startswith(start)), default) for name in ARKIT_NAMES]
    )


def _gaze(shape: Array, rotation: Array) -> Array:
    """(frames, 52) coefficients of the gaze, from (frames, 478, 3) aligned landmarks; both eyes look the same way.

    The landmarker's depth of an iris means little, so only what shows in the picture counts, to which (frames, 3, 3)
    rotations lead.
    """
    basis = load_basis()
    offsets = [
        shape[:, iris]
        - (shape[:, outer] + shape[:, inner]) / 2
        - (basis.resting[iris] - (basis.resting[outer] + basis.resting[inner]) / 2)
        for iris, outer, inner in _IRISES
    ]
    shown = (rotation @ np.mean(offsets, 0)[..., None])[:, :2]
    offset = np.linalg.solve(rotation[:, :2, :2], shown)[..., 0]
    result = np.zeros((len(shape), 52))
    for iris, side, left, right in ((468, "Right", "Out", "In"), (473, "Left", "In", "Out")):
        for axis, name in ((0, left), (0, right), (1, "Up"), (1, "Down")):
            k = coefficient(f"eyeLook{name}{side}")
            result[:, k] = np.clip(offset[:, axis] / basis.basis[k, iris, axis], 0, LARGEST)
    return result


def _blinks(shape: Array, identity: Array, coefficients: Array) -> Array:
    """(frames, 2) coefficients of the right and the left eye's blink: how far lids are closer than all else tells."""
    basis = load_basis()
    others = np.where(_BLINKS, 0, coefficients)
    unblinking = identity + np.einsum("fk,kvc->fvc", others, basis.basis)
    blinks = []
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        seen, open_, rest = (
            (face[..., lower[2:7], 1] - face[..., upper[2:7], 1]).mean(-1) for face in (shape, unblinking, identity)
        )
        closing = np.maximum(open_ - (SHUT + SLACK) * rest, 0.2 * rest)
        blinks.append(np.clip((open_ - seen - SLACK * rest) / closing, 0, 1))
    return np.stack(blinks, 1)


def _style(residual: Array, expression: Array) -> Array:
    """The share of a (478, 3) residual that is a variant of the (478, 3) expression: the larger this, the more."""
    extent = np.linalg.norm(expression[:468], axis=1) * ~_EYELIDS[:468]
    variant = np.kron(STYLE**2 * np.outer(extent, extent) * _smooth(STYLE_LENGTH), np.eye(3))
    covariance = variant + _model().identity + _model().noise
    share = variant @ np.linalg.solve(covariance, residual[:468].ravel())
    return np.vstack([share.reshape(468, 3), np.zeros((10, 3))])


def _smooth(length: float) -> Array:
    """(468, 468) correlation of landmarks by their distance."""
    places = load_basis().resting[:468].astype(np.float64)
    apart = ((places[:, None] - places[None]) ** 2).sum(2)
    return np.exp(-apart / (2 * length**2))


@cache
def _model() -> _Model:
    basis = load_basis()
    places = basis.resting[:468].astype(np.float64)
    mirror = basis.mirror[:468]
    wide = np.sum([spread**2 * _smooth(length) for spread, length in zip(SPREADS, LENGTHS, strict=True)], 0)
    identity = np.zeros((468, 3, 468, 3))
    noise = np.zeros((468, 3, 468, 3))
    mismatch = MISMATCH**2 * _smooth(MISMATCH_LENGTH)
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
    return _Model(units, identity, noise)


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


@cache
def _portrait_weights() -> tuple[Array, Array]:
    return _weights(_model().identity + _model().noise)


@cache
def _frame_weights() -> tuple[Array, Array]:
    return _weights(_model().noise)


def _weights(covariance: Array) -> tuple[Array, Array]:
    """From a residual to the slope of its negative log likelihood in the coefficients (52, 1404), and the curvature."""
    units = _model().units
    projection = np.asarray(np.linalg.solve(covariance, units.T).T, np.float64)
    return projection, projection @ units.T
