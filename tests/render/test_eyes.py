from dataclasses import replace

import numpy as np
import pytest
import skia

from tests.render.faces import STILL, actions, demo_portrait, demo_renderer, in_frame
from tietfg.motion.eyes import EYE_DEGREES
from tietfg.portrait.basis import load_basis
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.portrait import Portrait
from tietfg.render.backdrop import frame_margin, framed_picture
from tietfg.render.glasses import take_glasses_off
from tietfg.render.mesh import build_mesh
from tietfg.render.renderer import PortraitRenderer

INNER = {"Right": (160, 159, 158, 144, 145, 153), "Left": (387, 386, 385, 373, 374, 380)}


def opening(frame, places, side):
    """Pixels between the lids of the resting face."""
    (left, top), (right, bottom) = (bound(places[list(INNER[side])], axis=0) for bound in (np.min, np.max))
    return frame[round(top) : round(bottom) + 2, round(left) : round(right) + 1].astype(float)


def white(pixels):
    """Share of pixels as bright and colourless as the white of an eye, against the skin around."""
    return float(((np.ptp(pixels, axis=-1) < 22) & (pixels.min(-1) > 120)).mean())


@pytest.mark.parametrize("name", ["elena", "kofi", "mei", "thomas"])
def test_shut_lids_leave_no_white(name):
    renderer, places = demo_renderer(name), in_frame(demo_portrait(name))
    rest = renderer.render(actions(), STILL, STILL)
    for shut in (
        actions(eyeBlink=1),
        actions(eyeBlink=1, eyeWide=1, eyeSquint=0.7, mouthSmile=1),
        actions(eyeBlink=1, eyeLookDown=1, browDown=1.5),
    ):
        frame = renderer.render(shut, STILL, STILL)
        for side in INNER:
            assert white(opening(frame, places, side)) < 0.02
            # The dark line of lashes and skin: no iris, no pupil.
            changed = np.abs(opening(frame, places, side) - opening(rest, places, side)).mean()
            assert changed > 10


def test_a_wink_leaves_the_other_eye_alone(elena, renderer):
    places, rest = in_frame(elena), renderer.render(actions(), STILL, STILL)
    frame = renderer.render(actions(eyeBlinkLeft=1), STILL, STILL)
    np.testing.assert_array_equal(opening(frame, places, "Right"), opening(rest, places, "Right"))
    assert np.abs(opening(frame, places, "Left") - opening(rest, places, "Left")).mean() > 10


def pupil(frame, places, iris, reach=13):
    """Centre of the darkness around where an iris lies at rest."""
    x, y = np.rint(places[iris]).astype(int)
    patch = frame[y - 5 : y + 6, x - reach : x + reach + 1].astype(float).mean(2)
    weight = np.clip(np.percentile(patch, 40) - patch, 0, None)
    return float((np.arange(-reach, reach + 1) * weight).sum() / weight.sum())


def test_both_eyes_turn_the_same_way_and_as_far_to_either_side(elena, renderer):
    places = in_frame(elena)

    def seen(**look):
        frame = renderer.render(actions(**look), STILL, STILL)
        return np.array([pupil(frame, places, iris) for iris in (468, 473)])

    ahead = seen()
    right = seen(eyeLookOutRight=0.8, eyeLookInLeft=0.8) - ahead
    left = seen(eyeLookInRight=0.8, eyeLookOutLeft=0.8) - ahead
    assert (right < -2).all()
    assert (left > 2).all()
    np.testing.assert_allclose(right, -left, atol=2.5)


def test_upper_lids_follow_the_gaze_down(elena, renderer):
    places = in_frame(elena)
    rest, down = (renderer.render(actions(eyeLookDown=look), STILL, STILL) for look in (0.0, 1.0))
    for lid in (159, 386):
        x, y = np.rint(places[lid]).astype(int)
        skin = (slice(y + 1, y + 4), slice(x - 2, x + 3))
        assert np.ptp(down[skin].astype(float), axis=-1).mean() > np.ptp(rest[skin].astype(float), axis=-1).mean()


