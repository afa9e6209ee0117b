"""Recognisers: networks that tell emotions from pictures of faces, each with one role."""

from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.fluctuation.exported import open_exported

Role = Literal["labeller", "evaluator"]


class Recogniser:
    """A network that was trained for one role, and refuses another. Safe to share between threads."""

    def __init__(self, path: Path, role: Role) -> None:
        self._session, self.metadata = open_exported(path, "recogniser")
        found = self.metadata.get("role", "no role")
        if found != role:
            raise InputError(
                f"{path} was made as {found}, and cannot be the {role}: who labels must not judge; name another model"
            )

    def probabilities(self, patches: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(faces, 48, 48) upright grey faces to (faces, 7) probabilities in the order of EMOTIONS."""
        if len(patches) == 0:
            return np.zeros((0, len(EMOTIONS)), np.float32)
        return np.asarray(self._session.run(None, {"faces": patches})[0], np.float32)
