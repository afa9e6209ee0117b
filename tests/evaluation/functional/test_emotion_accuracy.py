"""Emo-Acc counted by hand."""

import math

import numpy as np

from tietfg.evaluation.functional.emotion_accuracy import emotion_accuracy, emotion_accuracy_by_class


def test_shares_of_all_and_of_each_class():
    told, true = np.array([0, 1, 1, 2, 2]), np.array([0, 0, 1, 2, 1])
    assert emotion_accuracy(told, true) == 3 / 5
    found = emotion_accuracy_by_class(told, true, ("neutral", "happy", "sad", "angry"))
    assert (found["neutral"], found["happy"], found["sad"]) == (0.5, 0.5, 1.0)
    assert math.isnan(found["angry"])


def test_no_video_is_no_share():
    assert math.isnan(emotion_accuracy(np.zeros(0, int), np.zeros(0, int)))
