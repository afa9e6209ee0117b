"""Real clips of acted emotion (MEAD) to compare with: read, looked at with the same judges, and measured alike.

Files are named ACTOR_VIEW_EMOTION_LEVEL_NUMBER.mp4. They are never copied into this repository.
"""

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from face import lids
from face.mesh import lid_gap, lip_gap
from face.movement import Movement, movement
from face.observer import Observation
from face.portraits import tools

EMOTION_NAMES = {"disgusted": "disgust", "surprised": "surprise"}
"""MEAD's names of emotions where they differ; its contempt is left out of tables of seven emotions."""


@dataclass(frozen=True)
class Real:
    """What was measured of one real clip."""

    name: str
    emotion: str
    read: NDArray[np.float32]
    movement: Movement
    dips: list[float]
    """Smallest shares of the eyes' opening in blinks."""
    gaps: tuple[float, float]
    """Median and 95th percentile of the mouth's height by landmarks, in % of the eye distance."""
    identity: float
    """Mean distance of frames from the first."""


def clip_files(folder: Path, most: int | None) -> list[Path]:
    """The clips of a folder, or so many of them evenly spread."""
    files = sorted(folder.glob("*.mp4"))
    if not files:
        raise SystemExit(f"{folder} holds no .mp4 clips")
    if most is None:
        return files
    return [files[index] for index in np.unique(np.linspace(0, len(files) - 1, most).round().astype(int))]


def read_clip(path: Path) -> tuple[NDArray[np.uint8], float]:
    """Frames (n, height, width, 3) and frames a second."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]).astype(np.uint8)
        return frames, float(stream.average_rate or 25)


def emotion_of(path: Path) -> str:
    """The acted emotion by the file's name."""
    name = path.stem.split("_")[2]
    return EMOTION_NAMES.get(name, name)


def measure_recording(path: Path, work: Path) -> Real:
    """Look at one clip."""
    frames, fps = read_clip(path)
    seen: Observation = tools(work)[1].observe(frames)
    gaps = lip_gap(seen.landmarks)
    distances = np.linalg.norm(seen.identities[1:] - seen.identities[0], axis=1)
    return Real(
        path.stem,
        emotion_of(path),
        seen.emotions.mean(0),
        movement(seen.landmarks, fps),
        lids.dips(lid_gap(seen.landmarks).mean(1)),
        (float(np.median(gaps)), float(np.percentile(gaps, 95))),
        float(distances.mean()),
    )
