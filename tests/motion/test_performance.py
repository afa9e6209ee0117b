from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.motion.performance import HEAD_LIMITS, Performance, close_lips, monotone_cubic, nearest_rate, soft_limit
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import coefficient

SMILE = coefficient("mouthSmileLeft")


def performance(seconds, smile=0.5, duration=None, **changes):
    seconds = np.asarray(seconds, np.float64)
    coefficients = np.zeros((len(seconds), 52), np.float32)
    coefficients[:, SMILE] = smile
    still = np.zeros((len(seconds), 3), np.float32)
    parts = {"rotation": still, "translation": still, "lips_touch": np.zeros(len(seconds), bool)}
    duration = float(seconds[-1] + 0.04) if duration is None else duration
    return Performance(seconds, coefficients, duration=duration, rate=Fraction(25), **parts | changes)


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(-1, 1)), min_size=2, max_size=20),
    st.lists(st.floats(-1, 25), min_size=1, max_size=20),
)
def test_interpolation_stays_between_its_neighbours(knots, at):
    times, values = np.cumsum([step for step, _ in knots]), np.array([[value] for _, value in knots])
    at = np.array(at)
    found = monotone_cubic(times, values, at)[:, 0]
    index = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    low = np.minimum(values[index, 0], values[index + 1, 0])
    high = np.maximum(values[index, 0], values[index + 1, 0])
    assert (found >= low - 1e-9).all()
    assert (found <= high + 1e-9).all()
    np.testing.assert_allclose(monotone_cubic(times, values, times), values, atol=1e-9)


@pytest.mark.parametrize("fps", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
def test_length_is_exact(fps):
    assert len(performance(np.arange(101) / 25).play(fps)) == round(101 / 25 * fps)


def test_short_gaps_are_bridged_and_long_ones_bring_the_face_to_rest():
    seconds = np.arange(150) / 25
    short = performance(seconds[(seconds < 2) | (seconds > 2.4)]).play(Fraction(25)).coefficients[:, SMILE]
    np.testing.assert_allclose(short, 0.5, atol=1e-6)
    smile = performance(seconds[(seconds < 2) | (seconds > 4)]).play(Fraction(25)).coefficients[:, SMILE]
    assert smile[75] == 0
    assert smile[49] == pytest.approx(0.5)
    assert smile[101] == pytest.approx(0.5)
    assert np.abs(np.diff(smile)).max() < 0.08


def test_a_face_that_comes_late_and_leaves_early_rests_before_and_after():
    smile = performance(np.arange(50, 100) / 25, duration=6.0).play(Fraction(25)).coefficients[:, SMILE]
    assert smile[0] == smile[-1] == 0
    assert smile[75] == 0.5


def test_parts_are_those_of_the_whole():
    whole = performance(np.arange(100) / 30, smile=np.linspace(0, 1, 100)).play(Fraction(25))
    part = performance(np.arange(100) / 30, smile=np.linspace(0, 1, 100)).play(Fraction(25), 20, 30)
    np.testing.assert_array_equal(part.coefficients, whole.coefficients[20:50])


@given(st.floats(0, 1))
def test_blinks_keep_their_depth_between_frames(phase):
    seconds = np.arange(90) / 30
    played = performance(seconds)
    played.coefficients[:, UNITS["eyeBlink"]] = np.exp(-(((seconds - 1 - phase) / 0.04) ** 2))[:, None]
    deepest = played.coefficients[:, UNITS["eyeBlink"]].max()
    assert played.play(Fraction(25)).coefficients[:, UNITS["eyeBlink"]].max() == pytest.approx(deepest)


def test_lips_that_touch_touch_at_every_rate(lip_gap):
    draw = np.random.default_rng(0)
    for fps in (24, 25, 30, 50):
        played = performance(np.arange(90) / 30, lips_touch=np.arange(90) == 41)
        played.coefficients[:] = 0
        for unit, size in (("jawOpen", 0.3), ("mouthUpperUp", 0.4), ("mouthLowerDown", 0.5)):
            played.coefficients[:, UNITS[unit]] = size * draw.uniform(0.5, 1)
        gap = (lip_gap(played.play(Fraction(fps)).coefficients) - lip_gap(np.zeros((1, 52))))[:, 2:-2].max(axis=1)
        assert gap[round(41 / 30 * fps)] < 0.5
        assert np.median(gap) > 5


def test_closed_lips_are_left_as_they_are():
    smile = np.zeros((1, 52))
    smile[:, UNITS["mouthSmile"]] = 0.2
    assert close_lips(smile)[0, UNITS["mouthSmile"]].tolist() == [0.2, 0.2]


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_limits_are_smooth_and_kept(one, other):
    limit = float(HEAD_LIMITS[0])
    first, second = soft_limit(np.array([one, other]), limit)
    assert abs(first) <= limit
    assert (first - second) * (one - other) >= 0
    if abs(one) < 0.8 * limit:
        assert first == one


def test_rates():
    assert nearest_rate(23.98) == 24
    assert nearest_rate(29.97) == Fraction(30000, 1001)
    assert nearest_rate(15) == 24
    assert nearest_rate(120) == 60
