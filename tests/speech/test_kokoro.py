import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.blocks import TextBlock, cut_blocks
from tietfg.speech.g2p import Phonemizer
from tietfg.speech.kokoro import KokoroSynthesizer
from tietfg.speech.pitch import median_pitch, track_pitch
from tietfg.speech.speech import Speech
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights

SENTENCE = "We opened the old wooden box, and inside it there was only a letter."


@pytest.fixture(scope="module")
def speak(kokoro: KokoroSynthesizer) -> Callable[..., Speech]:
    """What is asked for twice is spoken once."""

    @functools.cache
    def spoken(text: str, emotion: str = "neutral", voice: str = "af_heart") -> Speech:
        return kokoro.speak(TextBlock(split_words(text), 0), always(emotion), voice)

    return spoken


def always(emotion: str, intensity: float = 1.0) -> EmotionTimeline:
    return EmotionTimeline(keyframes=(Keyframe(word=0, emotion={emotion: 1}, intensity=intensity),))  # type: ignore[dict-item]


def active_level(waveform: np.ndarray) -> float:
    power = np.square(waveform[: len(waveform) // 480 * 480].reshape(-1, 480)).mean(axis=1)
    return 10 * np.log10(power[power > power.max() * 1e-3].mean())


def brightness(waveform: np.ndarray) -> float:
    """Level above 2 kHz relative to that below, dB."""
    power = np.abs(np.fft.rfft(waveform)) ** 2
    split = int(2000 * len(waveform) / 24_000)
    return 10 * np.log10(power[split:].sum() / power[:split].sum())


def spoken_seconds(speech: Speech) -> float:
    return sum(phone.end - phone.start for phone in speech.phones)


def mean_f0(speech: Speech) -> float:
    """Median F0 in semitones above 1 Hz."""
    return float(12 * np.log2(median_pitch(track_pitch(speech.waveform, speech.sample_rate))))


def test_the_parts_compute_what_the_whole_graph_computes(kokoro: KokoroSynthesizer) -> None:
    phonemizer = Phonemizer(british=False)
    pronunciation = phonemizer.pronounce(("It", "was", "late."))
    tokens = phonemizer.tokens(pronunciation)
    style = kokoro.speaker("af_heart").style(len(pronunciation.symbols))
    encoded = kokoro.model.encode(tokens, style)
    parts = kokoro.model.decode(kokoro.model.predict(encoded, encoded.durations, style), style)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    whole = onnxruntime.InferenceSession(str(WeightStore.default().path("kokoro-82m-int8")), options)
    inputs = {"tokens": np.array([tokens], np.int64), "style": style, "speed": np.ones(1, np.float32)}
    np.testing.assert_allclose(parts, whole.run(None, inputs)[0], atol=1e-5)


def test_speech_keeps_its_contract(speak: Callable[..., Speech]) -> None:
    speech = speak(SENTENCE)
    assert speech.waveform.dtype == np.float32
    assert len(speech.waveform) % (speech.sample_rate // 25) == 0
    assert np.abs(speech.waveform).max() <= 1
    assert abs(speech.waveform.mean()) < 1e-3
    assert speech.waveform[0] == speech.waveform[-1] == 0
    assert [word.text for word in speech.words] == SENTENCE.split()
    assert speech.source == "kokoro:af_heart"
    before = speech.waveform[: int((speech.phones[0].start - 0.06) * speech.sample_rate)]
    assert np.abs(before).max() < 0.03


def test_emotions_move_the_voice_as_the_table_says(speak: Callable[..., Speech]) -> None:
    neutral, sad, angry, fear = (speak(SENTENCE, emotion) for emotion in ("neutral", "sad", "angry", "fear"))
    assert spoken_seconds(fear) < 0.93 * spoken_seconds(neutral)
    assert spoken_seconds(angry) < 0.95 * spoken_seconds(neutral)
    assert spoken_seconds(sad) > 1.08 * spoken_seconds(neutral)
    assert mean_f0(sad) < mean_f0(neutral) - 0.8
    assert mean_f0(fear) > mean_f0(neutral) + 1.5
    assert active_level(angry.waveform) > active_level(neutral.waveform) + 2
    assert active_level(sad.waveform) < active_level(neutral.waveform) - 2
    assert brightness(angry.waveform) > brightness(neutral.waveform) > brightness(sad.waveform)


def test_intensity_zero_is_neutral(kokoro: KokoroSynthesizer) -> None:
    block = TextBlock(split_words("Nothing has changed."), 0)
    plain = kokoro.speak(block, always("neutral"), "af_heart")
    np.testing.assert_array_equal(kokoro.speak(block, always("angry", 0.0), "af_heart").waveform, plain.waveform)


def test_a_block_follows_its_own_part_of_the_timeline(kokoro: KokoroSynthesizer) -> None:
    words = split_words("First we wait here. Then we go on.")
    timeline = EmotionTimeline(
        keyframes=(
            Keyframe(word=0, emotion={"sad": 1}, intensity=1),
            Keyframe(word=4, emotion={"angry": 1}, intensity=1, transition="sudden"),
        )
    )
    second = TextBlock(words[4:], 4)
    angry = kokoro.speak(second, always("angry"), "af_heart")
    followed = kokoro.speak(second, timeline, "af_heart")
    assert followed.first_word == 4
    assert followed.duration == pytest.approx(angry.duration, abs=0.2)  # the pause before it is still sad


def test_the_clock_is_that_of_unedited_speech(kokoro: KokoroSynthesizer) -> None:
    blocks = cut_blocks(split_words(f"It was late. {SENTENCE}"))
    assert len(blocks) > 1
    clock = kokoro.clock(blocks, "af_heart")
    spoken = [kokoro.speak(block, always("neutral"), "af_heart") for block in blocks]
    starts = np.cumsum([0.0, *(speech.duration for speech in spoken)])
    onsets = [start + word.start for start, speech in zip(starts, spoken, strict=False) for word in speech.words]
    np.testing.assert_allclose(clock.onsets, onsets, atol=1e-6)
    assert clock.end == pytest.approx(starts[-1])


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("Pneumonoultramicroscopicsilicovolcanoconiosis.", "af_heart"),
        ("It cost $3.50 on 5/6/2024.", "af_heart"),
        ("Hi 😀 there 你好 friend", "am_michael"),
        ("I can't dance in the bath.", "bm_george"),
        ("A", "bf_emma"),
        ("9" * 30, "af_heart"),
    ],
)
def test_unusual_texts_are_spoken(speak: Callable[..., Speech], text: str, voice: str) -> None:
    speech = speak(text, "happy", voice)
    assert [word.text for word in speech.words] == [word.text for word in split_words(text)]
    assert -40 < active_level(speech.waveform) < -10


def test_british_voices_speak_british_english(speak: Callable[..., Speech]) -> None:
    text = "We had a bath."
    assert "ɑ" in [phone.symbol for phone in speak(text, voice="bf_emma").phones]
    assert "ɑ" not in [phone.symbol for phone in speak(text).phones]


def test_voices_have_one_loudness(speak: Callable[..., Speech]) -> None:
    levels = [active_level(speak(SENTENCE, voice=voice).waveform) for voice in ("af_heart", "am_michael", "bm_george")]
    assert np.ptp(levels) < 2


def test_the_same_request_gives_the_same_samples_also_in_parallel(kokoro: KokoroSynthesizer) -> None:
    block = TextBlock(split_words("The same again."), 0)
    alone = kokoro.speak(block, always("surprise"), "af_heart")
    with ThreadPoolExecutor(2) as pool:
        for speech in pool.map(lambda _: kokoro.speak(block, always("surprise"), "af_heart"), range(2)):
            np.testing.assert_array_equal(speech.waveform, alone.waveform)


def test_an_unknown_voice_is_refused(kokoro: KokoroSynthesizer) -> None:
    with pytest.raises(InputError, match="af_heart"):
        kokoro.check_voice("af_hart")
    assert kokoro.check_voice(None) == "af_heart"
    assert kokoro.check_voice("bf_emma + af_heart:3 @ -1") == "af_heart:0.75+bf_emma:0.25@-1"


def test_a_blend_lies_between_its_voices(speak: Callable[..., Speech], kokoro: KokoroSynthesizer) -> None:
    woman, man = kokoro.speaker("af_heart"), kokoro.speaker("am_michael")
    blend = kokoro.speaker("af_heart:3+am_michael:1")
    np.testing.assert_allclose(blend.styles, 0.75 * woman.styles + 0.25 * man.styles, atol=1e-6)
    high, middle, low = (mean_f0(speak(SENTENCE, voice=v)) for v in ("af_heart", "af_heart+am_michael", "am_michael"))
    assert low + 1 < middle < high - 1


def test_a_voice_is_shifted_by_the_semitones_asked(speak: Callable[..., Speech]) -> None:
    shift = mean_f0(speak(SENTENCE, voice="bm_george@+3")) - mean_f0(speak(SENTENCE, voice="bm_george"))
    assert shift == pytest.approx(3, abs=0.5)


def test_a_voice_that_cannot_be_fetched_is_replaced_and_this_is_said(tmp_path: Path) -> None:
    messages: list[str] = []
    poor = WeightStore(tmp_path, offline=True, report=messages.append)
    poor.install("kokoro-voices-ja", WeightStore.default().path("kokoro-voices-ja"))
    speaker = KokoroSynthesizer(poor).speaker("bm_george")
    assert speaker.identifier == "jm_kumo"
    assert speaker.styles.shape == (510, 256)
    assert messages[-1] == "voice bm_george cannot be fetched: jm_kumo speaks instead"
