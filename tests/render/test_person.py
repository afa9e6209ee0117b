"""The person in front of a background that stays still."""

import numpy as np
import pytest

from tests.render.faces import STILL, actions, in_frame, with_matte
from tietfg.portrait.basis import load_basis
from tietfg.portrait.blur import box_mean
from tietfg.portrait.geometry import similarity
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.topology import FACE_OVAL
from tietfg.render.backdrop import frame_margin, framed_matte, framed_picture
from tietfg.render.mesh import NECK_PIVOT
from tietfg.render.renderer import PortraitRenderer

POSES = [
    (np.radians(angles), np.array(shift))
    for angles, shift in (
        ((0, 12, 0), (0, 0, 0)),
        ((0, -12, 0), (0, 0, 0)),
        ((10, 0, 0), (0, 0, 0)),
        ((-10, 0, 0), (0, 0, 0)),
        ((0, 0, 10), (0, 0, 0)),
        ((5, 8, -8), (0.15, -0.15, 0)),
    )
]


@pytest.fixture(scope="module", params=["amara", "elena"])
def person(request) -> tuple[Portrait, PortraitRenderer]:
    portrait = with_matte(request.param)
    return portrait, PortraitRenderer(portrait)


def at_rest(renderer: PortraitRenderer) -> np.ndarray:
    return renderer.render(actions(), STILL, STILL).astype(int)


def matte_in_frame(portrait: Portrait) -> np.ndarray:
    matte, margin = framed_matte(portrait), frame_margin(portrait.framing)
    assert matte is not None
    return matte[margin:-margin, margin:-margin]


def test_rest_shows_the_photo_around_the_face(person):
    portrait, renderer = person
    margin = frame_margin(portrait.framing)
    photo = framed_picture(portrait)[margin:-margin, margin:-margin].astype(int)
    places = in_frame(portrait)
    beside = np.ones(photo.shape[:2], bool)
    (left, top), (right, bottom) = places.min(0).astype(int) - 8, places.max(0).astype(int) + 20
    beside[top:bottom, left:right] = False
    assert np.abs(at_rest(renderer) - photo)[beside].mean() < 1.2


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_background_and_shoulders_stay(person, pose):
    portrait, renderer = person
    rest, moved = at_rest(renderer), renderer.render(actions(), *pose).astype(int)
    matte, places = matte_in_frame(portrait), in_frame(portrait)
    unit = np.linalg.norm(places[33] - places[263])
    reached = box_mean((matte > 0).astype(np.float32), round(0.5 * unit)) > 1e-6
    shoulders = np.arange(512)[:, None] > places[152, 1] + 0.9 * unit
    still = ~reached | shoulders
    assert still.sum() > 5000
    np.testing.assert_array_equal(moved[still], rest[still])


def test_hair_turns_with_the_head(person):
    """The top of the head goes where a rigid head takes it."""
    portrait, renderer = person
    places, basis = in_frame(portrait), load_basis()
    landmarks = np.column_stack([places, portrait.landmarks[:, 2] * portrait.framing.scale])
    scale, axes, shift = similarity(basis.neutral[:468], landmarks[:468])
    pivot = (scale * axes @ NECK_PIVOT + shift)[:2]
    rows = np.flatnonzero(matte_in_frame(portrait)[:, round(places[10, 0])] > 0.9)
    top = np.array([places[10, 0], rows[0] + 25.0])
    angle = np.radians(8)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    rest, moved = at_rest(renderer), renderer.render(actions(), np.array([0, 0, angle]), STILL).astype(int)
    offsets = np.mgrid[-24:25:2, -40:41:2].reshape(2, -1).T[:, ::-1]
    here = np.rint(top + offsets).astype(int)

    def mismatch(correction: tuple[int, int]) -> float:
        there = np.rint((top + offsets - pivot) @ turn.T + pivot + correction).astype(int)
        return float(np.abs(moved[there[:, 1], there[:, 0]] - rest[here[:, 1], here[:, 0]]).mean())

    corrections = [(x, y) for x in range(-8, 9) for y in range(-8, 9)]
    best = corrections[int(np.argmin([mismatch(correction) for correction in corrections]))]
    assert np.hypot(*best) <= 3


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_motion_makes_no_new_edges_around_the_face(person, pose):
    portrait, renderer = person
    places = in_frame(portrait)
    oval = places[FACE_OVAL]
    centre, half = oval.mean(0), np.ptp(oval, axis=0) / 2
    rows, columns = np.mgrid[:511, :511]
    away = np.hypot((columns - centre[0]) / half[0], (rows - centre[1]) / half[1])
    around = (away > 1.05) & (away < 2.4) & (rows < oval[:, 1].max())

    def steepest(frame: np.ndarray) -> float:
        steps = np.maximum(np.abs(np.diff(frame, axis=0))[:, :-1].max(2), np.abs(np.diff(frame, axis=1))[:-1].max(2))
        return float(np.percentile(steps[around], 99.9))

    assert steepest(renderer.render(actions(), *pose).astype(int)) < 1.25 * steepest(at_rest(renderer)) + 4
