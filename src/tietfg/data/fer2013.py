"""FER2013: 35,887 faces of 48 x 48 grey pixels with seven emotions, in its original three splits."""

import hashlib
import io
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError

HALVES = ("even", "odd", "both")
"""Which pictures for training: by their content's hash, so that equal pictures stay together, or all of them."""
SPLITS = {"train": "Training", "validation": "PublicTest", "test": "PrivateTest"}


@dataclass(frozen=True)
class LabelledFaces:
    """(faces, 48, 48) uint8 grey pictures and (faces,) int64 labels in the order of EMOTIONS."""

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


def read_fer2013(path: Path, split: Literal["train", "validation", "test"], half: str = "both") -> LabelledFaces:
    """Read one split of an npz file with the splits' JPEG bytes, their offsets and labels.

    Of the training split, pictures that are also in one of the others are left out, and `half` chooses among the rest.
    Raises InputError for a file that is something else or is damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            classes = [str(name) for name in archive["classes"]]
            encoded = {name: _pieces(archive, SPLITS[name]) for name in SPLITS}
            labels = archive[f"{SPLITS[split]}_label"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise InputError(
            f"{path} is not FER2013 (an npz with classes, and jpeg, offset and label of each split): {error}"
        ) from error
    if sorted(classes) != sorted(EMOTIONS):
        raise InputError(f"{path} has the classes {', '.join(classes)}; FER2013 has {', '.join(EMOTIONS)}")
    chosen = np.ones(len(labels), bool)
    if split == "train":
        hashes = [hashlib.sha256(piece).digest() for piece in encoded["train"]]
        others = {hashlib.sha256(piece).digest() for name in ("validation", "test") for piece in encoded[name]}
        parity = {"even": (0,), "odd": (1,), "both": (0, 1)}[half]
        chosen = np.array([digest not in others and digest[0] % 2 in parity for digest in hashes], bool)
    try:
        pictures = [_decode(piece) for piece, wanted in zip(encoded[split], chosen, strict=True) if wanted]
        order = np.array([EMOTIONS.index(name) for name in classes])
        return LabelledFaces(np.stack(pictures), order[labels[chosen]].astype(np.int64))
    except (OSError, ValueError, IndexError) as error:
        raise InputError(f"{path} is damaged in its split {split}: {error}") from error


def _pieces(archive: np.lib.npyio.NpzFile, split: str) -> list[bytes]:
    content, offsets = archive[f"{split}_jpeg"].tobytes(), archive[f"{split}_offset"].tolist()
    return [content[start:end] for start, end in pairwise(offsets)]


def _decode(piece: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(piece), formats=["JPEG"]) as picture:
        if picture.size != (48, 48):
            raise ValueError(f"a picture of {picture.width} x {picture.height} pixels, not 48 x 48")
        return np.asarray(picture.convert("L"))
