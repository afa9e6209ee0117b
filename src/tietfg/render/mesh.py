"""Geometry of the moving portrait: the ARKit basis fitted to its landmarks, rings that carry hair, ears and neck."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.geometry import rotation_matrix, similarity
from tietfg.portrait.topology import FACE_OVAL

RING_FACTORS = np.array([1.08, 1.18, 1.31, 1.45, 1.65, 1.9, 2.3])
"""Sizes of the rings around the face oval, seen from its centre."""
HEAD_WEIGHTS = ([1.0, 1.18, 1.45, 1.9, 2.3], [1.0, 1.0, 0.8, 0.28, 0.0])
"""How far a ring of some size follows the head, ..."""
NECK_WEIGHTS = ([1.0, 1.18, 1.45, 1.9, 2.3], [1.0, 0.75, 0.35, 0.1, 0.0])
"""... below the chin, ..."""
JAW_WEIGHTS = ([1.0, 1.18, 1.45, 1.9], [1.0, 0.75, 0.3, 0.0])
"""... and the motion of the oval by expressions."""
SKULL_DEPTH = 0.75
"""Depth of ears and of the outer rings behind the eye corners, in units."""
STEEPEST = 2.5
"""Largest change of depth along the picture: nothing folds over under turns below atan(1 / 2.5) = 22 degrees."""
NECK_PIVOT = np.array([0.0, 1.15, 0.75])
"""Joint of head and neck in the basis' axes and units."""


@dataclass(frozen=True)
class HeadPose:
    """Rigid motion of the head in one frame."""

    rotation: NDArray[np.float64]
    """(3, 3)."""
    pivot: NDArray[np.float64]
    """(3,) in frame pixels."""
    translation: NDArray[np.float64]
    """(3,) in frame pixels."""

    def __call__(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Move (..., 3) points of the resting head."""
        return (points - self.pivot) @ self.rotation.T + self.pivot + self.translation


@dataclass(frozen=True)
class FaceMesh:
    """The portrait's face, in frame pixels (z away from the camera), and how expressions move it."""

    rest: NDArray[np.float64]
    """(vertices, 3): 478 landmarks, then the rings from inside out."""
    basis: NDArray[np.float64]
    """(52, vertices, 3) displacement by a coefficient of 1."""
    head_weight: NDArray[np.float64]
    """(vertices, 1) share of the head's motion."""
    face_triangles: NDArray[np.int64]
    """(triangles, 3) between landmarks, far to near."""
    ring_triangles: NDArray[np.int64]
    """(triangles, 3) of the rings, from outside in."""
    unit: float
    """The basis' unit (distance of the outer eye corners of the fitted mean face) in pixels."""
    axes: NDArray[np.float64]
    """(3, 3) rotation from the basis' axes to the frame's; its columns point to the picture's right, down, away."""
    pivot: NDArray[np.float64]

    def deform(self, coefficients: NDArray[np.floating]) -> NDArray[np.float64]:
        """Vertices of the unturned head under (52,) coefficients."""
        # einsum, not BLAS: its threads would fight those that render other frames.
        return self.rest + np.einsum("k,kvc->vc", coefficients, self.basis)

    def pose(self, rotation: NDArray[np.floating], translation: NDArray[np.floating]) -> HeadPose:
        """Head motion of (3,) angles about the neck and (3,) shift in units."""
        return HeadPose(
            rotation_matrix(np.asarray(rotation, float)), self.pivot, np.asarray(translation, float) * self.unit
        )

    def turn(self, points: NDArray[np.floating], pose: HeadPose) -> NDArray[np.float64]:
        """Move every vertex by its share of the head's motion."""
        return points + self.head_weight * (pose(points) - points)


def build_mesh(
    landmarks: NDArray[np.float64],
    rest: NDArray[np.float64],
    neutral: NDArray[np.floating],
    basis: NDArray[np.float64],
    triangles: NDArray[np.integer],
) -> tuple[FaceMesh, NDArray[np.float64]]:
    """Return the mesh and the (vertices, 2) places of its vertices in the photo.

    `landmarks` (478, 3) are those of the photo, `rest` (478, 3) where they lie on the neutral face, both in frame
    pixels; `neutral` (478, 3), `basis` (52, 478, 3) and `triangles` (n, 3) are the ARKit basis.
    """
    scale, axes, shift = similarity(neutral[:468], rest[:468])
    moved = scale * basis @ axes.T
    photo, ring_basis, head_weight = [landmarks], [moved], [np.ones(len(landmarks))]
    oval = landmarks[FACE_OVAL]
    centre = oval.mean(0)
    skull = centre[2] + (SKULL_DEPTH - neutral[FACE_OVAL, 2].mean()) * scale
    for factor in RING_FACTORS:
        ring = centre + factor * (oval - centre)
        ring[:, 2] = oval[:, 2] + (skull - oval[:, 2]) * (1 - np.exp(-(factor - 1) / 0.25))
        photo.append(ring)
    direction = landmarks[FACE_OVAL, :2] - landmarks[FACE_OVAL, :2].mean(0)
    below = np.clip((direction[:, 1] / np.linalg.norm(direction, axis=1) - 0.3) / 0.6, 0, 1)
    jaw = np.clip(direction[:, 1] / np.linalg.norm(direction, axis=1) / 0.7, 0.1, 1)[:, None]
    rings_at_rest = [
        ring + (rest - landmarks)[FACE_OVAL] * jaw * np.interp(factor, *JAW_WEIGHTS)
        for ring, factor in zip(photo[1:], RING_FACTORS, strict=True)
    ]
    for factor in RING_FACTORS:
        head, neck = np.interp(factor, *HEAD_WEIGHTS), np.interp(factor, *NECK_WEIGHTS)
        head_weight.append(head + (neck - head) * below * below * (3 - 2 * below))
        ring_basis.append(moved[:, FACE_OVAL] * jaw * np.interp(factor, *JAW_WEIGHTS))

    count = len(FACE_OVAL)
    rings = [FACE_OVAL] + [478 + i * count + np.arange(count) for i in range(len(RING_FACTORS))]
    quads = [
        np.stack([inner, np.roll(inner, -1), outer, np.roll(inner, -1), np.roll(outer, -1), outer], 1).reshape(-1, 3)
        for inner, outer in pairwise(rings)
    ]
    vertices = np.vstack([rest, *rings_at_rest])
    # Steep flanks would fold over when the head turns, with a hard edge: the deep end comes forward instead.
    apart = np.linalg.norm(vertices[:, None, :2] - vertices[None, :, :2], axis=2)
    vertices[:, 2] = (vertices[:, 2] + STEEPEST * apart).min(1)
    mesh = FaceMesh(
        rest=vertices,
        basis=np.concatenate(ring_basis, 1),
        head_weight=np.concatenate(head_weight)[:, None],
        face_triangles=triangles[np.argsort(-rest[triangles, 2].mean(1), kind="stable")].astype(np.int64),
        ring_triangles=np.vstack(quads[::-1]),
        unit=scale,
        axes=axes,
        pivot=scale * axes @ NECK_PIVOT + shift,
    )
    return mesh, np.vstack(photo)[:, :2]


def ring_vertices(oval: NDArray[np.integer], rings: int) -> NDArray[np.int64]:
    """Vertices (n, rings) that lie outside (n,) landmarks of the face oval on the innermost rings, from outside in."""
    places = np.array([np.flatnonzero(landmark == FACE_OVAL)[0] for landmark in oval])
    return 478 + np.arange(rings)[::-1] * len(FACE_OVAL) + places[:, None]
