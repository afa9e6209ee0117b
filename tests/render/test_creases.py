"""Creases of the picture's own expression are found where it folds the skin; what else is on the skin stays."""

from dataclasses import replace

import numpy as np
import pytest
import skia

from tests.render.faces import actions
from tietfg.easing import smooth_step
from tietfg.portrait.basis import load_basis
from tietfg.render.creases import Creases, find_creases
from tietfg.render.filters import distance
from tietfg.render.light import GAMMA, Light
from tietfg.render.skin import SkinGrid, Surface

SIDE, UNIT = 170, 100
PLACES = load_basis().resting[:, :2] * UNIT + [SIDE / 2, 60]
FOLD = PLACES[[129, 203, 206, 216]]
"""From the nose to the mouth, on the right half."""
SKIN = np.array([0.75, 0.6, 0.5])
SMILE = actions(mouthSmile=0.9)


def skin_of(encoded: np.ndarray) -> SkinGrid:
    """Even skin of these (height, width, 3) colours, without eyes or lips."""
    every = np.ones((SIDE, SIDE))
    light = Light(0.5, np.array([0.1, -0.2, -0.5]), np.array([0.9, 1.0, 1.1]))
    surface = Surface(np.zeros((SIDE, SIDE, 3), np.int64), np.full((SIDE, SIDE, 3), 1 / 3))
    colours = (encoded**GAMMA).astype(np.float32)
    return SkinGrid(np.zeros(2), 1.0, UNIT, colours, surface, np.dstack([0 * every] * 2 + [-every]), every, every,
                    light, ())  # fmt: skip


def creased(tint: tuple[float, float, float] = (1, 1, 1)) -> np.ndarray:
    """Encoded colours (height, width, 3) of skin with a dark crease along the fold."""
    away = distance(FOLD, SIDE, SIDE)
    return SKIN * np.exp(-0.5 * np.exp(-0.5 * (away / 1.5) ** 2)[..., None] * tint)


def find(encoded: np.ndarray, expression: np.ndarray) -> Creases:
    return find_creases(skin_of(encoded), PLACES, load_basis().mirror, expression)


def depth(encoded: np.ndarray) -> float:
    """How much darker the middle of the fold is than skin, in logarithms."""
    x, y = FOLD[1:3].round().astype(int).T
    return float(-np.log(encoded[y, x] / SKIN).mean())


def test_a_crease_of_the_smile_is_taken_out() -> None:
    photo = creased()
    rest = photo * np.exp(find(photo, SMILE).maps.sum(0))[..., None]
    assert depth(photo) > 0.4
    assert abs(depth(rest)) < 0.15 * depth(photo)
    assert np.abs(np.log(rest[:, SIDE // 2 + 5 :] / SKIN)).max() < 0.02  # the other half has none


@pytest.mark.parametrize("shading", [0.25, -0.25])
def test_the_shading_of_a_smiling_cheek_is_taken_out(shading: float) -> None:
    middle = PLACES[[205, 50]].mean(0)
    away = distance(np.array([middle, middle + 0.1]), SIDE, SIDE)
    photo = SKIN * np.exp(shading * np.exp(-0.5 * (away / 8) ** 2))[..., None]
    x, y = middle.round().astype(int)
    told = np.log(photo[y, x] / SKIN).mean()
    left = told + find(photo, SMILE).maps.sum(0)[y, x]
    assert abs(told) > 0.24
    assert abs(left) < 0.6 * abs(told)
    assert np.abs(find(photo, actions()).maps.sum(0)).max(initial=0) == 0


def test_a_beard_on_the_cheek_stays() -> None:
    middle = PLACES[[205, 214]].mean(0)
    beard = 1 - smooth_step(distance(np.array([middle, middle + 0.1]), SIDE, SIDE), 12, 16)
    grid = skin_of(SKIN * np.exp(-1.5 * beard)[..., None])
    hair = replace(grid, skin=1 - beard)
    x, y = middle.round().astype(int)
    assert abs(find_creases(hair, PLACES, load_basis().mirror, SMILE).maps.sum(0)[y, x]) < 0.1


def test_a_slight_smile_loses_less() -> None:
    photo = creased()
    changes = [find(photo, actions(mouthSmile=size)).maps.sum(0).max() for size in (0.3, 0.4, 0.9)]
    assert 0.01 < changes[0] < changes[1] < changes[2]


@pytest.mark.parametrize("expression", [actions(), actions(browInnerUp=1.0)])
def test_lines_of_a_face_that_does_not_smile_stay(expression: np.ndarray) -> None:
    assert np.abs(find(creased(), expression).maps.sum(0)).max() < 0.02


def test_freckles_stay() -> None:
    generator = np.random.default_rng(1)
    photo = np.tile(SKIN, (SIDE, SIDE, 1))
    freckles = np.zeros((SIDE, SIDE))
    for x, y in PLACES[[203, 206, 205, 216, 92]] + generator.uniform(-3, 3, (5, 2)):
        freckles += np.exp(-0.5 * (distance(np.array([[x, y], [x, y + 0.1]]), SIDE, SIDE) / 1.2) ** 2)
    photo = photo * np.exp(-0.4 * np.minimum(freckles, 1))[..., None]
    rest = np.log(photo.mean(2) / SKIN.mean()) + find(photo, SMILE).maps.sum(0)
    assert np.median(rest[freckles > 0.9]) < 0.5 * -0.4


def test_the_photo_keeps_its_colours_with_its_own_expression() -> None:
    creases = find(creased((0.6, 1.0, 1.6)), SMILE)
    photo = np.full((SIDE, SIDE, 4), (180, 150, 120, 255), np.uint8)
    shader = skia.Image.fromarray(photo, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).makeShader()
    shown = []
    for relaxed in (0.0, 1.0):
        pixels = np.empty_like(photo)
        canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
        canvas.drawPaint(skia.Paint(Shader=creases.taken_out(shader, np.full(len(creases.folded), relaxed))))
        shown.append(pixels)
    np.testing.assert_array_equal(shown[0], photo)
    x, y = FOLD[1].round().astype(int)
    red, _, blue = shown[1][y, x, :3].astype(int) - photo[y, x, :3]
    assert blue > red + 5
