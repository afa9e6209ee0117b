"""Editing and delivery, with the small model, which is part of a dependency."""

from collections.abc import Callable

import numpy as np
import pytest

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.blocks import TextBlock, cut_blocks
from tietfg.speech.delivery import PLAIN, Delivery, ProsodyChange
from tietfg.speech.hibari import HibariSynthesizer
from tietfg.speech.pitch import track_pitch
from tietfg.speech.speech import Speech, Word

SENTENCE = "We opened the old wooden box, and inside it there was only a letter."
NEUTRAL = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1}, intensity=1),))


@pytest.fixture(scope="module")
def hibari() -> HibariSynthesizer:
    return HibariSynthesizer()


@pytest.fixture(scope="module")
def speak(hibari: HibariSynthesizer) -> Callable[..., Speech]:
    def spoken(delivery: Delivery = PLAIN, text: str = SENTENCE, voice: str = "hibari", first_word: int = 0) -> Speech:
        return hibari.speak(TextBlock(split_words(text), first_word), NEUTRAL, voice, delivery)

    return spoken


def piece(speech: Speech, word: Word) -> np.ndarray:
    return speech.waveform[int(word.start * speech.sample_rate) : int(word.end * speech.sample_rate)]


def level(waveform: np.ndarray) -> float:
    return 10 * np.log10(np.square(waveform.astype(float)).mean() + 1e-12)


def pitch(speech: Speech, first: int = 0, last: int = -1) -> float:
    """Mean F0 of words in semitones."""
    hertz = track_pitch(speech.waveform, speech.sample_rate)
    frames = slice(int(speech.words[first].start * 100), int(speech.words[last].end * 100))
    voiced = hertz[frames][hertz[frames] > 0]
    return float(12 * np.log2(np.median(voiced)))


def test_plain_delivery_changes_nothing(hibari: HibariSynthesizer, speak: Callable[..., Speech]) -> None:
    plain = hibari.speak(TextBlock(split_words(SENTENCE), 0), NEUTRAL, "hibari")
    again = speak(Delivery(emphasis={0: 0.0}, changes=(ProsodyChange(2, 5),)))
    np.testing.assert_allclose(again.waveform, plain.waveform, atol=1e-6)
    assert again.words == plain.words


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.3, 2.0])
def test_speed_holds_for_the_whole_speech(speak: Callable[..., Speech], speed: float) -> None:
    assert speak().duration / speak(Delivery(speed=speed)).duration == pytest.approx(speed, rel=0.07)


def test_an_emphasised_word_is_higher_longer_and_louder_and_the_others_stay(speak: Callable[..., Speech]) -> None:
    plain, stressed = speak(), speak(Delivery(emphasis={4: 1.0}))
    before, after = plain.words[4], stressed.words[4]
    assert 1.1 < (after.end - after.start) / (before.end - before.start) < 1.6
    assert 1.5 < pitch(stressed, 4, 4) - pitch(plain, 4, 4) < 4.5
    assert 1.5 < level(piece(stressed, after)) - level(piece(plain, before)) < 5
    assert abs(pitch(stressed, 9, 13) - pitch(plain, 9, 13)) < 0.4
    assert level(piece(stressed, stressed.words[-1])) == pytest.approx(level(piece(plain, plain.words[-1])), abs=0.7)
    assert stressed.duration - plain.duration < 0.25


def test_a_reduced_word_is_lower_and_shorter(speak: Callable[..., Speech]) -> None:
    plain, reduced = speak(), speak(Delivery(emphasis={4: -0.5}))
    assert reduced.words[4].end - reduced.words[4].start < plain.words[4].end - plain.words[4].start
    assert pitch(reduced, 4, 4) < pitch(plain, 4, 4) - 0.5


@pytest.mark.parametrize("word", [3, 6, 9])
@pytest.mark.parametrize("seconds", [0.3, 2.0])
def test_a_break_lasts_at_least_as_long_as_asked(speak: Callable[..., Speech], word: int, seconds: float) -> None:
    speech = speak(Delivery(breaks={word: seconds}))
    end, start = speech.words[word - 1].end, speech.words[word].start
    assert seconds - 1e-6 <= start - end < seconds + 0.45
    assert len(speech.waveform) == round(speech.duration * 25) * speech.sample_rate // 25
    middle = speech.waveform[int((end + 0.1) * 24_000) : int((start - 0.1) * 24_000)]
    assert level(middle) < level(speech.waveform) - 20
    later = piece(speech, speech.words[-1])
    assert level(later) == pytest.approx(level(speech.waveform), abs=12)


