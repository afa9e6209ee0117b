import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.errors import InputError
from tietfg.fluctuation.prosodic_features import FEATURES, LOOK_AHEAD, MEL_BANDS, ProsodicStream, prosodic_features

RATE = 16_000
PITCH, VOICING, ENERGY, TILT = (FEATURES.index(name) for name in ("pitch", "voicing", "energy", "tilt"))


def voice(semitones: np.ndarray, hertz: float = 140.0, rate: int = RATE) -> np.ndarray:
    """A harmonic sound whose pitch is given for every sample, with a little noise."""
    phase = 2 * np.pi * np.cumsum(hertz * 2 ** (semitones / 12)) / rate
    sound = sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 12))
    return (0.1 * sound + 1e-3 * np.random.default_rng(0).normal(size=len(phase))).astype(np.float32)


def speechlike(seconds: float, seed: int = 0) -> np.ndarray:
    """Voiced and silent stretches with changing pitch and level."""
    generator = np.random.default_rng(seed)
    times = np.arange(round(seconds * RATE)) / RATE
    pitch = (
        4 * np.sin(2 * np.pi * 0.6 * times + generator.uniform(0, 6))
        + np.cumsum(generator.normal(size=len(times))) / 900
    )
    loud = np.clip(3 * np.sin(2 * np.pi * 1.3 * times + generator.uniform(0, 6)), 0, 1)
    return (voice(pitch) * loud).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(0, 60_000), rate=st.sampled_from([8000, 16_000, 22_050, 24_000, 48_000]))
def test_any_length_has_its_frames(samples: int, rate: int) -> None:
    found = prosodic_features(speechlike(4.0)[:samples], rate)
    assert found.shape == (round(25 * samples / rate), len(FEATURES))
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert ((found[:, VOICING] >= 0) & (found[:, VOICING] <= 1)).all()


@settings(max_examples=10, deadline=None)
@given(seconds=st.floats(0.3, 4.0), cuts=st.lists(st.integers(0, 60_000), max_size=12))
def test_pieces_give_what_the_whole_gives(seconds: float, cuts: list[int]) -> None:
    waveform = speechlike(seconds)
    stream = ProsodicStream()
    pieces = [stream.push(piece) for piece in np.split(waveform, sorted(cuts))]
    found = np.concatenate([*pieces, stream.finish()])
    assert np.array_equal(found, prosodic_features(waveform, RATE))


@settings(max_examples=8, deadline=None)
@given(frame=st.integers(0, 70))
def test_later_than_a_second_changes_nothing(frame: int) -> None:
    before = speechlike(4.0)
    after = before.copy()
    first = round((frame / 25 + LOOK_AHEAD) * RATE)
    after[first:] = np.random.default_rng(1).normal(size=len(after) - first)
    same, changed = prosodic_features(before, RATE), prosodic_features(after, RATE)
    assert np.array_equal(same[: frame + 1], changed[: frame + 1])
    assert LOOK_AHEAD <= 1.0


def test_a_stream_is_no_more_than_its_look_ahead_behind() -> None:
    stream, made, waveform = ProsodicStream(), 0, speechlike(8.0)
    for end in range(0, len(waveform), 160):
        made += len(stream.push(waveform[end : end + 160]))
        assert made / 25 >= (end + 160) / RATE - LOOK_AHEAD - 0.01


def test_a_stream_remembers_the_voice_and_nothing_else() -> None:
    high, usual = voice(np.full(2 * RATE, 7.0)), voice(np.zeros(6 * RATE))
    stream = ProsodicStream()
    stream.push(usual)
    stream.finish()
    again = np.concatenate([stream.push(high), stream.finish()])
    assert np.median(again[5:-5, PITCH]) == pytest.approx(7.0, abs=0.1)
    alone = prosodic_features(high, RATE)
    assert np.median(alone[5:-5, PITCH]) == pytest.approx(0.0, abs=0.1)
    others = [column for column in range(len(FEATURES)) if column not in (PITCH, ENERGY)]
    assert np.array_equal(again[:, others], alone[:, others])


