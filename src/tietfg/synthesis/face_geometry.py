"""The portrait as the reference branch of the portrait scale sees it: where its landmarks lie against a mean face's.

It is independent of pose, size and expression, and of the coefficients' basis.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.face_model import face_model
from tietfg.portrait.geometry import similarity
from tietfg.synthesis.motion_tokens import TOKENS

_PLACES: dict[str, tuple[int, ...]] = {
    "brows": (70, 105, 107, 55, 300, 334, 336, 285),
    "lids": (33, 159, 133, 145, 263, 386, 362, 374),
    "gaze": (130, 27, 243, 23, 359, 257, 463, 253),
    "cheeks and nose": (50, 205, 98, 6, 280, 425, 327, 4),
    "mouth corners": (61, 78, 57, 212, 291, 308, 287, 432),
    "lips": (0, 13, 14, 17, 37, 84, 267, 314),
    "jaw and tongue": (152, 148, 377, 150, 379, 172, 397, 199),
    "head": (10, 234, 454, 127, 356, 109, 338, 168),
}
GEOMETRY: NDArray[np.int_] = np.array([_PLACES[region.name] for region in TOKENS])
"""(tokens, 8) landmarks of each region."""
GEOMETRY_WIDTH = 2 * GEOMETRY.shape[1]
"""Numbers of each region: x and y of its landmarks."""
_SCALE = 20.0
"""Makes the deviations between people about 1."""


def face_geometry(resting: NDArray[np.floating]) -> NDArray[np.float32]:
    """(tokens, GEOMETRY_WIDTH) of the landmarks (478, 3) of a resting face, in any pose and at any scale."""
    mean = face_model().mean
    scale, rotation, translation = similarity(resting[:468].astype(np.float64), mean[:468])
    aligned = scale * resting.astype(np.float64) @ rotation.T + translation
    return _relative(aligned[GEOMETRY, :2])


def draw_geometry(generator: np.random.Generator) -> NDArray[np.float32]:
    """The geometry of a person drawn from the model of faces, for motion that is nobody's in particular."""
    mean, factor = _drawn_from()
    drawn = (mean + factor @ generator.standard_normal(len(mean))).reshape(*GEOMETRY.shape, 2)
    return _relative(drawn)


def _relative(places: NDArray[np.float64]) -> NDArray[np.float32]:
    apart = places - face_model().mean[GEOMETRY, :2]
    return (_SCALE * apart).reshape(len(GEOMETRY), -1).clip(-5.0, 5.0).astype(np.float32)


@cache
def _drawn_from() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean (n,) and a factor (n, n) of the covariance of the coordinates, after the alignment of whole faces."""
    model = face_model()
    rows = (3 * GEOMETRY[..., None] + np.arange(2)).ravel()
    values, vectors = np.linalg.eigh(model.identity[np.ix_(rows, rows)])
    return model.mean[GEOMETRY, :2].ravel(), vectors * np.sqrt(values.clip(0.0))
