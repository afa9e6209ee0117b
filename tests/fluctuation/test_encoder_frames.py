import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.errors import InputError
from tietfg.fluctuation.encoder_frames import (
    FIELD,
    HOP,
    OVERLAP,
    WINDOW,
    encode_in_windows,
    frame_count,
    frame_times,
    latent_frame_count,
    prepare_waveform,
    to_latent_rate,
)


@pytest.mark.parametrize(
    ("samples", "frames"), [(0, 0), (399, 0), (400, 1), (719, 1), (720, 2), (8000, 24), (16_000, 49), (48_000, 149)]
)
def test_number_of_frames(samples: int, frames: int) -> None:
    assert frame_count(samples) == frames
    assert len(frame_times(frames)) == frames


@settings(max_examples=200, deadline=None)
@given(samples=st.integers(FIELD, 40 * 16_000))
def test_features_of_any_length_keep_their_time(samples: int) -> None:
    """A feature that is the time of its frame is, at 25 Hz, the time of each 25 Hz frame's centre."""
    times = frame_times(frame_count(samples))
    count = latent_frame_count(samples, 16_000)
    assert count == round(25 * samples / 16_000)
    found = to_latent_rate(times[:, None].astype(np.float32), times, count)
    assert found.shape == (count, 1)
    assert found.dtype == np.float32
    centres = (np.arange(count) + 0.5) / 25
    inside = (centres >= times[0]) & (centres <= times[-1])
    assert found[inside, 0] == pytest.approx(centres[inside], abs=1e-4)
    assert (np.diff(found[:, 0]) >= 0).all()


@settings(max_examples=200, deadline=None)
@given(samples=st.integers(640, 40 * 16_000), share=st.floats(0, 1))
def test_an_impulse_stays_where_it_is(samples: int, share: float) -> None:
    frames = frame_count(samples)
    hit = int(share * (frames - 1))
    features = np.zeros((frames, 3), np.float32)
    features[hit, 1] = 1.0
    found = to_latent_rate(features, frame_times(frames), latent_frame_count(samples, 16_000))
    assert abs(int(found[:, 1].argmax()) - int(25 * frame_times(frames)[hit])) <= 1
    assert found[:, 1].max() > 0
    assert not found[:, [0, 2]].any()


def test_one_frame_is_held() -> None:
    found = to_latent_rate(np.array([[2.0, 3.0]], np.float32), frame_times(1), 4)
    assert found.tolist() == [[2.0, 3.0]] * 4


@pytest.mark.parametrize("frames", [1, WINDOW - 1, WINDOW])
def test_a_short_sound_is_one_window(frames: int) -> None:
    calls = []

    def encode(samples: np.ndarray) -> np.ndarray:
        calls.append(samples)
        return np.zeros((frame_count(len(samples)), 2), np.float32)

    waveform = np.zeros((frames - 1) * HOP + FIELD + 319, np.float32)
    assert encode_in_windows(encode, waveform, 2).shape == (frames, 2)
    assert len(calls) == 1
    assert calls[0] is waveform


@settings(max_examples=20, deadline=None)
@given(extra=st.integers(1, 3 * WINDOW), rest=st.integers(0, HOP - 1))
def test_windows_are_joined_where_they_belong(extra: int, rest: int) -> None:
    frames = WINDOW + extra
    waveform = np.arange((frames - 1) * HOP + FIELD + rest, dtype=np.float32)
    lengths = []

    def encode(samples: np.ndarray) -> np.ndarray:
        lengths.append(len(samples))
        places = np.arange(frame_count(len(samples)))
        return np.stack([samples[places * HOP], np.ones(len(places), np.float32)], 1)

    found = encode_in_windows(encode, waveform, 2)
    assert found[:, 0] == pytest.approx(waveform[: frames * HOP : HOP], rel=1e-6)
    assert found[:, 1] == pytest.approx(np.ones(frames), abs=1e-6)
    assert set(lengths) == {(WINDOW - 1) * HOP + FIELD}


def test_frames_next_to_a_border_are_not_used() -> None:
    """What an encoder makes of a border shows only at the two ends of the sound."""

    def encode(samples: np.ndarray) -> np.ndarray:
        features = np.zeros((frame_count(len(samples)), 1), np.float32)
        features[:50] = features[-50:] = 1.0
        return features

    found = encode_in_windows(encode, np.zeros((3 * WINDOW - 1) * HOP + FIELD, np.float32), 1)[:, 0]
    assert (found[:50] == 1).all()
    assert (found[-50:] == 1).all()
    assert not found[50:-50].any()
    assert OVERLAP > 100


@pytest.mark.parametrize("rate", [8000, 22_050, 24_000, 44_100, 48_000])
def test_other_rates_become_16_khz(rate: int) -> None:
    waveform = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    found = prepare_waveform(waveform, rate)
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert abs(len(found) - 16_000) <= 2
    assert found[200:15_800] == pytest.approx(expected[200:15_800], abs=0.01)


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_a_sound_too_short_for_a_frame_is_empty(rate: int) -> None:
    for samples in (0, 1, rate // 50):
        assert len(prepare_waveform(np.ones(samples, np.float32), rate)) == 0
    assert len(prepare_waveform(np.ones(rate // 50 + 1, np.float32), rate)) > 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_must_be_numbers(value: float) -> None:
    with pytest.raises(InputError, match="no finite numbers"):
        prepare_waveform(np.array([0.0, value] * 4000, np.float32), 16_000)


def test_a_waveform_has_one_channel() -> None:
    with pytest.raises(InputError, match="mix its channels"):
        prepare_waveform(np.zeros((2, 16_000), np.float32), 16_000)
