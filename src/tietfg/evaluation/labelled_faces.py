"""Labelled pictures of faces, and what a recogniser tells of them: the paper's tables 7 and 8."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.data.fer2013 import read_fer2013
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.evaluation.classification import Classification
from tietfg.fluctuation.recogniser import Recogniser
from tietfg.portrait.face_pictures import cut_faces

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".ppm", ".pgm", ".avif"})
NAMES = {name: name for name in EMOTIONS} | {
    "happiness": "happy",
    "joy": "happy",
    "sadness": "sad",
    "anger": "angry",
    "afraid": "fear",
    "fearful": "fear",
    "disgusted": "disgust",
    "surprised": "surprise",
}
"""Names of folders, in lower case, to emotions."""
BATCH = 256


@dataclass(frozen=True)
class LabelledPatches:
    """Faces with their labels, and what could not be used."""

    name: str
    patches: NDArray[np.uint8]
    """(faces, 48, 48)"""
    labels: NDArray[np.int64]
    """(faces,) in the order of EMOTIONS."""
    without_face: tuple[Path, ...] = ()
    unreadable: tuple[str, ...] = ()
    """What is wrong with which file, a line each."""


def read_labelled(path: Path, landmarker: Path, progress: Callable[[int, int], None]) -> LabelledPatches:
    """Read a folder with one folder of pictures an emotion, or the private test split of FER2013 as an npz file.

    Raises InputError for anything else and where not one picture shows a face.
    """
    if path.is_file():
        faces = read_fer2013(path, "test")
        return LabelledPatches("FER2013, private test", faces.pictures, faces.labels)
    if not path.is_dir():
        raise InputError(f"{path} does not exist; name a folder with a folder of pictures for each emotion")
    folders = {folder: NAMES[folder.name.lower()] for folder in sorted(path.iterdir()) if folder.name.lower() in NAMES}
    pictures = [
        (picture, emotion)
        for folder, emotion in folders.items()
        for picture in sorted(folder.rglob("*"))
        if picture.suffix.lower() in SUFFIXES
    ]
    if not pictures:
        raise InputError(f"{path} has no pictures in folders named by emotions ({', '.join(EMOTIONS)})")
    found = cut_faces([picture for picture, _ in pictures], landmarker, progress)
    if not found.indices:
        raise InputError(f"none of the {len(pictures)} pictures in {path} shows a face")
    return LabelledPatches(
        path.resolve().name,
        found.patches,
        np.array([EMOTIONS.index(pictures[index][1]) for index in found.indices]),
        tuple(pictures[index][0] for index in found.without_face),
        tuple(f"{pictures[index][0]}: {reason}" for index, reason in found.unreadable.items()),
    )


def classify(recogniser: Recogniser, faces: LabelledPatches) -> Classification:
    """What the recogniser tells of the faces, against their labels."""
    parts = [faces.patches[start : start + BATCH] for start in range(0, len(faces.patches), BATCH)]
    told = np.concatenate([recogniser.probabilities(part).argmax(1) for part in parts])
    return Classification.of(faces.labels, told, EMOTIONS)
