"""What a description says besides: reasons for a feeling, displays of it, comparisons and unlisted wording."""

from collections.abc import Iterable, Iterator, Sequence

from tietfg.emotion.comparisons import read_comparisons
from tietfg.emotion.cues import Token
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.stems import stem
from tietfg.emotion.unlisted import read_unlisted

_REASON_WORDS = "because due owing thanks given since knowing about regarding concerning"
_REASONS = frozenset(_REASON_WORDS.split())
"""What begins the reason for a feeling."""
_DISPLAY_STEMS = """
    scream shout yell cry cries cried weep sob trembl shak shiver quiver tear wail whimper shudder howl shriek
"""
_DISPLAYS = frozenset(_DISPLAY_STEMS.split())
"""Stems of what a body does with more than one emotion: "screamed in fear", "tears of joy"."""


def read_asides(tokens: Sequence[Token], meaning: Meaning | None) -> list[Token]:
    """The tokens with each comparison and unlisted phrase put into one token, and reasons left out.

    What `meaning` finds in a phrase becomes an emotion token; what it does not find stays as it was.
    """
    read = list(_without_reasons(read_comparisons(list(_without_displays(tokens)), meaning)))
    return read if meaning is None else read_unlisted(read, meaning)


def _without_reasons(tokens: Iterable[Token]) -> Iterator[Token]:
    """Leave out why something is felt: "..., because the news frightened him"."""
    skipping = named = False
    for token in tokens:
        if token.kind in ("break", "then", "position") or (token.kind == "mix" and token.text in ("but", "yet")):
            named = named and token.text not in (".", "!", "?", ";")
            skipping = False
        elif named and token.kind == "word" and token.text in _REASONS:
            skipping = True
        named |= token.kind == "emotion" and not skipping
        if not skipping:
            yield token


def _without_displays(tokens: Sequence[Token]) -> Iterator[Token]:
    """Leave out a display where the emotion that it shows is named after it."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        after = index + 2
        while after < len(tokens) and tokens[after].kind == "degree":
            after += 1
        shown = (
            token.kind == "emotion"
            and stem(token.text) in _DISPLAYS
            and index + 1 < len(tokens)
            and tokens[index + 1].text in ("in", "with", "of", "from", "for", "out of")
            and after < len(tokens)
            and tokens[after].kind == "emotion"
        )
        index += 2 if shown else 1
        if not shown:
            yield token
