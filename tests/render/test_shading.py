"""Shading and folds: nothing without action, more with more, skin alone, and the photo's own expression unchanged."""

from dataclasses import replace

import numpy as np
import pytest
import skia

from tests.render.faces import STILL, actions, demo_portrait, demo_renderer, in_frame
from tietfg.portrait.arkit import coefficient
from tietfg.render.images import LUMA, texture
from tietfg.render.light import estimate_light
from tietfg.render.renderer import PortraitRenderer
from tietfg.render.shading import folding


def total(shading, coefficients, rotation=STILL):
    weights = shading.weights(np.asarray(coefficients, float), np.asarray(rotation, float))
    return (weights @ shading.maps).reshape(shading.size)


def test_the_photos_own_expression_is_not_shaded(renderer, elena):
    own = renderer._shading.expression
    np.testing.assert_allclose(total(renderer._shading, own), 0, atol=1e-6)
    smiling = replace(elena, expression=actions(mouthSmile=0.7, cheekSquint=0.5, browDown=0.6))
    shading = PortraitRenderer(smiling)._shading
    assert len(shading.baked)
    np.testing.assert_allclose(total(shading, smiling.expression), 0, atol=1e-6)
    assert np.abs(total(shading, actions())).max() > 0.02


def test_frowning_darkens_the_brow_ever_more(renderer):
    darkest = [total(renderer._shading, actions(browDown=k / 8)).min() for k in range(9)]
    assert (np.diff(darkest) <= 1e-9).all()
    assert darkest[-1] < -0.1


def test_shading_stays_inside_the_face(renderer):
    for expression in (actions(browDown=1.5, noseSneer=1, mouthSmile=1), actions(browInnerUp=1.5, mouthFrown=1.3)):
        shade = total(renderer._shading, expression, np.array([0.1, 0.1, 0.1]))
        for edge in (shade[0], shade[-1], shade[:, 0], shade[:, -1]):
            assert np.abs(edge).max() < 0.005


def test_one_side_folds_alone(renderer):
    one = np.zeros(52)
    one[coefficient("mouthSmileLeft")] = 1
    left = folding(renderer._shading.shares, one)
    both = folding(renderer._shading.shares, actions(mouthSmile=1))
    assert 0 < left.sum() < 0.6 * both.sum()


@pytest.mark.parametrize("side", [-1, 1])
def test_light_comes_from_the_brighter_side(side):
    angles = np.linspace(-1, 1, 400)
    normals = np.column_stack([np.sin(angles), np.zeros(400), -np.cos(angles)])
    colours = np.clip(0.4 + 0.3 * side * normals[:, :1], 0, 1) * [1.0, 0.8, 0.7]
    light = estimate_light(colours, normals, np.ones(400))
    assert light.direction[0] * side > 0.3
    away = light.change(normals, np.tile([-0.1 * side, 0, 0], (400, 1)))
    assert (away < 0).all()


def test_rough_skin_folds_deeper(elena, renderer):
    grain = np.random.default_rng(0).normal(0, 10, (*elena.image.shape[:2], 1))
    # Grain of several pixels, as lines are.
    grain = sum(np.roll(grain, (dx, dy), (0, 1)) for dx in range(4) for dy in range(4)) / 3
    rough = replace(elena, image=np.clip(elena.image + grain, 0, 255).astype(np.uint8))
    depth = [np.abs(total(each._shading, actions(browDown=1.2))).max() for each in (renderer, PortraitRenderer(rough))]
    assert depth[1] > depth[0]


def test_hair_is_not_folded(elena, renderer):
    """A dark fringe painted over the forehead keeps its look when brows rise."""
    image = elena.image.copy()
    left, right = np.sort(elena.landmarks[[54, 284], 0]).astype(int)
    top, bottom = int(elena.landmarks[10, 1]), int(elena.landmarks[[108, 337], 1].mean())
    image[top - 20 : bottom, left:right] = (30, 22, 18)
    bare, covered = (
        total(each._shading, actions(browOuterUp=1, browInnerUp=1))
        for each in (renderer, PortraitRenderer(replace(elena, image=image)))
    )
    # The fringe ends a tenth of the face below the top; its soft edge is left out.
    upper = slice(0, bare.shape[0] // 12)
    assert np.abs(covered[upper]).max() < 0.3 * np.abs(bare[upper]).max()


def test_textures_keep_their_sharpness_between_pixels():
    portrait = demo_portrait("thomas")
    x, y = in_frame(portrait)[4].astype(int)
    frame = demo_renderer("thomas").render(actions(), STILL, STILL)
    patch = np.ascontiguousarray(frame[y - 100 : y + 100, x - 100 : x + 100])
    shader = texture(patch)
    energies = []
    for shift in np.linspace(0, 1, 5):
        pixels = np.empty((200, 200, 4), np.uint8)
        canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
        canvas.translate(float(shift), float(shift))
        canvas.drawPaint(skia.Paint(Shader=shader))
        grey = pixels[5:-5, 5:-5, :3] @ LUMA
        energies.append((np.diff(grey, axis=0) ** 2).mean() + (np.diff(grey, axis=1) ** 2).mean())
    assert max(energies) < 1.2 * min(energies)


def test_rising_brows_draw_the_sockets_out_of_the_shadow_and_lowered_ones_deepen_it():
    shading = demo_renderer("walter")._shading
    first = len(shading.shares) + len(shading.baked)
    sockets = shading.maps[first : first + 2]
    assert sockets.min() >= 0
    assert sockets.max() > 0.02
    weights = [
        shading.weights(actions(**{unit: 1.0}), STILL)[first : first + 2] for unit in ("browInnerUp", "browDown")
    ]
    assert (weights[0] > 0.3).all()
    assert (weights[1] < 0.0).all()
