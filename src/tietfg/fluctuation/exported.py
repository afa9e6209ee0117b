"""Networks exported by training, opened with what they say of themselves."""

from pathlib import Path

import onnxruntime

from tietfg.errors import WeightsError


def open_exported(path: Path, what: str) -> tuple[onnxruntime.InferenceSession, dict[str, str]]:
    """The network in an ONNX file, on one thread, and its metadata; `what` it is called in errors.

    Raises WeightsError for a file that is missing or no network.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime has no exception family of its own
        raise WeightsError(f"the {what} {path} cannot be used: {' '.join(str(error).split())[:200]}") from error
    return session, session.get_modelmeta().custom_metadata_map