def with_glasses(portrait: Portrait, width: float, colour: int) -> Portrait:
    """The portrait with drawn glasses, rims `width` units thick."""
    image = np.ascontiguousarray(np.dstack([portrait.image, np.full(portrait.image.shape[:2], 255, np.uint8)]))
    right, left = portrait.landmarks[[33, 263], :2]
    unit = float(np.linalg.norm(left - right))
    canvas = skia.Surface(image, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    canvas.translate(*map(float, (left + right) / 2))
    canvas.scale(unit, unit)
    paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width, Color=colour)
    for side in (-1, 1):
        canvas.drawRoundRect(skia.Rect.MakeXYWH(side * 0.31 - 0.23, -0.13, 0.46, 0.34), 0.13, 0.13, paint)
    bridge = skia.Path()
    bridge.moveTo(-0.08, -0.03)
    bridge.quadTo(0, -0.09, 0.08, -0.03)
    canvas.drawPath(bridge, paint)
    return replace(portrait, image=np.ascontiguousarray(image[..., :3]))


@pytest.mark.parametrize(("width", "colour"), [(0.014, skia.Color(120, 105, 80)), (0.05, skia.Color(22, 20, 22))])
def test_rims_stay_where_they_are_while_brows_and_cheeks_move(elena, width, colour):
    portrait = with_glasses(elena, width, colour)
    renderer = PortraitRenderer(portrait)
    right, left = in_frame(elena)[[33, 263]]
    unit = np.linalg.norm(left - right)
    rest = renderer.render(actions(), STILL, STILL).astype(float)
    moved = renderer.render(actions(browInnerUp=1.4, browOuterUp=1.4, mouthSmile=1.0), STILL, STILL).astype(float)
    for side in (-1, 1):
        # Both long sides of a rim, where no lashes or reflections lie over it.
        for y in (-0.13, 0.21):
            for x in np.linspace(side * 0.31 - 0.1, side * 0.31 + 0.1, 7):
                column, row = np.rint((left + right) / 2 + unit * np.array([x, y])).astype(int)
                assert np.abs(moved[row, column] - rest[row, column]).max() < 30


@pytest.mark.parametrize("name", sorted(DEMO_PORTRAITS))
def test_faces_without_glasses_have_none(name):
    portrait, basis = demo_portrait(name), load_basis()
    framing = portrait.framing
    landmarks = (portrait.landmarks.astype(np.float64) - [framing.left, framing.top, 0]) * framing.scale
    mesh = build_mesh(landmarks, landmarks, basis.neutral, basis.basis.astype(float), basis.triangles)[0]
    picture, margin = framed_picture(portrait), frame_margin(framing)
    grey = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    noisy = picture + np.random.default_rng(5).normal(0, 8, picture.shape)
    for changed in (picture, 0.6 * grey, noisy):
        face = np.clip(changed, 0, 255).astype(np.uint8)
        glasses, bare = take_glasses_off(face, landmarks, margin, mesh)
        assert glasses is None
        np.testing.assert_array_equal(bare, face)


@pytest.mark.parametrize("name", ["elena", "kofi", "thomas", "walter"])
def test_wide_eyes_show_white_above_the_iris_however_far_the_lid_covers_it(name):
    renderer = demo_renderer(name)
    mesh = renderer._mesh
    points = mesh.deform(actions(eyeWide=1.25).astype(float))
    for lid, iris in (((160, 159, 158), 468), ((387, 386, 385), 473)):
        centre = mesh.rest[iris]
        radius = np.linalg.norm((mesh.rest[iris + 1 : iris + 5] - centre)[:, :2], axis=1).mean()
        shown = np.linalg.norm((points[list(lid)].mean(0) - centre)[:2]) - radius
        assert 0.005 < shown / mesh.unit < 0.04


@pytest.mark.parametrize("name", ["amara", "kofi", "mei", "walter"])
def test_eyes_turn_by_the_degrees_that_the_performer_counts_on(name):
    for eye, ways in zip(demo_renderer(name)._eyes, (("In", "Out"), ("Out", "In")), strict=True):
        for reach, way in zip(eye.reach, (*ways, "Down", "Up"), strict=True):
            degrees = np.degrees(np.arcsin(np.linalg.norm(reach[:2]) / eye.eyeball.radius))
            assert degrees == pytest.approx(EYE_DEGREES[way], rel=0.25)
