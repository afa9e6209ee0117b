from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tests.render.faces import STILL, actions, demo_portrait, demo_renderer, in_frame
from tietfg.portrait.basis import load_basis
from tietfg.portrait.portrait import Framing
from tietfg.render.backdrop import frame_margin, framed_picture
from tietfg.render.renderer import PortraitRenderer


def decibels(first, second):
    return 10 * np.log10(255**2 / max(np.mean((first.astype(float) - second) ** 2), 1e-6))


def around(frame, centre, half_width, half_height):
    x, y = np.rint(centre).astype(int)
    return frame[y - half_height : y + half_height + 1, x - half_width : x + half_width + 1].astype(float)


@pytest.mark.parametrize("name", ["elena", "thomas"])
def test_rest_reproduces_the_photo(name):
    portrait = demo_portrait(name)
    frame = demo_renderer(name).render(actions(), STILL, STILL)
    margin = frame_margin(portrait.framing)
    photo = framed_picture(portrait)[margin:-margin, margin:-margin]
    places = in_frame(portrait)
    (left, top), (right, bottom) = places.min(0).astype(int), places.max(0).astype(int)
    assert decibels(frame[top:bottom, left:right], photo[top:bottom, left:right]) > 40
    assert decibels(frame, photo) > 45


def test_blink_closes_the_eyes(elena, renderer):
    places = in_frame(elena)
    for iris in (468, 473):
        eyes = [
            around(renderer.render(actions(eyeBlink=blink), STILL, STILL), places[iris] - [0, 2], 8, 3)
            for blink in (0, 0.5, 1)
        ]
        # White and iris are bright and colourless against skin, and bright against lashes.
        seen = [float(((eye[..., 0] - eye[..., 2] < 14) & (eye.max(2) > 75)).mean()) for eye in eyes]
        assert seen[0] > 0.4
        assert seen[1] < seen[0]
        assert seen[2] < 0.02


def test_gaze_moves_the_iris(elena, renderer):
    places = in_frame(elena)
    y = int(places[468, 1])
    columns = slice(int(places[33, 0]), int(places[133, 0]))

    def pupil(**look):
        row = renderer.render(actions(**look), STILL, STILL)[y - 1 : y + 2, columns].mean((0, 2))
        weight = np.clip(110 - row, 0, None)[3:-3]
        return (np.arange(len(weight)) * weight).sum() / weight.sum()

    ahead = pupil()
    assert pupil(eyeLookOutRight=1, eyeLookInLeft=1) < ahead - 2
    assert pupil(eyeLookInRight=1, eyeLookOutLeft=1) > ahead + 2


def test_jaw_opens_a_dark_mouth_and_lips_close_it(elena, renderer):
    places = in_frame(elena)
    between = (places[13] + places[14]) / 2

    def dark(coefficients):
        return float((around(renderer.render(coefficients, STILL, STILL), between, 12, 24).mean(2) < 90).mean())

    assert dark(actions(jawOpen=0.7)) > 0.2
    assert dark(actions()) < 0.02
    assert dark(actions(jawOpen=0.3, mouthClose=0.3)) < 0.04


def test_tongue_shows_between_the_teeth(elena, renderer):
    between = in_frame(elena)[14] + [0, 8]

    def redness(tongue):
        mouth = around(renderer.render(actions(jawOpen=0.35, tongueOut=tongue), STILL, STILL), between, 8, 8)
        return float((mouth[..., 0] - mouth[..., 1]).mean())

    assert redness(1) > redness(0) + 5


def test_turning_moves_the_nose_and_not_the_border(elena, renderer):
    places = in_frame(elena)
    rest = renderer.render(actions(), STILL, STILL)

    def shift(rotation, translation=(0, 0, 0)):
        frame = renderer.render(actions(), np.array(rotation), np.array(translation))
        for edge in (np.s_[:2], np.s_[:, :2], np.s_[:, -2:]):
            assert decibels(frame[edge], rest[edge]) > 38
        here = around(rest, places[4], 16, 12)
        offsets = [(x, y) for y in range(-14, 15) for x in range(-14, 15)]
        errors = [np.mean((around(frame, places[4] + offset, 16, 12) - here) ** 2) for offset in offsets]
        return offsets[int(np.argmin(errors))]

    assert shift((0, 0.06, 0))[0] < -2
    assert shift((0, -0.06, 0))[0] > 2
    assert shift((0.05, 0, 0))[1] > 2
    assert shift((-0.05, 0, 0))[1] < -2
    assert shift((0, 0, 0), (0.05, 0, 0))[0] > 3


