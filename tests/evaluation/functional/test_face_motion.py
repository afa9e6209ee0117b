"""Blinks, speed, jerk, the head, and face shape."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.made_faces import acting, placed
from tietfg.evaluation.functional.face_alignment import STABLE, aligned, eye_distance
from tietfg.evaluation.functional.face_motion import (
    SHAPE,
    count_blinks,
    eye_openness,
    face_motion,
    face_shape_distance,
    head_motion,
)
from tietfg.portrait.geometry import rotation_matrix

RATE = Fraction(25)
TIME = np.arange(60) / 25


def everywhere(frames=60):
    return np.ones(frames, bool)


def blinking(*starts, frames=250, length=5):
    course = np.zeros(frames)
    for start in starts:
        course[start : start + length] = np.sin(np.pi * (np.arange(length) + 1) / (length + 1)) ** 0.3
    return course


@pytest.mark.parametrize("starts", [(), (20,), (20, 60, 130, 240)])
def test_blinks_are_counted(starts):
    course = blinking(*starts)
    faces = placed(acting(eyeBlinkLeft=course, eyeBlinkRight=course))
    assert count_blinks(eye_openness(faces), RATE) == len(starts)


def test_winks_closed_eyes_and_jitter_are_no_blinks():
    one = acting(eyeBlinkLeft=blinking(20, 80))
    assert count_blinks(eye_openness(one), RATE) == 0
    course = blinking(50, length=40)
    assert count_blinks(eye_openness(acting(eyeBlinkLeft=course, eyeBlinkRight=course)), RATE) == 0
    ratios = np.full((100, 2), 0.3)
    ratios[40:45] = 0.3 * np.array([0.45, 0.55, 0.45, 0.55, 0.45])[:, None]
    assert count_blinks(ratios, RATE) == 1


def test_motion_is_that_of_landmarks_in_eye_distances():
    faces = np.repeat(acting(jawOpen=[0.0]), 60, axis=0)
    free = np.setdiff1d(np.arange(468), STABLE)
    unit = eye_distance(faces)[0]
    faces[:, free, 1] += 0.02 * unit * np.arange(60)[:, None]
    found = face_motion(aligned(placed(faces)), everywhere())
    assert found.speed == pytest.approx(2 * len(free) / 468)
    assert found.jerk == pytest.approx(0, abs=1e-6)
    faces[:, free, 1] += 0.001 * unit * (np.arange(60) ** 3)[:, None]
    assert face_motion(aligned(placed(faces)), everywhere()).jerk == pytest.approx(0.6 * len(free) / 468)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(0.0, 0.4), st.floats(0.5, 2.0))
def test_the_heads_motion_changes_neither_speed_nor_jerk(seed, swing, growth):
    generator = np.random.default_rng(seed)
    faces = acting(jawOpen=generator.random(40) * 0.5, browInnerUp=generator.random(40))
    still = face_motion(aligned(faces), everywhere(40))
    scales = 100 * np.linspace(1, growth, 40)
    turned = np.stack(
        [
            placed(face, scale, swing * generator.uniform(-1, 1, 3), generator.uniform(-200, 200, 3))
            for face, scale in zip(faces, scales, strict=True)
        ]
    )
    moved = face_motion(aligned(turned), everywhere(40))
    assert (moved.speed, moved.jerk) == pytest.approx((still.speed, still.jerk))


def test_rougher_motion_has_more_jerk_and_gaps_do_not_count():
    smooth = aligned(acting(jawOpen=0.4 + 0.3 * np.sin(2 * np.pi * TIME)))
    rough = aligned(acting(jawOpen=0.4 + 0.3 * np.sin(2 * np.pi * TIME) + 0.05 * (-1) ** np.arange(60)))
    assert face_motion(rough, everywhere()).jerk > 5 * face_motion(smooth, everywhere()).jerk
    seen = everywhere()
    seen[30] = False
    jump = aligned(acting(jawOpen=np.where(np.arange(60) == 30, 1.0, 0.2)))
    assert face_motion(jump, seen).jerk == pytest.approx(0, abs=1e-9)
    assert np.isnan(face_motion(jump, np.zeros(60, bool)).speed)
    assert np.isnan(face_motion(aligned(acting(jawOpen=[0, 1])), everywhere(2)).jerk)


def test_the_head_turns_as_fast_as_it_is_turned():
    degrees = 10 * TIME
    rotations = np.stack([rotation_matrix(np.radians([0, angle, 0])) for angle in degrees])
    found = head_motion(rotations, everywhere(), RATE)
    assert found.speed == pytest.approx(10)
    assert found.spread == pytest.approx(degrees.std(), rel=1e-3)
    viewed = head_motion(rotation_matrix(np.array([0.3, -0.2, 0.5])) @ rotations, everywhere(), RATE)
    assert (viewed.speed, viewed.spread) == pytest.approx((found.speed, found.spread))
    still = head_motion(rotations[:1].repeat(10, 0), everywhere(10), RATE)
    assert (still.speed, still.spread) == pytest.approx((0, 0), abs=1e-6)
    assert np.isnan(head_motion(rotations, np.zeros(60, bool), RATE).spread)


def test_another_face_has_another_shape():
    rest = acting(jawOpen=[0.0])[0]
    assert face_shape_distance(placed(rest), rest) == pytest.approx(0, abs=1e-6)
    wider = rest * [1.1, 1.0, 1.0]
    far = rest * [1.2, 1.0, 1.0]
    assert 0.5 < face_shape_distance(wider, rest) < face_shape_distance(far, rest)
    assert face_shape_distance(placed(wider), placed(rest, 50, (0, 0, 0))) == pytest.approx(
        face_shape_distance(wider, rest)
    )
    speaking = rest.copy()
    speaking[np.setdiff1d(np.arange(478), SHAPE)] += 0.3
    assert face_shape_distance(speaking, rest) == pytest.approx(0, abs=1e-6)
