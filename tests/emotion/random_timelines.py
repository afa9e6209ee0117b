"""Random clocks and timelines for property tests."""

from itertools import accumulate

from hypothesis import strategies as st

from tietfg.emotion.clock import WordClock
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline, Keyframe

durations = st.lists(st.floats(0.05, 1.5), min_size=1, max_size=12)


@st.composite
def clocks(draw: st.DrawFn, first_position: int = 0) -> WordClock:
    """A block that begins after a short silence."""
    *onsets, end = accumulate(draw(durations), initial=draw(st.floats(0.0, 0.3)))
    return WordClock(tuple(onsets), end, first_position)


mixtures = st.dictionaries(st.sampled_from(EMOTIONS), st.floats(0.01, 10), min_size=1, max_size=7)


@st.composite
def timelines(draw: st.DrawFn, words: int = 14) -> EmotionTimeline:
    """Keyframes at least a tenth of a word apart, some beyond the words of a block."""
    tenths = sorted(draw(st.sets(st.integers(0, words * 10), min_size=1, max_size=6)))
    return EmotionTimeline(
        keyframes=tuple(
            Keyframe(
                word=tenth / 10,
                emotion=draw(mixtures),
                intensity=draw(st.floats(0, 1)),
                transition=draw(st.sampled_from(["gradual", "sudden"])),
            )
            for tenth in tenths
        )
    )
