"""Marked text: inline marks or a subset of SSML, read before anything is planned or spoken."""

from tietfg.emotion.meaning import Meaning
from tietfg.errors import InputError
from tietfg.speech.blocks import MAXIMUM_CHARACTERS
from tietfg.speech.delivery import PLAIN
from tietfg.speech.markup.emotion_marks import marked_keyframes
from tietfg.speech.markup.emphasis import capital_emphasis
from tietfg.speech.markup.inline import read_inline
from tietfg.speech.markup.marked_text import Mark, MarkedText, WordPlaces, delivery_of
from tietfg.speech.markup.ssml import is_ssml, read_ssml

MAXIMUM_MARKED_CHARACTERS = 4 * MAXIMUM_CHARACTERS
"""Of a text with its marks."""


def read_marked(text: str, meaning: Meaning | None = None) -> MarkedText:
    """Free a text of its marks and anchor what they ask for to its words.

    SSML when it begins with <speak, else inline marks. A text without marks comes back unchanged; only words in
    capitals among others are emphasised. `meaning` reads marks whose words are in no list. Raises InputError.
    """
    if len(text) > MAXIMUM_MARKED_CHARACTERS:
        raise InputError(
            f"the text has {len(text)} characters with its marks, more than {MAXIMUM_MARKED_CHARACTERS}; "
            "split it into parts"
        )
    reading = read_ssml(text) if is_ssml(text) else read_inline(text)
    places = WordPlaces(reading)
    marks = [(mark, places.word(mark.start)) for mark in reading.emotions]
    keyframes, notes = marked_keyframes(marks, len(places.words), meaning)
    delivery = delivery_of(reading, places, capital_emphasis(places.text, places.words))
    return MarkedText(
        text=places.text,
        keyframes=keyframes,
        delivery=PLAIN if delivery == PLAIN else delivery,
        marks=tuple(Mark(name, places.word(place)) for place, name in reading.marks),
        notes=(*reading.notes, *notes),
    )
