"""Labels of a track's frames."""

from fractions import Fraction

import numpy as np

from tietfg.emotion.track import EmotionTrack


def test_labels_are_the_likeliest_emotion_or_neutral_when_faint() -> None:
    probabilities = np.eye(7, dtype=np.float32)[[1, 1, 0]]
    track = EmotionTrack(Fraction(25), probabilities, np.array([0.15, 0.149, 1.0], np.float32))
    assert len(track) == 3
    assert track.labels == ("happy", "neutral", "neutral")


def test_tracks_join_and_are_read_between_frames() -> None:
    happy = EmotionTrack(Fraction(10), np.eye(7, dtype=np.float32)[[1, 1]], np.array([0.2, 0.4], np.float32))
    sad = EmotionTrack(Fraction(10), np.eye(7, dtype=np.float32)[[2]], np.array([0.8], np.float32))
    track = EmotionTrack.concatenate([happy, sad])
    assert track.labels == ("happy", "happy", "sad")
    window = track.window(Fraction(1, 20), 4, Fraction(10))
    np.testing.assert_allclose(window.intensity, [0.3, 0.6, 0.8, 0.8], rtol=1e-6)
    np.testing.assert_allclose(window.probabilities.sum(axis=1), 1)
    label, intensity = track.mean_label(0.0, 0.2)
    assert label == "happy"
    np.testing.assert_allclose(intensity, 0.3, rtol=1e-6)
