import numpy as np
import pytest

from tietfg.speech.speaker import SPEAKER_RATE, SpeakerEncoder, active_speech, mel_bands

REFERENCE = {246: 0.3048, 218: 0.20254, 92: 0.19495, 146: 0.1905, 36: 0.18075, 111: 0.17751, 100: 0.17566, 122: 0.16243}
"""Largest values of the embedding of `sung` by Resemblyzer 0.1.4 on torch; 151 of the 256 are above 0."""
REFERENCE_BANDS = {0: 16.597834, 1: 49.318913, 5: 3.8386185, 12: 0.85865593, 20: 0.25975153}
"""Sums over time of its mel spectrogram by librosa, at -30 dBFS."""


def sung() -> np.ndarray:
    times = np.arange(3 * SPEAKER_RATE) / SPEAKER_RATE
    phase = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 1.5 * times)) / SPEAKER_RATE
    voice = sum(np.sin(k * phase) / k for k in range(1, 20)) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times))
    return voice.astype(np.float32)


def test_mel_bands_are_those_of_the_reference() -> None:
    waveform = sung()
    bands = mel_bands(waveform * 10**-1.5 / np.sqrt(np.square(waveform, dtype=np.float64).mean()).astype(np.float32))
    assert bands.shape == (301, 40)
    for band, total in REFERENCE_BANDS.items():
        assert bands[:, band].sum() == pytest.approx(total, rel=1e-3)


@pytest.mark.weights
def test_embeddings_are_those_of_the_reference(encoder: SpeakerEncoder) -> None:
    embedding = encoder.embed(sung())
    assert embedding.shape == (256,)
    assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-5)
    assert (embedding > 0).sum() == 151
    for index, value in REFERENCE.items():
        assert embedding[index] == pytest.approx(value, abs=2e-4)


@pytest.mark.weights
def test_the_level_does_not_matter(encoder: SpeakerEncoder) -> None:
    np.testing.assert_allclose(encoder.embed(sung()), encoder.embed(0.01 * sung()), atol=1e-5)


@pytest.mark.weights
@pytest.mark.parametrize("seconds", [0.2, 1.6, 2.0, 2.8])
def test_any_length_has_an_embedding(encoder: SpeakerEncoder, seconds: float) -> None:
    embedding = encoder.embed(sung()[: int(seconds * SPEAKER_RATE)])
    assert np.isfinite(embedding).all()


def test_silences_are_taken_out() -> None:
    silence = np.zeros(SPEAKER_RATE, np.float32)
    voice = sung()
    active = active_speech(np.concatenate([silence, voice, silence, silence, voice]))
    assert 2 * len(voice) <= len(active) + 960 <= 2 * len(voice) + 0.5 * SPEAKER_RATE
    assert len(active_speech(silence)) == 0
    assert len(active_speech(silence[:0])) == 0
    assert len(active_speech(1e-4 * voice)) == 0
