"""Agreement of asked and recognised emotion, on made-up tracks."""

from fractions import Fraction

import numpy as np
import pytest

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.evaluation.agreement import expected_agreement, joined, request_agreement
from tietfg.fluctuation.recognise import RecognisedTrack


def track(names: list[str], fps: int = 25, intensity: float = 0.8) -> EmotionTrack:
    rows = np.eye(7, dtype=np.float32)[[EMOTIONS.index(name) for name in names]]
    return EmotionTrack(Fraction(fps), rows, np.full(len(names), intensity, np.float32))


def recognised(names: list[str], fps: int = 25, hidden: tuple[int, ...] = ()) -> RecognisedTrack:
    face = np.ones(len(names), bool)
    face[list(hidden)] = False
    return RecognisedTrack(track(names, fps), face, ())


def test_what_is_asked_is_what_is_seen():
    names = ["happy"] * 10 + ["sad"] * 10
    assert request_agreement(track(names), recognised(names)).accuracy == 1
    assert request_agreement(track(names), recognised(["happy"] * 20)).accuracy == 0.5
    swapped = request_agreement(track(names), recognised(["sad"] * 10 + ["happy"] * 10))
    assert swapped.accuracy == 0
    assert expected_agreement(swapped) == 0.5


def test_frames_without_a_face_do_not_count():
    result = request_agreement(track(["happy"] * 4), recognised(["happy", "angry", "happy", "sad"], hidden=(1,)))
    assert result.confusion.sum() == 3
    assert result.accuracy == pytest.approx(2 / 3)


def test_faint_requests_ask_for_neutral():
    assert request_agreement(track(["happy"] * 5, intensity=0.1), recognised(["neutral"] * 5)).accuracy == 1


def test_rates_may_differ_and_the_end_is_held():
    asked = track(["happy"] * 25 + ["sad"] * 25, fps=25)
    told = recognised(["happy"] * 30 + ["sad"] * 40, fps=30)
    assert request_agreement(asked, told).accuracy > 0.98


def test_videos_are_counted_together():
    one = request_agreement(track(["fear"] * 3), recognised(["fear"] * 3))
    other = request_agreement(track(["fear"] * 5), recognised(["angry"] * 5))
    assert joined([one, other]).accuracy == pytest.approx(3 / 8)
