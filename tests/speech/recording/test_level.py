"""Quiet recordings are raised, overloaded ones reported, and others left as they are."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tietfg.speech.recording.level import USUAL_LEVEL, active_level, check_level

RATE = 16_000


def voice(gain: float) -> NDArray[np.float32]:
    """Bursts of harmonics with a speech-like peak factor, and pauses."""
    time = np.arange(4 * RATE) / RATE
    tone = sum(np.sin(2 * np.pi * 140 * k * time + k * k) / k for k in range(1, 20))
    envelope = np.maximum(np.sin(2 * np.pi * 1.5 * time), 0.0) * (0.6 + 0.4 * np.sin(2 * np.pi * 0.3 * time))
    return (gain * np.asarray(tone) * envelope).astype(np.float32)


def test_usual_level_is_left_alone() -> None:
    waveform, notes = check_level(voice(0.1), RATE)
    np.testing.assert_array_equal(waveform, voice(0.1))
    assert notes == ()


def test_quiet_recording_is_raised() -> None:
    waveform, notes = check_level(voice(0.002), RATE)
    assert active_level(waveform, RATE) == pytest.approx(USUAL_LEVEL, abs=1.0)
    assert np.abs(waveform).max() <= 1.0
    assert len(notes) == 1
    assert "very quiet" in notes[0]


def test_clipping_is_reported() -> None:
    waveform, notes = check_level(np.clip(voice(1.5), -1, 1), RATE)
    assert "clipped" in notes[0]
    assert np.abs(waveform).max() <= 1.0


def test_samples_beyond_full_scale_are_scaled_down() -> None:
    waveform, _ = check_level(voice(2.0), RATE)
    assert np.abs(waveform).max() == pytest.approx(1.0)
    assert np.corrcoef(waveform, voice(2.0))[0, 1] == pytest.approx(1.0)


def test_pauses_do_not_lower_the_level() -> None:
    assert active_level(np.pad(voice(0.1), (0, 10 * RATE)), RATE) == pytest.approx(
        active_level(voice(0.1), RATE), abs=1
    )
