"""Geometry in three dimensions: the similarity between two sets of points, and rotations of the head."""

import numpy as np
from numpy.typing import NDArray


def similarity(source: NDArray[np.floating], target: NDArray[np.floating]) -> tuple[float, NDArray, NDArray]:
    """Least-squares scale s, rotation R, translation t with target = s R source + t, for (n, 3) points.

    Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns".
    """
    source_mean, target_mean = source.mean(0), target.mean(0)
    centred_source, centred_target = source - source_mean, target - target_mean
    u, singular, vt = np.linalg.svd(centred_target.T @ centred_source / len(source))
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u) * np.linalg.det(vt))])
    rotation = (u * sign) @ vt
    scale = float((singular * sign).sum() / centred_source.var(0).sum())
    return scale, rotation, target_mean - scale * rotation @ source_mean


def rotation_matrix(angles: NDArray[np.floating]) -> NDArray[np.float64]:
    """R = Rz(roll) Ry(yaw) Rx(pitch), positive pitch down, yaw to the image's left, roll clockwise."""
    (a, b, c), (d, e, f) = np.cos(angles), np.sin(angles)
    pitch = np.array([[1, 0, 0], [0, a, -d], [0, d, a]])
    yaw = np.array([[b, 0, e], [0, 1, 0], [-e, 0, b]])
    roll = np.array([[c, -f, 0], [f, c, 0], [0, 0, 1]])
    return roll @ yaw @ pitch


def rotation_angles(rotations: NDArray[np.floating]) -> NDArray[np.float64]:
    """The angles (..., 3) whose rotation_matrix is each of (..., 3, 3) rotations; yaw within a quarter turn."""
    return np.stack(
        [
            np.arctan2(rotations[..., 2, 1], rotations[..., 2, 2]),
            np.arcsin(np.clip(-rotations[..., 2, 0], -1, 1)),
            np.arctan2(rotations[..., 1, 0], rotations[..., 0, 0]),
        ],
        -1,
    )
