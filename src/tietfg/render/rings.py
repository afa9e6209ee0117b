"""Rings of vertices around the face that carry hair, ears, headwear and neck."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.topology import FACE_OVAL

RING_FACTORS = np.array([1.08, 1.18, 1.31, 1.45, 1.65, 1.9, 2.3, 2.8, 3.5])
"""Sizes of the rings around the face oval, seen from its centre."""
FAR = 7
"""Rings from here on are needed for a person cut out of the picture alone: large hair and hats."""
JAW_WEIGHTS = ([1.0, 1.18, 1.45, 1.9], [1.0, 0.75, 0.3, 0.0])
"""How far a ring of some size follows the oval as expressions move it."""
HEAD_WEIGHTS = ([1.0, 1.18, 1.45, 1.9, 2.3], [1.0, 1.0, 0.8, 0.28, 0.0])
"""How far it follows the head where person and background are one picture, ..."""
NECK_WEIGHTS = ([1.0, 1.18, 1.45, 1.9, 2.3], [1.0, 0.75, 0.35, 0.1, 0.0])
"""... below the chin."""
THROAT_WEIGHTS = ([1.0, 1.08, 1.31, 1.65], [1.0, 0.85, 0.3, 0.0])
"""Right around the face the neck follows the head of a person cut out, whatever its height, ..."""
NECK_TOP, NECK_BASE = -0.35, 0.85
"""... and hair and neck bend between these heights below the chin, in units."""
NECK_HALF, SHOULDER_SLOPE = 0.6, 0.5
"""Farther aside than this, in units, the heights are taken from the sloping line of the shoulders."""
RIGID_REACH, LAST_REACH = 2.4, 3.6
"""The head of a person cut out ends between these distances from the face's centre, in units."""
SKULL_DEPTH = 0.75
"""Depth of ears and of the outer rings behind the eye corners, in units."""


@dataclass(frozen=True)
class Rings:
    """Vertices of the rings from inside out, each in the order of FACE_OVAL."""

    places: NDArray[np.float64]
    """(rings * 36, 3) in the photo, in frame pixels."""
    oval_share: NDArray[np.float64]
    """(rings * 36, 1) share of the oval's motion by expressions."""
    head_weight: NDArray[np.float64]
    """(rings * 36, 1) share of the head's motion."""
    triangles: NDArray[np.int64]
    """(triangles, 3), from outside in; vertices are numbered on from the landmarks."""


def build_rings(
    landmarks: NDArray[np.float64], skull: float, unit: float, axes: NDArray[np.float64], *, cut_out: bool
) -> Rings:
    """Rings around the face of (478, 3) landmarks in frame pixels.

    `skull` is the depth of ears, `unit` the basis' unit, both in frame pixels; `axes` (3, 3) turn the basis' axes into
    the frame's. A head that is `cut_out` of its background moves as one, without it motion fades outwards.
    """
    oval = landmarks[FACE_OVAL]
    centre = oval.mean(0)
    direction = oval[:, :2] - centre[:2]
    below = direction[:, 1] / np.linalg.norm(direction, axis=1)
    jaw = np.clip(below / 0.7, 0.1, 1)
    throat = smooth_step((below - 0.3) / 0.6)
    chin = landmarks[152, :2]
    down = axes[:2, 1] / np.linalg.norm(axes[:2, 1])

    places, shares, weights = [], [], []
    for factor in RING_FACTORS if cut_out else RING_FACTORS[:FAR]:
        ring = centre + factor * (oval - centre)
        ring[:, 2] = oval[:, 2] + (skull - oval[:, 2]) * (1 - np.exp(-(factor - 1) / 0.25))
        places.append(ring)
        shares.append(jaw * np.interp(factor, *JAW_WEIGHTS))
        if cut_out:
            height = (ring[:, :2] - chin) @ down / unit
            aside = np.abs((ring[:, :2] - chin) @ [down[1], -down[0]]) / unit
            height += SHOULDER_SLOPE * np.clip(aside - NECK_HALF, 0, None)
            reach = np.linalg.norm(ring[:, :2] - centre[:2], axis=1) / unit
            upright = 1 - smooth_step((height - NECK_TOP) / (NECK_BASE - NECK_TOP))
            near = 1 - smooth_step((reach - RIGID_REACH) / (LAST_REACH - RIGID_REACH))
            weights.append(near * np.maximum(upright, np.interp(factor, *THROAT_WEIGHTS)))
        else:
            head, neck = np.interp(factor, *HEAD_WEIGHTS), np.interp(factor, *NECK_WEIGHTS)
            weights.append(head + (neck - head) * throat)
    return Rings(
        places=np.vstack(places),
        oval_share=np.concatenate(shares)[:, None],
        head_weight=np.concatenate(weights)[:, None],
        triangles=_triangles(len(places)),
    )


def ring_vertices(oval: NDArray[np.integer], rings: int) -> NDArray[np.int64]:
    """Vertices (n, rings) that lie outside (n,) landmarks of the face oval on the innermost rings, from outside in."""
    places = np.array([np.flatnonzero(landmark == FACE_OVAL)[0] for landmark in oval])
    return 478 + np.arange(rings)[::-1] * len(FACE_OVAL) + places[:, None]


def _triangles(rings: int) -> NDArray[np.int64]:
    count = len(FACE_OVAL)
    circles = [FACE_OVAL] + [478 + i * count + np.arange(count) for i in range(rings)]
    quads = [
        np.stack([inner, np.roll(inner, -1), outer, np.roll(inner, -1), np.roll(outer, -1), outer], 1).reshape(-1, 3)
        for inner, outer in pairwise(circles)
    ]
    return np.vstack(quads[::-1])
