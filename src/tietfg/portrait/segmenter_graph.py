"""The person segmenter as an ONNX graph, translated once from the TensorFlow Lite file in which it is published.

MediaPipe's tasks refuse that file, which lacks their metadata; ONNX Runtime is here anyway and needs no child process.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 256
PADDING_SAME = 0


def translate_segmenter(source: Path, target: Path) -> None:
    """Write the graph `picture` (1, 3, 256, 256) RGB in [0, 1] -> `person` (1, 1, 256, 256) in [0, 1].

    The translation knows the operators of this one model: convolutions on NHWC tensors with float16 weights become
    convolutions on NCHW tensors with float32 weights.
    """
    from mediapipe.tasks.metadata import schema_py_generated as schema  # takes half a second, once

    model: Any = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(source.read_bytes(), 0))
    graph = model.subgraphs[0]
    operator_names = {value: name for name, value in vars(schema.BuiltinOperator).items() if isinstance(value, int)}
    number_types = {schema.TensorType.FLOAT16: np.float16, schema.TensorType.FLOAT32: np.float32}
    nodes: list[onnx.NodeProto] = []
    weights: dict[str, np.ndarray] = {}

    def constant(index: int) -> np.ndarray:
        tensor = graph.tensors[index]
        data = np.asarray(model.buffers[tensor.buffer].data, np.uint8).tobytes()
        return np.frombuffer(data, number_types[tensor.type]).astype(np.float32).reshape(tensor.shape)

    def add(kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    floats: dict[int, np.ndarray] = {}
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        kind = operator_names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        inputs, options = [int(index) for index in operator.inputs], operator.builtinOptions
        names, output = [f"t{index}" for index in inputs], f"t{operator.outputs[0]}"
        match kind:
            case "DEQUANTIZE":
                floats[int(operator.outputs[0])] = constant(inputs[0])
            case "CONV_2D" | "DEPTHWISE_CONV_2D":
                kernel = floats[inputs[1]]
                # (out, height, width, in), and (1, height, width, channels) of a depthwise one.
                kernel = kernel.transpose((0, 3, 1, 2) if kind == "CONV_2D" else (3, 0, 1, 2))
                weights[names[1]], weights[names[2]] = kernel, floats[inputs[2]]
                height, width = graph.tensors[inputs[0]].shape[1:3]
                strides = (options.strideH, options.strideW)
                pads = [0, 0, 0, 0]
                if options.padding == PADDING_SAME:
                    for axis, (length, stride) in enumerate(zip((height, width), strides, strict=True)):
                        total = max((-(-length // stride) - 1) * stride + kernel.shape[2 + axis] - length, 0)
                        pads[axis], pads[axis + 2] = total // 2, total - total // 2
                groups = 1 if kind == "CONV_2D" else kernel.shape[0]
                add("Conv", names, output, strides=strides, pads=pads, group=groups)
            case "CUSTOM":  # Convolution2DTransposeBias: kernel (out, height, width, in), stride 2, no overlap
                weights[names[1]] = floats[inputs[1]].transpose(3, 0, 1, 2)
                weights[names[2]] = floats[inputs[2]]
                add("ConvTranspose", names, output, strides=(2, 2))
            case "AVERAGE_POOL_2D":  # of whole maps only
                add("GlobalAveragePool", names, output)
            case "RESIZE_BILINEAR":
                weights[f"{output}_scales"] = np.array([1, 1, 2, 2], np.float32)
                add("Resize", [names[0], "", f"{output}_scales"], output, mode="linear")
            case "RELU" | "HARD_SWISH" | "LOGISTIC" | "ADD" | "MUL":
                translated = {"RELU": "Relu", "HARD_SWISH": "HardSwish", "LOGISTIC": "Sigmoid", "ADD": "Add"}
                add(translated.get(kind, "Mul"), names, output)
            case _:
                raise NotImplementedError(kind)
        if getattr(options, "fusedActivationFunction", 0):
            raise NotImplementedError("fused activation")

    shape = (1, 3, SIDE, SIDE)
    add("Identity", [f"t{graph.outputs[0]}"], "person")
    nodes.insert(0, helper.make_node("Identity", ["picture"], [f"t{graph.inputs[0]}"]))
    translated_graph = helper.make_graph(
        nodes,
        "segmenter",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("person", TensorProto.FLOAT, (1, 1, SIDE, SIDE))],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in weights.items()],
    )
    translated_model = helper.make_model(translated_graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(translated_model)
    onnx.save_model(translated_model, str(target))
