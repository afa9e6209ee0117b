"""The child process that cuts faces out of many pictures; started by file name, under limits.

Request: paths, model, pixel_limit, side_limit, small (sides up to which a picture is a face already). Answer, a part
for each path: {"faces": 1} with a patch (see face_patch.py), {"faces": 0}, or {"error": ...}. "bytes" tells how many
follow.
"""

import json
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions
from PIL import Image

from tietfg.media.decode import decode
from tietfg.portrait.detect import Detector, face_box
from tietfg.portrait.face_patch import SIDE, equalised, face_patch

LEVELS = 2
"""Levels of the search (see detect.py): faces that fill a tenth of the picture or more."""


def patches(
    paths: list[str], model: str, small: int, pixel_limit: int, side_limit: int
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The parts of the answer; of several faces the largest counts."""
    options = FaceLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        num_faces=4,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    with FaceLandmarker.create_from_options(options) as landmarker:
        for path in paths:
            try:
                header, pixels = decode(path, pixel_limit, side_limit)
            except Exception as error:  # Pillow's plugins raise what they like
                yield {"error": " ".join(str(error).split()) or type(error).__name__}, b""
                continue
            if "error" in header:
                yield header, b""
                continue
            picture = np.frombuffer(pixels, np.uint8).reshape(header["height"], header["width"], 3)
            if max(picture.shape[:2]) <= small:
                grey = Image.fromarray(picture).convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
                yield {"faces": 1}, equalised(np.asarray(grey)).tobytes()
                continue
            faces = Detector(landmarker, picture, []).search(LEVELS)
            if faces:
                largest = max(faces, key=lambda face: np.diff(face_box(face), axis=0).prod())
                yield {"faces": 1}, face_patch(picture, largest[: 478 * 3].reshape(478, 3)).tobytes()
            else:
                yield {"faces": 0}, b""


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # the limit is that of `decode`
    request = json.loads(sys.stdin.buffer.readline())
    for header, body in patches(**request):
        sys.stdout.buffer.write(json.dumps(header | {"bytes": len(body)}).encode() + b"\n" + body)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
