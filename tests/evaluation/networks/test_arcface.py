"""ArcFace's file is checked, its faces are aligned, and its embeddings tell pictures apart."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import convert_model_to_external_data

from tests.evaluation.made_faces import acting, placed
from tietfg.errors import WeightsError
from tietfg.evaluation.networks.arcface import TEMPLATE, aligned_face, convert, load
from tietfg.evaluation.outside_weights import OUTSIDE_NETWORKS, convert_outside, outside_file
from tietfg.portrait.geometry import rotation_matrix
from tietfg.weights.store import WeightStore

REAL = outside_file("arcface", WeightStore.default())


def network(sizes=("n", 3, 112, 112), values=512) -> onnx.ModelProto:
    """A network with ArcFace's inputs and outputs: means of squares of pixels times random weights."""
    inner = 3 * (sizes[2] // 7) ** 2
    weights = np.random.default_rng(0).normal(size=(inner, values)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("AveragePool", ["input.1"], ["pooled"], kernel_shape=[7, 7], strides=[7, 7]),
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node("MatMul", ["flat", "weights"], ["683"]),
        ],
        "arcface",
        [
            helper.make_tensor_value_info("input.1", TensorProto.FLOAT, sizes),
            helper.make_tensor_value_info("weights", TensorProto.FLOAT, weights.shape),
        ],
        [helper.make_tensor_value_info("683", TensorProto.FLOAT, [1, values])],
        [numpy_helper.from_array(weights, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("arcface") / "w600k_r50.onnx"
    onnx.save(network(), path)
    return path


def faces(count: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, 112, 112, 3), dtype=np.uint8)


def test_the_file_is_kept_as_it_is_and_runs(file: Path, tmp_path: Path):
    target = tmp_path / "kept" / "arcface.onnx"
    convert_outside("arcface", file, target)
    assert target.read_bytes() == file.read_bytes()
    assert OUTSIDE_NETWORKS["arcface"].suffix == ".onnx"
    rows = load(target).embed(faces(3))
    assert rows.shape == (3, 512)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert rows[0] @ rows[1] < 0.9


def test_faces_go_in_as_rgb_in_planes_from_minus_to_plus_one(file: Path):
    picture = faces(1)
    planes = (picture[0].astype(np.float64) / 127.5 - 1).transpose(2, 0, 1)
    pooled = planes.reshape(3, 16, 7, 16, 7).mean((2, 4)).ravel()
    row = pooled @ numpy_helper.to_array(onnx.load(file).graph.initializer[0])
    np.testing.assert_allclose(load(file).embed(picture)[0], row / np.linalg.norm(row), atol=1e-4)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sizes": ("n", 3, 224, 224)}, r"leads from \[\(0, 3, 224, 224\)\]"),
        ({"values": 256}, r"to \[\(1, 256\)\]"),
    ],
)
def test_another_network_is_refused(tmp_path: Path, changes: dict, message: str):
    path = tmp_path / "other.onnx"
    onnx.save(network(**changes), path)
    with pytest.raises(WeightsError, match=message) as caught:
        convert(path, tmp_path / "target.onnx")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "target.onnx").exists()
    with pytest.raises(WeightsError, match=message):
        load(path)


def test_no_network_and_weights_elsewhere_are_refused(tmp_path: Path):
    nothing, outside = tmp_path / "nothing.onnx", tmp_path / "outside.onnx"
    nothing.write_bytes(b"no network at all")
    with pytest.raises(WeightsError, match="w600k_r50"):
        convert(nothing, tmp_path / "target.onnx")
    model = network()
    convert_model_to_external_data(model, location="weights.bin", size_threshold=0)
    onnx.save(model, outside)
    with pytest.raises(WeightsError, match="lie in other files"):
        convert(outside, tmp_path / "target.onnx")


@pytest.mark.parametrize(("scale", "angle"), [(90.0, 0.0), (60.0, 0.4), (120.0, -0.3)])
def test_the_face_comes_to_lie_on_the_template(scale: float, angle: float):
    rest = acting(jawOpen=[0.0])[0]
    rest[:, 2] = 0.0  # a face as flat as a picture
    landmarks = placed(rest, scale, (0, 0, angle), (200, 160, 0))
    y, x = np.mgrid[:400, :400] + 0.5
    turned = rotation_matrix(np.array([0, 0, angle]))[:2, :2]
    across, down = np.moveaxis((np.stack([x, y], 2) - (200, 160)) @ turned / scale, 2, 0)
    # The picture shows where on the face each pixel lies: red tells across, green down.
    picture = np.stack([128 + 100 * across, 128 + 60 * down, 0 * down], 2).clip(0, 255).astype(np.uint8)
    face = aligned_face(picture, landmarks).astype(float)
    eyes_and_mouth = [TEMPLATE[:2].mean(0), TEMPLATE[3:].mean(0)]
    for place, down_face in zip(eyes_and_mouth, (0.02, 0.76), strict=True):
        column, row = np.round(place).astype(int)
        assert (face[row, column, 0] - 128) / 100 == pytest.approx(0, abs=0.04)
        assert (face[row, column, 1] - 128) / 60 == pytest.approx(down_face, abs=0.08)


@pytest.mark.skipif(not REAL.is_file(), reason=f"{REAL} is not there: InsightFace's w600k_r50.onnx, converted")
@pytest.mark.weights
def test_the_real_network_tells_persons_apart(tmp_path: Path):
    from PIL import Image

    from tests.evaluation.measures.test_faces import still
    from tietfg.portrait.demo import DEMO_PORTRAITS

    rows = []
    for name in ("amara", "kenji"):
        for mirrored in (False, True):
            picture = Image.open(DEMO_PORTRAITS[name]).convert("RGB").resize((320, 320))
            picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else picture
            video = still(tmp_path / f"{name}{mirrored}.mp4", picture)
            pixels = next(iter(video.pictures()))
            rows.append(load(REAL).embed(aligned_face(pixels, video.face.landmarks[0])[None])[0])
    assert rows[0] @ rows[1] > 0.6 > 0.3 > rows[0] @ rows[2]