def test_mirrored_portrait_gives_mirrored_frames(elena, renderer):
    width = elena.image.shape[1]
    landmarks = elena.landmarks[load_basis().mirror] * [-1, 1, 1] + [width, 0, 0]
    framing = elena.framing
    right = framing.left + framing.width / framing.scale
    mirrored = replace(
        elena,
        image=np.ascontiguousarray(elena.image[:, ::-1]),
        landmarks=landmarks.astype(np.float32),
        framing=replace(framing, left=width - right),
    )
    other = PortraitRenderer(mirrored)
    for coefficients in (actions(mouthSmile=0.8, jawOpen=0.2), actions(browDown=1.2, noseSneer=0.8, eyeBlink=0.3)):
        frame = renderer.render(coefficients, STILL, STILL)
        assert decibels(other.render(coefficients, STILL, STILL)[:, ::-1], frame) > 33


def test_same_input_gives_the_same_frame_on_any_thread(elena, renderer):
    poses = [(actions(jawOpen=k / 8, eyeBlink=k / 8), np.array([0.01, 0.02, 0.03]) * k, STILL) for k in range(8)]
    alone = [renderer.render(*pose) for pose in poses]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda pose: renderer.render(*pose), poses * 2))
    for expected, frame in zip(alone * 2, together, strict=True):
        np.testing.assert_array_equal(frame, expected)
    np.testing.assert_array_equal(PortraitRenderer(elena).render(*poses[5]), alone[5])


def test_motion_is_smooth(renderer):
    """Frames a hundredth of an action apart differ little: nothing pops when lips part or lids meet."""
    for name, start in (("jawOpen", 0.0), ("eyeBlink", 0.8), ("mouthSmile", 0.5), ("browDown", 1.0)):
        frames = [
            renderer.render(actions(**{name: start + step / 100}), STILL, STILL).astype(int) for step in range(12)
        ]
        for before, after in pairwise(frames):
            assert (np.abs(after - before) > 80).sum() < 8
            assert (np.abs(after - before) > 20).mean() < 0.001


@pytest.mark.parametrize(("width", "height"), [(128, 128), (1024, 1024), (640, 360), (270, 480)])
def test_sizes(width, height):
    portrait = demo_portrait("thomas", width, height)
    frame = PortraitRenderer(portrait).render(actions(jawOpen=0.5, mouthSmile=1.4), np.full(3, 0.1), np.full(3, 0.05))
    assert frame.shape == (height, width, 3)
    assert frame.dtype == np.uint8
    assert frame.std() > 20


def test_extreme_coefficients_stay_pictures(renderer):
    rng = np.random.default_rng(3)
    rest = renderer.render(actions(), STILL, STILL)
    for _ in range(5):
        frame = renderer.render(rng.uniform(-0.3, 1.6, 52), rng.normal(0, 0.1, 3), rng.normal(0, 0.05, 3))
        assert decibels(frame, rest) > 12


def test_framing_beyond_the_picture_has_no_seam(elena):
    inside = elena.framing
    wide = replace(elena, framing=Framing(512, 512, inside.scale / 2, -elena.image.shape[1] / 2, -100.0))
    frame = PortraitRenderer(wide).render(actions(), STILL, STILL).astype(float)
    edge = round(elena.image.shape[1] / 2 * wide.framing.scale)
    across = np.abs(np.diff(frame[:, edge - 3 : edge + 3], axis=1)).mean((0, 2))
    assert across.max() < 4


def test_a_picture_without_colours_stays_without():
    portrait = demo_portrait("elena")
    grey = np.repeat(np.rint(portrait.image.mean(axis=2, keepdims=True)).astype(np.uint8), 3, axis=2)
    frame = PortraitRenderer(replace(portrait, image=grey)).render(
        actions(jawOpen=0.3, browDown=1.2, mouthPucker=0.3), STILL, STILL
    )
    assert np.ptp(frame.astype(int), axis=2).max() <= 2
