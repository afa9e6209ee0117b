from dataclasses import replace

import numpy as np
import pytest

from tests.render.faces import demo_portrait, with_matte
from tietfg.portrait.portrait import Framing
from tietfg.render.backdrop import frame_margin, framed_matte, framed_picture


def cropped(name: str, left: int, top: int, right: int, bottom: int, beyond: float):
    """A shipped portrait cut to a box, framed so that the frame reaches `beyond` sides over its edge."""
    portrait = with_matte(name)
    width, height = right - left, bottom - top
    side = (1 + 2 * beyond) * max(width, height)
    landmarks = (portrait.landmarks - [left, top, 0]).astype(np.float32)
    framing = Framing(512, 512, 512 / side, (width - side) / 2, (height - side) / 2)
    assert portrait.matte is not None
    box = np.s_[top:bottom, left:right]
    return replace(portrait, image=portrait.image[box], matte=portrait.matte[box], landmarks=landmarks, framing=framing)


def test_inside_the_picture_nothing_changes():
    portrait = demo_portrait("elena")
    margin = frame_margin(portrait.framing)
    bare, cut_out = framed_picture(portrait), framed_picture(with_matte("elena"))
    inner = np.s_[margin:-margin, margin:-margin]
    assert np.abs(bare[inner].astype(int) - cut_out[inner]).max() <= 1
    assert framed_matte(portrait) is None


@pytest.mark.parametrize("matte", [True, False])
def test_no_seam_at_the_edges_of_the_picture(matte):
    portrait = cropped("elena", 150, 100, 650, 600, 0.25)
    portrait = portrait if matte else replace(portrait, matte=None)
    picture = framed_picture(portrait).astype(float)
    margin, scale = frame_margin(portrait.framing), portrait.framing.scale
    start, end = (round(margin + (at - portrait.framing.left) * scale) for at in (0, 500))
    for turned in (picture, picture.swapaxes(0, 1)):
        for edge in (start, end):
            steps = np.abs(np.diff(turned[edge - 4 : edge + 4, start:end], axis=0)).mean((1, 2))
            assert steps[3] < 1.5 * steps.max() / 1.2 + 2
            assert steps.max() < 12


def test_a_cut_head_is_closed():
    portrait = cropped("elena", 130, 110, 650, 630, 0.2)
    matte = framed_matte(portrait)
    assert matte is not None
    edge = round(frame_margin(portrait.framing) - portrait.framing.top * portrait.framing.scale)
    widths = matte[: edge + 1].sum(1)
    assert widths[edge] > 60
    assert (np.diff(widths) > -0.5).all()
    assert widths[0] < 1
    assert 0.05 * widths[edge] < (widths > 2).sum() < 0.6 * widths[edge]


def test_shoulders_go_on_below_the_picture():
    portrait = cropped("elena", 100, 60, 700, 660, 0.2)
    matte, picture = framed_matte(portrait), framed_picture(portrait)
    assert matte is not None
    below = round(frame_margin(portrait.framing) + (600 - portrait.framing.top) * portrait.framing.scale) + 30
    assert matte[below].sum() >= 0.98 * matte[below - 40].sum()
    columns = np.flatnonzero(matte[below] > 0.99)
    body, shirt = (np.median(picture[row, columns].astype(float), 0) for row in (below, below - 45))
    ground = picture[below, matte[below] < 0.01].astype(float)
    assert np.abs(body - shirt).max() < 25
    assert not len(ground) or np.abs(np.median(ground, 0) - picture[40, 40]).max() < 40
