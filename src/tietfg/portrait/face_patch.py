"""Small level pictures of faces, framed as in FER2013, for networks that tell emotions from faces."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 48
"""Pixels."""
EXTENT, RAISED = 1.724, 0.055
"""Width plus height of the landmarks' box, and how far its centre lies under the patch's, in sides of the patch: the
medians of what the landmarker finds in the pictures of FER2013."""
LEFT_EYE, RIGHT_EYE = 33, 263
"""Outer corners, as seen."""
_FINE = 4 * SIDE


def face_patch(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Cut a face out of an RGB picture (height, width, 3): grey (48, 48), eyes level, grey values spread evenly;
    what lies beyond the edge is like the edge.

    `landmarks` are (478, 2 or 3) in pixels.
    """
    points = landmarks[:, :2].astype(np.float64)
    right = points[RIGHT_EYE] - points[LEFT_EYE]
    right /= np.linalg.norm(right)
    axes = np.stack([right, [-right[1], right[0]]])
    level = points @ axes.T
    low, high = level.min(0), level.max(0)
    side = float((high - low).sum()) / EXTENT
    corner = ((low + high) / 2 - [side / 2, side / 2 + RAISED * side]) @ axes
    # Only the face's surroundings are reduced, by a whole factor, so that one interpolation does not alias.
    around = np.array([corner, corner + side * axes[0], corner + side * axes[1], corner + side * axes.sum(0)])
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(around.min(0)).astype(int) - 2, 0, [width - 1, height - 1])
    end, bottom = np.clip(np.ceil(around.max(0)).astype(int) + 2, [left + 1, top + 1], [width, height])
    factor = max(1, int(side / _FINE))
    region = Image.fromarray(picture[top:bottom, left:end]).convert("L").reduce(factor)
    region = np.pad(np.asarray(region), 1, mode="edge")
    step = side / _FINE / factor
    start = (corner - [left, top]) / factor + 1 + (axes[0] + axes[1]) * step / 2 - 0.5
    columns, rows = np.meshgrid(np.arange(_FINE), np.arange(_FINE))
    x = np.clip(start[0] + step * (columns * axes[0, 0] + rows * axes[1, 0]), 0, region.shape[1] - 1.001)
    y = np.clip(start[1] + step * (columns * axes[0, 1] + rows * axes[1, 1]), 0, region.shape[0] - 1.001)
    column, row = x.astype(int), y.astype(int)
    across, down = x - column, y - row
    upper = region[row, column] * (1 - across) + region[row, column + 1] * across
    lower = region[row + 1, column] * (1 - across) + region[row + 1, column + 1] * across
    fine = upper * (1 - down) + lower * down
    return equalised(np.rint(fine.reshape(SIDE, 4, SIDE, 4).mean((1, 3))).astype(np.uint8))


def equalised(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The grey values spread evenly from 0 to 255, as in the pictures of FER2013."""
    counts = np.bincount(patch.ravel(), minlength=256)
    before = np.cumsum(counts) - counts
    most = patch.size - counts[patch.max()]
    return np.rint(255 * before / max(most, 1)).astype(np.uint8)[patch]
