"""How well a recogniser tells the emotions that actors play: the ceiling of everything that is measured with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tietfg.data.acted_clips import ActedClip
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.evaluation.classification import Classification
from tietfg.fluctuation.recognise import recognise
from tietfg.fluctuation.recogniser import Recogniser


@dataclass(frozen=True)
class ActedResult:
    """What was told of acted clips, whose emotion holds for all their frames."""

    frames: Classification
    clips: Classification
    """By each clip's mean probabilities."""
    unusable: tuple[str, ...]
    """Why which clips could not be used, a line each."""


def classify_clips(
    clips: Sequence[ActedClip], recogniser: Recogniser, landmarker: Path, progress: Callable[[int, int], None]
) -> ActedResult:
    """Recognise each clip; `progress` is told (done, of). Frames without a face do not count.

    Raises InputError where not one clip shows a face.
    """
    frames = np.zeros((len(EMOTIONS), len(EMOTIONS)), np.int64)
    whole = np.zeros_like(frames)
    unusable: list[str] = []
    for done, clip in enumerate(clips):
        progress(done, len(clips))
        try:
            told = recognise(clip.path, landmarker, recogniser)
        except InputError as error:
            unusable.append(str(error))
            continue
        probabilities, emotion = told.track.probabilities[told.face], EMOTIONS.index(clip.emotion)
        frames[emotion] += np.bincount(probabilities.argmax(1), minlength=len(EMOTIONS))
        whole[emotion, probabilities.mean(0).argmax()] += 1
    if not whole.any():
        raise InputError(f"none of the {len(clips)} clips could be used: {unusable[0]}")
    return ActedResult(Classification(EMOTIONS, frames), Classification(EMOTIONS, whole), tuple(unusable))
