"""What should stay as it is and does not: flicker of the skin, and a background that drifts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.evaluation.functional.face_alignment import STABLE
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import similarity

UNIT = 64
"""Pixels of the eye distance in patches of skin."""
CELL = 14
"""Pixels of the squares in which motion is told from flicker."""
COLUMNS, ROWS, BELOW = 4 * CELL, 2 * CELL, 8
"""Size of a patch, cheeks and nose, and how far it begins below the middle of the eyes, in pixels."""
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
WIDER, HIGHER = 0.5, 0.6
"""What of a face's width on both sides, and of its height above it, is the person's head and hair."""
SMALLEST = 0.02
"""Share of the picture that a background must have."""


@dataclass(frozen=True)
class Flicker:
    """Means over time, in levels of 255; NaN with less than three pictures in succession."""

    light: float
    """Absolute second difference of the patch's mean luminance."""
    detail: float
    """What the motion of small squares leaves of the absolute second difference of its pixels."""
    triples: int
    """Threes of successive pictures that were looked at."""


def skin_patch(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.float32]:
    """Luminance (ROWS, COLUMNS) of cheeks and nose, from (height, width, 3) and (478, 3) landmarks in pixels.

    The patch follows the head by the similarity of the STABLE landmarks, as they are seen in the picture.
    """
    rest = load_basis().resting[STABLE].astype(np.float64)
    rest[:, 2] = 0.0
    points = landmarks[STABLE].astype(np.float64)
    points[:, 2] = 0.0
    scale, rotation, translation = similarity(rest, points)
    axes = scale * rotation[:2, :2]
    factor = max(1, int(scale / UNIT))
    reduced = Image.fromarray(picture).reduce(factor)
    step = axes / UNIT / factor
    corner = step @ [-COLUMNS / 2, BELOW] + translation[:2] / factor
    transform = (step[0, 0], step[0, 1], corner[0], step[1, 0], step[1, 1], corner[1])
    patch = reduced.transform((COLUMNS, ROWS), Image.Transform.AFFINE, transform, Image.Resampling.BILINEAR)
    return np.asarray(patch, np.float32) @ LUMA


def flicker(patches: Iterable[NDArray[np.float32] | None]) -> Flicker:
    """Flicker of (ROWS, COLUMNS) patches of skin, one for each picture; None where there is no face.

    Steady change and motion have no second difference. Of what has one, each square of CELL pixels gives up what a
    shift of it explains (least squares on its gradients: Lucas and Kanade 1981) and its change of mean luminance.
    """
    light = detail = 0.0
    triples = 0
    before: list[NDArray[np.float32]] = []
    for patch in patches:
        before = [] if patch is None else [*before[-2:], patch]
        if len(before) == 3:
            change = before[0] - 2 * before[1] + before[2]
            light += abs(float(change.mean()))
            detail += _unexplained(change, before[1])
            triples += 1
    if triples == 0:
        return Flicker(float("nan"), float("nan"), 0)
    return Flicker(light / triples, detail / triples, triples)


def background(size: tuple[int, int], landmarks: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(height, width) pixels that never show the person, of (frames, 478, 3) landmarks in a picture of `size`.

    They lie above the chin's lowest place, so that there are no shoulders, and left of, right of or above the box round
    all places of the face, widened by WIDER of the face's width on both sides and by HIGHER of its height above.
    """
    width, height = size
    low, high = landmarks[..., :2].min(1), landmarks[..., :2].max(1)
    face_width, face_height = np.median(high - low, axis=0)
    left, top = low.min(0) - (WIDER * face_width, HIGHER * face_height)
    right, bottom = high.max(0) + (WIDER * face_width, 0)
    columns, rows = np.arange(width) + 0.5, np.arange(height)[:, None] + 0.5
    beside = (columns < left) | (columns > right)
    return (rows < bottom) & (beside | (rows < top))


def background_drift(
    pictures: Iterator[NDArray[np.uint8]], region: NDArray[np.bool_], frames: int, window: int
) -> float:
    """Mean absolute difference, in levels of 255, of the means of the first and last `window` of `frames` pictures.

    Over the `region` (height, width) and R, G and B. The windows are no longer than half of the video; NaN for a
    region of less than SMALLEST of the picture, or less than two pictures.
    """
    window = min(window, frames // 2)
    if window == 0 or region.mean() < SMALLEST:
        return float("nan")
    sums = np.zeros((2, int(region.sum()), 3))
    for frame, picture in enumerate(pictures):
        if frame < window:
            sums[0] += picture[region]
        elif frames - window <= frame < frames:
            sums[1] += picture[region]
    return float(np.abs(sums[1] - sums[0]).mean() / window)


def _unexplained(change: NDArray[np.floating], patch: NDArray[np.floating]) -> float:
    """Mean absolute value of what shifts and changes of light of the squares leave of a patch's change."""
    right, down = (_squares(np.gradient(patch, axis=axis)) for axis in (1, 0))
    causes = np.stack([right, down, np.ones_like(right)], -1)
    told = _squares(change)[..., None]
    normal = causes.swapaxes(1, 2) @ causes + 1e-6 * np.eye(3)
    return float(np.abs(told - causes @ np.linalg.solve(normal, causes.swapaxes(1, 2) @ told)).mean())


def _squares(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """The squares of a patch, (squares, pixels)."""
    rows, columns = (length // CELL for length in values.shape)
    parts = values.reshape(rows, CELL, columns, CELL).swapaxes(1, 2)
    return parts.reshape(-1, CELL * CELL).astype(np.float64)
