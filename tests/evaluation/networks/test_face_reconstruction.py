"""The face reconstruction network against plain operations, and its pictures against a face that is put somewhere."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.evaluation.networks.test_inception import unsettled
from tietfg.errors import WeightsError
from tietfg.evaluation.networks.face_reconstruction import (
    EYES,
    MOUTH_CORNERS,
    NOSE_TIP,
    STANDARD_POINTS,
    FaceReconstruction,
    aligned_face,
    convert,
    load,
)


def normed(x: Tensor, s: dict[str, Tensor], name: str) -> Tensor:
    parts = (s[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
    return functional.batch_norm(x, *parts)


def test_the_whole_against_plain_operations() -> None:
    torch.manual_seed(0)
    network = unsettled(FaceReconstruction(base=2))
    s = {key.removeprefix("backbone."): value for key, value in network.state_dict().items()}
    faces = torch.rand(2, 3, 224, 224)
    x = normed(functional.conv2d(faces, s["conv1.weight"], stride=2, padding=3), s, "bn1").relu()
    x = functional.max_pool2d(x, 3, 2, 1)
    for stage, depth in enumerate((3, 4, 6, 3), 1):
        for index in range(depth):
            name, stride = f"layer{stage}.{index}", 2 if stage > 1 and index == 0 else 1
            y = normed(functional.conv2d(x, s[f"{name}.conv1.weight"]), s, f"{name}.bn1").relu()
            y = functional.conv2d(y, s[f"{name}.conv2.weight"], stride=stride, padding=1)
            y = functional.conv2d(normed(y, s, f"{name}.bn2").relu(), s[f"{name}.conv3.weight"])
            if index == 0:
                x = functional.conv2d(x, s[f"{name}.downsample.0.weight"], stride=stride)
                x = normed(x, s, f"{name}.downsample.1")
            x = (normed(y, s, f"{name}.bn3") + x).relu()
    assert x.shape[2:] == (7, 7)
    expected = x.mean((2, 3)) @ s["final_layers.1.weight"][:, :, 0, 0].T + s["final_layers.1.bias"]
    torch.testing.assert_close(network(faces), expected, atol=1e-5, rtol=1e-3)


def test_the_published_form() -> None:
    with torch.device("meta"):
        network = FaceReconstruction()
    # A ResNet-50 of 1000 classes has 25,557,032 parameters, 2,049,000 of them in its last layer.
    assert sum(parameter.numel() for parameter in network.backbone.parameters()) == 25_557_032 - 2_049_000
    heads = [tuple(layer.weight.shape[:2]) for layer in network.final_layers]
    assert heads == [(count, 2048) for count in (80, 64, 80, 3, 27, 2, 1)]


def placed(unit: float, middle: tuple[float, float]) -> np.ndarray:
    """Landmarks of the standard face seen from the front, `unit` pixels large; those that do not count are far off."""
    landmarks = np.full((478, 3), 1e4)
    points = STANDARD_POINTS[:, :2] * unit + middle
    for corners, eye in zip(EYES, points, strict=False):
        landmarks[list(corners), :2] = [eye - [0.1 * unit, 0], eye + [0.1 * unit, 0]]
    landmarks[[NOSE_TIP, *MOUTH_CORNERS], :2] = points[2:]
    return landmarks


@pytest.mark.parametrize(("unit", "middle"), [(60.0, (200.0, 150.0)), (204.0, (310.4, 280.7)), (102.0, (90.0, 100.0))])
def test_a_face_comes_to_its_standard_place(unit: float, middle: tuple[float, float]) -> None:
    landmarks = placed(unit, middle)
    expected = 112 + 102 * STANDARD_POINTS[:, :2]
    rows, columns = np.mgrid[:560, :620] + 0.5
    for point, place in zip(STANDARD_POINTS[:, :2] * unit + middle, expected, strict=True):
        blob = 255 * np.exp(-((columns - point[0]) ** 2 + (rows - point[1]) ** 2) / (2 * (0.05 * unit) ** 2))
        face = aligned_face(np.repeat(blob[:, :, None].astype(np.uint8), 3, axis=2), landmarks)
        assert face.shape == (224, 224, 3)
        weights = face[:, :, 0].astype(float) ** 2
        centre = [(weights * axis).sum() / weights.sum() for axis in np.mgrid[:224, :224][::-1] + 0.5]
        np.testing.assert_allclose(centre, place, atol=0.4)


def test_what_lies_beyond_the_picture_is_black() -> None:
    face = aligned_face(np.full((200, 200, 3), 200, np.uint8), placed(102.0, (100.0, 20.0)))
    assert (face[:85] == 0).all()
    assert (face[100:215, 20:205] == 200).all()


def test_a_published_file_is_kept_and_loaded(tmp_path: Path) -> None:
    network = FaceReconstruction()
    torch.save({"net_recon": network.state_dict(), "opt_00": {"state": {}, "lr": 1e-4}}, tmp_path / "epoch_20.pth")
    convert(tmp_path / "epoch_20.pth", tmp_path / "kept.safetensors")
    kept = load(tmp_path / "kept.safetensors")
    assert torch.equal(kept.final_layers[1].weight, network.final_layers[1].weight)
    torch.save({"another": {}}, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match="net_recon"):
        convert(tmp_path / "other.pth", tmp_path / "kept.safetensors")
