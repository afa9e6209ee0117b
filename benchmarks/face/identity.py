"""How like the portrait's person the frames are: distance of dlib's face embeddings (under 0.6: the same person)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from face.models import library


class IdentityReader:
    """Embeds faces. Not to be shared between threads."""

    def __init__(self, model: Path, points: Path) -> None:
        self._dlib = library("dlib")
        self._network = self._dlib.face_recognition_model_v1(str(model))
        self._points = self._dlib.shape_predictor(str(points))

    def embedding(self, picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
        """(128,) of the face whose (478, 3) landmarks are given."""
        left, top = landmarks[:468, :2].min(0).round().astype(int)
        right, bottom = landmarks[:468, :2].max(0).round().astype(int)
        box = self._dlib.rectangle(int(left), int(top), int(right), int(bottom))
        picture = np.ascontiguousarray(picture)
        return np.array(self._network.compute_face_descriptor(picture, self._points(picture, box)))
