"""Faces in a picture: where their landmarks are, which way they look, and which one speaks."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tietfg.errors import TietfgError
from tietfg.media.limits import ChildError, run_limited
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis

OUTER_EYE_CORNERS = (33, 263)
FOREHEAD, CHIN = 10, 152
SMOOTHING = 0.003
"""Standard deviation of the Gaussian that takes away the lines of engravings, in longer sides of the picture."""
SURE = 0.02
"""Largest disagreement of a face that shows only then."""
LEVEL_PITCH = 8.0
"""Pitch in degrees that the landmarker's canonical face sees in level, frontal faces."""


@dataclass(frozen=True)
class Face:
    """One face found in a picture."""

    landmarks: NDArray[np.float32]
    """(478, 3) in pixels of the picture, z away from the camera at the scale of x."""
    blendshapes: NDArray[np.float32]
    """(52,) in the order of ARKIT_NAMES, in [0, 1]; tongueOut, which the landmarker does not see, is 0."""
    rotation: NDArray[np.float32]
    """(3, 3) of the canonical face, axes x right, y up, z towards the camera."""
    disagreement: float = 0.0
    """Mean distance of the landmarks and those found in the mirrored picture, in distances of the outer eye corners."""

    @property
    def eye_distance(self) -> float:
        """Distance of the outer eye corners in pixels, in depth too."""
        first, second = self.landmarks[list(OUTER_EYE_CORNERS)]
        return float(np.linalg.norm(second - first))

    @property
    def height(self) -> float:
        """Distance of forehead and chin in pixels, in depth too."""
        return float(np.linalg.norm(self.landmarks[CHIN] - self.landmarks[FOREHEAD]))

    @property
    def centre(self) -> NDArray[np.float32]:
        """(2,): the middle of the landmarks' box."""
        return (self.landmarks.min(axis=0) + self.landmarks.max(axis=0))[:2] / 2

    @property
    def turn(self) -> tuple[float, float, float]:
        """Pitch (positive: down), yaw (positive: towards the image's left) and roll (clockwise) in degrees."""
        forward = self.rotation[:, 2]
        first, second = self.landmarks[list(OUTER_EYE_CORNERS)]
        angles = (
            np.arctan2(-forward[1], np.hypot(forward[0], forward[2])),
            np.arctan2(-forward[0], forward[2]),
            np.arctan2(second[1] - first[1], second[0] - first[0]),
        )
        pitch, yaw, roll = (float(angle) for angle in np.degrees(angles))
        return pitch - LEVEL_PITCH, yaw, roll


def find_faces(image: NDArray[np.uint8], landmarker: Path) -> list[Face]:
    """Find the faces of a picture (height, width, 3) with MediaPipe's face landmarker, in a child process.

    Where none is found, a smoothed picture is searched: the lines of engravings and prints hide faces.
    Raises TietfgError when the landmarker cannot run.
    """
    faces = _search(image, landmarker)
    if not faces:
        smoothed = Image.fromarray(image).filter(ImageFilter.GaussianBlur(SMOOTHING * max(image.shape)))
        faces = [face for face in _search(np.asarray(smoothed), landmarker) if face.disagreement < SURE]
    return faces


def _search(image: NDArray[np.uint8], landmarker: Path) -> list[Face]:
    """One search; the child keeps the landmarker's memory, messages and crashes out, and takes half a second."""
    height, width = image.shape[:2]
    request = {"model": str(landmarker), "height": height, "width": width, "blendshapes": ARKIT_NAMES}
    request |= {"mirror": load_basis().mirror.tolist()}
    try:
        answer, body = run_limited(Path(__file__).with_name("detect.py"), request, image.tobytes(), seconds=30)
    except ChildError as error:
        raise TietfgError(f"the face landmarker does not run here: {error}; run `tietfg weights verify`") from error
    rows = np.frombuffer(body, np.float32).reshape(answer["faces"], 478 * 3 + 52 + 16 + 1)
    return [
        Face(
            landmarks=row[: 478 * 3].reshape(478, 3),
            blendshapes=row[478 * 3 : -17],
            rotation=row[-17:-1].reshape(4, 4)[:3, :3],
            disagreement=float(row[-1]),
        )
        for row in rows
    ]


def choose_face(faces: list[Face], width: int, height: int) -> Face:
    """The face that speaks: the largest, where a face at the edge counts half as large as one in the middle."""

    def weight(face: Face) -> float:
        offset = np.abs(face.centre / (width, height) * 2 - 1).max()
        return face.eye_distance * (1 - min(offset, 1) / 2)

    return max(faces, key=weight)
