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
from tietfg.speech.voice_like import VoiceLikeness, find_voice_like, voice_like
from tietfg.speech.voices import VOICES, read_voice
from tietfg.weights.store import WeightStore

NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))
TEXT = "Nobody knew that the quiet man in the corner was a famous painter."


@pytest.fixture(scope="module")
def recorded(kokoro: KokoroSynthesizer) -> Callable[[str], np.ndarray]:
    def record(voice: str) -> np.ndarray:
        speech = kokoro.speak(TextBlock(split_words(TEXT), 0), NEUTRAL, kokoro.check_voice(voice))
        return resample(speech.waveform, speech.sample_rate, SPEAKER_RATE)

    return record


@pytest.fixture(scope="module")
def george(kokoro: KokoroSynthesizer, encoder: SpeakerEncoder, recorded: Callable[[str], np.ndarray]) -> VoiceLikeness:
    return voice_like(recorded("bm_george"), kokoro, encoder)


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
def test_a_voice_finds_itself(george: VoiceLikeness) -> None:
    assert george.nearest[0][0] == "bm_george"
    assert george.similarity_after > 0.85
    assert george.similarity_after > george.similarity_before + 0.2
    blend = read_voice(george.voice)
    assert blend.leading.gender == "male"
    assert abs(blend.semitones) < 1.5
    assert george.voice in george.note
    assert f"{george.similarity_after:.2f} after" in george.note
    assert "\n" not in george.note


@pytest.mark.weights
@pytest.mark.slow
def test_level_and_rate_of_the_recording_do_not_matter(
    kokoro: KokoroSynthesizer, george: VoiceLikeness, recorded: Callable[[str], np.ndarray], tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "quiet.wav", np.repeat(0.05 * recorded("bm_george"), 3), 3 * SPEAKER_RATE)
    quiet = find_voice_like(tmp_path / "quiet.wav", kokoro, WeightStore.default())
    assert quiet.nearest[0][0] == "bm_george"
    assert quiet.pitch == pytest.approx(george.pitch, rel=0.02)


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
    kokoro: KokoroSynthesizer, recorded: Callable[[str], np.ndarray], tmp_path: Path
) -> None:
    file = tmp_path / "short.wav"
    soundfile.write(file, recorded("af_heart")[: SPEAKER_RATE // 2], SPEAKER_RATE)
    with pytest.raises(InputError, match=r"short\.wav: .*s of speech") as error:
        find_voice_like(file, kokoro, WeightStore.default())
    assert "\n" not in str(error.value)


def test_the_fast_synthesizer_has_no_choice(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kokoro"):
        find_voice_like(tmp_path / "any.wav", HibariSynthesizer(), WeightStore(tmp_path, offline=True))
