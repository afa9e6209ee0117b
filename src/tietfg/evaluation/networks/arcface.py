"""ArcFace: what tells persons apart. An ONNX file of InsightFace, run by ONNX Runtime.

Deng et al., "ArcFace: additive angular margin loss for deep face recognition" (CVPR 2019).
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx.external_data_helper import uses_external_data
from PIL import Image

from tietfg.errors import WeightsError
from tietfg.fluctuation.exported import open_exported
from tietfg.portrait.geometry import similarity
from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT

SIDE, VALUES = 112, 512
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]
)
"""Where the eyes, the tip of the nose and the corners of the mouth lie, in pixels from the centre of the first."""
NOSE_TIP, MOUTH_CORNERS = 4, [61, 291]


class ArcFace:
    """The network. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        _check(path)
        self._session, _ = open_exported(path, "network arcface")
        self._input = self._session.get_inputs()[0].name

    def embed(self, faces: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 112, 112, 3) RGB faces of aligned_face to (n, 512) vectors of length 1."""
        rows = np.zeros((len(faces), VALUES), np.float32)
        for row, face in zip(rows, faces, strict=True):
            values = (face.astype(np.float32).transpose(2, 0, 1) - 127.5) / 127.5
            row[:] = np.asarray(self._session.run(None, {self._input: values[None]})[0])[0]
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def load(path: Path) -> ArcFace:
    """Open a kept file. Raises WeightsError for one that is not this network."""
    return ArcFace(path)


def convert(source: Path, target: Path) -> None:
    """Check a published ONNX file and keep it as it is. Raises WeightsError; nothing in it is run."""
    _check(source)
    target.write_bytes(source.read_bytes())


def aligned_face(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Cut a face out of (height, width, 3) by its (478, 2 or 3) landmarks in pixels: (112, 112, 3), as in training."""
    eyes = [
        landmarks[np.concatenate([upper, lower[1:-1]]), :2].mean(0)
        for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT))
    ]
    points = np.stack([*eyes, landmarks[NOSE_TIP, :2], *landmarks[MOUTH_CORNERS, :2]])
    scale, rotation, translation = similarity(_flat(TEMPLATE + 0.5), _flat(points))
    (a, b), (c, d) = scale * rotation[:2, :2]
    transform = (a, b, translation[0], c, d, translation[1])
    face = Image.fromarray(picture).transform(
        (SIDE, SIDE), Image.Transform.AFFINE, transform, Image.Resampling.BILINEAR
    )
    return np.asarray(face)


def _flat(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n, 2) points in space."""
    return np.column_stack([points, np.zeros(len(points))]).astype(np.float64)


def _check(path: Path) -> None:
    """Raise WeightsError unless a file is a network from (n, 3, 112, 112) to (n, 512)."""
    try:
        graph = onnx.load(path, load_external_data=False).graph
    except Exception as error:  # protobuf has errors of its own
        raise WeightsError(f"{path}: it is no ONNX file; name w600k_r50.onnx out of InsightFace's buffalo_l") from error
    if any(uses_external_data(weight) for weight in graph.initializer):
        raise WeightsError(f"{path}: its weights lie in other files; name w600k_r50.onnx, which holds them itself")
    kept = {weight.name for weight in graph.initializer}
    taken = [_shape(value) for value in graph.input if value.name not in kept]
    given = [_shape(value) for value in graph.output]
    if [shape[1:] for shape in taken] != [(3, SIDE, SIDE)] or [shape[1:] for shape in given] != [(VALUES,)]:
        raise WeightsError(
            f"{path}: it leads from {taken} to {given}, and ArcFace from one (n, 3, {SIDE}, {SIDE}) to one "
            f"(n, {VALUES}); name w600k_r50.onnx out of InsightFace's buffalo_l"
        )


def _shape(value: onnx.ValueInfoProto) -> tuple[int, ...]:
    """Sizes; 0 where it is open."""
    return tuple(size.dim_value for size in value.type.tensor_type.shape.dim)
