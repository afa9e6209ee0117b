"""Noise, rooms, band limits and level of recordings."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tietfg.data.rooms import (
    NOISES,
    Noise,
    NoiseKind,
    Recording,
    Room,
    active_level,
    draw_recording,
    impulse_response,
    record,
)

RATE = 16_000


def speech(seconds: float = 3.0) -> NDArray[np.float32]:
    """Bursts of a harmonic sound with pauses."""
    times = np.arange(int(seconds * RATE)) / RATE
    sound = sum(np.sin(2 * np.pi * 150 * k * times) / k for k in range(1, 40))
    return (0.08 * sound * (np.sin(2 * np.pi * times) > -0.3)).astype(np.float32)


def others() -> tuple[NDArray[np.float32], ...]:
    generator = np.random.default_rng(9)
    return tuple(np.roll(speech(), int(generator.integers(RATE))) * generator.uniform(0.5, 1) for _ in range(6))


def test_half_of_the_recordings_are_clean_and_the_others_vary() -> None:
    generator = np.random.default_rng(0)
    drawn = [draw_recording(generator) for _ in range(2000)]
    assert np.mean([one == Recording() for one in drawn]) == pytest.approx(0.5, abs=0.04)
    noises = [one.noise for one in drawn if one.noise]
    assert {noise.kind for noise in noises} == set(NOISES)
    assert all(10 <= noise.snr <= 40 for noise in noises)
    assert all((noise.voices >= 3) == (noise.kind == "babble") for noise in noises)
    rooms = [one.room for one in drawn if one.room]
    assert all(0.1 <= room.rt60 <= 0.6 for room in rooms)
    assert np.ptp([room.rt60 for room in rooms]) > 0.45


def test_a_clean_recording_is_the_speech_itself() -> None:
    clean = speech()
    assert np.array_equal(record(clean, RATE, Recording(), others(), np.random.default_rng(0)), clean)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("snr", [10.0, 30.0])
def test_noise_has_the_asked_distance_to_the_speech(kind: NoiseKind, snr: float) -> None:
    clean = speech()
    recording = Recording(noise=Noise(kind=kind, snr=snr, voices=4 if kind == "babble" else 0))
    noisy = record(clean, RATE, recording, others(), np.random.default_rng(1))
    added = noisy.astype(np.float64) - clean
    assert active_level(clean, RATE) - 10 * np.log10(np.mean(added**2)) == pytest.approx(snr, abs=0.2)


def test_pink_noise_falls_by_three_decibels_an_octave() -> None:
    noisy = record(
        np.full(16 * RATE, 1e-6, np.float32),
        RATE,
        Recording(noise=Noise(kind="pink", snr=-60)),
        (),
        np.random.default_rng(2),
    )
    power = np.abs(np.fft.rfft(noisy)) ** 2
    hertz = np.fft.rfftfreq(len(noisy), 1 / RATE)
    levels = [10 * np.log10(power[(hertz > low) & (hertz < 2 * low)].mean()) for low in (250, 500, 1000, 2000)]
    assert np.diff(levels) == pytest.approx([-3.0] * 3, abs=0.3)


@pytest.mark.parametrize("rt60", [0.15, 0.5])
def test_a_room_decays_by_sixty_decibels_in_its_time(rt60: float) -> None:
    room = Room(rt60=rt60, direct_to_reverberant=0.0, predelay=0.004)
    responses = [impulse_response(room, RATE, np.random.default_rng(seed)) for seed in range(20)]
    energy = np.mean([response**2 for response in responses], axis=0)
    assert all(response[0] == 1 for response in responses)
    assert not energy[1 : int(0.004 * RATE)].any()
    assert energy[1:].sum() == pytest.approx(1.0)
    # Schroeder's backward integration between -5 and -25 dB (ISO 3382); highs decay faster, so a little less.
    decay = 10 * np.log10(np.cumsum(energy[:0:-1])[::-1] / energy[1:].sum())
    first, last = (int(np.argmax(decay < level)) for level in (-5, -25))
    assert 3 * (last - first) / RATE == pytest.approx(rt60, rel=0.25)


def test_a_room_neither_delays_nor_lengthens() -> None:
    click = np.zeros(RATE, np.float32)
    click[4000] = 0.5
    room = Room(rt60=0.4, direct_to_reverberant=3.0, predelay=0.005)
    heard = record(click, RATE, Recording(room=room), (), np.random.default_rng(0))
    assert len(heard) == len(click)
    assert np.abs(heard).argmax() == 4000
    assert np.abs(heard[:4000]).max() < 1e-6
    assert np.abs(heard[4100:]).max() > 1e-3


def test_a_band_is_kept_and_the_rest_is_not() -> None:
    noise = (0.1 * np.random.default_rng(0).standard_normal(4 * RATE)).astype(np.float32)
    limited = record(noise, RATE, Recording(band=(300.0, 3400.0)), (), np.random.default_rng(0))
    power = np.abs(np.fft.rfft(limited)) ** 2 / np.abs(np.fft.rfft(noise)) ** 2
    hertz = np.fft.rfftfreq(len(noise), 1 / RATE)
    assert power[(hertz > 360) & (hertz < 2900)] == pytest.approx(1.0, abs=1e-3)
    assert power[(hertz < 250) | (hertz > 4100)].max() < 1e-6


def test_the_level_is_as_asked_and_nothing_clips() -> None:
    quiet = record(speech(), RATE, Recording(level=-33.0), (), np.random.default_rng(0))
    assert active_level(quiet, RATE) == pytest.approx(-33.0, abs=0.05)
    loud = record(speech(), RATE, Recording(level=-1.0), (), np.random.default_rng(0))
    assert np.abs(loud).max() <= 0.9901


def test_the_generator_decides() -> None:
    recording = Recording(
        noise=Noise(kind="babble", snr=15, voices=5), room=Room(rt60=0.3, direct_to_reverberant=5, predelay=0.004)
    )
    one, same, other = (record(speech(), RATE, recording, others(), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.allclose(one, other)
