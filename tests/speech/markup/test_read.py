import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.delivery import PLAIN
from tietfg.speech.markup.marked_text import MarkedText
from tietfg.speech.markup.read import MAXIMUM_MARKED_CHARACTERS, read_marked


@given(st.text(st.characters(exclude_characters="[]*_\\<")))
def test_text_without_marks_is_unchanged(text: str) -> None:
    marked = read_marked(text)
    assert marked.text == text
    assert (marked.keyframes, marked.marks, marked.notes) == ((), (), ())
    if not any(character.isupper() for character in text):
        assert marked.delivery is PLAIN


def test_an_ordinary_text_is_plain() -> None:
    text = "It cost $3.50 at 10:30 pm, I think - a bargain!  She (Anna) said: 'no'."
    assert read_marked(text) == MarkedText(text)


pieces = st.one_of(
    st.sampled_from(
        [
            *("[angry]", "[sad 0.3] ", " [/]", "[pause]", "[pause 2s]", "*", "**", "_", "\\", "\\[", "[", "]", "\n"),
            *("never", " ", "NEVER", ".", "'", "—", "[suddenly happy]", "[gradually sad]", "[calming down]", "[x]"),
        ]
    ),
    st.text(string.printable, max_size=6),
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        marked = read_marked(text)
    except InputError:
        return
    count = len(split_words(marked.text))
    assert all(0 <= word < count for word in marked.delivery.emphasis)
    assert all(0 <= word <= count for word in marked.delivery.breaks)
    assert all((keyframe.word or 0) <= count for keyframe in marked.keyframes)
    assert marked.timeline is None or marked.timeline.segments(count)[-1].end_word == count - 1


def test_capitals_count_beside_marks() -> None:
    assert read_marked("I will [angry] NEVER go *there*.").delivery.emphasis == {2: 1.0, 4: 0.6}


def test_a_text_of_nothing_but_marks_has_no_words() -> None:
    assert read_marked("[angry] [pause]").text.strip() == ""


def test_very_long_texts_are_refused() -> None:
    with pytest.raises(InputError, match="split it into parts"):
        read_marked("a " * MAXIMUM_MARKED_CHARACTERS)


class SpookyMeaning:
    """Knows one phrase."""

    def described(self, phrase: str) -> EmotionEntry | None:
        return EmotionEntry((("fear", 1.0),), 0.6, None) if phrase == "heebie-jeebies" else None

    def expressed(self, sentence: str) -> EmotionEntry:
        raise AssertionError(sentence)

    def expressed_each(self, sentences):
        return tuple(self.expressed(sentence) for sentence in sentences)


def test_marks_in_no_list_are_read_by_their_meaning() -> None:
    first = read_marked("[heebie-jeebies] Who is there?", SpookyMeaning()).keyframes[0]
    assert (dict(first.emotion), first.intensity) == ({"fear": 1.0}, 0.6)
    assert read_marked("[heebie-jeebies 0.9] Who?", SpookyMeaning()).keyframes[0].intensity == 0.9
    with pytest.raises(InputError, match="names no emotion"):
        read_marked("[bookshelf] Who is there?", SpookyMeaning())


def test_a_corrected_slip_is_told() -> None:
    assert any("astonisehd" in note for note in read_marked("[astonisehd] Who is there?").notes)
