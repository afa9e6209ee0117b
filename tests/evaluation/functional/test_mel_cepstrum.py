"""Mel cepstra equal those of an evaluation by the book, loop by loop and with SciPy's transform."""

import math

import numpy as np
import pytest
import scipy.fft

from tietfg.evaluation.functional import mel_cepstrum as module
from tietfg.evaluation.functional.mel_cepstrum import mel_cepstrum


def by_the_book(samples: np.ndarray) -> np.ndarray:
    emphasised = [samples[0]] + [samples[n] - 0.97 * samples[n - 1] for n in range(1, len(samples))]
    frames = 1 if len(samples) <= 400 else 1 + math.ceil((len(samples) - 400) / 160)
    mel = [2595 * math.log10(1 + 8000 / 700) * k / 27 for k in range(28)]
    bins = [math.floor(513 * 700 * (10 ** (m / 2595) - 1) / 16000) for m in mel]
    rows = []
    for frame in range(frames):
        window = np.zeros(512)
        piece = emphasised[160 * frame : 160 * frame + 400]
        window[: len(piece)] = piece
        power = np.abs(np.fft.rfft(window)) ** 2 / 512
        bands = []
        for j in range(26):
            total = 0.0
            for i in range(bins[j], bins[j + 1]):
                total += power[i] * (i - bins[j]) / (bins[j + 1] - bins[j])
            for i in range(bins[j + 1], bins[j + 2]):
                total += power[i] * (bins[j + 2] - i) / (bins[j + 2] - bins[j + 1])
            bands.append(math.log(total or np.finfo(float).eps))
        cepstrum = np.asarray(scipy.fft.dct(np.array(bands), type=2, norm="ortho"))[:13]
        cepstrum *= np.array([1 + 11 * math.sin(math.pi * n / 22) for n in range(13)])
        cepstrum[0] = math.log(power.sum() or np.finfo(float).eps)
        rows.append(cepstrum)
    return np.array(rows)


@pytest.mark.parametrize("length", [100, 400, 401, 560, 561, 3200])
def test_as_by_the_book(length: int) -> None:
    samples = np.round(np.random.default_rng(length).normal(0, 3000, length))
    found = mel_cepstrum(samples)
    assert found.shape[1] == 13
    np.testing.assert_allclose(found, by_the_book(samples), rtol=1e-9, atol=1e-9)


def test_silence_is_finite() -> None:
    np.testing.assert_allclose(mel_cepstrum(np.zeros(1600)), by_the_book(np.zeros(1600)), atol=1e-9)


def test_a_louder_sound_changes_the_power_alone() -> None:
    samples = np.random.default_rng(0).normal(0, 1000, 3200)
    quiet, loud = mel_cepstrum(samples), mel_cepstrum(10 * samples)
    np.testing.assert_allclose(loud[:, 0] - quiet[:, 0], 2 * math.log(10), atol=1e-9)
    np.testing.assert_allclose(loud[:, 1:], quiet[:, 1:], atol=1e-9)


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.random.default_rng(1).normal(0, 1000, 16_000).astype(np.float32)
    whole = mel_cepstrum(samples)
    assert len(whole) == 1 + math.ceil((16_000 - 400) / 160)
    monkeypatch.setattr(module, "_BLOCK", 7)
    np.testing.assert_allclose(mel_cepstrum(samples), whole, rtol=1e-9)
