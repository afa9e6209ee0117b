"""Sets of real video files: which pictures, clips and faces are told, by thin networks of the same classes."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.evaluation.made_faces import acting, placed, tracked
from tests.evaluation.networks.test_inception import unsettled
from tietfg.errors import InputError, WeightsError
from tietfg.evaluation.case import Case, MeasuredVideo
from tietfg.evaluation.functional.frechet import Moments
from tietfg.evaluation.measures import distributions
from tietfg.evaluation.measures.distributions import ClipProtocol, clips, face_square
from tietfg.evaluation.networks import face_reconstruction, i3d, inception
from tietfg.evaluation.networks.features import features
from tietfg.evaluation.outside_weights import OUTSIDE_NETWORKS
from tietfg.evaluation.probes.distributions import PROBES
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter

SIZE = 128
WEIGHTS = {name: Path(f"{name}.safetensors") for name in OUTSIDE_NETWORKS}


def video(path: Path, seed: int, frames: int, rate: int = 25, hidden: tuple[int, ...] = ()) -> MeasuredVideo:
    """A video file, and the face that is said to be in it."""
    generator = np.random.default_rng(seed)
    with OutputFile(path) as file, VideoWriter(file, SIZE, SIZE, Fraction(rate), None) as writer:
        for _ in range(frames):
            coarse = generator.integers(0, 256, (8, 8, 3), dtype=np.uint8)
            writer.write_frame(coarse.repeat(SIZE // 8, axis=0).repeat(SIZE // 8, axis=1))
    made = MeasuredVideo(path, Path("none"))
    faces = placed(acting(jawOpen=np.zeros(frames)), 30, (0, 0, 0), (64, 60, 0))
    face = tracked(faces, fps=rate, hidden=hidden)
    object.__setattr__(face, "size", (SIZE, SIZE))
    made.__dict__["_face"] = face
    return made


@pytest.fixture(autouse=True)
def _thin_networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    torch.manual_seed(0)
    thin = {
        inception: inception.InceptionV3(1 / 16),
        i3d: i3d.I3D(1 / 32, 6),
        face_reconstruction: face_reconstruction.FaceReconstruction(2),
    }
    cached = (distributions._inception, distributions._i3d, distributions._face_reconstruction)
    for module, network in thin.items():
        unsettled(network)
        monkeypatch.setattr(module, "load", lambda path, network=network: network)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


@pytest.mark.parametrize(
    ("name", "generated", "reference"),
    [("fid", 40, 35), ("fvd", 2, 2), ("fvd_common", 1, 1), ("e_fid_3dmm", 37, 35), ("fid_face_crop", 37, 35)],
)
def test_a_probe_has_a_row_for_each_picture_clip_or_face(
    tmp_path: Path, name: str, generated: int, reference: int
) -> None:
    probe = next(probe for probe in PROBES if probe.name == name)
    case = Case("a", video(tmp_path / "g.mp4", 0, 40, hidden=(3, 4, 20)), video(tmp_path / "r.mp4", 1, 35))
    measured = probe.load()(case, WEIGHTS)
    assert measured.generated is not None
    assert measured.reference is not None
    assert (len(measured.generated), len(measured.reference)) == (generated, reference)
    assert measured.generated.dtype == np.float32
    assert not measured.values
    assert probe.over_sets
    faces = probe.name in ("e_fid_3dmm", "fid_face_crop")
    assert measured.notes == (("3 of 40 pictures of the generated video show no face: left out",) if faces else ())


def test_probes_name_what_there_is() -> None:
    for probe in PROBES:
        assert set(probe.weights) <= set(OUTSIDE_NETWORKS)
        assert [metric.name for metric in probe.metrics] == [probe.name]
        assert callable(probe.load())
        assert probe.needs == ("reference",)


def test_pictures_are_told_at_25_a_second(tmp_path: Path) -> None:
    made = video(tmp_path / "g.mp4", 0, 12, rate=12)
    measured = distributions.fid_face_crop(Case("a", made, made), WEIGHTS)
    assert measured.generated is not None
    assert len(measured.generated) == 25
    changes = np.abs(np.diff(measured.generated, axis=0)).max(axis=1) > 0.01 * measured.generated.max()
    assert changes.sum() == 12 - 1
    moments = Moments.of(measured.generated)
    assert moments.distance(moments) == pytest.approx(0, abs=1e-6)


def test_rows_are_those_of_the_pictures_whatever_the_batch() -> None:
    pictures = np.random.default_rng(2).integers(0, 256, (5, 60, 70, 3), dtype=np.uint8)
    network = inception.load(Path())
    expected = network(torch.from_numpy(pictures).permute(0, 3, 1, 2) / 255).numpy()
    for batch in (1, 2, 5, 9):
        np.testing.assert_allclose(features(network, iter(pictures), batch), expected, rtol=1e-3, atol=1e-6)


def test_clips_follow_each_other_without_overlap(tmp_path: Path) -> None:
    made = video(tmp_path / "g.mp4", 0, 35)
    found = list(clips(made, ClipProtocol(16)))
    assert [clip.shape for clip in found] == [(16, SIZE, SIZE, 3)] * 2
    np.testing.assert_array_equal(np.concatenate(found), np.stack(list(made.pictures()))[:32])
    assert len(list(clips(made, ClipProtocol(10, most=2)))) == 2
    with pytest.raises(InputError, match=r"shorter than a clip of 1\.6 s"):
        list(clips(made, ClipProtocol(40)))


def test_the_square_is_about_the_face_and_goes_on_at_edges() -> None:
    picture = np.full((100, 120, 3), 50, np.uint8)
    picture[20:60, 30:70] = 250
    landmarks = np.zeros((478, 3))
    landmarks[:, 0], landmarks[:, 1] = np.linspace(30, 70, 478), np.linspace(20, 60, 478)
    square = face_square(picture, landmarks)
    assert square.shape == (299, 299, 3)
    margin = 299 * (1 - 1 / 1.3) / 2
    bright = np.flatnonzero(square[150, :, 0] > 150)
    np.testing.assert_allclose([bright[0], bright[-1]], [margin, 299 - margin], atol=3)
    assert (face_square(picture, landmarks - [60, 50, 0]) == 50).all(axis=2).any()
    assert (face_square(picture, landmarks + [500, 500, 0]) == 50).all()


def test_a_wrong_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    path = tmp_path / "i3d.safetensors"
    path.write_bytes(b"no weights")
    made = MeasuredVideo(tmp_path / "none.mp4", Path("none"))
    with pytest.raises(WeightsError, match="convert the published file again"):
        distributions.fvd(Case("a", made, made), {"i3d-kinetics400": path})
