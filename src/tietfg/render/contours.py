"""Where the photo's own lids and irises lie: landmarks moved to the edges in the picture."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.blur import bilinear
from tietfg.portrait.topology import (
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)

EDGE_INSIDE, EDGE_RANGE = 0.01, 0.025
"""Where lids end, inside the landmarks' contour: usual place and farthest one, in units."""
CORNER_INSIDE = 0.03
"""How far the outer corner of the white lies inside its landmark, in widths of the eye."""


def refine_lids(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float
) -> NDArray[np.float64]:
    """Return (478, 3) landmarks whose lid contours lie where the dark line of the lids ends and the eyeball begins."""
    result = np.array(landmarks, np.float64)
    grey = picture[..., 1]
    offsets = np.linspace(-0.012, EDGE_RANGE, 16) * unit
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        for contour, opposite in ((upper, lower), (lower, upper)):
            start = landmarks[contour[1:-1]]
            inwards = landmarks[opposite[1:-1]] - start
            opening = np.linalg.norm(inwards[:, :2], axis=1, keepdims=True)
            inwards = inwards / np.maximum(opening, 1e-6)

            def brightness(shift: float, start: NDArray = start, inwards: NDArray = inwards) -> NDArray[np.float32]:
                along = offsets[None] + shift * unit
                x, y = (start[:, axis, None] + inwards[:, axis, None] * along + margin - 0.5 for axis in (0, 1))
                return bilinear(grey, x, y)

            steps = (0.003, 0.007, 0.011)
            rise = np.mean([brightness(step) - brightness(-step) for step in steps], axis=0)
            doubt = ((offsets / unit - EDGE_INSIDE) / 0.02) ** 2
            best = np.argmax(rise / 60 - doubt, axis=1)
            sure = np.clip(rise[np.arange(len(best)), best] / 60, 0.05, 1)
            edge = np.pad(offsets[best], 1, "edge")
            sure = np.pad(sure, 1, "edge")
            for _ in range(2):
                total = sure[1:-1] + (sure[:-2] + sure[2:]) / 2
                edge[1:-1] = (edge[1:-1] * sure[1:-1] + (edge[:-2] * sure[:-2] + edge[2:] * sure[2:]) / 2) / total
            result[contour[1:-1]] += inwards * np.minimum(edge[1:-1, None], 0.2 * opening)
        outer, inner = landmarks[upper[0]], landmarks[upper[-1]]
        result[upper[0]] += (inner - outer) * CORNER_INSIDE
    return result


def find_iris(
    picture: NDArray[np.uint8],
    upper: NDArray[np.floating],
    lower: NDArray[np.floating],
    centre: NDArray[np.floating],
    radius: float,
) -> tuple[NDArray[np.float64], float]:
    """Improve (2,) centre and radius of an iris: the circle near the given one across which the picture brightens most.

    Daugman 1993, "High confidence visual recognition of persons by a test of statistical independence", on the part of
    the circle that lies between the lids.
    """
    grey = picture[..., 1]
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    steps = np.linspace(-0.24, 0.24, 9) * radius
    shift_x, shift_y, size, angle = np.meshgrid(steps, steps, np.linspace(0.85, 1.2, 8) * radius, angles, indexing="ij")
    x, y = centre[0] + shift_x, centre[1] + shift_y

    def along(factor: float) -> NDArray[np.float32]:
        return bilinear(grey, x + factor * size * np.cos(angle) - 0.5, y + factor * size * np.sin(angle) - 0.5)

    rim_x, rim_y = x + size * np.cos(angle), y + size * np.sin(angle)
    order = [np.argsort(lid[:, 0]) for lid in (upper, lower)]
    top, bottom = (np.interp(rim_x, lid[row, 0], lid[row, 1]) for lid, row in zip((upper, lower), order, strict=True))
    seen = (rim_y > top + 0.15 * radius) & (rim_y < bottom - 0.1 * radius)
    rise = np.where(seen, along(1.15) - along(0.85), 0).sum(-1) / np.maximum(seen.sum(-1), 12)
    strayed = (shift_x**2 + shift_y**2)[..., 0] / radius**2 + (size[..., 0] / radius - 1) ** 2
    best = np.unravel_index(np.argmax(rise * (1 - 3 * strayed)), rise.shape)
    return np.array([x[best][0], y[best][0]]), float(size[best][0])
