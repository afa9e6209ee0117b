"""Regions of the picture, pose, expression and lips, from landmarks (eq 8), and the face locator's picture.

Regions are soft and of boxes, as the networks of Hallo were trained with; they do not change over a clip.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.errors import InputError
from tietfg.portrait.topology import FACE_OVAL, LOWER_LIP_RINGS, UPPER_LIP_RINGS

FACE_EXPANSION, LIP_EXPANSION = 1.2, 2.0
"""By how much boxes around the landmarks are enlarged for sampling; 1 in training, over all frames of a video."""
_GRID = 64
_FACE_BLUR, _LIP_BLUR = (8.0, 25), (5.0, 15)
"""Standard deviation and reach of the Gaussians, in cells of the grid."""


@dataclass(frozen=True)
class FaceBoxes:
    """Boxes around the face and the outer lips: (left, top, right, bottom) in shares of the picture."""

    face: NDArray[np.float64]
    lips: NDArray[np.float64]


def face_boxes(
    landmarks: NDArray[np.floating],
    width: int,
    height: int,
    *,
    face_expansion: float = FACE_EXPANSION,
    lip_expansion: float = LIP_EXPANSION,
) -> FaceBoxes:
    """Boxes around the face oval and the outer lips in landmarks (..., 478, 2 or 3), in pixels of a picture.

    Landmarks of several frames give boxes around all of them. Raises InputError where there is no face to see.
    """
    lips = np.union1d(UPPER_LIP_RINGS[3], LOWER_LIP_RINGS[3])
    boxes = []
    for indices, expansion in ((FACE_OVAL, face_expansion), (lips, lip_expansion)):
        points = np.asarray(landmarks, np.float64)[..., indices, :2].reshape(-1, 2) / (width, height)
        if not np.isfinite(points).all():
            raise InputError("the face's landmarks are not numbers; use a picture in which a face is found")
        low, high = points.min(0), points.max(0)
        size = np.minimum((high - low) * expansion, 1)
        start = np.clip((low + high - size) / 2, 0, 1 - size)
        if (size <= 0).any() or (high <= 0).any() or (low >= 1).any():
            raise InputError("the face lies outside the picture; use a picture in which the whole face can be seen")
        boxes.append(np.concatenate([start, start + size]))
    return FaceBoxes(*boxes)


def face_picture(boxes: FaceBoxes, width: int, height: int) -> NDArray[np.float32]:
    """(3, height, width) for the face locator: 1 inside the box around the face, else 0."""
    left, top, right, bottom = np.round(boxes.face * (width, height, width, height)).astype(int)
    picture = np.zeros((3, height, width), np.float32)
    picture[:, top:bottom, left:right] = 1
    return picture


def region_masks(boxes: FaceBoxes, width: int, height: int, levels: int = 4) -> tuple[NDArray[np.float32], ...]:
    """M of eq 8 for latents of this size and each halved one: (positions, 3) in [0, 1] in the order of REGIONS.

    They are made at 64 x 64 as for pictures of 512 pixels and resized: blurred boxes, of which the face less the lips
    is the expression and all around the face is the pose.
    """
    face, lip = _softened(boxes.face, *_FACE_BLUR), _softened(boxes.lips, *_LIP_BLUR)
    regions = (1 - face, np.clip(face - lip, 0, None), lip)
    masks = []
    for _ in range(levels):
        resized = [
            np.asarray(Image.fromarray(region).resize((width, height), Image.Resampling.BILINEAR)) for region in regions
        ]
        masks.append(np.stack([region.ravel() for region in resized], axis=1).clip(0, 1))
        width, height = -(-width // 2), -(-height // 2)
    return tuple(masks)


def _softened(box: NDArray[np.float64], deviation: float, reach: int) -> NDArray[np.float32]:
    """(64, 64) the box blurred, from 0 to 1."""
    axes = []
    for start, end in ((box[1], box[3]), (box[0], box[2])):
        cells = np.arange(_GRID)
        covered = np.clip(np.minimum(end * _GRID, cells + 1) - np.maximum(start * _GRID, cells), 0, 1)
        gaussian = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
        axes.append(np.convolve(np.pad(covered, reach, mode="reflect"), gaussian / gaussian.sum(), mode="valid"))
    soft = np.outer(*axes)
    low, high = soft.min(), soft.max()
    return ((soft - low) / (high - low) if high > low else np.ones_like(soft)).astype(np.float32)
