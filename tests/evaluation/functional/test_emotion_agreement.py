"""EF-score, on made-up tracks."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.made_faces import recognised
from tietfg.emotion.labels import EMOTIONS
from tietfg.evaluation.functional.emotion_agreement import fluctuation_score

RATE = Fraction(25)
COURSE = ["happy"] * 20 + ["sad"] * 20 + ["neutral"] * 10


@given(st.lists(st.sampled_from(EMOTIONS), min_size=1, max_size=40))
def test_a_video_agrees_with_itself(names):
    score = fluctuation_score(recognised(names), recognised(names), RATE)
    assert (score.agreeing, score.without_face, score.frames, score.dropped) == (1, 0, len(names), 0)


@given(*[st.lists(st.sampled_from(EMOTIONS), min_size=1, max_size=40)] * 2)
def test_it_is_the_share_of_equal_labels(made, true):
    shorter = min(len(made), len(true))
    equal = sum(a == b for a, b in zip(made, true, strict=False))
    score = fluctuation_score(recognised(made), recognised(true), RATE)
    assert score.agreeing == pytest.approx(equal / shorter)
    assert (score.frames, score.dropped) == (shorter, abs(len(made) - len(true)))


def test_swapped_emotions_lower_it():
    swapped = [{"happy": "sad", "sad": "happy"}.get(name, name) for name in COURSE]
    assert fluctuation_score(recognised(swapped), recognised(COURSE), RATE).agreeing == pytest.approx(0.2)


def test_frames_without_face_count_as_different_and_are_told():
    made, true = recognised(COURSE, hidden=(0, 1, 2)), recognised(COURSE, hidden=(2, 3))
    score = fluctuation_score(made, true, RATE)
    assert score.agreeing == pytest.approx(46 / 50)
    assert score.without_face == pytest.approx(4 / 50)


@pytest.mark.parametrize("fps", [Fraction(30), Fraction(50), Fraction(30000, 1001), Fraction(24)])
def test_rates_may_differ(fps):
    times = [frame / fps for frame in range(int(2 * fps))]
    names = [COURSE[min(int(25 * time), 49)] for time in times]
    score = fluctuation_score(recognised(names, fps), recognised(COURSE), RATE)
    assert score.agreeing >= 0.96
    assert abs(score.frames - 50) <= 1
