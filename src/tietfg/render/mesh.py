"""Geometry of the moving portrait: the ARKit basis fitted to its landmarks, rings that carry hair, ears and neck."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.geometry import rotation_matrix, similarity
from tietfg.portrait.topology import FACE_OVAL
from tietfg.render.rings import SKULL_DEPTH, build_rings

STEEPEST = 2.5
"""Largest change of depth along the picture: nothing folds over under turns below atan(1 / 2.5) = 22 degrees."""
SLOPE_STEPS = 60
"""Rounds in which the triangles agree on their depths."""
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
    *,
    cut_out: bool = False,
) -> tuple[FaceMesh, NDArray[np.float64]]:
    """Return the mesh and the (vertices, 2) places of its vertices in the photo.

    `landmarks` (478, 3) are those of the photo, `rest` (478, 3) where they lie on the neutral face, both in frame
    pixels; `neutral` (478, 3), `basis` (52, 478, 3) and `triangles` (n, 3) are the ARKit basis. `cut_out`: the person
    is drawn in front of a background that stays still, and the head moves as one.
    """
    scale, axes, shift = similarity(neutral[:468], rest[:468])
    moved = scale * basis @ axes.T
    skull = float(landmarks[FACE_OVAL, 2].mean() + (SKULL_DEPTH - neutral[FACE_OVAL, 2].mean()) * scale)
    rings = build_rings(landmarks, skull, scale, axes, cut_out=cut_out)
    circles = len(rings.places) // len(FACE_OVAL)
    oval_motion = np.tile((rest - landmarks)[FACE_OVAL], (circles, 1))
    ring_basis = np.tile(moved[:, FACE_OVAL], (1, circles, 1)) * rings.oval_share
    vertices = np.vstack([rest, rings.places + oval_motion * rings.oval_share])
    rim = triangles[np.isin(triangles, FACE_OVAL).any(1)]
    _limit_slopes(vertices, np.vstack([rings.triangles, rim]))
    mesh = FaceMesh(
        rest=vertices,
        basis=np.concatenate([moved, ring_basis], 1),
        head_weight=np.vstack([np.ones((len(landmarks), 1)), rings.head_weight]),
        face_triangles=triangles[np.argsort(-rest[triangles, 2].mean(1), kind="stable")].astype(np.int64),
        ring_triangles=rings.triangles,
        unit=scale,
        axes=axes,
        pivot=scale * axes @ NECK_PIVOT + shift,
    )
    return mesh, np.vstack([landmarks, rings.places])[:, :2]


def _limit_slopes(vertices: NDArray[np.float64], triangles: NDArray[np.integer]) -> None:
    """Flatten steep flanks in place: they would fold over when the head turns, with a hard edge."""
    right, down = (axis[:, None] - axis for axis in vertices[:, :2].T)
    apart = np.sqrt(right * right + down * down)
    vertices[:, 2] = (vertices[:, 2] + STEEPEST * apart).min(1)
    # Between near neighbours that is not enough: the plane of a thin triangle may be steeper than its sides.
    sides = vertices[triangles[:, 1:], :2] - vertices[triangles[:, :1], :2]
    inverse = np.linalg.pinv(sides)
    for _ in range(SLOPE_STEPS):
        depths = vertices[triangles, 2]
        slopes = np.linalg.norm(np.einsum("tij,tj->ti", inverse, depths[:, 1:] - depths[:, :1]), axis=1)
        excess = 1 - STEEPEST / np.maximum(slopes, STEEPEST)
        change = excess[:, None] * (depths.mean(1, keepdims=True) - depths)
        steep = triangles[excess > 0].ravel()
        moved, count = (np.bincount(steep, each, len(vertices)) for each in (change[excess > 0].ravel(), None))
        vertices[:, 2] += moved / np.maximum(count, 1)
