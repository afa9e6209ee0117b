"""Recognisers: networks that tell emotions from pictures of faces, each with one role."""

import importlib.resources
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.fluctuation.exported import open_exported
from tietfg.weights.card import ModelCard

Role = Literal["labeller", "evaluator"]


@dataclass(frozen=True)
class RecogniserSpec:
    """A shipped recogniser.

    The labeller makes labels, to train on and to look at; the evaluator judges what is made and is never trained or
    tuned against. They are of different architectures and were trained on different pictures.
    """

    role: Role

    @property
    def path(self) -> Path:
        """Its ONNX file."""
        return Path(str(importlib.resources.files("tietfg") / "assets" / "recognisers" / f"{self.role}.onnx"))

    @property
    def card(self) -> ModelCard:
        """What is known of it."""
        return ModelCard.of(self.path)

    def load(self) -> "Recogniser":
        """The recogniser itself."""
        return Recogniser(self.path, self.role)


RECOGNISERS: dict[str, RecogniserSpec] = {role: RecogniserSpec(role) for role in get_args(Role)}


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
        """(faces, 48, 48) grey faces (see face_patch) to (faces, 7) probabilities in the order of EMOTIONS."""
        if len(patches) == 0:
            return np.zeros((0, len(EMOTIONS)), np.float32)
        return np.asarray(self._session.run(None, {"faces": patches})[0], np.float32)
