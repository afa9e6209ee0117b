from dataclasses import replace

import numpy as np
import pytest

from tests.render.faces import STILL, actions, demo_portrait, demo_renderer, in_frame
from tietfg.portrait.basis import load_basis
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.mesh import build_mesh
from tietfg.render.mouth_light import encoded, linear, measure_light
from tietfg.render.own_teeth import find_own_teeth
from tietfg.render.teeth import frame_mouth, load_layers, lower_teeth_shift

LUMA = np.array([0.299, 0.587, 0.114])


def _light(portrait, picture=None):
    places = portrait.landmarks[:, :2].astype(float)
    unit = float(np.linalg.norm(places[33] - places[263]))
    return measure_light(portrait.image if picture is None else picture, places, unit, 1.0)


def test_linear_light_is_encoded_back():
    values = np.arange(256.0)
    np.testing.assert_allclose(encoded(linear(values)), values, atol=1e-9)


def test_teeth_take_the_portraits_light():
    portrait = demo_portrait("elena")
    bright = _light(portrait)
    dim = _light(portrait, (0.45 * portrait.image).astype(np.uint8))
    assert dim.teeth.sum() < 0.6 * bright.teeth.sum()
    assert bright.teeth.max() < 1.0
    warm = _light(portrait, (portrait.image * [1.0, 0.85, 0.6]).astype(np.uint8))
    assert warm.teeth[0] / warm.teeth[2] > bright.teeth[0] / bright.teeth[2]
    side = np.linspace(0.4, 1.0, portrait.image.shape[1])[None, :, None]
    assert _light(portrait, (portrait.image * side).astype(np.uint8)).slope > bright.slope + 0.05


@pytest.mark.parametrize("name", ["elena", "amara"])
def test_a_smile_shows_bright_upper_teeth(name):
    portrait = demo_portrait(name)
    frame = demo_renderer(name).render(actions(mouthSmile=1.0, mouthUpperUp=0.6, jawOpen=0.1), STILL, STILL)
    places = in_frame(portrait)
    x, y = places[[13, 14]].mean(0)
    mouth = frame[int(y) - 16 : int(y) + 12, int(x) - 20 : int(x) + 20] @ LUMA
    cheek = np.median(frame[int(places[50, 1]) - 3 :, int(places[50, 0]) - 3 :][:6, :6] @ LUMA)
    teeth = np.quantile(mouth, 0.9)
    assert 0.9 * cheek < teeth < 245


def test_lower_teeth_follow_the_jaw_and_upper_ones_stay(elena, renderer):
    assert lower_teeth_shift(actions(jawOpen=0.6), 0.0)[1] > lower_teeth_shift(actions(jawOpen=0.2), 0.0)[1] + 50
    assert lower_teeth_shift(actions(jawLeft=0.5), 0.0)[0] > 0 > lower_teeth_shift(actions(jawRight=0.5), 0.0)[0]
    x, y = in_frame(elena)[13].round().astype(int)
    rows = [
        renderer.render(actions(jawOpen=jaw, mouthUpperUp=0.7), STILL, STILL)[y - 4 : y + 3, x - 8 : x + 9].astype(int)
        for jaw in (0.5, 0.8)
    ]
    assert np.abs(rows[1] - rows[0]).mean() < 6


def _open_mouth(fill):
    """A mouth frame, a picture of skin and lips with (3,) `fill` between them, and landmarks in its pixels."""
    basis = load_basis()
    rest = 150 * basis.neutral.astype(float) + [256, 200, 0]
    mesh = build_mesh(rest, rest, basis.neutral, basis.basis.astype(float), basis.triangles)[0]
    opened = rest + 150 * np.einsum("k,kvc->vc", actions(jawOpen=0.3, mouthUpperUp=0.6), basis.basis)
    picture = np.full((512, 512, 3), [200, 150, 130], np.uint8)
    upper, lower = opened[UPPER_INNER_LIP], opened[LOWER_INNER_LIP]
    for column in range(512):
        if upper[0, 0] < column < upper[-1, 0]:
            top, bottom = (np.interp(column, lip[:, 0], lip[:, 1]) for lip in (upper, lower))
            picture[int(top) - 14 : int(bottom) + 20, column] = [170, 90, 85]
            picture[round(top) : round(bottom), column] = fill
            picture[round(top) + 11 : round(bottom), column] = [70, 30, 30]
    return frame_mouth(mesh), picture, opened[:, :2]


def test_teeth_of_the_photo_become_layers_and_a_dark_mouth_has_none():
    frame, picture, places = _open_mouth([230, 220, 205])
    light = replace(_light(demo_portrait("elena")), teeth=np.full(3, 0.6))
    shipped = load_layers(frame, light)["upper"]
    own = find_own_teeth(picture, places, frame, 0, shipped, light.teeth)
    assert own is not None
    assert own.upper[..., 3].max() > 0.9
    assert own.lower[..., 3].sum() < 0.1 * own.upper[..., 3].sum()
    np.testing.assert_allclose(encoded(own.colour), [230, 220, 205], atol=8)
    frame, picture, places = _open_mouth([75, 35, 32])
    assert find_own_teeth(picture, places, frame, 0, shipped, light.teeth) is None
