"""Plots of emotions: the curves stand where the values are."""

from fractions import Fraction

import numpy as np

from tietfg.emotion.labels import EMOTIONS, NEUTRAL
from tietfg.emotion.track import EmotionTrack
from tietfg.evaluation.track_plot import Panel, draw_panels, draw_track
from tietfg.portrait.tracking import View

HAPPY = EMOTIONS.index("happy")
VIEWS = [View(0.2 * number, np.full((48, 64, 3), 40 * number, np.uint8)) for number in range(6)]


def held(emotion: str, intensity: float, frames: int = 50) -> EmotionTrack:
    probabilities = np.zeros((frames, len(EMOTIONS)), np.float32)
    probabilities[:, EMOTIONS.index(emotion)] = 1
    return EmotionTrack(Fraction(25), probabilities, np.full(frames, intensity, np.float32))


def rows_of(page: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Where in the curves a colour stands, from top to bottom."""
    near = np.abs(page[:, 200:1000].astype(int) - colour).max(axis=2) < 40
    return np.flatnonzero(near.mean(axis=1) > 0.5)


def test_what_is_played_shows_as_strong_as_it_is() -> None:
    panel = Panel.of_played("asked", held("happy", 0.3))
    np.testing.assert_allclose(panel.shares[:, HAPPY], 0.3)
    np.testing.assert_allclose(panel.shares[:, NEUTRAL], 0.7, atol=1e-6)
    assert panel.duration == 2.0


def test_a_stronger_emotion_stands_higher() -> None:
    pages = [draw_track(held("happy", 1), np.ones(50, bool), VIEWS, "title")]
    half = held("happy", 1)
    half.probabilities[:, HAPPY] = half.probabilities[:, NEUTRAL] = 0.5
    pages.append(draw_track(half, np.ones(50, bool), VIEWS, "title"))
    high, low = (rows_of(np.asarray(page), (0xE6, 0xA7, 0x00)).mean() for page in pages)
    assert 140 < low - high < 160  # half of the panel's 300 pixels


def test_frames_without_a_face_are_shaded() -> None:
    seen = np.ones(50, bool)
    seen[20:30] = False
    page = np.asarray(draw_track(held("sad", 1), seen, VIEWS, ""))
    assert (page == 0xEF).all(axis=2).sum() > 0.15 * 300 * 1030


def test_panels_stand_below_each_other() -> None:
    track = held("angry", 0.9)
    one = draw_panels([Panel.of_played("asked", track)], VIEWS, "")
    three = draw_panels([Panel.of_played(name, track) for name in ("asked", "predicted", "recognised")], VIEWS, "")
    assert three.width == one.width == 1200
    rows = rows_of(np.asarray(three), (0xD6, 0x27, 0x28))
    assert len(np.split(rows, np.flatnonzero(np.diff(rows) > 5) + 1)) == 3
