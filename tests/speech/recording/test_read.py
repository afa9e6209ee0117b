"""Recorded speech becomes blocks with words and phones; what is not English speech, or not the text, is refused."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.blocks import cut_blocks
from tietfg.speech.delivery import PLAIN
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.recording.read import Recording, read_recording
from tietfg.speech.speech import Speech
from tietfg.weights.store import WeightStore

TEXT = "My grandmother baked a cherry pie, 3 loaves of bread and something sweet. Why would anyone refuse?"


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tietfg.errors.find_spec", lambda module: None)
    with pytest.raises(InputError, match=r'pip install "tietfg\[recording\]"'):
        read_recording("speech.wav", None, WeightStore(tmp_path, offline=True))


@pytest.fixture(scope="module")
def store() -> WeightStore:
    pytest.importorskip("pocketsphinx")
    pytest.importorskip("faster_whisper")
    return WeightStore.default()


@pytest.fixture(scope="module")
def spoken(kokoro: KokoroSynthesizer) -> Speech:
    calm = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1}, intensity=0.0),))
    blocks = cut_blocks(split_words(TEXT))
    return Speech.concatenate([kokoro.speak(block, calm, "am_michael", PLAIN) for block in blocks])


def write(path: Path, waveform: NDArray[np.float32], rate: int = 24_000) -> Path:
    soundfile.write(path, waveform, rate)
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, spoken: Speech) -> Path:
    return write(tmp_path_factory.mktemp("recording") / "speech.wav", spoken.waveform)


@pytest.fixture(scope="module")
def heard(path: Path, store: WeightStore) -> Recording:
    """Read without its text."""
    return read_recording(path, None, store)


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize("given", [True, False])
def test_words_and_phones(path: Path, store: WeightStore, spoken: Speech, heard: Recording, given: bool) -> None:
    found = read_recording(path, TEXT, store) if given else heard
    assert found.notes == ()
    assert len(found.words) == len(split_words(TEXT))
    whole = Speech.concatenate(found.blocks)
    assert whole.source == "recording:speech.wav"
    np.testing.assert_allclose(whole.waveform[: len(spoken.waveform)], spoken.waveform, atol=1e-3)
    onsets = np.array([[word.start for word in speech.words] for speech in (whole, spoken)])
    assert np.median(np.abs(onsets[0] - onsets[1])) <= 0.03
    assert np.abs(onsets[0] - onsets[1]).max() < 0.25
    assert all(before.end <= after.start + 1e-9 for before, after in zip(whole.phones, whole.phones[1:], strict=False))
    assert [phone.word for phone in whole.phones] == sorted(phone.word for phone in whole.phones)


@pytest.mark.weights
@pytest.mark.slow
def test_the_same_words_are_heard_again(path: Path, store: WeightStore, heard: Recording) -> None:
    assert read_recording(path, None, store).blocks[0].words == heard.blocks[0].words


@pytest.mark.weights
@pytest.mark.slow
def test_text_that_is_not_said(path: Path, store: WeightStore, spoken: Speech) -> None:
    with pytest.raises(InputError, match="does not say the text; heard: 'My grandmother"):
        read_recording(path, "Dogs are sitting by the door and nobody minds.", store)
    half = read_recording(path, TEXT.split(". ")[0] + ".", store)
    assert "differ in part" in half.notes[0]
    assert sum(block.duration for block in half.blocks) == pytest.approx(spoken.duration)


@pytest.mark.weights
@pytest.mark.slow
def test_no_speech(tmp_path: Path, store: WeightStore) -> None:
    noise = np.random.default_rng(0).standard_normal(72_000).astype(np.float32)
    tone = np.sin(2 * np.pi * 440 * np.arange(72_000) / 24_000).astype(np.float32)
    for waveform in (0.1 * noise, 0.3 * tone):
        with pytest.raises(InputError, match="no speech"):
            read_recording(write(tmp_path / "a.wav", waveform), None, store)


@pytest.mark.weights
@pytest.mark.slow
def test_reversed_speech_is_no_english(tmp_path: Path, store: WeightStore, spoken: Speech) -> None:
    backwards = np.ascontiguousarray(spoken.waveform[::-1])
    with pytest.raises(InputError, match=r"no clear English|no speech"):
        read_recording(write(tmp_path / "a.wav", backwards), None, store)
