"""Landmarks of a followed face at a common rate, and freed from where the head is and how it is turned."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import FACE_OVAL, OUTER_EYE_CORNERS
from tietfg.portrait.tracking import TrackedFace

EYE_CORNERS = np.array([33, 133, 362, 263])
NOSE = np.array([168, 6, 197, 195, 5, 4, 1, 2])
"""Its ridge from the root to the tip, and down to the lip."""
LOWER_OVAL = np.array([323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93])
"""The part of the face oval below the ears, which moves with the jaw."""
STABLE = np.concatenate([EYE_CORNERS, NOSE, np.setdiff1d(FACE_OVAL, LOWER_OVAL)])
"""Landmarks that no action moves by more than 3.5 % of the distance of the outer eye corners: neither of the brows and
lids, nor of the mouth and jaw."""


@dataclass(frozen=True)
class AlignedFaces:
    """Faces in one pose: that of the mean face at rest, at its size."""

    shape: NDArray[np.float64]
    """(frames, 478, 3); see ArkitBasis for the axes and the unit."""
    rotation: NDArray[np.float64]
    """(frames, 3, 3) from there to the picture's axes."""
    unit: float
    """Distance of the person's outer eye corners, the median over the frames."""


def landmarks_at(face: TrackedFace, rate: Fraction) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Landmarks (frames, 478, 3) at k / rate seconds, interpolated, and (frames,) whether a face was seen there."""
    times = _times(face, rate)
    after = np.clip(np.searchsorted(face.seconds, times), 1, max(len(face.seconds) - 1, 1))
    after = np.minimum(after, len(face.seconds) - 1)
    before = np.maximum(after - 1, 0)
    step = np.maximum(face.seconds[after] - face.seconds[before], 1e-9)
    share = np.clip((times - face.seconds[before]) / step, 0, 1)[:, None, None]
    landmarks = face.landmarks[before] * (1 - share) + face.landmarks[after] * share
    nearest = np.minimum(np.abs(face.seconds[before] - times), np.abs(face.seconds[after] - times))
    return landmarks, nearest < 0.999 / face.fps


def faces_shown(face: TrackedFace, rate: Fraction) -> NDArray[np.intp]:
    """Which face is in each of the pictures that are shown at k / rate seconds, (frames,); -1 where there is none."""
    times = _times(face, rate) + 1e-6
    index = np.searchsorted(face.seconds, times, side="right") - 1
    seen = times - face.seconds[np.maximum(index, 0)] < 0.999 / face.fps
    return np.where((index >= 0) & seen, index, -1)


def aligned(landmarks: NDArray[np.floating]) -> AlignedFaces:
    """Bring (frames, 478, 3) landmarks into one pose by the similarity of their STABLE points."""
    rest = load_basis().resting[STABLE].astype(np.float64)
    poses = [similarity(rest, points[STABLE].astype(np.float64)) for points in landmarks]
    scale = np.array([pose[0] for pose in poses])[:, None, None]
    rotation = np.stack([pose[1] for pose in poses])
    shape = (landmarks - np.stack([pose[2] for pose in poses])[:, None]) @ rotation / scale
    return AlignedFaces(shape, rotation, float(np.median(eye_distance(shape))))


def eye_distance(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Distance of the outer eye corners in (..., 478, 3) landmarks."""
    right, left = OUTER_EYE_CORNERS
    return np.linalg.norm(landmarks[..., right, :] - landmarks[..., left, :], axis=-1)


def _times(face: TrackedFace, rate: Fraction) -> NDArray[np.float64]:
    """As many moments as a reader of pictures at this rate gives."""
    return np.arange(int(np.ceil(face.duration * float(rate) - 1e-6))) / float(rate)
