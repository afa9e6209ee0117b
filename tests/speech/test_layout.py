import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.speech.g2p import Pronunciation, is_phone
from tietfg.speech.layout import LEAD_SECONDS, SILENCE_BEFORE, UNIT_SECONDS, lay_out, silent_units

WORDS = st.lists(st.sampled_from(["həlˈO", "ðə", "bˈɑːθ,", "", "kˈæt.", "ˈI", "“jˈɛs!”", "—", "fɹˈɛnd"]), max_size=12)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Pronunciation, np.ndarray, tuple[str, ...]]:
    spoken = [*draw(WORDS), "ˈOvəɹ."]
    symbols = [(symbol, index) for index, word in enumerate(spoken) for symbol in (*word, " ") if word][:-1]
    pronunciation = Pronunciation(*map(tuple, zip(*symbols, strict=True)))
    durations = draw(st.lists(st.integers(1, 20), min_size=len(symbols) + 2, max_size=len(symbols) + 2))
    return pronunciation, np.array([13, *durations[1:]]), tuple(f"w{index}" for index in range(len(spoken)))


@given(blocks())
def test_invariants(block: tuple[Pronunciation, np.ndarray, tuple[str, ...]]) -> None:
    pronunciation, durations, words = block
    layout = lay_out(pronunciation, durations, words)

    assert tuple(word.text for word in layout.words) == words
    assert len(layout.phones) == sum(map(is_phone, pronunciation.symbols))
    assert layout.phones[0].start >= SILENCE_BEFORE - 1e-9
    for earlier, later in zip(layout.phones, layout.phones[1:], strict=False):
        assert earlier.start < earlier.end <= later.start + 1e-9
    for earlier, later in zip(layout.words, layout.words[1:], strict=False):
        assert earlier.start < later.start
        assert earlier.start <= earlier.end <= later.start + 1e-9
    for phone in layout.phones:
        word = layout.words[phone.word]
        assert word.start - 1e-9 <= phone.start
    frames = layout.duration * 25
    assert frames == pytest.approx(round(frames), abs=1e-6)
    assert 0.25 <= layout.duration - layout.phones[-1].end <= 0.5
    assert layout.clock(3).position(layout.words[-1].start) == pytest.approx(3 + len(words) - 1)


def test_a_known_word() -> None:
    pronunciation = Pronunciation(tuple("kˈAkt."), (0,) * 6)
    layout = lay_out(pronunciation, np.array([13, 3, 2, 4, 3, 12, 5, 1]), ("caked.",))
    onset = 13 * UNIT_SECONDS - LEAD_SECONDS
    assert layout.start == pytest.approx(onset - SILENCE_BEFORE)
    assert [(phone.symbol, phone.stress) for phone in layout.phones] == [("k", 0), ("A", 1), ("k", 0), ("t", 0)]
    np.testing.assert_allclose(
        [phone.start - SILENCE_BEFORE for phone in layout.phones], np.array([0, 3, 9, 12]) * UNIT_SECONDS
    )
    assert layout.phones[-1].end - layout.phones[-1].start == pytest.approx(6 * UNIT_SECONDS)


def test_silence_is_punctuation_and_the_end_of_the_phone_before_it() -> None:
    pronunciation = Pronunciation(tuple("nˈO, ɪt."), (0, 0, 0, 0, 0, 1, 1, 1))
    assert silent_units(pronunciation, np.array([13, 2, 3, 12, 4, 2, 2, 3, 6, 1])).tolist() == [
        0, 0, 0, 4, 4, 0, 0, 0, 6, 0,
    ]  # fmt: skip


def test_length_marks_belong_to_the_phone_before_them() -> None:
    pronunciation = Pronunciation(tuple("bˈɑːθ."), (0,) * 6)
    layout = lay_out(pronunciation, np.array([13, 2, 2, 3, 4, 3, 5, 1]), ("bath.",))
    assert [phone.symbol for phone in layout.phones] == ["b", "ɑ", "θ"]
    assert layout.phones[1].end == pytest.approx(layout.phones[2].start)
