"""Captions lose no word, never overlap, keep the limits of broadcast practice and follow the sentences."""

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.words import split_words
from tietfg.media.captions import LINE_LENGTH, LONGEST, Cue, caption_cues, format_captions
from tietfg.speech.speech import Word

TIMING = re.compile(r"(\d\d+):([0-5]\d):([0-5]\d)([.,])(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d)\4(\d{3})")
TEXT = (
    "I still remember the morning the letter came. It was raining, and the whole house smelled of coffee and wet wool. "
    'My brother read it out loud, slowly, as if each word might break; then he laughed. "We did it," he said. Yes. '
    "How could you keep that from me? I don't know what to tell you. But I'm glad - truly glad - that it is over."
)


def speak(text: str, start: float = 0.2) -> list[Word]:
    """Words at an even speaking rate with pauses at punctuation."""
    words = []
    for word in split_words(text):
        end = start + 0.05 + 0.06 * len(word.text)
        words.append(Word(word.text, start, end))
        start = end + (0.5 if word.text[-1] in '.!?"' else 0.2 if word.text[-1] in ",;" else 0.01)
    return words


def parse(text: str, separator: str) -> list[tuple[int, int, list[str]]]:
    """(start, end, lines) of every cue, times in milliseconds; fails on anything malformed."""
    if separator == ".":
        assert text.startswith("WEBVTT\n\n")
        text = text.removeprefix("WEBVTT\n\n")
    cues = []
    for number, block in enumerate(text.removesuffix("\n\n").split("\n\n") if text else [], 1):
        lines = block.split("\n")
        if separator == ",":
            assert lines.pop(0) == str(number)
        match = TIMING.fullmatch(lines.pop(0))
        assert match
        assert match[4] == separator
        numbers = [int(match[k]) for k in (1, 2, 3, 5, 6, 7, 8, 9)]
        start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:]))
        cues.append((start, end, [html.unescape(line) for line in lines] if separator == "." else lines))
    return cues


@st.composite
def timed_words(draw: st.DrawFn) -> list[Word]:
    alphabet = st.characters(codec="utf-8", exclude_categories=("Z", "C"))
    texts = draw(st.lists(st.text(alphabet, min_size=1, max_size=60), max_size=40))
    words, time = [], draw(st.floats(0, 7200))
    for text in texts:
        start = time + draw(st.floats(0, 3))
        time = start + draw(st.floats(0.02, 8))
        words.append(Word(text, start, time))
    return words


@given(timed_words(), st.sampled_from(["srt", "vtt"]))
def test_no_word_is_lost_and_time_runs_forward(words, caption_format):
    cues = parse(format_captions(caption_cues(words), caption_format), "." if caption_format == "vtt" else ",")
    shown = "".join(line.replace(" ", "") for _, _, lines in cues for line in lines)
    assert shown == "".join(word.text for word in words)
    previous = -1
    for start, end, lines in cues:
        assert previous <= start < end
        previous = end
        assert all(0 < len(line) <= LINE_LENGTH for line in lines)
        assert len(lines) <= 2
    starts = {round(word.start * 1000) for word in words}
    assert all(start in starts for start, _, _ in cues)


@given(timed_words())
def test_cues_do_not_linger_or_span_silence(words):
    for cue in caption_cues(words):
        inside = [word for word in words if cue.start <= word.start < cue.end]
        assert cue.end <= inside[-1].end + 1.6
        assert all(later.start - earlier.end <= 1.5 for earlier, later in pairwise(inside))
        assert len(inside) == 1 or cue.end - cue.start <= LONGEST + 1e-9


def test_cues_follow_the_sentences():
    cues = caption_cues(speak(TEXT))
    assert all(1 <= cue.end - cue.start <= LONGEST for cue in cues)
    assert sum(cue.lines[-1][-1] in ".,;!?\"'" for cue in cues) >= len(cues) - 1
    assert not any(cue.lines[-1].endswith((" the", " a", " of", " and")) for cue in cues)
    assert all(later.start - earlier.end > 0.079 for earlier, later in pairwise(cues))


def test_short_answer_joins_its_neighbour_but_not_over_a_pause():
    assert len(caption_cues([Word("Yes.", 0, 0.3), Word("Go", 0.5, 0.7), Word("on.", 0.7, 1.1)])) == 1
    assert len(caption_cues([Word("Yes.", 0, 0.3), Word("Go", 3.0, 3.2), Word("on.", 3.2, 3.6)])) == 2


def test_short_cue_before_silence_stays_to_be_read_and_goes():
    first, _ = caption_cues([Word("Yes.", 1, 1.2), Word("Later.", 30, 30.5)])
    assert (first.start, first.end) == (1, 2)


def test_last_cue_of_a_block_goes_before_the_next_block():
    (cue,) = caption_cues([Word("Yes.", 1, 1.2)], until=1.5)
    assert cue.end == pytest.approx(1.42)


def test_blocks_join_by_concatenation():
    first, second = speak("One thing first."), speak("Then another one.", 10)
    blocks = [caption_cues(first, until=10), caption_cues(second)]
    for caption_format in ("srt", "vtt"):
        joined = format_captions(blocks[0], caption_format) + format_captions(blocks[1], caption_format, first_number=2)
        assert joined == format_captions(blocks[0] + blocks[1], caption_format)


def test_times_round_to_whole_milliseconds():
    cues = (Cue(59.9996, 3599.9999, ("a",)), Cue(3661.0014, 360000.5, ("b",)))
    assert format_captions(cues, "srt") == (
        "1\n00:01:00,000 --> 01:00:00,000\na\n\n2\n01:01:01,001 --> 100:00:00,500\nb\n\n"
    )


def test_webvtt_escapes_what_subrip_shows_as_it_is():
    cues = caption_cues([Word("<b>&\nAT&T-->", 0, 2)])
    assert format_captions(cues, "vtt") == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n&lt;b&gt;&amp; AT&amp;T--&gt;\n\n"
    )
    assert format_captions(cues, "srt").endswith("\n<b>& AT&T-->\n\n")


def test_no_words():
    assert format_captions(caption_cues([]), "srt") == ""
    assert format_captions(caption_cues([]), "vtt") == "WEBVTT\n\n"
