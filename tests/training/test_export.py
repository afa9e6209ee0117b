"""Export to ONNX, checked against torch."""

import onnx
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from tietfg.training.export import export  # noqa: E402

AXES = {"x": {0: "batch"}, "y": {0: "batch"}}


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 3))


def test_large_weights_are_halves_and_small_ones_stay(tmp_path):
    path = tmp_path / "model.onnx"
    worst = export(network(), {"x": torch.randn(4, 20)}, ["y"], AXES, {"name": "test"}, path, 0.01)
    graph = onnx.load(path)
    kinds = {
        tensor.dims[0] * (tensor.dims[1] if len(tensor.dims) > 1 else 1): tensor.data_type
        for tensor in graph.graph.initializer
    }
    assert kinds[64 * 20] == onnx.TensorProto.FLOAT16
    assert kinds[64] == onnx.TensorProto.FLOAT
    assert 0 < worst < 0.01
    assert {each.key: each.value for each in graph.metadata_props} == {"name": "test"}


def test_a_model_that_differs_is_not_written(tmp_path):
    path = tmp_path / "model.onnx"
    with pytest.raises(ValueError, match="differs from torch"):
        export(network(), {"x": torch.randn(4, 20)}, ["y"], AXES, {}, path, 1e-9)
    assert not list(tmp_path.iterdir())
