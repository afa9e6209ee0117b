"""The map between time and word position."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.emotion.random_timelines import clocks
from tietfg.emotion.clock import WordClock


@given(clocks(first_position=3))
def test_onsets_are_the_positions_of_the_words(clock: WordClock) -> None:
    positions = clock.position([*clock.onsets, clock.end])
    np.testing.assert_allclose(positions, 3 + np.arange(len(clock.onsets) + 1), atol=1e-9)


@given(clocks())
def test_position_never_falls_and_is_held_beyond_the_ends(clock: WordClock) -> None:
    positions = clock.position(np.linspace(-1, clock.end + 1, 500))
    assert np.all(np.diff(positions) >= -1e-9)
    assert positions[0] == 0
    assert positions[-1] == clock.last_position


@given(clocks(), st.floats(0, 1))
def test_time_is_the_inverse_of_position(clock: WordClock, share: float) -> None:
    position = share * clock.last_position
    assert clock.onsets[0] <= clock.time(position) <= clock.end
    np.testing.assert_allclose(clock.position(clock.time(position)), position, atol=1e-4)


@given(clocks())
def test_speed_is_continuous(clock: WordClock) -> None:
    knots = np.array([*clock.onsets[1:], clock.end])
    step = 1e-6
    before = (clock.position(knots) - clock.position(knots - step)) / step
    after = (clock.position(knots + step) - clock.position(knots)) / step
    np.testing.assert_allclose(before, after, atol=0.02)
