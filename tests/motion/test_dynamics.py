import numpy as np
import pytest

from tietfg.motion.dynamics import FollowerState, Pulse, follow, smooth_noise, sum_pulses


def test_noise_depends_on_time_alone_and_is_smooth():
    times = np.arange(0, 60, 0.04)
    whole = smooth_noise(3, 1, times, 0.8)
    np.testing.assert_array_equal(whole[700:], smooth_noise(3, 1, times[700:], 0.8))
    assert np.abs(np.diff(whole, n=2)).max() < 0.05
    assert 0.6 < smooth_noise(3, 1, np.arange(0, 2000, 0.5), 0.8).std() < 1.2
    assert np.abs(whole).max() <= 3
    assert np.corrcoef(whole, smooth_noise(4, 1, times, 0.8))[0, 1] < 0.5


def test_a_follower_goes_on_where_it_stopped():
    targets = np.random.default_rng(0).uniform(0, 1, (60, 4))
    whole, _ = follow(targets, FollowerState.at_rest(4), 12.0, 4.0, 0.04)
    first, state = follow(targets[:23], FollowerState.at_rest(4), 12.0, 4.0, 0.04)
    second, _ = follow(targets[23:], state, 12.0, 4.0, 0.04)
    np.testing.assert_array_equal(whole, np.concatenate([first, second]))


def test_a_follower_reaches_a_step_without_overshoot_in_the_promised_time():
    course, _ = follow(np.ones((100, 1)), FollowerState.at_rest(1), 8.0, 4.0, 0.01)
    rise = (np.argmax(course[:, 0] > 0.9) - np.argmax(course[:, 0] > 0.1)) / 100
    assert course.max() <= 1.0
    assert rise == pytest.approx(3.4 / 8.0, abs=0.02)


def test_a_pulse_rises_holds_and_falls():
    pulse = Pulse("blink", 1.0, 0.1, 0.2, 0.3, 2.0)
    times = np.array([0.99, 1.05, 1.1, 1.3, 1.45, 1.6])
    np.testing.assert_allclose(sum_pulses((pulse,), "blink", times), [0, 1, 2, 2, 1, 0], atol=1e-9)
    assert not sum_pulses((pulse,), "nod", times).any()
