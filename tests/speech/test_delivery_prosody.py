import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.speech.delivery import PLAIN, Delivery, ProsodyChange
from tietfg.speech.delivery_prosody import EMPHASIS, delivered_change, with_breaks
from tietfg.speech.g2p import PAUSES, Pronunciation, is_phone
from tietfg.speech.layout import Layout
from tietfg.speech.prosody import Prosody
from tietfg.speech.speech import Phone, Word

WORDS = 10
LAYOUT = Layout(
    words=tuple(Word(f"w{index}", 0.15 + 0.3 * index, 0.4 + 0.3 * index) for index in range(WORDS)),
    phones=(Phone("a", 0.15, 0.4, 0, 1),),
    start=0.2,
    duration=3.6,
)
TIMES = np.arange(0, 3.6, 0.005)
INDICES = st.integers(0, 30)
CHANGES = st.builds(
    lambda start, length, rate, semitones, loudness: ProsodyChange(
        start, start + length, rate=rate, semitones=semitones, loudness=loudness
    ),
    INDICES,
    st.integers(1, 12),
    st.floats(0.5, 2),
    st.floats(-6, 6),
    st.floats(-12, 12),
)
DELIVERIES = st.builds(
    Delivery,
    speed=st.floats(0.5, 2),
    emphasis=st.dictionaries(INDICES, st.floats(-1, 1), max_size=4),
    changes=st.lists(CHANGES, max_size=3).map(tuple),
)
SPOKEN = Pronunciation(tuple("wˈʌn, tˈu θɹˈi. fˈɔɹ."), (0,) * 6 + (1,) * 4 + (2,) * 6 + (3,) * 5)


def curves(delivery: Delivery, first_word: int = 0) -> Prosody:
    return Prosody.added(delivered_change(delivery, LAYOUT, first_word, TIMES))


@given(DELIVERIES, st.integers(0, 20))
def test_curves_are_smooth(delivery: Delivery, first_word: int) -> None:
    asked = curves(delivery, first_word)
    for values, most in ((asked.semitones, 26.0), (asked.loudness, 45.0), (np.log(asked.rate), 4.0)):
        assert np.abs(np.diff(values)).max() < most * 0.08
        assert np.abs(np.diff(values, n=2)).max() < most * 0.02


@given(DELIVERIES, st.integers(1, 20))
def test_curves_of_neighbouring_blocks_meet(delivery: Delivery, first_word: int) -> None:
    """Up to what begins or ends at the border itself, which is a pause."""
    at_border = set(delivery.emphasis) | {word + 1 for word in delivery.emphasis}
    at_border |= {border for change in delivery.changes for border in (change.start, change.end)}
    if first_word + WORDS in at_border:
        return
    earlier, later = curves(delivery, first_word), curves(delivery, first_word + WORDS)
    assert earlier.semitones[-1] == pytest.approx(later.semitones[0], abs=1e-9)
    assert earlier.loudness[-1] == pytest.approx(later.loudness[0], abs=1e-9)


def test_plain_delivery_asks_for_nothing() -> None:
    assert not delivered_change(PLAIN, LAYOUT, 0, TIMES).any()


def test_an_emphasised_word_reaches_what_is_asked_and_the_next_but_one_nothing() -> None:
    asked = curves(Delivery(emphasis={4: 1.0}))
    middle = int((LAYOUT.words[4].start + LAYOUT.words[4].end) / 2 / 0.005)
    assert asked.semitones[middle] == pytest.approx(EMPHASIS.semitones)
    assert asked.rate[middle] == pytest.approx(EMPHASIS.rate)
    assert asked.semitones[: int(LAYOUT.words[3].start / 0.005)].max() == 0
    assert asked.semitones[int(LAYOUT.words[6].start / 0.005) :].max() == 0


def test_changes_that_overlap_multiply_and_add() -> None:
    changes = (ProsodyChange(0, 10, rate=1.2, semitones=1), ProsodyChange(0, 10, rate=1.5, semitones=-3))
    asked = curves(Delivery(speed=2, changes=changes))
    assert asked.rate[200] == pytest.approx(2 * 1.2 * 1.5)
    assert asked.semitones[200] == pytest.approx(-2)
    assert asked.pause[200] == pytest.approx(1 / (2 * 1.2 * 1.5))


def test_a_break_ends_the_phrase_where_none_ends() -> None:
    assert "".join(with_breaks(SPOKEN, {2: 0.5}, 0).symbols) == "wˈʌn, tˈu, θɹˈi. fˈɔɹ."
    assert "".join(with_breaks(SPOKEN, {12: 0.5}, 10).symbols) == "wˈʌn, tˈu, θɹˈi. fˈɔɹ."
    assert with_breaks(SPOKEN, {1: 0.5, 3: 2.0, 0: 1.0, 4: 1.0, 99: 1.0}, 0) == SPOKEN


def test_no_break_takes_the_punctuation_away() -> None:
    assert "".join(with_breaks(SPOKEN, {1: 0.0, 3: 0.0}, 0).symbols) == "wˈʌn tˈu θɹˈi fˈɔɹ."


@given(st.dictionaries(st.integers(0, 6), st.sampled_from([0.0, 0.3, 2.0])))
def test_breaks_keep_the_phones_and_their_words(breaks: dict[int, float]) -> None:
    def phones(spoken: Pronunciation) -> list[tuple[str, int]]:
        return [pair for pair in zip(spoken.symbols, spoken.words, strict=True) if is_phone(pair[0])]

    changed = with_breaks(SPOKEN, breaks, 0)
    assert phones(changed) == phones(SPOKEN)
    assert list(changed.words) == sorted(changed.words)
    assert changed.symbols[-1] in PAUSES