def test_a_break_of_zero_takes_the_pause_away(speak: Callable[..., Speech]) -> None:
    plain, hurried = speak(), speak(Delivery(breaks={6: 0.0}))
    assert plain.words[6].start - plain.words[5].end > 0.1
    assert hurried.words[6].start - hurried.words[5].end < 0.05


def test_breaks_between_blocks_are_the_end_of_the_earlier_block(speak: Callable[..., Speech]) -> None:
    delivery = Delivery(breaks={14: 1.5})
    first, second = speak(delivery), speak(delivery, first_word=14)
    assert 1.5 <= first.duration - first.words[-1].end + second.words[0].start < 1.6
    none = Delivery(breaks={14: 0.0})
    first, second = speak(none), speak(none, first_word=14)
    assert first.duration - first.words[-1].end + second.words[0].start < 0.15


def test_a_break_opens_the_text(speak: Callable[..., Speech]) -> None:
    assert speak(Delivery(breaks={0: 1.0})).words[0].start == pytest.approx(1.0, abs=0.05)


def test_changes_hold_for_their_words_alone(speak: Callable[..., Speech]) -> None:
    plain = speak()
    changed = speak(Delivery(changes=(ProsodyChange(6, 14, rate=0.8, semitones=-2, loudness=-6),)))
    assert changed.words[6].start == pytest.approx(plain.words[6].start, abs=0.08)
    assert (changed.words[-1].end - changed.words[6].start) / (plain.words[-1].end - plain.words[6].start) > 1.12
    assert pitch(changed, 6) - pitch(plain, 6) == pytest.approx(-2, abs=0.5)
    assert abs(pitch(changed, 0, 5) - pitch(plain, 0, 5)) < 0.4
    quiet = level(changed.waveform[int(changed.words[6].start * 24_000) :])
    assert quiet - level(plain.waveform[int(plain.words[6].start * 24_000) :]) == pytest.approx(-6, abs=1.2)


def test_a_change_goes_on_over_the_border_of_blocks(speak: Callable[..., Speech]) -> None:
    change = Delivery(changes=(ProsodyChange(0, 100, semitones=3),))
    middle, start = speak(change, first_word=50), speak(change)
    assert pitch(middle) == pytest.approx(pitch(start), abs=0.1)


def test_a_shifted_voice(speak: Callable[..., Speech]) -> None:
    assert pitch(speak(voice="hibari@-3")) - pitch(speak()) == pytest.approx(-3, abs=0.3)


def test_voices(hibari: HibariSynthesizer) -> None:
    assert hibari.check_voice(None) == "hibari"
    assert hibari.check_voice("hibari@-2.50") == "hibari@-2.5"
    for wrong in ("af_heart", "hibari@9", "hibari@up", "hibari+hibari"):
        with pytest.raises(InputError, match="hibari"):
            hibari.check_voice(wrong)


def test_emotions_move_the_voice(hibari: HibariSynthesizer) -> None:
    block = TextBlock(split_words(SENTENCE), 0)

    def spoken(emotion: str) -> Speech:
        frame = Keyframe(word=0, emotion={emotion: 1}, intensity=1)  # type: ignore[dict-item]
        return hibari.speak(block, EmotionTimeline(keyframes=(frame,)), "hibari")

    neutral, sad, angry, fear = map(spoken, ("neutral", "sad", "angry", "fear"))
    assert max(fear.duration, angry.duration) < 0.95 * neutral.duration < neutral.duration < 0.9 * sad.duration
    assert pitch(sad) < pitch(neutral) - 0.8 < pitch(neutral) + 0.8 < pitch(angry) < pitch(fear)
    assert level(sad.waveform) + 2 < level(neutral.waveform) < level(angry.waveform) - 2


def test_the_clock_is_that_of_unedited_speech(hibari: HibariSynthesizer) -> None:
    blocks = cut_blocks(split_words(f"{SENTENCE} It was late. {SENTENCE}"))
    clock = hibari.clock(blocks, "hibari")
    spoken = [hibari.speak(block, NEUTRAL, "hibari") for block in blocks]
    starts = np.cumsum([0.0, *(speech.duration for speech in spoken)])
    onsets = [start + word.start for start, speech in zip(starts, spoken, strict=False) for word in speech.words]
    np.testing.assert_allclose(clock.onsets, onsets, atol=1e-6)
    assert clock.end == pytest.approx(starts[-1])


def test_the_same_request_gives_the_same_samples(speak: Callable[..., Speech]) -> None:
    np.testing.assert_array_equal(speak().waveform, speak().waveform)
