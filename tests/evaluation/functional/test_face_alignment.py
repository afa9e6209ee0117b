"""Landmarks at a common rate, and in one pose."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.made_faces import acting, placed, tracked
from tietfg.evaluation.functional.face_alignment import STABLE, aligned, eye_distance, faces_shown, landmarks_at
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_matrix

RATE = Fraction(25)


def moving(frames, fps):
    return placed(acting(jawOpen=np.zeros(frames))) + np.arange(frames)[:, None, None] * np.array([60 / fps, 0, 0])


@pytest.mark.parametrize("fps", [24.0, 25.0, 29.97, 30.0, 50.0])
def test_steady_motion_is_as_fast_at_every_rate(fps):
    landmarks, seen = landmarks_at(tracked(moving(60, fps), fps), RATE)
    assert seen.all()
    assert len(landmarks) == int(np.ceil(60 / fps * 25 - 1e-6))
    inside = np.arange(len(landmarks)) / 25 <= 59 / fps
    np.testing.assert_allclose(np.diff(landmarks[inside, :, 0], axis=0), 60 / 25, atol=1e-3)


def test_frames_without_face_are_told():
    face = tracked(moving(30, 25.0), 25.0, hidden=[0, 1, 12, 13, 14, 29])
    landmarks, seen = landmarks_at(face, RATE)
    np.testing.assert_array_equal(np.flatnonzero(~seen), [0, 1, 12, 13, 14, 29])
    np.testing.assert_allclose(landmarks[12:15, 0, 0], moving(30, 25.0)[12:15, 0, 0], atol=1e-3)
    shown = faces_shown(face, RATE)
    np.testing.assert_array_equal(shown[[0, 1, 2, 11, 12, 14, 15, 29]], [-1, -1, 0, 9, -1, -1, 10, -1])


def test_pictures_at_another_rate_show_the_last_face_before():
    shown = faces_shown(tracked(moving(60, 50.0), 50.0), RATE)
    np.testing.assert_array_equal(shown, np.arange(0, 60, 2))
    shown = faces_shown(tracked(moving(30, 30.0), 30.0), RATE)
    np.testing.assert_array_equal(shown, np.floor(np.arange(25) * 30 / 25 + 1e-6))


def test_a_single_frame_is_a_video():
    landmarks, seen = landmarks_at(tracked(moving(1, 25.0)), RATE)
    assert landmarks.shape == (1, 478, 3)
    assert seen.all()


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(*[st.floats(-0.6, 0.6)] * 3),
    st.floats(20, 300),
    st.tuples(*[st.floats(-500, 500)] * 3),
)
def test_pose_and_size_are_taken_out(angles, scale, shift):
    faces = acting(jawOpen=[0, 0.3, 0.8], mouthFunnel=[0.5, 0, 0.1])
    plain, other = aligned(faces), aligned(placed(faces, scale, angles, shift))
    np.testing.assert_allclose(other.shape, plain.shape, atol=1e-7)
    np.testing.assert_allclose(other.rotation, rotation_matrix(np.array(angles)) @ plain.rotation, atol=1e-7)
    assert other.unit == pytest.approx(plain.unit)


def test_actions_do_not_move_stable_landmarks():
    basis = load_basis()
    assert np.linalg.norm(basis.basis[:, STABLE], axis=2).max() < 0.035
    rest = acting(jawOpen=[0.0])
    np.testing.assert_allclose(eye_distance(rest), np.linalg.norm(rest[0, 33] - rest[0, 263]))
    open_mouth = aligned(acting(jawOpen=[0.0, 1.0]))
    moved = np.linalg.norm(np.diff(open_mouth.shape, axis=0)[0], axis=1)
    assert moved[STABLE].max() < 0.03 < 0.3 < moved[152]
