"""Faces of real videos: this project's own, and pictures that stand still."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx
import pytest
from PIL import Image

from tests.evaluation.networks.test_arcface import network
from tietfg.evaluation.case import Case, MeasuredVideo
from tietfg.evaluation.measures.faces import identity, lip_errors, motion, shape, speaking
from tietfg.evaluation.measures.pictures import drift, length, skin_flicker
from tietfg.evaluation.probes import faces as probes
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter
from tietfg.pipeline import TalkingFacePipeline
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights
TEXT = "My brother bought a big map, and mum put it up above the piano."


def measured(path: Path) -> MeasuredVideo:
    return MeasuredVideo(path, WeightStore.default().path("face-landmarker"))


def still(path: Path, picture: Image.Image, frames: int = 6, rate: int = 25) -> MeasuredVideo:
    with OutputFile(path) as file, VideoWriter(file, *picture.size, Fraction(rate), None) as writer:
        for _ in range(frames):
            writer.write_frame(np.asarray(picture))
    return measured(path)


def portrait(name: str) -> Image.Image:
    return Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((320, 320), Image.Resampling.LANCZOS)


@pytest.fixture(scope="module")
def generated(pipe: TalkingFacePipeline, tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = tmp_path_factory.mktemp("generated") / "amara.mp4"
    made = pipe(image="amara", text=TEXT, emotion="happy", seed=3, size=256, matte="quick")
    made.save(path)
    video = measured(path)
    return Case("amara", video, video, phones=made.speech.phones)


def test_lips_of_a_generated_video_meet_and_open(generated: Case):
    found = speaking(generated, {})
    assert found.values["lip_closure"] > 0.85
    assert found.counts["lip_closure"] == sum(phone.symbol in "pbm" for phone in generated.phones)
    assert 4 < found.values["vowel_openness"] < 40
    late = tuple(phone.__class__(phone.symbol, phone.start + 0.3, phone.end + 0.3, 0, 0) for phone in generated.phones)
    shifted = speaking(Case("late", generated.generated, phones=late), {})
    assert shifted.values["lip_closure"] < found.values["lip_closure"]


def test_a_generated_face_moves_as_faces_do(generated: Case):
    found = motion(generated, {}).values
    assert 0 <= found["blink_rate"] <= 40
    assert 0.2 < found["face_speed"] < 3
    assert 0.2 < found["face_jerk"] < 6
    assert 0.3 < found["head_spread"] < 15
    assert 0.5 < found["head_speed"] < 60


def test_a_generated_video_is_steady_and_as_long_as_its_sound(generated: Case):
    flicker = skin_flicker(generated, {}).values
    assert 0 < flicker["flicker_light"] < 2
    assert 0 < flicker["flicker_detail"] < 5
    assert drift(generated, {}).values["background_drift"] < 1
    assert length(generated, {}).values["length_difference"] < 40


def test_against_itself_nothing_is_wrong(generated: Case):
    found = {**lip_errors(generated, {}).values, **shape(generated, {}).values}
    assert found == pytest.approx(dict.fromkeys(found, 0.0), abs=1e-9)


def test_a_picture_that_stands_still_is_another_mouth_and_no_motion(generated: Case, tmp_path: Path):
    frozen = still(tmp_path / "still.mp4", portrait("amara"), frames=30)
    values = motion(Case("still", frozen), {}).values
    assert values["blink_rate"] == 0
    assert values["face_jerk"] < 0.2
    assert values["head_speed"] < 1
    found = lip_errors(Case("still", frozen, generated.generated), {})
    assert found.values["lip_landmark_error"] > found.values["mouth_landmark_distance"] > 1
    assert found.counts["lip_landmark_error"] == 30
    assert "frames dropped" in found.notes[0]


def test_another_person_has_another_shape_than_the_same_in_motion(generated: Case, tmp_path: Path):
    frozen = still(tmp_path / "amara.mp4", portrait("amara"))
    other = still(tmp_path / "kenji.mp4", portrait("kenji"))
    same, foreign = (
        shape(Case("a", generated.generated, each), {}).values["face_shape_distance"] for each in (frozen, other)
    )
    assert same < foreign


def test_identity_goes_by_the_embeddings_of_faces(tmp_path: Path):
    onnx.save(network(), tmp_path / "arcface.onnx")
    weights = {"arcface": tmp_path / "arcface.onnx"}
    amara = still(tmp_path / "amara.mp4", portrait("amara"), frames=11)
    faster = still(tmp_path / "faster.mp4", portrait("amara"), frames=24, rate=50)
    kenji = still(tmp_path / "kenji.mp4", portrait("kenji"), frames=11)
    same = identity(Case("same", faster, amara), weights)
    assert same.values["identity_similarity"] > 0.95
    assert same.counts["identity_similarity"] == 3
    assert identity(Case("other", kenji, amara), weights).values["identity_similarity"] < 0.9


def test_probes_name_functions_and_all_their_metrics(generated: Case, tmp_path: Path):
    onnx.save(network(), tmp_path / "arcface.onnx")
    for probe in probes.PROBES:
        found = probe.load()(generated, {"arcface": tmp_path / "arcface.onnx"})
        assert set(found.values) == set(found.counts or found.values) == {metric.name for metric in probe.metrics}
