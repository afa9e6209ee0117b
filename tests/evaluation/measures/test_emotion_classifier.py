"""Emo-Acc of a video: which faces are looked at, which label counts, and that the pixels decide."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from tests.data.test_labelled_clips import clip  # noqa: E402
from tietfg.evaluation.case import Case, MeasuredVideo  # noqa: E402
from tietfg.evaluation.measures.emotion_classifier import (  # noqa: E402
    FRAMES,
    emotion_accuracy,
    face_pictures,
    played_label,
    video_emotion_agreement,
)
from tietfg.evaluation.networks.emotion_classifier import EmotionClassifier, save  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402


def test_contempt_is_read_of_meads_names_alone():
    assert played_label([Path("x/M030_front_contempt_level3_001.mp4")], "disgust") == "contempt"
    assert (
        played_label([Path("x/contempt.mp4"), Path("M030/video/front/contempt/level_1/002.mp4")], "disgust")
        == "contempt"
    )
    assert played_label([Path("x/M030_front_disgusted_level3_001.mp4")], "disgust") == "disgust"


@pytest.fixture(scope="module")
def video(tmp_path_factory) -> MeasuredVideo:
    path = tmp_path_factory.mktemp("video") / "M030_front_contempt_level3_001.mp4"
    clip(path, "elena", frames=12, sound=False)
    return MeasuredVideo(path, WeightStore.default().path("face-landmarker"))


@pytest.mark.weights
def test_faces_are_squares_around_the_landmarks(video):
    faces = face_pictures(video, 96)
    assert faces.shape == (FRAMES, 96, 96, 3)
    low, high = video.face.landmarks[0, :, :2].min(0), video.face.landmarks[0, :, :2].max(0)
    half = 0.65 * (high - low).max()
    box = [*((low + high) / 2 - half), *((low + high) / 2 + half)]
    picture = Image.fromarray(next(iter(video.pictures())))
    expected = np.asarray(picture.crop(tuple(map(round, box))).resize((96, 96), Image.Resampling.BILINEAR))
    assert np.abs(faces[0].astype(int) - expected).mean() < 2


@pytest.mark.weights
def test_the_classifier_tells_right_or_wrong(video, tmp_path):
    torch.manual_seed(1)
    network = EmotionClassifier(("contempt", "happy"), 4).eval()
    for order in (("contempt", "happy"), ("happy", "contempt")):
        network.classes = order
        path = tmp_path / f"{order[0]}.safetensors"
        save(network, path)
    results = [
        emotion_accuracy(
            Case("one", video, emotion="disgust"), {"emotion-classifier": tmp_path / f"{first}.safetensors"}
        )
        for first in ("contempt", "happy")
    ]
    assert sorted(each.values["emo_acc"] for each in results) == [0.0, 1.0]


@pytest.mark.weights
def test_a_label_that_the_classifier_has_not_is_not_counted(video, tmp_path):
    path = tmp_path / "seven.safetensors"
    save(EmotionClassifier(("happy", "sad"), 4), path)
    found = emotion_accuracy(Case("one", video, emotion="disgust"), {"emotion-classifier": path})
    assert math.isnan(found.values["emo_acc"])
    assert "knows no disgust" in found.notes[0]


@pytest.mark.weights
def test_the_evaluator_agrees_with_one_label_alone(video):
    from tietfg.emotion.labels import EMOTIONS

    values = [
        video_emotion_agreement(Case("one", video, emotion=name), {}).values["video_emotion_agreement"]
        for name in EMOTIONS
    ]
    assert sorted(values) == [0.0] * 6 + [1.0]
    mean = video.emotions.track.probabilities[video.emotions.face].mean(0)
    assert values[int(mean.argmax())] == 1
