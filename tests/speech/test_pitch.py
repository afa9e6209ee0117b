import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.speech.pitch import median_pitch, track_pitch

RATE = 16_000


def harmonic(hertz: float, seconds: float = 0.5) -> np.ndarray:
    times = np.arange(int(RATE * seconds)) / RATE
    return sum(np.sin(2 * np.pi * hertz * k * times) / k for k in range(1, 8)).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.floats(70, 550))
def test_a_steady_voice_has_its_pitch(hertz: float) -> None:
    track = track_pitch(0.1 * harmonic(hertz), RATE)
    assert (track > 0).mean() > 0.95
    assert 12 * abs(np.log2(median_pitch(track) / hertz)) < 0.1


def test_noise_and_silence_have_none() -> None:
    noise = np.random.default_rng(0).normal(size=RATE).astype(np.float32)
    assert (track_pitch(noise, RATE) > 0).mean() < 0.02
    assert median_pitch(track_pitch(np.zeros(RATE, np.float32), RATE)) == 0


def test_voiced_and_silent_parts_are_told_apart() -> None:
    waveform = np.concatenate([harmonic(120), np.zeros(RATE // 2, np.float32), harmonic(120)])
    track = track_pitch(waveform, RATE)
    assert (track[50:95] == 0).all()
    assert track[:45] == pytest.approx(np.full(45, 120.0), rel=0.01)


def test_a_missing_fundamental_is_heard() -> None:
    times = np.arange(RATE) / RATE
    waveform = sum(np.sin(2 * np.pi * 110 * k * times) for k in (3, 4, 5, 6)).astype(np.float32)
    assert median_pitch(track_pitch(waveform, RATE)) == pytest.approx(110, rel=0.01)


@pytest.mark.parametrize("samples", [0, 1, 799, 800])
def test_short_sounds(samples: int) -> None:
    assert len(track_pitch(np.ones(samples, np.float32), RATE)) == (samples >= 800)
