"""The network of Emo-Acc: its attention by hand, its files."""

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from safetensors.torch import save_file  # noqa: E402

from tietfg.errors import WeightsError  # noqa: E402
from tietfg.evaluation.networks.emotion_classifier import (  # noqa: E402
    EmotionClassifier,
    ResNet18,
    convert,
    load,
    load_backbone,
    save,
)

CLASSES = ("angry", "happy", "neutral")


@pytest.fixture
def network():
    torch.manual_seed(1)
    return EmotionClassifier(CLASSES, 4).eval()


def test_it_is_resnet_18_at_full_width():
    with torch.device("meta"):
        backbone = ResNet18()
    counted = sum(parameter.numel() for parameter in backbone.parameters())
    assert counted == 11_689_512 - 513_000  # the published network without its last layer
    assert {"layer1.0.bn2.weight", "layer2.0.downsample.0.weight", "layer4.1.conv2.weight"} <= {*backbone.state_dict()}


def test_the_attention_is_that_of_the_equations(network):
    faces = torch.rand(2, 5, 3, 40, 40)
    with torch.inference_mode():
        found = network(faces)
        for video in range(2):
            f = network.backbone((faces[video] - network.mean) / network.deviation).double()
            a = [
                torch.sigmoid(each @ network.self_attention.weight[0].double() + network.self_attention.bias)
                for each in f
            ]
            whole = sum(w * each for w, each in zip(a, f, strict=True)) / sum(a)
            pairs = [torch.cat([each, whole]) for each in f]
            relation = network.relation_attention
            b = [torch.sigmoid(each @ relation.weight[0].double() + relation.bias) for each in pairs]
            joined = sum(x * y * each for x, y, each in zip(a, b, pairs, strict=True)) / sum(
                x * y for x, y in zip(a, b, strict=True)
            )
            expected = network.classifier(joined.float())
            torch.testing.assert_close(found[video], expected, atol=1e-5, rtol=1e-4)


def test_order_and_repetition_of_frames_do_not_matter(network):
    faces = torch.rand(1, 4, 3, 40, 40)
    with torch.inference_mode():
        torch.testing.assert_close(network(faces.flip(1)), network(faces))
        torch.testing.assert_close(network(torch.cat([faces, faces], 1)), network(faces))
        assert (network(faces[:, :1]) - network(faces[:, 1:2])).abs().max() > 0


def test_a_kept_classifier_tells_the_same(network, tmp_path):
    save(network, tmp_path / "one.safetensors")
    convert(tmp_path / "one.safetensors", tmp_path / "two.safetensors")
    again = load(tmp_path / "two.safetensors")
    faces = np.random.default_rng(1).integers(0, 256, (3, 40, 40, 3), np.uint8)
    assert again.classes == CLASSES
    assert again.tell(faces) == network.tell(faces)
    with torch.inference_mode():
        torch.testing.assert_close(
            again(torch.rand(1, 2, 3, 40, 40).fill_(0.5)), network(torch.full((1, 2, 3, 40, 40), 0.5))
        )


def test_other_files_are_refused_in_one_line(network, tmp_path):
    path = tmp_path / "other.safetensors"
    path.write_bytes(b"no weights")
    with pytest.raises(WeightsError, match="is no emotion classifier"):
        load(path)
    save_file(network.state_dict(), path)
    with pytest.raises(WeightsError, match="is no emotion classifier"):
        convert(path, tmp_path / "target.safetensors")
    weights = dict(network.state_dict())
    del weights["classifier.bias"]
    save_file(weights, path, {"emotion_classifier": json.dumps({"classes": CLASSES, "width": 4})})
    with pytest.raises(WeightsError, match=r"classifier\.bias.* missing"):
        load(path)
    assert not (tmp_path / "target.safetensors").exists()


def test_a_trained_backbone_begins(network, tmp_path):
    torch.manual_seed(2)
    trained = ResNet18(4).state_dict()
    older = {name: value for name, value in trained.items() if not name.endswith("num_batches_tracked")}
    save_file(older | {"fc.weight": torch.zeros(5, 32)}, tmp_path / "resnet18.safetensors")
    load_backbone(network, tmp_path / "resnet18.safetensors")
    torch.testing.assert_close(network.backbone.layer3[1].conv2.weight, trained["layer3.1.conv2.weight"])
    save_file({"conv1.weight": torch.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(WeightsError, match="holds no ResNet-18 of 4 channels"):
        load_backbone(network, tmp_path / "other.safetensors")