@settings(max_examples=12, deadline=None)
@given(seconds=st.floats(0.1, 3.8))
def test_a_click_is_loud_in_its_frame(seconds: float) -> None:
    waveform = np.zeros(4 * RATE, np.float32)
    place = round(seconds * RATE)
    waveform[place] = 1.0
    found = prosodic_features(waveform, RATE)
    assert int(found[:, ENERGY].argmax()) == place // 640
    assert abs(int(found[:, 20].argmax()) - place // 640) <= 1


def test_pitch_follows_the_voice() -> None:
    times = np.arange(6 * RATE) / RATE
    glide = 5 * np.sin(2 * np.pi * 0.5 * times)
    found = prosodic_features(voice(glide), RATE)
    centres = (np.arange(150) + 0.5) / 25
    difference = found[5:-5, PITCH] - 5 * np.sin(2 * np.pi * 0.5 * centres[5:-5])
    assert (found[5:-5, VOICING] == 1).all()
    late = difference[70:]  # the median has settled over a period
    assert np.abs(late - np.median(late)).max() < 1.5
    steps = np.diff(found[5:-5, PITCH]) - np.diff(5 * np.sin(2 * np.pi * 0.5 * centres[5:-5]))
    assert np.median(np.abs(steps)) < 0.05


def test_speakers_of_any_pitch_are_alike() -> None:
    times = np.arange(4 * RATE) / RATE
    glide = 3 * np.sin(2 * np.pi * 0.8 * times)
    low, high = (prosodic_features(voice(glide, hertz), RATE)[5:-5, PITCH] for hertz in (100.0, 230.0))
    assert low == pytest.approx(high, abs=0.3)


def test_noise_and_silence_are_not_voiced() -> None:
    noise = np.random.default_rng(0).normal(size=4 * RATE).astype(np.float32) * 0.1
    for waveform in (noise, np.zeros(4 * RATE, np.float32)):
        found = prosodic_features(waveform, RATE)
        assert found[:, VOICING].mean() < 0.05
    assert not prosodic_features(np.zeros(4 * RATE, np.float32), RATE)[:, PITCH].any()


def test_hum_far_below_the_voice_is_not_voiced() -> None:
    times = np.arange(3 * RATE) / RATE
    hum = (5e-4 * sum(np.sin(2 * np.pi * 100 * k * times) for k in (1, 2, 3))).astype(np.float32)
    found = prosodic_features(np.concatenate([voice(np.zeros(3 * RATE)), hum]), RATE)
    assert found[5:70, VOICING].min() == 1
    assert not found[80:145, VOICING].any()


def test_quiet_recordings_are_heard_like_loud_ones() -> None:
    sound = speechlike(5.0)
    loud, quiet = prosodic_features(sound, RATE), prosodic_features(10**-1.5 * sound, RATE)
    assert (loud[:, VOICING] == quiet[:, VOICING]).mean() > 0.97
    voiced = np.minimum(loud[:, VOICING], quiet[:, VOICING]) == 1
    assert voiced.mean() > 0.4
    assert loud[voiced, PITCH] == pytest.approx(quiet[voiced, PITCH], abs=0.5)
    assert loud[voiced, ENERGY] == pytest.approx(quiet[voiced, ENERGY], abs=0.5)


def test_level_and_tilt_are_in_decibels() -> None:
    sound = voice(np.zeros(6 * RATE))
    quiet = np.concatenate([sound, 0.25 * sound])
    found = prosodic_features(quiet, RATE)
    assert found[50:100, ENERGY] == pytest.approx(np.zeros(50), abs=0.3)
    mel = found[:, :MEL_BANDS].max(axis=1)
    assert np.median(mel[20:130]) - np.median(mel[170:280]) == pytest.approx(12.04, abs=0.3)
    assert np.median(found[20:130, ENERGY]) - np.median(found[170:180, ENERGY]) == pytest.approx(12.04, abs=0.5)
    times = np.arange(2 * RATE) / RATE
    dull, sharp = (0.1 * np.sin(2 * np.pi * hertz * times).astype(np.float32) for hertz in (300, 3000))
    even = dull + sharp
    tilts = [np.median(prosodic_features(sound, RATE)[:, TILT]) for sound in (dull, even, sharp)]
    assert tilts[0] > 40
    assert tilts[1] == pytest.approx(0.0, abs=0.5)
    assert tilts[2] < -40


@pytest.mark.parametrize("hertz", [150, 400, 1000, 2500, 6000])
def test_a_tone_lies_in_its_band(hertz: float) -> None:
    times = np.arange(RATE) / RATE
    found = prosodic_features((0.5 * np.sin(2 * np.pi * hertz * times)).astype(np.float32), RATE)
    centres = 2595 * np.log10(1 + 8000 / 700) * np.arange(1, MEL_BANDS + 1) / (MEL_BANDS + 1)
    expected = np.abs(centres - 2595 * np.log10(1 + hertz / 700)).argmin()
    assert abs(int(np.median(found[5:-5], axis=0)[:MEL_BANDS].argmax()) - expected) <= 1
    assert found[12, :MEL_BANDS].max() == pytest.approx(-9.0, abs=3.5)  # 0.125 of full scale, in part next door


def test_samples_must_be_numbers() -> None:
    with pytest.raises(InputError, match="no finite numbers"):
        prosodic_features(np.array([np.nan] * RATE, np.float32), RATE)
