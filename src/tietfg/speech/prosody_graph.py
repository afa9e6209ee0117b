"""Speech models as ONNX graphs, cut where their prosody can be edited.

    encoder   (tokens, style, speed)                  -> durations, prosody features, text features
    predictor (durations, those features, style)      -> aligned text, F0 curve, energy curve
    decoder   (aligned text, F0, energy, style)       -> waveform, or what a vocoder makes one from

Chained without edits the parts compute what the whole graph computes.
"""

from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import TensorProto, helper


@dataclass(frozen=True)
class Part:
    """One piece of a graph: its name and the tensors at its borders."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class ProsodyGraph:
    """A model's three parts, by the names that tensors have in its graph.

    Shapes, for a batch of 1: durations (1, tokens), or (tokens,) where `flat_durations`, in whole units of 600 samples
    (25 ms); F0 (1, 2 * units) in Hz, near 0 where unvoiced; energy (1, 2 * units), the model's own measure. A model
    with one voice has no `style`.
    """

    name: str
    tokens: str
    style: str | None
    durations: str
    prosody_features: str
    text_features: str
    aligned_text: str
    f0: str
    energy: str
    decoded: tuple[str, ...]
    energy_per_db: float
    """What the energy curve is raised by for each dB of loudness asked; a gain on the waveform does the rest."""
    db_per_energy: float
    """What raising the energy curve by 1 does to the loudness (measured)."""
    flat_durations: bool = False

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """Encoder, predictor and decoder; the order of their inputs is that of `AcousticModel`."""
        style = () if self.style is None else (self.style,)
        features = (self.durations, self.prosody_features, self.text_features)
        curves = (self.aligned_text, self.f0, self.energy)
        return (
            Part("encoder", (self.tokens, "speed", *style), features),
            Part("predictor", (*features, *style), curves),
            Part("decoder", (*curves, *style), self.decoded),
        )


KOKORO = ProsodyGraph(
    name="kokoro",
    tokens="tokens",
    style="style",
    durations="/encoder/Clip_output_0",
    prosody_features="/encoder/predictor/text_encoder/Concat_4_output_0",
    text_features="/encoder/text_encoder/Transpose_2_output_0",
    aligned_text="/encoder/MatMul_1_output_0",
    f0="/encoder/Reshape_output_0",
    energy="/encoder/Reshape_1_output_0",
    decoded=("audio",),
    energy_per_db=0.5,
    db_per_energy=0.35,
)
HIBARI = ProsodyGraph(
    name="hibari",
    tokens="ids",
    style=None,
    durations="/Clip_output_0",
    prosody_features="/Transpose_55_output_0",
    text_features="/Transpose_22_output_0",
    aligned_text="/Reshape_42_output_0",
    f0="f0",
    energy="/Mul_62_output_0",
    decoded=("lh", "theta", "ln", "lr", "phi"),
    energy_per_db=0.15,
    db_per_energy=3.35,
    flat_durations=True,
)


def cut(source: Path, part: Part) -> onnx.ModelProto:
    """One part of the whole graph at `source` as a model of its own."""
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
        f"{graph.name}-{part.name}",
        [border(name) for name in part.inputs],
        [border(name) for name in part.outputs],
        [constant for constant in graph.initializer if constant.name in used],
    )
    return helper.make_model(extracted, opset_imports=model.opset_import, ir_version=model.ir_version)
