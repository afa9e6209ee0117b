"""Identity encoders: who is in the portrait, as the networks of Hallo were told. One is used where it is installed."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import WeightsError

IdentityEncoder = Callable[[NDArray[np.uint8], NDArray[np.floating]], NDArray[np.float32] | None]
"""From a picture (height, width, 3) sRGB and the speaker's landmarks (478, 2 or 3) in its pixels to an embedding, as it
comes and not of unit length; None where no face is found there."""


def installed_encoder(folder: Path) -> IdentityEncoder | None:
    """InsightFace, where that package is installed and its models (antelopev2) lie on this machine; else None.

    They are looked for in `folder`/face_analysis/models, and where InsightFace keeps its own. Neither comes with this
    package: the models are for research that is not commercial. Nothing is fetched. Raises WeightsError for models that
    cannot be used.
    """
    if find_spec("insightface") is None:
        return None
    places = ((folder / "face_analysis", ""), (Path.home() / ".insightface", "antelopev2"))
    for root, name in places:
        if any((root / "models" / name).glob("*.onnx")):
            return _insightface(root, name)
    return None


def _insightface(root: Path, name: str) -> IdentityEncoder:
    from insightface.app import FaceAnalysis  # type: ignore[import-not-found]

    try:
        models = FaceAnalysis(name=name, root=str(root), allowed_modules=["detection", "recognition"])
        models.prepare(ctx_id=-1, det_size=(640, 640))
    except Exception as error:  # it asserts that there is a detector, and leaves damaged files to ONNX Runtime
        raise WeightsError(
            f"InsightFace's models in {root / 'models' / name} cannot be used ({' '.join(str(error).split())[:200]}); "
            "put those of antelopev2 there, or remove them"
        ) from error

    def encode(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.float32] | None:
        found = models.get(np.ascontiguousarray(picture[..., ::-1]))
        if not found:
            return None
        centre = landmarks[:, :2].mean(0)
        nearest = min(found, key=lambda face: float(np.linalg.norm(face.bbox.reshape(2, 2).mean(0) - centre)))
        return np.asarray(nearest.embedding, np.float32)

    return encode
