"""Flicker and drift of made-up pictures."""

import numpy as np
import pytest

from tests.evaluation.made_faces import acting, placed
from tietfg.evaluation.functional.steadiness import (
    COLUMNS,
    ROWS,
    background,
    background_drift,
    flicker,
    skin_patch,
)

Y, X = np.mgrid[:300, :300].astype(float)


def skin(right=0.0, down=0.0, light=0.0):
    """Skin of soft structure, shifted by fractions of a pixel."""
    x, y = X[:ROWS, :COLUMNS] - right, Y[:ROWS, :COLUMNS] - down
    return np.float32(140 + 15 * np.sin(x / 5 + y / 9) + 12 * np.cos(y / 4 - x / 11) + light)


def test_still_and_steadily_changing_skin_does_not_flicker():
    for patches in ([skin()] * 5, [skin(light=2 * k) for k in range(6)]):
        found = flicker(patches)
        assert found.triples == len(patches) - 2
        assert (found.light, found.detail) == pytest.approx((0, 0), abs=1e-4)


def test_light_that_flickers_is_no_detail():
    found = flicker([skin(light=(-1) ** k) for k in range(8)])
    assert found.light == pytest.approx(4, abs=1e-4)
    assert found.detail == pytest.approx(0, abs=1e-3)


def test_noise_is_detail_and_no_light():
    generator = np.random.default_rng(0)
    found = [flicker([skin() + generator.normal(0, noise, (ROWS, COLUMNS)) for _ in range(40)]) for noise in (2, 4)]
    # The second difference of white noise has sqrt(6) of its deviation; mean absolute value sqrt(2 / pi) of that.
    assert found[0].detail == pytest.approx(2 * np.sqrt(6) * np.sqrt(2 / np.pi), rel=0.03)
    assert found[1].detail == pytest.approx(2 * found[0].detail, rel=0.03)
    assert found[0].light < 0.3


def test_motion_is_explained():
    generator = np.random.default_rng(1)
    shaken = [skin(*generator.normal(0, 0.3, 2)) for _ in range(30)]
    raw = np.mean([np.abs(a - 2 * b + c).mean() for a, b, c in zip(shaken, shaken[1:], shaken[2:], strict=False)])
    assert flicker(shaken).detail < 0.1 * raw


def test_threes_do_not_reach_over_frames_without_face():
    found = flicker([skin(), skin(), None, skin(light=50), skin(light=50), skin(light=50)])
    assert (found.triples, found.light) == (1, pytest.approx(0))
    assert np.isnan(flicker([skin(), skin(), None, skin()]).light)


def test_the_patch_follows_the_head():
    def painted(x, y):
        return 120 + 40 * np.sin(x / 0.2) + 30 * np.cos(y / 0.15)

    rest = acting(jawOpen=[0.0])[0]
    patches = []
    for scale, angle, shift in ((90, 0.0, (150, 120)), (90, 0.3, (140, 130)), (60, -0.2, (130, 150))):
        landmarks = placed(rest, scale, (0, 0, angle), (*shift, 0))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        x, y = np.moveaxis((np.stack([X + 0.5, Y + 0.5], 2) - shift) @ turn / scale, 2, 0)
        picture = np.uint8(np.repeat(painted(x, y)[..., None], 3, 2))
        patches.append(skin_patch(picture, landmarks))
    columns, rows = (np.arange(COLUMNS) + 0.5 - COLUMNS / 2) / 64, (np.arange(ROWS) + 0.5 + 8) / 64
    for patch in patches:
        np.testing.assert_allclose(patch, painted(columns, rows[:, None]), atol=4)


def test_the_background_leaves_out_the_person():
    faces = placed(acting(jawOpen=[0.0, 0.5]), 60, (0, 0, 0), (150, 120, 0))
    region = background((300, 260), faces)
    assert region.shape == (260, 300)
    box = faces[..., :2].reshape(-1, 2)
    low, high = box.min(0), box.max(0)
    assert not region[int(low[1]) : int(high[1]) + 1, int(low[0]) : int(high[0]) + 1].any()
    assert not region[int(high[1]) + 1 :].any()
    assert region[0, 0]
    assert region[0, -1]
    assert region[100, 2]
    assert not background((300, 260), placed(acting(jawOpen=[0.0]), 200, (0, 0, 0), (150, 120, 0))).any()


def test_drift_is_the_difference_of_end_and_beginning():
    region = np.zeros((20, 30), bool)
    region[:, :10] = True

    def pictures(change, frames=100):
        for frame in range(frames):
            picture = np.full((20, 30, 3), 100, np.uint8)
            picture[region] += np.uint8(round(change * frame / (frames - 1)))
            picture[:, 10:] = frame  # the person does as it likes
            yield picture

    assert background_drift(pictures(0), region, 100, 25) == 0
    assert background_drift(pictures(40), region, 100, 25) == pytest.approx(40 * 75 / 99, abs=0.2)
    assert background_drift(pictures(40, 10), region, 10, 25) == pytest.approx(40 * 5 / 9, abs=0.5)
    assert np.isnan(background_drift(pictures(0), np.zeros((20, 30), bool), 100, 25))
    assert np.isnan(background_drift(pictures(0, 1), region, 1, 25))
