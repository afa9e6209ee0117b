"""Emotion descriptions in plain English, read as a timeline over the words of a text."""

import unicodedata
from dataclasses import dataclass

from tietfg.emotion.asides import read_asides
from tietfg.emotion.canonical import canonical_form
from tietfg.emotion.clauses import read_clauses
from tietfg.emotion.conflicts import resolve_contradictions, text_conflicts
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.layout import Piece, fill_unclaimed, keyframes_of, lay_out, phrases_of
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.places import TextPlaces
from tietfg.emotion.references import WORDS_PER_SECOND, ReferenceReader
from tietfg.emotion.requests import UNCLAIMED, read_requests
from tietfg.emotion.sentiment import read_sentiment
from tietfg.emotion.spelling import correct_spelling
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.tokens import read_tokens
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
    phrases: tuple[str | None, ...] = ()
    """For each word of the text the words of the description that govern it; empty where that is not known."""


def parse_description(description: str, words: tuple[TextWord, ...], meaning: Meaning | None = None) -> Planned:
    """Read a description such as "calm at first, then furious, and at the end relieved".

    With a `meaning`, wording that is in no list is understood by it, and what nobody claims is said as the text itself
    feels: stretches between the asked emotions, and all of it where the description is empty or is not understood,
    which a note tells. Without one only listed wording is read and the rest is neutral. Raises InputError on a text
    without words and on descriptions that are too long or not English text.
    """
    if not words:
        raise InputError("the text has no words to give an emotion to; write at least one")
    _check(description)
    unclaimed = (Piece(0.0, float(len(words)), UNCLAIMED),)
    if not description.strip():
        return Planned(EmotionTimeline(keyframes=keyframes_of(_as_it_feels(unclaimed, words, meaning))), ())
    places = TextPlaces(words)
    canonical, quotes = canonical_form(description, places)
    canonical, corrected = correct_spelling(canonical, places)
    references = ReferenceReader(places, quotes, canonical)
    clauses, missed, unread = read_clauses(read_asides(tuple(read_tokens(references)), meaning))
    notes = [f'"{written}" was read as "{meant}"' for written, meant in corrected.items()]
    notes += [
        f'"{passage}" is not in the text; its place in the description was ignored'
        for passage in (*missed, *references.missed)
    ]
    if references.seconds_read:
        notes.append(
            f"seconds were taken as {WORDS_PER_SECOND} words each; keyframes with 'seconds' in a timeline are exact"
        )
    requests = read_requests(clauses)
    if not requests:
        shown = " ".join(description.split())
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        instead = "the face stays neutral" if meaning is None else "the text is said as it feels by itself"
        notes.append(f'no emotion recognised in "{shown}"; {instead}. Name emotions such as {", ".join(EMOTIONS)}')
        silent = _as_it_feels(unclaimed, words, meaning)
        return Planned(EmotionTimeline(keyframes=keyframes_of(silent)), tuple(notes))
    notes += [f'"{words_left}" was not understood and is left out' for words_left in dict.fromkeys(unread)]
    if len(requests) > MOST_REQUESTS:
        raise InputError(f"the emotion description asks for {len(requests)} emotions; ask for at most {MOST_REQUESTS}")
    pieces: list[Piece] = []
    for piece in _as_it_feels(lay_out(requests, len(words)), words, meaning):
        played, contradictions = resolve_contradictions((piece,), words, description)
        pieces += (piece,) if piece.request.blended else played
        notes += () if piece.request.blended else contradictions
    notes += text_conflicts(pieces, words, meaning) if meaning is not None else ()
    timeline = EmotionTimeline(keyframes=keyframes_of(pieces))
    return Planned(timeline, tuple(notes), phrases_of(pieces, len(words)))


def _as_it_feels(pieces: tuple[Piece, ...], words: tuple[TextWord, ...], meaning: Meaning | None) -> tuple[Piece, ...]:
    """The pieces with the text's own feeling where nothing is asked; the model is only asked where that happens."""
    if meaning is None or not any(piece.request.unclaimed for piece in pieces):
        return pieces
    return fill_unclaimed(pieces, read_sentiment(words, meaning))


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
