"""Faces are cut out of real pictures, and what cannot be used is told apart."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.errors import TietfgError
from tietfg.media.limits import ChildError
from tietfg.portrait import face_pictures
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.face_pictures import FacePictures, cut_faces
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights


def found(paths: list[Path]) -> FacePictures:
    told: list[tuple[int, int]] = []
    result = cut_faces(paths, WeightStore.default().path("face-landmarker"), lambda *done: told.append(done))
    assert told == [(done, len(paths)) for done in range(1, len(paths) + 1)]
    return result


def test_pictures_of_all_kinds(tmp_path: Path) -> None:
    elena = Image.open(DEMO_PORTRAITS["elena"]).convert("RGB")
    small, empty, broken = tmp_path / "small.png", tmp_path / "empty.png", tmp_path / "broken.jpg"
    elena.resize((48, 48), Image.Resampling.LANCZOS).save(small)
    Image.new("RGB", (300, 200), (90, 120, 150)).save(empty)
    broken.write_bytes(b"\xff\xd8\xff\xe0 not much of a picture")
    result = found([DEMO_PORTRAITS["elena"], broken, empty, small, tmp_path / "gone.png"])
    assert result.indices == (0, 3)
    assert result.without_face == (2,)
    assert sorted(result.unreadable) == [1, 4]
    assert result.patches.shape == (2, 48, 48)
    assert result.patches.min() == 0
    assert result.patches.max() == 255


def test_the_larger_of_two_faces_counts(tmp_path: Path) -> None:
    both = Image.new("RGB", (900, 600), (128, 128, 128))
    kofi, mei = (Image.open(DEMO_PORTRAITS[name]).convert("RGB") for name in ("kofi", "mei"))
    both.paste(kofi.resize((300, 300)), (0, 100))
    both.paste(mei.resize((560, 560)), (320, 20))
    both.save(tmp_path / "both.png")
    mei.resize((560, 560)).save(tmp_path / "mei.png")
    first, second = found([tmp_path / "both.png", tmp_path / "mei.png"]).patches.reshape(2, -1).astype(float)
    assert np.corrcoef(first, second)[0, 1] > 0.95


def test_a_picture_on_which_the_child_dies_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    real = face_pictures.stream_limited

    def dying(script, request, **limits):
        for (header, body), path in zip(real(script, request, **limits), request["paths"], strict=True):
            if "kofi" in path:
                raise ChildError("SIGSEGV", over_limit=False)
            yield header, body

    monkeypatch.setattr(face_pictures, "stream_limited", dying)
    result = found([DEMO_PORTRAITS[name] for name in ("elena", "kofi", "mei")])
    assert result.indices == (0, 2)
    assert result.unreadable == {1: "SIGSEGV"}


def test_a_landmarker_that_does_not_run_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "no.task").write_bytes(b"no model")
    with pytest.raises(TietfgError, match="does not run here"):
        cut_faces([DEMO_PORTRAITS["elena"]], tmp_path / "no.task", lambda *_: None)
