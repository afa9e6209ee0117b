"""What the pixels of a frame show between the lips and between the lids, without asking a model where they are open.

Landmarks only say where to look. Luma is that of sRGB values in [0, 1].
"""

import numpy as np
from numpy.typing import NDArray

from face.mesh import (
    ABOVE_EYES,
    BELOW_EYES,
    EYE_CORNERS,
    LOWER_INNER_LIP,
    LOWER_OUTER_LIP,
    UPPER_INNER_LIP,
    UPPER_OUTER_LIP,
    unit,
)

LUMA = np.array([0.299, 0.587, 0.114])
_COLUMNS = slice(3, 8)
"""Pairs of lip points in the middle of the mouth."""
_SAMPLES = 48
_DARK, _BRIGHT = 0.62, 1.35
"""Darker or brighter than the lips by these factors: mouth, or teeth."""
_COLOURED, _PALE = 0.15, 0.6
"""Lips have a colour when red exceeds green by this share of their luma; less red by that factor: teeth or tongue."""


def luma(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(height, width) of a (height, width, 3) picture."""
    return picture @ (LUMA / 255)


def sample(picture: NDArray[np.floating], points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Bilinear values of a (height, width) picture at (..., 2) points, the edge repeated beyond it."""
    height, width = picture.shape
    x = np.clip(points[..., 0], 0, width - 1.001)
    y = np.clip(points[..., 1], 0, height - 1.001)
    left, top = x.astype(int), y.astype(int)
    x, y = x - left, y - top
    upper = picture[top, left] * (1 - x) + picture[top, left + 1] * x
    lower = picture[top + 1, left] * (1 - x) + picture[top + 1, left + 1] * x
    return upper * (1 - y) + lower * y


def mouth_height(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> float:
    """Height of what is seen between the lips, in % of the unit: median of five columns.

    Along each column from the middle of the upper lip's red to that of the lower one: the share that is clearly darker
    or brighter than both ends, or less red (teeth and tongue; where lips have a colour). Closed lips leave their dark
    line of 1 to 2 %.
    """
    upper = (landmarks[UPPER_INNER_LIP[_COLUMNS], :2] + landmarks[UPPER_OUTER_LIP[_COLUMNS], :2]) / 2
    lower = (landmarks[LOWER_INNER_LIP[_COLUMNS], :2] + landmarks[LOWER_OUTER_LIP[_COLUMNS], :2]) / 2
    way = np.linspace(0, 1, _SAMPLES)[:, None, None]
    places = upper + way * (lower - upper)
    values = sample(luma(picture), places)
    red = sample((picture[..., 0].astype(np.float64) - picture[..., 1]) / 255, places) / np.maximum(values, 0.05)
    ends = np.stack([values[:6].mean(0), values[-6:].mean(0)])
    redness = np.minimum(red[:6].mean(0), red[-6:].mean(0))
    inside = (values < _DARK * ends.min(0)) | (values > _BRIGHT * ends.max(0))
    inside |= (redness > _COLOURED) & (red < _PALE * redness)
    lengths = np.linalg.norm(lower - upper, axis=-1) * inside.mean(0)
    return float(100 * np.median(lengths) / unit(landmarks))


def eye_contrast(bright: NDArray[np.floating], landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """What lies between the corners of the right and the left eye (2,): iris beside white, or a lid's even skin.

    Five lines across the eye, from its corners to 0.12 of its width above; the range of the values along each, without
    its slope, over the brightness of the skin around; the median of the five.
    """
    found = []
    for corners, above, below in zip(EYE_CORNERS, ABOVE_EYES, BELOW_EYES, strict=True):
        skin = sample(bright, landmarks[np.concatenate([above, below]), :2]).mean()
        first, last = landmarks[corners, :2]
        upwards = landmarks[above, :2].mean(0) - (first + last) / 2
        upwards -= (last - first) * (upwards @ (last - first)) / ((last - first) ** 2).sum()
        upwards *= np.linalg.norm(last - first) / np.linalg.norm(upwards)
        way = np.linspace(0.15, 0.85, 29)
        lines = first + way[:, None, None] * (last - first) + np.linspace(0, 0.12, 5)[:, None] * upwards
        values = sample(bright, lines)
        trend = np.stack([way - way.mean(), np.ones_like(way)], 1)
        values = values - trend @ np.linalg.lstsq(trend, values, rcond=None)[0]
        ranges = np.percentile(values, 95, axis=0) - np.percentile(values, 5, axis=0)
        found.append(np.median(ranges) / max(skin, 0.05))
    return np.array(found)
