"""The child process that finds faces; started by file name, so that it imports MediaPipe and NumPy and nothing else.

Request: model, height, width, blendshapes (names), mirror (the landmark on the other side, of each landmark); payload:
the RGB bytes. Answer: {"faces": n} and n rows of float32: 478 x 3 landmarks in pixels of the picture, the blendshapes,
the 4 x 4 face transform, and the disagreement with the mirrored picture.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice

import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.core.image import Image, ImageFormat
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions
from numpy.typing import NDArray

Window = tuple[int, int, int]
"""Left, top and side of a square in the picture; it may reach beyond the edges."""

MOST_FACES = 8
PROPORTIONS = (2.6, 1.8)
"""Sides of the squares in which a face is measured, in sides of its box."""
MOST_SPREAD = 0.03
"""Mean distance of two measurements of a face, in eye distances: up to .012 in photographs, blurred and tilted ones
too, .04 in profiles, .05 in drawings."""


class Detector:
    """A landmarker at work on one picture."""

    def __init__(self, landmarker: FaceLandmarker, image: NDArray[np.uint8], blendshapes: list[str]) -> None:
        self.landmarker = landmarker
        self.image = image
        self.blendshapes = blendshapes

    def search(self, levels: int | None = None) -> list[NDArray[np.float32]]:
        """Search from coarse to fine, and stop at the first level with a confirmed face, or after so many `levels`.

        The detector sees faces of about a tenth to two thirds of its input: the whole picture, the picture with a
        wide margin (faces that fill the frame), then ever smaller squares of it (small faces).
        """
        for level in islice(_levels(*self.image.shape[:2]), levels):
            found: list[NDArray[np.float32]] = []
            for rough in (face for window in level for face in self.detect(window)):
                face = self.confirm(rough)
                if face is not None and all(overlap(face, other) < 0.3 for other in found):
                    found.append(face)
            if found:
                return found
        return []

    def confirm(self, rough: NDArray[np.float32]) -> NDArray[np.float32] | None:
        """Measure a face again in two squares of fixed proportion to it, so that its place does not matter.

        In a real face both agree; patterns taken for a face vanish or shift. An upside-down face passes for an upright
        one, but agrees far better after half a turn.
        """
        low, high = face_box(rough)
        spreads: list[tuple[float, NDArray[np.float32]]] = []
        for turned in (False, True):
            views = []
            for proportion in PROPORTIONS:
                side = int(proportion * (high - low).max())
                left, top = np.round((low + high) / 2 - side / 2).astype(int)
                views.append(self.detect((int(left), int(top), side), turned=turned))
            wide, tight = (max(view, key=lambda face: overlap(face, rough), default=None) for view in views)
            if wide is not None and tight is not None:
                first, second = _points(wide), _points(tight)
                spread = np.linalg.norm(first - second, axis=1).mean() / np.linalg.norm(first[33] - first[263])
                spreads.append((float(spread) * (2 if turned else 1), wide))
        spread, face = min(spreads, key=lambda item: item[0], default=(1.0, None))
        return face if spread < MOST_SPREAD else None

    def detect(self, window: Window, *, turned: bool = False) -> list[NDArray[np.float32]]:
        """Faces in one window, or in the window turned by half a turn; a row each, in pixels of the picture."""
        left, top, side = window
        height, width = self.image.shape[:2]
        rows = np.arange(top, top + side).clip(0, height - 1)  # beyond the edge, the edge is repeated
        columns = np.arange(left, left + side).clip(0, width - 1)
        if turned:
            rows, columns = rows[::-1], columns[::-1]
        pixels = np.ascontiguousarray(self.image[rows[:, None], columns])
        result = self.landmarker.detect(Image(ImageFormat.SRGB, pixels))
        faces = []
        for points, shapes, transform in zip(
            result.face_landmarks, result.face_blendshapes, result.facial_transformation_matrixes, strict=True
        ):
            landmarks = np.array([(point.x, point.y, point.z) for point in points])
            if turned:
                landmarks[:, :2] = 1 - landmarks[:, :2]
            landmarks = landmarks * side + (left, top, 0)
            scores = {shape.category_name: shape.score for shape in shapes}
            ordered = [scores.get(name, 0.0) for name in self.blendshapes]
            faces.append(np.concatenate([landmarks.ravel(), ordered, transform.ravel()]).astype(np.float32))
        return faces

    def disagreement(self, face: NDArray[np.float32], mirror: list[int]) -> float:
        """Mean distance of a face's landmarks and those found in the mirrored picture, in distances of the eyes."""
        low, high = face_box(face)
        width, side = self.image.shape[1], int(PROPORTIONS[0] * (high - low).max())
        left, top = np.round((low + high) / 2 - side / 2).astype(int)
        mirrored = Detector(self.landmarker, np.ascontiguousarray(self.image[:, ::-1]), self.blendshapes)
        points = _points(face)
        distances = [np.inf]
        for found in mirrored.detect((int(width - left - side), int(top), side)):
            other = _points(found)[mirror] * (-1, 1) + (width, 0)
            distances.append(float(np.linalg.norm(other - points, axis=1).mean()))
        return min(distances) / float(np.linalg.norm(points[33] - points[263]))


def _levels(height: int, width: int) -> Iterator[list[Window]]:
    longer = max(height, width)
    yield [((width - longer) // 2, (height - longer) // 2, longer)]
    yield [((width - 2 * longer) // 2, (height - 2 * longer) // 2, 2 * longer)]
    for side in (longer // 2, longer // 4, longer // 8):
        if side >= 96:
            yield [(x, y, side) for y in _starts(height, side) for x in _starts(width, side)]


def _starts(length: int, side: int) -> list[int]:
    """Starts of windows that overlap by a half and cover the length."""
    count = max(1, int(np.ceil(2 * (length - side) / side)) + 1)
    return [round(start) for start in np.linspace(0, length - side, count)] if length > side else [(length - side) // 2]


def _points(face: NDArray[np.float32]) -> NDArray[np.float32]:
    """(478, 2): x and y of the landmarks."""
    return face[: 478 * 3].reshape(478, 3)[:, :2]


def face_box(face: NDArray[np.float32]) -> NDArray[np.float32]:
    """(2, 2): the least and the largest x and y of the landmarks."""
    return np.stack([_points(face).min(axis=0), _points(face).max(axis=0)])


def overlap(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Area common to two faces' boxes, as a share of the smaller box."""
    one, two = face_box(first), face_box(second)
    common = np.clip(np.minimum(one[1], two[1]) - np.maximum(one[0], two[0]), 0, None).prod()
    return float(common / min((one[1] - one[0]).prod(), (two[1] - two[0]).prod()))


def main() -> None:
    """Answer one request."""
    request = json.loads(sys.stdin.buffer.readline())
    size = (request["height"], request["width"], 3)
    image = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(size)
    options = FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=request["model"]),
        num_faces=MOST_FACES,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    with FaceLandmarker.create_from_options(options) as landmarker:
        detector = Detector(landmarker, image, request["blendshapes"])
        faces = [
            np.append(face, np.float32(detector.disagreement(face, request["mirror"]))) for face in detector.search()
        ]
    sys.stdout.buffer.write(json.dumps({"faces": len(faces)}).encode() + b"\n" + b"".join(f.tobytes() for f in faces))


if __name__ == "__main__":
    main()
