"""The lag of a made-up mouth behind a made-up sound is found, in whole and in parts of pictures."""

import numpy as np
import pytest

from tietfg.evaluation.functional.audio_visual_lag import (
    QUIET,
    audio_visual_lag,
    mouth_opening,
    sound_level,
    speech_seconds,
)
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis

SEEN = np.ones(250, bool)


def course(seed: int = 0, count: int = 250) -> np.ndarray:
    """Smooth and random, a value each 4 ms."""
    values = np.random.default_rng(seed).normal(size=10 * count + 600)
    return np.convolve(values, np.hanning(60), "valid")


def sampled(values: np.ndarray, late: float, count: int = 250) -> np.ndarray:
    """At 25 values a second, `late` pictures late."""
    times = 200 + 10 * (np.arange(count) - late)
    return np.interp(times, np.arange(len(values)), values)


@pytest.mark.parametrize("late", [-8, -2.5, 0, 0.3, 4, 11])
def test_a_known_lag_is_found(late: float) -> None:
    values = course()
    found = audio_visual_lag(sampled(values, late), SEEN, sampled(values, 0))
    assert found.milliseconds == pytest.approx(40 * late, abs=4)
    assert found.correlation > 0.93
    assert (found.correlation_at_zero == found.correlation) == (abs(late) < 0.5)


def test_correlation_at_zero_is_pearsons() -> None:
    mouth, level = sampled(course(0), 0), sampled(course(0), 1) + sampled(course(1), 0)
    changes = [[v[i] - v[max(0, i - 12) : i + 13].mean() for i in range(250)] for v in (mouth, level)]
    expected = np.corrcoef(changes)[0, 1]
    assert audio_visual_lag(mouth, SEEN, level).correlation_at_zero == pytest.approx(expected, abs=1e-9)


def test_noise_lowers_the_correlation_and_another_sound_more() -> None:
    values, noise = course(), sampled(course(5), 0)
    found = [audio_visual_lag(sampled(values, 1) + s * noise, SEEN, sampled(values, 0)) for s in (0.0, 0.5, 1.0)]
    found.append(audio_visual_lag(sampled(values, 1), SEEN, sampled(course(7), 0)))
    correlations = [each.correlation for each in found]
    assert correlations == sorted(correlations, reverse=True)
    assert correlations[-1] < 0.5


def test_slow_drift_and_scale_make_no_difference() -> None:
    values = course()
    plain = audio_visual_lag(sampled(values, 2), SEEN, sampled(values, 0))
    drifting = 3 * sampled(values, 2) + 50 * np.sin(np.arange(250) / 250 * np.pi)
    found = audio_visual_lag(drifting, SEEN, sampled(values, 0))
    assert found.milliseconds == pytest.approx(plain.milliseconds, abs=3)
    assert found.correlation == pytest.approx(plain.correlation, abs=0.03)


def test_unseen_pictures_do_not_count() -> None:
    values = course()
    mouth, seen = sampled(values, 3), SEEN.copy()
    mouth[60:80] = np.linspace(mouth[60], mouth[80], 20)
    seen[60:80] = False
    with_gap = audio_visual_lag(mouth, SEEN, sampled(values, 0))
    found = audio_visual_lag(mouth, seen, sampled(values, 0))
    assert found.correlation > with_gap.correlation
    assert found.milliseconds == pytest.approx(120, abs=4)


def test_nothing_to_correlate() -> None:
    values = sampled(course(), 0)
    for opening, seen, level in (
        (np.zeros(250), SEEN, values),
        (values, SEEN, np.zeros(250)),
        (values, ~SEEN, values),
    ):
        found = audio_visual_lag(opening, seen, level)
        assert np.isnan([found.milliseconds, found.correlation, found.correlation_at_zero]).all()


def test_a_lag_beyond_half_a_second_is_none() -> None:
    wave = np.sin(2 * np.pi * np.arange(200) / 40)  # 1.6 s long: half a wave is out of reach
    found = audio_visual_lag(-wave, np.ones(200, bool), wave)
    assert np.isnan(found.milliseconds)
    assert found.correlation > 0.2
    assert found.correlation_at_zero == pytest.approx(-1)


def test_the_level_tells_loud_from_quiet_at_the_right_time() -> None:
    times = np.arange(2 * 16_000) / 16_000
    tone = np.sin(2 * np.pi * 1000 * times) * np.where((times >= 0.8) & (times < 1.6), 1.0, 0.1)
    level = sound_level(tone.astype(np.float32), 50)
    assert level.shape == (50,)
    np.testing.assert_allclose(level[21:39], 0, atol=0.1)
    np.testing.assert_allclose(level[1:18], -20, atol=0.1)
    assert level[19] < -10 < level[20]  # 0.8 s is where the 21st picture begins
    assert speech_seconds(level) == 2.0
    assert speech_seconds(sound_level(tone * (tone > 0.1), 50)) < 1.0


def test_the_level_hears_no_hum_and_has_a_floor() -> None:
    times = np.arange(16_000) / 16_000
    tone = np.sin(2 * np.pi * 1000 * times) * (times < 0.5)
    hum = np.sin(2 * np.pi * 60 * times)
    np.testing.assert_allclose(sound_level(tone + hum, 25)[:11], sound_level(tone, 25)[:11], atol=0.2)
    assert sound_level(tone, 25)[-5:].tolist() == [-QUIET] * 5
    assert sound_level(tone[:4000], 25)[-5:].tolist() == [-QUIET] * 5


def test_the_opening_is_relative_to_the_face() -> None:
    basis = load_basis()
    closed = basis.resting
    opened = closed + 0.5 * basis.basis[coefficient("jawOpen")]
    faces = np.stack([closed, opened, 300 * opened + [200, 100, 0]])
    found = mouth_opening(faces)
    assert found[1] > found[0] + 0.05
    assert found[2] == pytest.approx(found[1], rel=1e-6)
