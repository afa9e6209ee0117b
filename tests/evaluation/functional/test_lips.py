"""Errors of lips, and lips in speech."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.made_faces import acting, placed
from tietfg.evaluation.functional.face_alignment import STABLE, eye_distance
from tietfg.evaluation.functional.lips import LIPS, landmark_errors, lip_gap, lips_in_speech, meeting_gap
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.speech.speech import Phone

RATE = Fraction(25)


def phones(*symbols, length=0.2):
    return tuple(Phone(symbol, length * k, length * (k + 1), 0, 0) for k, symbol in enumerate(symbols))


def test_errors_are_the_lengths_of_what_is_moved():
    true = placed(acting(jawOpen=[0, 0.2, 0.4, 0.6]))
    unit = eye_distance(true)
    made = true.copy()
    made[:, LIPS[3], 0] += 0.06 * unit
    made[:, LIPS[7], 1] -= 0.02 * unit
    found = landmark_errors(made, true)
    assert found.lips_largest == pytest.approx(6, abs=1e-6)
    assert found.lips == pytest.approx(8 / len(LIPS), abs=1e-6)
    assert found.face == pytest.approx(8 / 468, abs=1e-6)
    assert not np.isin(LIPS, STABLE).any()
    assert len(LIPS) == 80


@settings(max_examples=15, deadline=None)
@given(st.tuples(*[st.floats(-0.5, 0.5)] * 3), st.floats(30, 200), st.tuples(*[st.floats(-300, 300)] * 3))
def test_neither_place_nor_size_nor_pose_counts(angles, scale, shift):
    true, made = acting(jawOpen=[0, 0.5, 0.2]), acting(jawOpen=[0.4, 0.5, 0.1])
    plain = landmark_errors(made, true)
    moved = landmark_errors(placed(made, scale, angles, shift), placed(true))
    assert (moved.lips_largest, moved.lips, moved.face) == pytest.approx((plain.lips_largest, plain.lips, plain.face))
    assert landmark_errors(placed(true, scale, angles, shift), true).lips_largest == pytest.approx(0, abs=1e-6)


def test_the_wrong_mouth_is_worse_the_later_it_comes():
    course = 0.4 + 0.4 * np.sin(np.arange(50) / 4)
    true = acting(jawOpen=course)
    errors = [landmark_errors(acting(jawOpen=np.roll(course, shift)), true).lips_largest for shift in (0, 1, 3)]
    assert errors[0] == pytest.approx(0, abs=1e-9)
    assert errors[1] < errors[2]


def test_the_gap_is_that_of_the_lips_in_eye_distances():
    faces = acting(jawOpen=[0.0, 0.0])
    faces[:, LOWER_INNER_LIP] = faces[:, UPPER_INNER_LIP]
    faces[1, LOWER_INNER_LIP[1:-1]] += [0, 0.1 * eye_distance(faces)[0], 0]
    np.testing.assert_allclose(lip_gap(faces), [0, 10], atol=1e-9)
    np.testing.assert_allclose(lip_gap(placed(faces)), [0, 10], atol=1e-9)
    assert (np.diff(lip_gap(acting(jawOpen=[0, 0.2, 0.5, 1.0]))) > 0).all()


def gaps(*levels):
    """Five frames for each phone of 0.2 s, with its level in the middle; open between."""
    course = np.repeat(np.array(levels, float), 5).reshape(-1, 5)
    course[:, [0, 4]] = np.maximum(course[:, [0, 4]], 7.0)
    return course.ravel()


def test_lips_that_meet_in_bilabials():
    gap = gaps(1.0, 14.0, 9.0, 10.0, 0.5, 20.0)
    found = lips_in_speech(gap, np.ones(30, bool), phones("p", "ɑ", "b", "i", "m", "æ"), RATE)
    assert found.bilabials == found.vowels == 3
    assert found.closure == pytest.approx(2 / 3)
    assert found.openness == 14.0


def test_what_is_not_seen_or_not_said_does_not_count():
    gap = gaps(1.0, 14.0, 9.0)
    seen = np.repeat([True, True, False], 5)
    found = lips_in_speech(
        gap, seen, (*phones("p", "ɑ"), Phone("b", 0.44, 0.6, 0, 0), Phone("m", 9.0, 9.1, 0, 0)), RATE
    )
    assert (found.closure, found.bilabials, found.vowels) == (1.0, 1, 1)
    nothing = lips_in_speech(gap, seen, phones("s"), RATE)
    assert np.isnan([nothing.closure, nothing.openness]).all()
    assert np.isnan(lips_in_speech(gap, np.zeros(15, bool), phones("p"), RATE).closure)


def test_a_mouth_that_never_shuts_meets_nowhere():
    found = lips_in_speech(np.full(50, 8.0), np.ones(50, bool), phones(*"pɑbɑmɑ"), RATE)
    assert found.closure == 0


def test_the_meeting_gap_goes_by_the_face_within_bounds():
    assert meeting_gap(1.0, 13.0) == pytest.approx(4.0)
    assert meeting_gap(0.0, 1.0) == pytest.approx(2.0)
    assert meeting_gap(8.0, 20.0) == pytest.approx(5.5)
    assert meeting_gap(3.0, float("nan")) == pytest.approx(3.0)
