import numpy as np
import pytest

from tietfg.speech.sound import PEAK, aspirate, fade, frame_times, high_pass, insert_silence, limit, shape

RATE = 24_000


def tone(frequency: float, seconds: float = 1.0, amplitude: float = 0.3) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def level(waveform: np.ndarray) -> float:
    return 10 * np.log10(np.mean(waveform[RATE // 4 : -RATE // 4].astype(float) ** 2))


def flat(waveform: np.ndarray, value: float) -> np.ndarray:
    return np.full(len(frame_times(len(waveform), RATE)), value)


@pytest.mark.parametrize("samples", [100, 960, 24_001])
def test_zero_curves_give_the_waveform_back(samples: int) -> None:
    waveform = np.random.default_rng(0).normal(0, 0.1, samples).astype(np.float32)
    shaped = shape(waveform, RATE, flat(waveform, 0), flat(waveform, 0))
    assert shaped.shape == waveform.shape
    np.testing.assert_allclose(shaped, waveform, atol=1e-6)


def test_gain_and_tilt_have_the_sizes_asked() -> None:
    pair = tone(500) + tone(2000)
    shaped = shape(pair, RATE, flat(pair, 4.0), flat(pair, 1.5))
    before, after = (20 * np.log10(np.abs(np.fft.rfft(each)[[500, 2000]])) for each in (pair, shaped))
    assert (after - before)[1] - (after - before)[0] == pytest.approx(3.0, abs=0.1)  # two octaves
    assert level(shaped) - level(pair) == pytest.approx(4.0, abs=0.1)


def test_constant_offset_is_removed() -> None:
    waveform = tone(440) + np.float32(0.1)
    np.testing.assert_allclose(high_pass(waveform, RATE), tone(440), atol=1e-3)


def test_a_gain_step_leaves_no_click() -> None:
    waveform = tone(440)
    gain = np.where(frame_times(len(waveform), RATE) < 0.5, 0.0, -6.0)
    shaped = shape(waveform, RATE, gain, np.zeros_like(gain))
    assert np.abs(np.diff(shaped, n=2)).max() < 1.5 * np.abs(np.diff(waveform, n=2)).max()


def test_the_limiter_holds_the_true_peak_and_leaves_quiet_sound() -> None:
    quiet = tone(1000, amplitude=0.5)
    assert limit(quiet, RATE) is quiet
    loud = tone(997, amplitude=1.6) * np.hanning(RATE).astype(np.float32)
    limited = limit(loud, RATE)
    fine = np.fft.irfft(np.fft.rfft(limited), 8 * len(limited)) * 8
    assert np.abs(fine).max() <= PEAK * 1.02
    assert limited[: RATE // 10] == pytest.approx(loud[: RATE // 10])


def test_fades_start_and_end_at_zero() -> None:
    waveform = np.ones(2400, np.float32)
    faded = fade(waveform, RATE, 0.005, 0.02)
    assert (faded[0], faded[-1]) == (0, 0)
    assert (faded[120:-480] == 1).all()
    assert (waveform == 1).all()


def voice(seconds: float = 1.0) -> np.ndarray:
    """A buzz of harmonics of 150 Hz."""
    return np.sum([tone(150 * number, seconds, 0.3 / number) for number in range(1, 50)], axis=0).astype(np.float32)


def harmonicity(waveform: np.ndarray) -> float:
    """Autocorrelation above 4 kHz at one period of 150 Hz."""
    spectrum = np.fft.rfft(waveform)
    spectrum[: int(4000 * len(waveform) / RATE)] = 0
    high = np.fft.irfft(spectrum, len(waveform))
    return float(np.dot(high[160:], high[:-160]) / np.dot(high, high))


def test_no_breath_gives_the_waveform_back() -> None:
    assert aspirate(voice(), RATE, flat(voice(), 0), 1) is not None
    np.testing.assert_array_equal(aspirate(voice(), RATE, flat(voice(), 0), 1), voice())


def test_breath_takes_the_place_of_harmonics_and_keeps_level_and_spectrum() -> None:
    plain = voice()
    breathy = aspirate(plain, RATE, flat(plain, 0.6), 1)
    assert harmonicity(plain) > 0.95
    assert 0.3 < harmonicity(breathy) < 0.75
    assert level(breathy) == pytest.approx(level(plain), abs=0.3)
    low = slice(0, int(900 * len(plain) / RATE))
    np.testing.assert_allclose(np.abs(np.fft.rfft(breathy))[low], np.abs(np.fft.rfft(plain))[low], atol=5)
    np.testing.assert_array_equal(breathy, aspirate(plain, RATE, flat(plain, 0.6), 1))


def test_silence_is_put_where_asked_without_a_click() -> None:
    waveform = tone(440)
    longer = insert_silence(waveform, RATE, ((0.25, 0.2), (0.5, 0.04)))
    assert len(longer) == len(waveform) + round(0.24 * RATE)
    assert (longer[RATE // 4 : RATE // 4 + RATE // 5] == 0).all()
    np.testing.assert_array_equal(longer[: RATE // 5], waveform[: RATE // 5])
    np.testing.assert_array_equal(longer[-RATE // 5 :], waveform[-RATE // 5 :])
    assert np.abs(np.diff(longer, n=2)).max() < 1.5 * np.abs(np.diff(waveform, n=2)).max()
    assert insert_silence(waveform, RATE, ()).tolist() == waveform.tolist()
