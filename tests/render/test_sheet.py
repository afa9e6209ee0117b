import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.pose import VISEMES, held_pose
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.portrait import Portrait
from tietfg.render.sheet import default_rows, draw_sheet, product_rows


def test_the_default_page_shows_everything():
    rows = default_rows()
    assert [row.label for row in rows[: len(EMOTIONS)]] == list(EMOTIONS)
    assert all(len(row.poses) == 2 + len(VISEMES) for row in rows[: len(EMOTIONS)])
    labels = [pose.label for row in rows for pose in row.poses]
    assert {"blink 1", "look left", "yaw +12", "pitch -10", "roll +10"} <= set(labels)


def test_products():
    rows = product_rows(["happy", "sad"], [0.5, 1.0], ["rest", "aa", "m"], [-10, 0, 10])
    assert len(rows) == 6
    assert [pose.label for pose in rows[0].poses] == ["rest 0.5", "aa 0.5", "m 0.5", "rest 1", "aa 1", "m 1"]
    assert rows[2].poses[0].rotation == (0.0, 10, 0.0)


def test_held_poses_are_what_they_are_called():
    assert held_pose("happy", 1.0)[coefficient("mouthSmileLeft")] > 0.4
    assert held_pose("angry", 1.0)[coefficient("browDownLeft")] > 0.6
    assert held_pose("neutral", 0.0, "aa")[coefficient("jawOpen")] > 0.25
    assert held_pose("neutral", 0.0, "oo")[coefficient("mouthPucker")] > 0.4
    assert held_pose("neutral", 0.0)[coefficient("jawOpen")] < 0.1
    assert max(held_pose(emotion, 1.0)[coefficient("eyeBlinkLeft")] for emotion in EMOTIONS) < 0.6


@pytest.mark.parametrize("viseme", VISEMES)
def test_visemes_differ_from_rest(viseme):
    assert np.abs(held_pose("neutral", 0.0, viseme) - held_pose("neutral", 0.0)).max() > 0.1


def test_faces_on_a_page_differ(elena: Portrait):
    rows = product_rows(["neutral", "surprise"], [1.0], ["rest", "aa"], [0])
    page = draw_sheet({"elena": elena, "again": elena}, rows, 96)
    assert page.shape[2] == 3
    assert page.shape[1] > 2 * 96
    upper, lower = np.array_split(page, 2)
    assert np.abs(upper[-150:, -192:].astype(int) - lower[-150:, -192:]).mean() < 1
    left, right = page[:, -192:-96].astype(int), page[:, -96:].astype(int)
    assert np.abs(left - right).mean() > 1
