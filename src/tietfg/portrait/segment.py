"""The child process that finds the person in a picture; it imports ONNX Runtime and NumPy and nothing else.

Request: model, side, mean, deviation, mirrored; payload: side x side RGB bytes. Answer: {"bytes": n} and side x side
bytes, 0 outside the person, 255 within. The larger model takes a gigabyte, which goes with the child.
"""

import json
import sys

import numpy as np
import onnxruntime
from numpy.typing import NDArray


def main() -> None:
    """Answer one request."""
    request = json.loads(sys.stdin.buffer.readline())
    side = request["side"]
    picture = np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(side, side, 3).astype(np.float32)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(request["model"], options, providers=["CPUExecutionProvider"])
    values = ((picture - request["mean"]) / request["deviation"]).transpose(2, 0, 1)[None]

    def run(values: NDArray[np.float32]) -> NDArray[np.float32]:
        (person,) = session.run([session.get_outputs()[0].name], {session.get_inputs()[0].name: values})
        return np.asarray(person)

    person = run(values)
    if request["mirrored"]:  # what is sure in both views
        person = person + run(np.ascontiguousarray(values[..., ::-1]))[..., ::-1] - 0.5
    body = np.rint(np.clip(person, 0, 1) * 255).astype(np.uint8).tobytes()
    sys.stdout.buffer.write(json.dumps({"bytes": len(body)}).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
