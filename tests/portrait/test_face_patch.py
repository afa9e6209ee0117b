"""Level, evenly lit patches of faces."""

import numpy as np
from PIL import Image

from tests.render.faces import demo_portrait
from tietfg.media.pictures import load_picture
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.face_patch import EXTENT, face_patch

PICTURE = load_picture(DEMO_PORTRAITS["elena"]).pixels


def landmarks():
    portrait = demo_portrait("elena")
    return portrait.landmarks * PICTURE.shape[1] / portrait.image.shape[1]


def test_it_frames_the_face():
    points = landmarks()
    marked = PICTURE.copy()
    for place in points[[33, 263, 152]][:, :2].round().astype(int):
        marked[place[1] - 12 : place[1] + 12, place[0] - 12 : place[0] + 12] = 255
    patch = face_patch(marked, points)
    assert patch.shape == (48, 48)
    rows = {name: points[index, 1] for name, index in (("eye", 33), ("chin", 152))}
    side = (np.ptp(points[:, 0]) + np.ptp(points[:, 1])) / EXTENT
    assert 0.5 < (rows["chin"] - rows["eye"]) / side < 0.7
    bright = np.argwhere(patch > 250)
    assert abs(bright[:, 1].mean() - 24) < 6


def test_a_turned_picture_gives_the_same_patch():
    points = landmarks()
    angle = np.radians(25)
    turned = Image.fromarray(PICTURE).rotate(25, Image.Resampling.BICUBIC)
    middle = np.array(PICTURE.shape[1::-1]) / 2
    around = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    moved = (points[:, :2] - middle) @ around.T + middle
    # The box of the landmarks is that of the level face, so that both patches show the same.
    level, found = face_patch(PICTURE, points), face_patch(np.asarray(turned), moved)
    inner = np.s_[8:40, 8:40]
    assert np.abs(level[inner].astype(float) - found[inner]).mean() < 12


def test_brightness_and_contrast_do_not_matter():
    points = landmarks()
    dull = (60 + PICTURE.astype(float) * 0.3).astype(np.uint8)
    one, other = face_patch(PICTURE, points).astype(float), face_patch(dull, points)
    assert np.abs(one - other).mean() < 6
    assert abs(one.mean() - 127) < 8
    assert 68 < one.std() < 78


def test_a_face_at_the_edge_goes_on_like_the_edge():
    points = landmarks() - [300, 0, 0]
    patch = face_patch(PICTURE[:, 300:], points)
    assert np.isfinite(patch).all()
    assert patch.std() > 40
