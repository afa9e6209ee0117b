"""Trained models as ONNX files: weights at half precision, metadata inside, checked against torch."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 18
_SMALL = 256
"""Tensors with fewer elements stay at single precision."""


def export(
    model: nn.Module,
    inputs: Mapping[str, Tensor],
    outputs: Sequence[str],
    dynamic: Mapping[str, Mapping[int, str]],
    metadata: Mapping[str, str],
    path: Path,
    tolerance: float,
) -> float:
    """Write a model; give the largest difference of its outputs from torch's.

    `dynamic` names the axes of inputs and outputs that vary. Raises ValueError where the difference is over
    `tolerance`, and leaves nothing then.
    """
    model.eval()
    beside = path.with_suffix(".part")
    torch.onnx.export(
        model,
        tuple(inputs.values()),
        str(beside),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: dict(axes) for name, axes in dynamic.items()},
        opset_version=OPSET,
        dynamo=False,
    )
    graph = onnx.load(beside)
    _halve(graph.graph)
    helper.set_model_props(graph, dict(metadata))
    onnx.checker.check_model(graph, full_check=True)
    onnx.save(graph, beside)
    with torch.inference_mode():
        expected = model(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    session = onnxruntime.InferenceSession(str(beside), providers=["CPUExecutionProvider"])
    used = {each.name for each in session.get_inputs()}  # the exporter leaves out what a model does not look at
    found = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items() if name in used})
    worst = max(float(np.abs(a - b.numpy()).max()) for a, b in zip(found, expected, strict=True))
    if not worst <= tolerance:
        beside.unlink()
        raise ValueError(f"the exported model differs from torch by {worst:.2g}, more than {tolerance:.2g}")
    beside.replace(path)
    return worst


def _halve(graph: onnx.GraphProto) -> None:
    """Keep large weights as float16; a Cast, which the runtime folds away, gives them back."""
    casts: list[onnx.NodeProto] = []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < _SMALL:
            continue
        name = tensor.name
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half")
        tensor.CopyFrom(half)
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
