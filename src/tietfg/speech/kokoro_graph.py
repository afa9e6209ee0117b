"""The Kokoro-82M ONNX graph, cut where its prosody can be edited.

    encoder   (tokens, style, speed)                  -> durations, prosody features, text features
    predictor (durations, those features, style)      -> aligned text, F0 curve, energy curve
    decoder   (aligned text, F0, energy, style)       -> waveform

Chained without edits the parts compute what the whole graph computes.
"""

from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import TensorProto, helper

TOKENS = "tokens"
STYLE = "style"
SPEED = "speed"
DURATIONS = "/encoder/Clip_output_0"
"""(1, tokens), whole units of 600 samples (25 ms)."""
PROSODY_FEATURES = "/encoder/predictor/text_encoder/Concat_4_output_0"
TEXT_FEATURES = "/encoder/text_encoder/Transpose_2_output_0"
ALIGNED_TEXT = "/encoder/MatMul_1_output_0"
"""(1, 512, units)."""
F0 = "/encoder/Reshape_output_0"
"""(1, 2 * units), Hz; near 0 where unvoiced."""
ENERGY = "/encoder/Reshape_1_output_0"
"""(1, 2 * units), the model's own measure."""
AUDIO = "audio"


@dataclass(frozen=True)
class Part:
    """One piece of the graph: its name and the tensors at its borders."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


ENCODER = Part("encoder", (TOKENS, STYLE, SPEED), (DURATIONS, PROSODY_FEATURES, TEXT_FEATURES))
PREDICTOR = Part("predictor", (DURATIONS, PROSODY_FEATURES, TEXT_FEATURES, STYLE), (ALIGNED_TEXT, F0, ENERGY))
DECODER = Part("decoder", (ALIGNED_TEXT, F0, ENERGY, STYLE), (AUDIO,))


def cut(source: Path, target: Path, part: Part) -> None:
    """Write one part of the whole graph at `source` as a model of its own at `target`."""
    model = onnx.load(source)
    graph = model.graph
    producers = {output: index for index, node in enumerate(graph.node) for output in node.output}
    needed: set[int] = set()
    open_tensors = list(part.outputs)
    while open_tensors:
        tensor = open_tensors.pop()
        index = producers.get(tensor)
        if tensor in part.inputs or index is None or index in needed:
            continue
        needed.add(index)
        open_tensors.extend(graph.node[index].input)
    nodes = [graph.node[index] for index in sorted(needed)]
    used = {tensor for node in nodes for tensor in node.input}
    declared = {value.name: value for value in [*graph.input, *graph.output]}

    def border(name: str) -> onnx.ValueInfoProto:
        return declared.get(name) or helper.make_tensor_value_info(name, TensorProto.FLOAT, None)

    extracted = helper.make_graph(
        nodes,
        f"kokoro-{part.name}",
        [border(name) for name in part.inputs],
        [border(name) for name in part.outputs],
        [constant for constant in graph.initializer if constant.name in used],
    )
    onnx.save(helper.make_model(extracted, opset_imports=model.opset_import, ir_version=model.ir_version), target)
