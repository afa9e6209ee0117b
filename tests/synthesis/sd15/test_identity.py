"""The adapter of InsightFace, on a module of its interface that tells what it was asked."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from tietfg.errors import WeightsError
from tietfg.synthesis.sd15 import identity

PICTURE = np.zeros((100, 200, 3), np.uint8)
PICTURE[..., 0] = 255
LANDMARKS = np.full((478, 3), (150.0, 50.0, 0.0))


class FaceAnalysis:
    """As InsightFace's: takes BGR, and gives all faces."""

    faces: tuple[SimpleNamespace, ...] = ()

    def __init__(self, name: str, root: str, allowed_modules: list[str]) -> None:
        files = list((Path(root) / "models" / name).glob("*.onnx"))
        assert all(file.read_bytes() == b"good" for file in files), "two\nlines"

    def prepare(self, ctx_id: int, det_size: tuple[int, int]) -> None:
        assert ctx_id == -1

    def get(self, picture: np.ndarray) -> list[SimpleNamespace]:
        assert picture[0, 0].tolist() == [0, 0, 255]
        return list(self.faces)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package, app = ModuleType("insightface"), ModuleType("insightface.app")
    app.FaceAnalysis = FaceAnalysis  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "insightface", package)
    monkeypatch.setitem(sys.modules, "insightface.app", app)
    monkeypatch.setattr(identity, "find_spec", sys.modules.get)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def put(place: Path, content: bytes = b"good") -> None:
    place.mkdir(parents=True)
    (place / "glintr100.onnx").write_bytes(content)


@pytest.mark.parametrize("place", ["face_analysis/models", "home/.insightface/models/antelopev2"])
def test_the_face_nearest_to_the_landmarks_is_told(folder: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert identity.installed_encoder(folder) is None
    put(folder / place)
    encode = identity.installed_encoder(folder)
    assert encode is not None
    assert encode(PICTURE, LANDMARKS) is None
    found = [(0, 0, 90, 90), (120, 10, 180, 90)]
    faces = [SimpleNamespace(bbox=np.array(box, float), embedding=np.full(512, box[0])) for box in found]
    monkeypatch.setattr(FaceAnalysis, "faces", tuple(faces))
    embedding = encode(PICTURE, LANDMARKS)
    assert embedding is not None
    assert embedding.dtype == np.float32
    assert (embedding == 120).all()


def test_models_that_cannot_be_used_are_told_in_one_line(folder: Path) -> None:
    put(folder / "face_analysis" / "models", b"damaged")
    with pytest.raises(WeightsError, match=r"face_analysis/models cannot be used \(.*two lines.*\); put") as caught:
        identity.installed_encoder(folder)
    assert "\n" not in str(caught.value)


def test_without_the_package_nobody_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "face_analysis" / "models")
    monkeypatch.setattr(identity, "find_spec", lambda _: None)
    assert identity.installed_encoder(tmp_path) is None
