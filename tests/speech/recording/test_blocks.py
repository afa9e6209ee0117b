"""A recording is cut into short blocks that hold all of it, and never inside a word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tietfg.speech.recording.blocks import LONGEST_SECONDS, cut_recording
from tietfg.speech.speech import Phone, Speech, Word

RATE = 1000


def cut(gaps_and_lengths: list[tuple[float, float]], tail: float) -> tuple[tuple[Word, ...], float, tuple[Speech, ...]]:
    words: list[Word] = []
    time = 0.0
    for index, (gap, length) in enumerate(gaps_and_lengths):
        words.append(Word(f"w{index}", time + gap, time + gap + length))
        time += gap + length
    duration = np.ceil((time + tail) * 25) / 25
    waveform = np.arange(round(duration * RATE), dtype=np.float32)
    phones = tuple(Phone("a", word.start, word.end, index, 1) for index, word in enumerate(words))
    return tuple(words), duration, cut_recording(waveform, RATE, tuple(words), phones, "en", "recording:a.wav")


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.0, 0.03, 0.2, 1.0, 7.0, 30.0]), st.floats(0.06, 1.5)), max_size=60),
    st.floats(0.04, 30.0),
)
@settings(max_examples=150, deadline=None)
def test_blocks_hold_the_recording(gaps_and_lengths: list[tuple[float, float]], tail: float) -> None:
    words, duration, blocks = cut(gaps_and_lengths, tail)
    np.testing.assert_array_equal(
        np.concatenate([block.waveform for block in blocks]), np.arange(round(duration * RATE), dtype=np.float32)
    )
    start, index = 0.0, 0
    for block in blocks:
        assert 0 < block.duration <= LONGEST_SECONDS + 1e-9
        assert block.duration * 25 == pytest.approx(round(block.duration * 25))
        assert block.first_word == index
        for word, phone in zip(block.words, block.phones, strict=True):
            original = words[index]
            assert word.text == original.text
            assert start + word.start == pytest.approx(original.start, abs=0.0201)
            assert start + word.end == pytest.approx(original.end, abs=0.0201)
            assert 0 <= word.start < word.end <= block.duration + 1e-9
            assert (phone.start, phone.end) == (word.start, word.end)
            assert phone.word == index - block.first_word
            index += 1
        start += block.duration
    assert index == len(words)


def test_short_recording_is_one_block() -> None:
    assert len(cut([(0.3, 0.4), (0.0, 0.5)], 0.5)[2]) == 1


def test_cuts_are_in_pauses_and_the_first_block_is_short() -> None:
    _, _, blocks = cut([(0.6 if index % 6 == 0 else 0.0, 0.4) for index in range(60)], 0.5)
    assert blocks[0].duration <= 5.0
    for block in blocks[1:]:
        assert block.words[0].start > 0.1
        assert block.first_word % 6 == 0


def test_silence_around_speech_makes_no_block_without_words() -> None:
    _, _, blocks = cut([(4.0, 0.5), (0.0, 0.5), (5.0, 0.6)], 4.0)
    assert all(block.words for block in blocks)
