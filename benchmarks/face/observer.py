"""Looking at frames: landmarks of each, what its pixels show, what emotion a recogniser reads, whose face it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from face.emotions import EmotionReader
from face.identity import IdentityReader
from face.models import EMOTION_MODEL, IDENTITY_LANDMARKS, IDENTITY_MODEL, library
from face.packages import fetched
from face.pixels import eye_contrast, luma, mouth_height

EMOTION_EVERY = 2
IDENTITY_EVERY = 25
"""Frames from one reading to the next."""


@dataclass(frozen=True)
class Observation:
    """What was seen in a clip of `frames` frames; frames in which no face was found repeat the one before."""

    landmarks: NDArray[np.float32]
    """(frames, 478, 3) in pixels."""
    mouth_height: NDArray[np.float64]
    """(frames,) by pixels, see face.pixels."""
    eye_contrast: NDArray[np.float64]
    """(frames, 2)."""
    emotions: NDArray[np.float32]
    """(readings, 7) probabilities in the order of EMOTIONS."""
    identities: NDArray[np.float64]
    """(readings, 128)."""
    lost: int
    """Frames without a face."""


class Observer:
    """The judges' models, loaded once in a process."""

    def __init__(self, landmarker: Path, work: Path) -> None:
        vision, base = library("mediapipe.tasks.python.vision"), library("mediapipe.tasks.python")
        options = vision.FaceLandmarkerOptions(
            base_options=base.BaseOptions(model_asset_path=str(landmarker)),
            min_face_detection_confidence=0.3,
        )
        self._landmarker = vision.FaceLandmarker.create_from_options(options)
        self._image = library("mediapipe").Image
        self._format = library("mediapipe").ImageFormat.SRGB
        self._emotions = EmotionReader(fetched(EMOTION_MODEL, work))
        self._identity = IdentityReader(fetched(IDENTITY_MODEL, work), fetched(IDENTITY_LANDMARKS, work))

    def landmarks(self, picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """(478, 3) of the face in a picture, each picture by itself (no smoothing over time)."""
        height, width = picture.shape[:2]
        found = self._landmarker.detect(self._image(self._format, np.ascontiguousarray(picture))).face_landmarks
        if not found:
            return None
        return np.array([(point.x * width, point.y * height, point.z * width) for point in found[0]], np.float32)

    def emotion(self, picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """Probabilities (7,) of one picture; None without a face."""
        landmarks = self.landmarks(picture)
        return None if landmarks is None else self._emotions.read(picture, landmarks)

    def observe(self, frames: Iterable[NDArray[np.uint8]]) -> Observation:
        """Look at a clip. Raises ValueError when no frame shows a face."""
        places: list[NDArray[np.float32]] = []
        heights, eyes, emotions, identities = [], [], [], []
        lost = 0
        for index, frame in enumerate(frames):
            found = self.landmarks(frame)
            if found is None:
                lost += 1
                if not places:
                    continue
                found = places[-1]
            places.append(found)
            bright = luma(frame)
            heights.append(mouth_height(frame, found))
            eyes.append(eye_contrast(bright, found))
            if index % EMOTION_EVERY == 0:
                emotions.append(self._emotions.read(frame, found))
            if index % IDENTITY_EVERY == IDENTITY_EVERY // 2 or (index == 0 and not identities):
                identities.append(self._identity.embedding(frame, found))
        if not places or not emotions or not identities:
            raise ValueError("no face is seen in the clip")
        return Observation(
            np.array(places),
            np.array(heights),
            np.array(eyes),
            np.array(emotions),
            np.array(identities),
            lost,
        )
