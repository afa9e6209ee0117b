"""Features by frames."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tietfg.fluctuation.features import SpokenFeatures, frames_of_words
from tietfg.speech.speech import Word

WORDS = (Word("one", 0.2, 0.5), Word("two", 0.5, 0.8), Word("three", 1.2, 1.6))


def test_words_are_where_they_are_spoken():
    spoken, begun = frames_of_words(WORDS, 50)
    assert spoken[4] == -1  # its middle is at 0.18 s
    assert list(spoken[5:12]) == [0] * 7
    assert spoken[12] == 1
    assert list(spoken[20:30]) == [-1] * 10
    assert spoken[30] == 2
    assert list(begun[:5]) == [0] * 5
    assert list(begun[20:30]) == [1] * 10
    assert list(begun[30:]) == [2] * 20


@given(st.lists(st.floats(0.02, 1.0), min_size=1, max_size=12), st.integers(1, 200))
def test_every_frame_has_the_word_that_a_search_finds(lengths, frames):
    starts = np.cumsum([0.1, *lengths])[:-1]
    words = [Word("w", float(s), float(s + 0.8 * length)) for s, length in zip(starts, lengths, strict=True)]
    spoken, begun = frames_of_words(words, frames)
    for frame in range(frames):
        time = (frame + 0.5) / 25
        inside = [index for index, word in enumerate(words) if word.start <= time < word.end]
        assert spoken[frame] == (inside[0] if inside else -1)
        assert begun[frame] == max(sum(word.start <= time for word in words) - 1, 0)


def test_inputs_are_zero_where_there_is_nothing():
    features = SpokenFeatures(
        audio=np.ones((4, 3), np.float32),
        words=np.arange(4, dtype=np.float32).reshape(2, 2),
        word_of_frame=np.array([-1, 0, 1, -1]),
        phrases=np.zeros((0, 2), np.float32),
        phrase_of_frame=np.full(4, -1),
    )
    inputs = features.inputs()
    np.testing.assert_array_equal(inputs["word"], [[0, 0], [0, 1], [2, 3], [0, 0]])
    np.testing.assert_array_equal(inputs["has_word"], [0, 1, 1, 0])
    assert not inputs["phrase"].any()
    assert inputs["phrase"].shape == (4, 2)
