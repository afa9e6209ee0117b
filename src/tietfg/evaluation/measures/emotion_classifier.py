"""Emo-Acc of one video: whether it is told to show the emotion that it should show."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.data.acted_clips import CLIP_SETS
from tietfg.emotion.labels import EMOTIONS
from tietfg.evaluation.case import RATE, Case, MeasuredVideo
from tietfg.evaluation.probe import Measured, Weights
from tietfg.media.input_files import file_error

FRAMES = 16
"""Pictures of a video that are looked at, spread evenly over those that show a face."""
EXTENT = 1.3
"""Side of a face picture, in longer sides of the box around the landmarks."""
CONTEMPT = "contempt"
"""MEAD's eighth emotion, which the seven of this package have not."""


def emotion_accuracy(case: Case, weights: Weights) -> Measured:
    """`emo_acc`: 1 where the classifier tells the label of the case, else 0; NaN where it does not know that label.

    Videos that are named as MEAD names contempt count as contempt for a classifier that knows it, else as disgust.
    Raises InputError and WeightsError.
    """
    from tietfg.evaluation.networks.emotion_classifier import SIDE

    assert case.emotion is not None  # noqa: S101 - the probe needs it
    network = _network(weights["emotion-classifier"])
    videos = [case.generated, *([case.reference] if case.reference else [])]
    label = played_label((video.path for video in videos), case.emotion)
    if label == CONTEMPT and CONTEMPT not in network.classes:
        label = case.emotion
    if label not in network.classes:
        note = f"the classifier knows no {label}; its classes are {', '.join(network.classes)}"
        return Measured({"emo_acc": float("nan")}, notes=(note,))
    told = network.tell(face_pictures(case.generated, SIDE))
    return Measured({"emo_acc": float(told == label)}, notes=() if told == label else (f"{label} is told as {told}",))


def video_emotion_agreement(case: Case, weights: Weights) -> Measured:
    """`video_emotion_agreement`: 1 where the evaluator's mean probabilities over the faces are highest for the case's
    label, else 0. Raises InputError.
    """
    del weights
    recognised = case.generated.emotions
    told = EMOTIONS[int(recognised.track.probabilities[recognised.face].mean(0).argmax())]
    agrees = told == case.emotion
    notes = () if agrees else (f"{case.emotion} is told as {told}",)
    return Measured({"video_emotion_agreement": float(agrees)}, notes=notes)


def played_label(paths: Iterable[Path], emotion: str) -> str:
    """The label of an acted clip: contempt where one of its files is named so as in MEAD, else `emotion`."""
    matches = (CLIP_SETS["mead"].pattern.search(path.as_posix()) for path in paths)
    return CONTEMPT if any(match and match["emotion"] == CONTEMPT for match in matches) else emotion


def face_pictures(video: MeasuredVideo, side: int) -> NDArray[np.uint8]:
    """(FRAMES, side, side, 3) RGB, upright squares around the face; what lies beyond the picture is black.

    Of FRAMES equal parts of the frames that show a face, the middle one each; a short video repeats some. Raises
    InputError.
    """
    face = video.face
    wanted = np.floor((np.arange(FRAMES) + 0.5) * len(face.seconds) / FRAMES).astype(int)
    places = np.rint(face.seconds[wanted] * float(RATE)).astype(int)
    needed = dict(zip(places.tolist(), wanted.tolist(), strict=True))
    cut: dict[int, NDArray[np.uint8]] = {}
    for index, picture in enumerate(video.pictures()):
        if index in needed:
            cut[index] = _cut(picture, face.landmarks[needed[index]], side)
        if index >= places[-1]:
            break
    if not cut:
        raise file_error(video.path, "its pictures end before the face is seen; save it again")
    last = max(cut)  # the last frame's time may round to one beyond the last picture
    return np.stack([cut[min(place, last)] for place in places.tolist()])


def _cut(picture: NDArray[np.uint8], landmarks: NDArray[np.floating], side: int) -> NDArray[np.uint8]:
    low, high = landmarks[:, :2].min(0), landmarks[:, :2].max(0)
    half = EXTENT * float((high - low).max()) / 2
    middle = (low + high) / 2
    box = np.rint([*(middle - half), *(middle + half)]).astype(int)
    cropped = Image.fromarray(picture).crop(tuple(box.tolist()))
    return np.asarray(cropped.resize((side, side), Image.Resampling.BILINEAR))


@lru_cache(maxsize=1)
def _network(path: Path):  # noqa: ANN202 - torch is imported where it runs
    from tietfg.evaluation.networks.emotion_classifier import load

    return load(path)
