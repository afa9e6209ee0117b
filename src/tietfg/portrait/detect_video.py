"""The child process that follows the face through a video; started by file name, under limits.

Request: path, model, blendshapes (names), pictures (whether pictures of the face are wanted), pixel_limit,
seconds_limit, side_limit. Answer, a part for each frame: {"seconds": s, "faces": n} with a row of float32 as in
detect.py where n > 0, and with pictures then a patch (see face_patch.py); with pictures also now and then
{"view": [width, height]} with a small RGB picture of the frame before; in the end {"size": [width, height],
"seconds": s, "sound_start": s or null}; or {"error": ...}. "bytes" tells how many follow.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions
from numpy.typing import NDArray
from PIL import Image

from tietfg.media.decode_video import VideoReader, answer_request
from tietfg.portrait.detect import Detector, face_box, overlap
from tietfg.portrait.face_patch import face_patch

MOST_FACES = 4
PROPORTION = 2.6
"""Side of the square round the face, in which it is looked for in the next frame, over that of the face's box."""
SAME = 0.3
"""Least overlap of a face in one frame and the next."""
PATIENCE = 0.5
"""Seconds; a face that has been away for longer may have become another."""
SEARCH = 0.5
"""Seconds between searches for small faces while there is none."""
VIEWS, VIEW_SIDE = 0.2, 128
"""Seconds between views of the whole frame, and their longer side in pixels."""


class Follower:
    """Finds the same face again in frame after frame: near its last place first, then in the whole picture."""

    def __init__(self, landmarker: FaceLandmarker, blendshapes: list[str]) -> None:
        self._landmarker = landmarker
        self._blendshapes = blendshapes
        self._last: NDArray[np.float32] | None = None
        self._seen = -np.inf
        self._searched = -np.inf

    def find(self, seconds: float, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """The faces of a frame, that which is followed first; none where it is not seen."""
        detector = Detector(self._landmarker, picture, self._blendshapes)
        last = self._last if seconds - self._seen < PATIENCE else None
        faces: list[NDArray[np.float32]] = []
        if last is not None:
            low, high = face_box(last)
            side = int(PROPORTION * (high - low).max())
            left, top = np.round((low + high) / 2 - side / 2).astype(int)
            faces = detector.detect((int(left), int(top), side))
            faces = [face for face in faces if overlap(face, last) > SAME]
        if not faces:
            thorough = seconds - self._searched >= SEARCH
            self._searched = seconds if thorough else self._searched
            faces = detector.search() if thorough else detector.search(levels=1)
        if last is None:
            faces.sort(key=lambda face: -float(np.prod(np.diff(face_box(face), axis=0))))
        else:
            faces.sort(key=lambda face: -overlap(face, last))
        if faces:
            self._last, self._seen = faces[0], seconds
        return faces


def follow(
    path: str, model: str, blendshapes: list[str], pictures: bool, **limits: Any
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The parts of the answer. Raises VideoError."""
    options = FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        num_faces=MOST_FACES,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    with VideoReader(path, **limits) as video, FaceLandmarker.create_from_options(options) as landmarker:
        follower = Follower(landmarker, blendshapes)
        size, viewed = (0, 0), -np.inf
        for seconds, picture in video.frames():
            size = picture.shape[1], picture.shape[0]
            faces = follower.find(float(seconds), picture)
            row = faces[0].tobytes() if faces else b""
            if pictures and faces:
                row += face_patch(picture, faces[0][: 478 * 3].reshape(478, 3)).tobytes()
            yield {"seconds": float(seconds), "faces": len(faces)}, row
            if pictures and seconds - viewed >= VIEWS:
                view = Image.fromarray(picture)
                view.thumbnail((VIEW_SIDE, VIEW_SIDE))
                yield {"view": view.size}, view.tobytes()
                viewed = float(seconds)
        yield {"size": size, "seconds": float(video.seconds), "sound_start": video.sound_start}, b""


if __name__ == "__main__":
    answer_request(follow)
