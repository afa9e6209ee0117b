"""The face of a video is followed, with the real landmarker, on videos made of the shipped portraits."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tietfg.errors import InputError
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.tracking import track_face
from tietfg.weights.registry import find
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights
SIZE = (480, 320)


def demo(name: str, side: int = 300) -> Image.Image:
    return Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((side, side), Image.Resampling.LANCZOS)


def scene(*faces: tuple[Image.Image, int, int]) -> Image.Image:
    picture = Image.new("RGB", SIZE, (120, 130, 140))
    for face, left, top in faces:
        picture.paste(face, (left, top))
    return picture


def save(path: Path, pictures: Iterable[Image.Image]) -> Path:
    with OutputFile(path) as file, VideoWriter(file, *SIZE, rate=Fraction(25), sample_rate=None) as writer:
        for picture in pictures:
            writer.write_frame(np.asarray(picture))
    return path


def landmarker() -> Path:
    return WeightStore.default().path(find("face-landmarker").name)


def test_a_face_that_moves_is_followed(tmp_path: Path) -> None:
    mei = demo("mei")
    path = save(tmp_path / "v.mp4", (scene((mei, 5 * step, 10)) for step in range(20)))
    seen: list[float] = []
    face = track_face(path, landmarker(), seen.append)
    assert len(face.seconds) == face.frames == len(seen) == 20
    assert face.size == SIZE
    assert face.fps == pytest.approx(25)
    assert face.sound_start is None
    centres = face.landmarks[:, :, 0].mean(axis=1)
    np.testing.assert_allclose(np.diff(centres), 5, atol=1.0)


def test_frames_without_face_are_left_out(tmp_path: Path) -> None:
    mei, nobody = scene((demo("mei"), 90, 10)), scene()
    face = track_face(save(tmp_path / "v.mp4", [nobody] * 5 + [mei] * 5 + [nobody] * 5 + [mei] * 5), landmarker())
    assert face.frames == 20
    np.testing.assert_allclose(face.seconds * 25, [*range(5, 10), *range(15, 20)], atol=1e-6)


def test_of_two_people_the_larger_is_followed(tmp_path: Path) -> None:
    large, small = demo("kofi", 300), demo("mei", 170)
    path = save(tmp_path / "v.mp4", (scene((small, 305, 20), (large, step, 10)) for step in range(8)))
    face = track_face(path, landmarker())
    assert (face.landmarks[:, :, 0].mean(axis=1) < 200).all()
    assert face.crowded > 0


def test_no_face(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no face found in 6 frames"):
        track_face(save(tmp_path / "v.mp4", [scene()] * 6), landmarker())
