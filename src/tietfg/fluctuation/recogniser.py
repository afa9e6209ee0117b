"""Recognisers: networks that tell emotions from pictures of faces, each with one role."""

from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError, WeightsError

Role = Literal["labeller", "evaluator"]


class Recogniser:
    """A network that was trained for one role, and refuses another. Safe to share between threads."""

    def __init__(self, path: Path, role: Role) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime has no exception family of its own
            raise WeightsError(f"the recogniser {path} cannot be used: {' '.join(str(error).split())[:200]}") from error
        self.metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        found = self.metadata.get("role", "no role")
        if found != role:
            raise InputError(
                f"{path} was made as {found}, and cannot be the {role}: who labels must not judge; name another model"
            )

    def probabilities(self, patches: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(faces, 48, 48) grey patches (see face_patch) to (faces, 7) probabilities in the order of EMOTIONS."""
        if len(patches) == 0:
            return np.zeros((0, len(EMOTIONS)), np.float32)
        return np.asarray(self._session.run(None, {"faces": patches})[0], np.float32)
