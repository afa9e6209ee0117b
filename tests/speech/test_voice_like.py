from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.media.read_sound import resample
from tietfg.speech.blend_space import BlendSpace
from tietfg.speech.blocks import TextBlock
from tietfg.speech.hibari import HibariSynthesizer
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.speaker import SPEAKER_RATE, SpeakerEncoder
from tietfg.speech.voice_like import find_voice_like, voice_like
from tietfg.speech.voices import VOICES, read_voice
from tietfg.weights.store import WeightStore

NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))
TEXT = "Nobody knew that the quiet man in the corner was a famous painter."


@pytest.fixture(scope="module")
def store() -> WeightStore:
    return WeightStore.default()


@pytest.fixture(scope="module")
def kokoro(store: WeightStore) -> KokoroSynthesizer:
    return KokoroSynthesizer(store)


@pytest.fixture(scope="module")
def encoder(store: WeightStore) -> SpeakerEncoder:
    return SpeakerEncoder.load(store)


@pytest.fixture(scope="module")
def recorded(kokoro: KokoroSynthesizer) -> Callable[[str], np.ndarray]:
    def record(voice: str) -> np.ndarray:
        speech = kokoro.speak(TextBlock(split_words(TEXT), 0), NEUTRAL, kokoro.check_voice(voice))
        return resample(speech.waveform, speech.sample_rate, SPEAKER_RATE)

    return record


def test_the_space_holds_blends_of_one_gender() -> None:
    space = BlendSpace.default()
    assert space.names == tuple(VOICES)
    np.testing.assert_allclose(space.weights.sum(axis=1), 1, atol=1e-6)
    genders = np.array([VOICES[name].gender == "female" for name in space.names])
    female = space.weights @ genders
    assert np.isclose(female, 0).sum() + np.isclose(female, 1).sum() == len(space.weights)
    assert (space.weights > 0).sum(axis=1).max() == 3


def test_the_space_is_exact_at_the_voices() -> None:
    space = BlendSpace.default()
    for index, name in enumerate(space.names):
        assert space.nearest_voices(space.embeddings[index])[0][0] == name
        pitch = 2 ** float(space.blended[index, -1])
        best = read_voice(space.best_blends(space.embeddings[index], pitch)[0])
        assert best.leading.identifier == name
        assert best.semitones == 0
        assert abs(pitch / VOICES[name].pitch - 1) < 0.1


def test_the_shift_follows_the_pitch_within_its_limits() -> None:
    space = BlendSpace.default()
    person, pitch = space.embeddings[0], VOICES["af_heart"].pitch
    for asked in (pitch / 4, pitch * 0.9, pitch, pitch * 1.1, pitch * 4):
        for voice in space.best_blends(person, asked):
            blend = read_voice(voice)
            assert -6 <= blend.semitones <= 6
            assert len(blend.parts) <= 3
    assert read_voice(space.best_blends(person, pitch * 4)[0]).semitones > 0
    assert read_voice(space.best_blends(person, pitch / 4)[0]).semitones < 0


@pytest.mark.weights
@pytest.mark.slow
def test_a_voice_finds_itself(
    kokoro: KokoroSynthesizer, encoder: SpeakerEncoder, recorded: Callable[[str], np.ndarray]
) -> None:
    likeness = voice_like(recorded("bm_george"), kokoro, encoder)
    assert likeness.nearest[0][0] == "bm_george"
    assert likeness.similarity_after > 0.85
    assert likeness.similarity_after > likeness.similarity_before + 0.2
    blend = read_voice(likeness.voice)
    assert blend.leading.gender == "male"
    assert abs(blend.semitones) < 1.5
    assert likeness.voice in likeness.note
    assert f"{likeness.similarity_after:.2f} after" in likeness.note
    assert "\n" not in likeness.note


@pytest.mark.weights
@pytest.mark.slow
def test_the_level_of_the_recording_does_not_matter(
    kokoro: KokoroSynthesizer, encoder: SpeakerEncoder, recorded: Callable[[str], np.ndarray], tmp_path: Path
) -> None:
    sample = recorded("af_bella")
    quiet = voice_like(0.05 * sample, kokoro, encoder)
    soundfile.write(tmp_path / "loud.wav", np.repeat(sample, 3), 3 * SPEAKER_RATE)
    loud = find_voice_like(tmp_path / "loud.wav", kokoro, WeightStore.default())
    assert quiet.nearest[0][0] == loud.nearest[0][0] == "af_bella"
    assert loud.pitch == pytest.approx(quiet.pitch, rel=0.02)


def noise(kind: str) -> np.ndarray:
    random = np.random.default_rng(0)
    times = np.arange(5 * SPEAKER_RATE) / SPEAKER_RATE
    return {
        "silence": np.zeros_like(times),
        "hum": 1e-4 * np.sin(2 * np.pi * 100 * times),
        "noise": 0.1 * random.normal(size=len(times)),
        "tone": 0.3 * np.sin(2 * np.pi * 440 * times),
        "clicks": np.where(np.arange(len(times)) % 8000 == 0, 0.9, 0.0),
        "chord": 0.1 * sum(np.sin(2 * np.pi * f * times) for f in (220, 277, 330)),
    }[kind].astype(np.float32)


@pytest.mark.weights
@pytest.mark.parametrize("kind", ["silence", "hum", "noise", "tone", "clicks", "chord"])
def test_what_is_no_speech_is_refused(kind: str, kokoro: KokoroSynthesizer, encoder: SpeakerEncoder) -> None:
    with pytest.raises(InputError, match=r"speech|voice|speaks") as error:
        voice_like(noise(kind), kokoro, encoder)
    assert "\n" not in str(error.value)


@pytest.mark.weights
def test_a_recording_that_is_too_short_names_the_file(
    kokoro: KokoroSynthesizer, store: WeightStore, recorded: Callable[[str], np.ndarray], tmp_path: Path
) -> None:
    file = tmp_path / "short.wav"
    soundfile.write(file, recorded("af_heart")[: SPEAKER_RATE // 2], SPEAKER_RATE)
    with pytest.raises(InputError, match=r"short\.wav: .*s of speech") as error:
        find_voice_like(file, kokoro, store)
    assert "\n" not in str(error.value)


def test_the_fast_synthesizer_has_no_choice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kokoro"):
        find_voice_like(tmp_path / "any.wav", HibariSynthesizer(), WeightStore(tmp_path, offline=True))
