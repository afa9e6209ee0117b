"""Small real studies: films and sounds of tones, pictures of single colours."""

import json
import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tietfg.evaluation.study.bundle import build_study
from tietfg.evaluation.study.design import Study
from tietfg.media.outputs import OutputFile
from tietfg.media.video import VideoWriter

SYSTEMS = ("superlips", "megaface")
"""Names that must never reach a participant."""
SCALES = (
    {"name": "control", "text": "Are the emotions right?", "low": "not at all", "high": "perfectly"},
    {"name": "fluctuation", "text": "Do they change well?", "low": "no", "high": "yes", "conditions": ["multiple"]},
)
BETTER = {"name": "better", "text": "Which do you like better?"}


def film(path: Path, seconds: float = 0.4, shade: int = 120, size: int = 64) -> Path:
    """An mp4 of a moving edge with a tone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        OutputFile(path, (".mp4",), overwrite=True) as output,
        VideoWriter(output, size, size, Fraction(25), 16_000) as writer,
    ):
        for frame in range(round(25 * seconds)):
            picture = np.full((size, size, 3), shade, np.uint8)
            picture[:, frame % size :] //= 2
            writer.write_frame(picture)
        writer.write_sound((0.2 * np.sin(0.1 * np.arange(round(16_000 * seconds)))).astype(np.float32))
    return path


def tone(path: Path, seconds: float = 0.4, pitch: float = 0.1) -> Path:
    """A wav file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = np.rint(8000 * np.sin(pitch * np.arange(round(16_000 * seconds)))).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def ratings(root: Path, stimuli: int = 3, **changes: Any) -> dict[str, Any]:
    """A study of videos, whose media are written below `root`: the even stimuli have several emotions."""
    for shade, system in zip((90, 200), SYSTEMS, strict=True):
        for number in range(stimuli):
            film(root / system / f"s{number}.mp4", shade=shade)
    return {
        "kind": "video",
        "title": "Faces",
        "systems": {system: system for system in SYSTEMS},
        "stimuli": [
            {"name": f"s{number}", "condition": ("multiple", "single")[number % 2], "prompt": f"request {number}"}
            for number in range(stimuli)
        ],
        "scales": list(SCALES),
        "participants": 4,
    } | changes


def pairs(root: Path, stimuli: int = 2, **changes: Any) -> dict[str, Any]:
    """The same as pairs, with a preference and the rating of both."""
    return (
        ratings(root, stimuli, pairs=[list(SYSTEMS)], preferences=[BETTER], scales=[SCALES[0]], participants=4)
        | changes
    )


def labels(root: Path, pictures: int = 3, **changes: Any) -> dict[str, Any]:
    """A study of labels for one data set."""
    folder = root / "superset"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(pictures):
        Image.new("RGB", (48, 48), (60 * number, 90, 160)).save(folder / f"frame{number}.png")
    return {"kind": "labels", "title": "Labels", "systems": {"superset": "superset"}, "participants": 3} | changes


def built(document: dict[str, Any], root: Path, name: str = "built") -> Path:
    """The folder of a study."""
    study = Study.model_validate_json(json.dumps(document))
    build_study(study, root, root / name, study.participants, lambda done, of: None)
    return root / name
