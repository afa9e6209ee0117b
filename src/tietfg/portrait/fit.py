"""Who a person is and what the face does, told apart: landmarks fitted with the ARKit basis on a face of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import ARKIT_NAMES, GAZE, by_beginning, coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.face_model import Array, face_model, portrait_weights, smooth_correlation
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT

LARGEST = 1.6
"""Largest coefficient."""
STYLE_LENGTH, STYLE = 0.1, 0.4
"""How a strong expression differs from the basis' units: length scale, and deviation as a share of its extent."""

EFFORT = 1.5
"""How unlikely an action is for its mere size, in a picture: the slope of the negative logarithm of its probability."""
PLAIN = 0.2
"""An action of which the landmarker sees half as much costs full effort, at half as much again none."""
RESTING_SEEN = {
    "browDown": 0.5,
    "eyeSquint": 0.5,
    "mouthSmile": 0.42,
    "mouthPress": 0.15,
    "eyeBlink": 0.06,
    "mouthPucker": 0.08,
    "mouthShrug": 0.05,
}
"""What the landmarker may see in faces at rest, by the beginning of the coefficient's name; else nothing."""
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
CHEEK_SHARE = 0.5
"""How far cheeks rise in a smile, as a share of what is seen of the smile."""

_UNSEEN = np.array([name in ("tongueOut", "cheekPuff") for name in ARKIT_NAMES])
_FITTED = ~GAZE & ~_UNSEEN
_EYELIDS = np.isin(np.arange(478), np.concatenate([UPPER_LID_RIGHT, LOWER_LID_RIGHT, UPPER_LID_LEFT, LOWER_LID_LEFT]))
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
        shape = self.identity + np.einsum("k,kvc->vc", np.where(GAZE, self.coefficients, 0), load_basis().basis)
        return self.scale * shape @ self.rotation.T + self.translation


def fit_portrait(landmarks: NDArray[np.floating], blendshapes: NDArray[np.floating]) -> Fit:
    """Fit one picture: (478, 3) landmarks, and (52,) coefficients that the landmarker sees.

    Maximum a posteriori under a Gaussian prior of identities about the mean face (smooth, mostly symmetric), one of
    the coefficients about what the landmarker sees, less what it sees in faces at rest, and their bounds.
    """
    basis, mean = load_basis(), face_model().mean
    sequence = Frames(landmarks[None])
    seen = _seen(np.asarray(blendshapes[None], np.float64))
    precision, effort = 1 / by_beginning(DOUBT, 0.3) ** 2, EFFORT * np.clip(1.5 - seen / PLAIN, 0, 1)
    coefficients = np.zeros((1, 52))
    for _ in range(3):
        sequence.align(mean + np.einsum("fk,kvc->fvc", coefficients, basis.basis))
        coefficients = sequence.fit(mean, portrait_weights(), seen, precision, effort)
    expression = np.einsum("k,kvc->vc", coefficients[0], basis.basis)
    identity = sequence.shape[0] - expression
    style = _style(identity - mean, expression)
    return Fit(
        coefficients=coefficients[0],
        identity=identity - style,
        style=style,
        scale=float(sequence.scale[0]),
        rotation=sequence.rotation[0],
        translation=sequence.translation[0],
    )


class Frames:
    """Measured frames, and how they are aligned with a model of the face."""

    def __init__(self, landmarks: NDArray[np.floating]) -> None:
        self.landmarks = np.asarray(landmarks, np.float64)

    def align(self, model: Array) -> None:
        """Find each frame's pose from (frames, 478, 3) or (478, 3) model faces."""
        model = np.broadcast_to(model, self.landmarks.shape)
        poses = [similarity(face[:468], frame[:468]) for face, frame in zip(model, self.landmarks, strict=True)]
        self.scale = np.array([pose[0] for pose in poses])
        self.rotation = np.stack([pose[1] for pose in poses])
        self.translation = np.stack([pose[2] for pose in poses])
        self.shape = (self.landmarks - self.translation[:, None]) @ self.rotation / self.scale[:, None, None]

    def fit(
        self,
        identity: NDArray[np.floating],
        weights: tuple[Array, Array],
        expected: Array,
        precision: Array,
        effort: Array | float,
    ) -> Array:
        """Coefficients (frames, 52) that lead from a (478, 3) identity to the frames, by weights_of their residuals.

        They are `expected` (frames, 52) as firmly as the `precision`, an inverse variance, says, and cost `effort`.
        """
        projection, curvature = weights
        gaze = _gaze(self.shape, self.rotation)
        looking = np.einsum("fk,kvc->fvc", gaze, load_basis().basis)
        residual = (self.shape - looking - identity)[:, :468].reshape(len(self.shape), -1)
        return gaze + _bounded(curvature, precision, residual @ projection.T + expected * precision - effort)


def _bounded(curvature: Array, precision: Array, slope: Array) -> Array:
    """Minimise x (curvature + precision) x / 2 - slope x over [0, LARGEST], by coordinate descent.

    `slope` is (frames, 52), `precision` the same or (52,). Lips close no more than the jaw opens.
    """
    x = np.zeros_like(slope)
    precision = np.broadcast_to(precision, slope.shape)
    jaw, close = coefficient("jawOpen"), coefficient("mouthClose")
    fitted = np.flatnonzero(_FITTED)
    for _ in range(60):
        for k in fitted:
            largest = x[:, jaw] if k == close else LARGEST
            rest = slope[:, k] - x @ curvature[k] + curvature[k, k] * x[:, k]
            x[:, k] = np.clip(rest / (curvature[k, k] + precision[:, k]), 0, largest)
    return x


def lift_cheeks(coefficients: Array) -> Array:
    """(frames, 52) coefficients with cheeks that rise at least by CHEEK_SHARE of the smile beside them."""
    lifted = coefficients.copy()
    for side in ("Left", "Right"):
        cheek, smile = coefficient("cheekSquint" + side), coefficient("mouthSmile" + side)
        lifted[:, cheek] = np.maximum(lifted[:, cheek], CHEEK_SHARE * lifted[:, smile])
    return lifted


def _seen(blendshapes: Array) -> Array:
    """What (frames, 52) blendshapes tell of the coefficients beyond a face at rest."""
    resting = by_beginning(RESTING_SEEN, 0.0)
    seen = np.clip((blendshapes - resting) / (by_beginning(FULL_SEEN, 1.0) - resting), 0, LARGEST)
    return lift_cheeks(seen)


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


def _style(residual: Array, expression: Array) -> Array:
    """The share of a (478, 3) residual that is a variant of the (478, 3) expression: the larger this, the more."""
    extent = np.linalg.norm(expression[:468], axis=1) * ~_EYELIDS[:468]
    variant = np.kron(STYLE**2 * np.outer(extent, extent) * smooth_correlation(STYLE_LENGTH), np.eye(3))
    covariance = variant + face_model().identity + face_model().noise
    share = variant @ np.linalg.solve(covariance, residual[:468].ravel())
    return np.vstack([share.reshape(468, 3), np.zeros((10, 3))])
