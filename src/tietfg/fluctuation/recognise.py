"""Emotions recognised in the face of a video, frame by frame."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.track import EmotionTrack
from tietfg.fluctuation.recogniser import Recogniser
from tietfg.portrait.tracking import TrackedFace, View, track_face

BATCH = 64
"""Faces told at once."""


@dataclass(frozen=True)
class RecognisedTrack:
    """A track at the video's own rate. Where `face` is False no face was seen, and its neighbours' values stand."""

    track: EmotionTrack
    """Its intensity is 1 - p(neutral)."""
    face: NDArray[np.bool_]
    """(frames,)"""
    views: tuple[View, ...]
    """Small pictures of a few frames a second."""
    sound_start: float | None = None
    """When the sound begins, in seconds after the first frame; None without sound."""

    @property
    def shares(self) -> dict[str, float]:
        """Share of the frames with a face that have each label."""
        labels = [label for label, seen in zip(self.track.labels, self.face, strict=True) if seen]
        return {name: labels.count(name) / len(labels) for name in EMOTIONS}


def recognise(
    path: Path,
    landmarker: Path,
    recogniser: Recogniser,
    smoothing: float = 0.0,
    progress: Callable[[float], None] | None = None,
) -> RecognisedTrack:
    """Follow the face of a video and tell its emotion in each frame.

    `smoothing` is the standard deviation in seconds of a Gaussian over the probabilities, 0 for none. Raises
    InputError for a video that cannot be read or shows no face (see track_face).
    """
    return recognise_face(track_face(path, landmarker, progress, pictures=True), recogniser, smoothing)


def recognise_face(face: TrackedFace, recogniser: Recogniser, smoothing: float = 0.0) -> RecognisedTrack:
    """The same of a face that was followed with its pictures."""
    told = np.concatenate(
        [recogniser.probabilities(face.patches[start : start + BATCH]) for start in range(0, len(face.patches), BATCH)]
    )
    fps = Fraction(face.frames / face.duration).limit_denominator(1001)
    times = np.arange(face.frames) / float(fps)
    probabilities = np.stack([np.interp(times, face.seconds, column) for column in told.T], axis=1)
    nearest = np.abs(face.seconds[np.searchsorted(_middles(face.seconds), times)] - times)
    if smoothing > 0:
        probabilities = _smoothed(probabilities, smoothing * float(fps))
    probabilities = (probabilities / probabilities.sum(1, keepdims=True)).astype(np.float32)
    track = EmotionTrack(fps, probabilities, 1 - probabilities[:, NEUTRAL])
    return RecognisedTrack(track, nearest <= 0.75 / float(fps), face.views, face.sound_start)


def _middles(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    return (seconds[1:] + seconds[:-1]) / 2


def _smoothed(rows: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    reach = int(np.ceil(4 * deviation))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    padded = np.pad(rows, ((reach, reach), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, kernel / kernel.sum(), "valid") for column in padded.T], axis=1)
