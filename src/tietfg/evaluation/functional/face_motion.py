"""How a face moves: blinks, speed and jerk of its landmarks without the head's motion, the head's motion, shape."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.evaluation.functional.face_alignment import STABLE, AlignedFaces, eye_distance
from tietfg.evaluation.functional.lips import MESH
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import (
    FACE_OVAL,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)

SHUT, REOPENED = 0.5, 0.7
"""A blink begins where both eyes are open less than the first share of what is usual in the video, and is over where
one is open more than the second."""
LONGEST_BLINK = 0.5
"""Seconds; eyes that stay shut for longer are closed, and blink no more (Caffier et al. 2003)."""
TURN_SECONDS = 0.2
"""Time over which the head's speed is taken: what it turns in it is far more than landmarks jitter."""
SHAPE = np.union1d(STABLE, FACE_OVAL)
"""Landmarks that tell a face's shape, whatever it says."""


@dataclass(frozen=True)
class FaceMotion:
    """Means over frames and landmarks."""

    speed: float
    """In % of the distance of the outer eye corners a frame."""
    jerk: float
    """Third difference, in the same unit."""


@dataclass(frozen=True)
class HeadMotion:
    """How the head turns."""

    spread: float
    """Root mean square of the angle to the mean pose, degrees."""
    speed: float
    """Mean angle turned in TURN_SECONDS, degrees a second."""


def eye_openness(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Aspect ratio of the right and the left eye, (frames, 2): mean distance of the lids over the eye's width.

    Soukupova and Cech, "Real-time eye blink detection using facial landmarks" (2016), over all points of the lids.
    """
    ratios = []
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        apart = np.linalg.norm(landmarks[:, lower[1:-1]] - landmarks[:, upper[1:-1]], axis=2).mean(1)
        ratios.append(apart / np.linalg.norm(landmarks[:, upper[0]] - landmarks[:, upper[-1]], axis=1))
    return np.stack(ratios, 1)


def count_blinks(openness: NDArray[np.floating], rate: Fraction) -> int:
    """Blinks in the (frames, 2) aspect ratios of the eyes, with hysteresis (SHUT, REOPENED); the median is usual."""
    open_share = openness / np.maximum(np.median(openness, axis=0), 1e-9)
    shut_since: int | None = None
    blinks = 0
    for frame, (both, either) in enumerate(zip(open_share.max(1) < SHUT, open_share.max(1) > REOPENED, strict=True)):
        if shut_since is None and both:
            shut_since = frame
        elif shut_since is not None and either:
            blinks += frame - shut_since <= LONGEST_BLINK * rate
            shut_since = None
    return blinks


def face_motion(faces: AlignedFaces, seen: NDArray[np.bool_]) -> FaceMotion:
    """Speed and jerk over the differences of frames that are all `seen` (frames,); NaN where there are none."""
    return FaceMotion(*(_mean_difference(faces, seen, order) for order in (1, 3)))


def head_motion(rotations: NDArray[np.floating], seen: NDArray[np.bool_], rate: Fraction) -> HeadMotion:
    """From (frames, 3, 3) rotations of the head; `seen` (frames,) tells which count."""
    told = rotations[seen]
    if len(told) == 0:
        return HeadMotion(float("nan"), float("nan"))
    u, _, vt = np.linalg.svd(told.mean(0))
    mean = u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt
    frames = round(TURN_SECONDS * rate)
    turned = _angle(rotations[:-frames], rotations[frames:])[seen[:-frames] & seen[frames:]]
    speed = float(turned.mean() * rate / frames) if len(turned) else float("nan")
    return HeadMotion(float(np.sqrt(np.mean(_angle(told, mean) ** 2))), speed)


def face_shape_distance(generated: NDArray[np.floating], reference: NDArray[np.floating]) -> float:
    """Mean distance of the SHAPE landmarks of two resting faces (478, 3), in % of the reference's eye distance.

    They are aligned by similarity and compared as seen from the front: landmarks know little of depth.
    """
    made, true = generated[SHAPE], reference[SHAPE]
    scale, rotation, translation = similarity(made, true)
    apart = (scale * made @ rotation.T + translation - true)[:, :2]
    return float(100 * np.linalg.norm(apart, axis=1).mean() / eye_distance(reference))


def _mean_difference(faces: AlignedFaces, seen: NDArray[np.bool_], order: int) -> float:
    whole = np.lib.stride_tricks.sliding_window_view(seen, order + 1).all(1) if len(seen) > order else seen[:0]
    if not whole.any():
        return float("nan")
    change = np.diff(faces.shape[:, :MESH], order, axis=0)[whole]
    return float(100 * np.linalg.norm(change, axis=2).mean() / faces.unit)


def _angle(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """Angle in degrees between (..., 3, 3) rotations; by their distance, which is exact for small ones too."""
    distance = np.linalg.norm(first - second, axis=(-2, -1))
    return np.degrees(2 * np.arcsin(np.clip(distance / np.sqrt(8), 0, 1)))
