"""Emotion descriptions in plain English, read as a timeline over the words of a text."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tietfg.emotion.clauses import read_clauses
from tietfg.emotion.cues import canonical_form, correct_spelling, read_tokens
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.layout import keyframes_of, lay_out
from tietfg.emotion.places import TextPlaces
from tietfg.emotion.positions import WORDS_PER_SECOND, PositionReader
from tietfg.emotion.requests import read_requests
from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.words import TextWord
from tietfg.errors import InputError

LONGEST_DESCRIPTION = 2000
"""Characters."""
MOST_REQUESTS = 100
"""Emotions one after the other."""


@dataclass(frozen=True)
class Planned:
    """The timeline read from a description, and what the user should know about the reading."""

    timeline: EmotionTimeline
    notes: tuple[str, ...]


NEUTRAL_TIMELINE = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1.0}, intensity=0.0),))


def check_one_request(description: str, timeline: EmotionTimeline | Path | None) -> None:
    """Raise InputError when a description and a timeline, or the file of one, are both given."""
    if timeline is not None and description.strip():
        raise InputError("a description and a timeline both say what is felt; give one of them")


def parse_description(description: str, words: tuple[TextWord, ...]) -> Planned:
    """Read a description such as "calm at first, then furious, and at the end relieved".

    An empty description is neutral; one in which no emotion is recognised is neutral with a note. Raises InputError
    on a text without words and on descriptions that are too long or not English text.
    """
    if not words:
        raise InputError("the text has no words to give an emotion to; write at least one")
    _check(description)
    if not description.strip():
        return Planned(NEUTRAL_TIMELINE, ())
    places = TextPlaces(words)
    canonical, quotes = canonical_form(description, places)
    canonical, corrected = correct_spelling(canonical)
    reader = PositionReader(places, quotes)
    clauses, missed, unread = read_clauses(read_tokens(canonical, reader))
    notes = [f'"{written}" was read as "{meant}"' for written, meant in corrected.items()]
    notes += [
        f'"{passage}" is not in the text; its place in the description was ignored'
        for passage in (*missed, *reader.missed)
    ]
    if reader.seconds_read:
        notes.append(
            f"seconds were taken as {WORDS_PER_SECOND} words each; keyframes with 'seconds' in a timeline are exact"
        )
    requests = read_requests(clauses)
    if not requests:
        shown = " ".join(description.split())
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        notes.append(
            f'no emotion recognised in "{shown}"; the face stays neutral. Name emotions such as {", ".join(EMOTIONS)}'
        )
        return Planned(NEUTRAL_TIMELINE, tuple(notes))
    notes += [f'"{words_left}" was not understood and is left out' for words_left in dict.fromkeys(unread)]
    if len(requests) > MOST_REQUESTS:
        raise InputError(f"the emotion description asks for {len(requests)} emotions; ask for at most {MOST_REQUESTS}")
    return Planned(EmotionTimeline(keyframes=keyframes_of(lay_out(requests, len(words)))), tuple(notes))


def _check(description: str) -> None:
    if len(description) > LONGEST_DESCRIPTION:
        raise InputError(
            f"the emotion description has {len(description)} characters; write at most {LONGEST_DESCRIPTION}"
        )
    for index, character in enumerate(description):
        if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co") and character not in "\n\r\t":
            raise InputError(
                f"the emotion description has a control character (U+{ord(character):04X}) "
                f"at character {index + 1}; remove it"
            )
        if character.isalpha() and not unicodedata.name(character, "").startswith(("LATIN", "FEMININE", "MASCULINE")):
            raise InputError(
                f"the emotion description has the letter {character!r} at character {index + 1}; write it in English"
            )
