"""What a description says besides: reasons for a feeling, displays of it, comparisons and unlisted wording."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tietfg.emotion.comparisons import read_comparisons
from tietfg.emotion.cues import Token
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.stems import stem
from tietfg.emotion.unlisted import read_unlisted

_REASON_WORDS = "because due owing thanks given since knowing about regarding concerning"
_REASONS = frozenset(_REASON_WORDS.split())
"""What begins the reason for a feeling."""
_ABOUT_WORDS = "about over of for at by towards toward with"
_ABOUT = frozenset(_ABOUT_WORDS.split())
"""What stands between a feeling and its object."""
_DETERMINER_WORDS = "the a an his her my your our their its this that these those"
_DETERMINERS = frozenset(_DETERMINER_WORDS.split())
_VERB_WORDS = "is are was were be am sounds feels should must gets becomes turns makes who which whose where"
_VERBS = frozenset(_VERB_WORDS.split())
"""Words that show that a phrase goes on to say something of its own."""
_DISPLAY_STEMS = """
    scream shout yell cry cries cried weep sob trembl shak shiver quiver tear wail whimper shudder howl shriek
"""
_SHOWS: dict[str, str] = dict.fromkeys(("scream", "shriek", "howl", "shout", "yell"), "fear happy sad")
_SHOWS |= dict.fromkeys(("trembl", "shak", "shiver", "quiver"), "angry sad")
_SHOWS |= dict.fromkeys(("cry", "weep", "tear"), "fear")
"""Emotions that a display may show besides its usual one, by the stem of the display."""
_LOUD = 0.95
_DISPLAYS = frozenset(_DISPLAY_STEMS.split())
"""Stems of what a body does with more than one emotion: "screamed in fear", "tears of joy"."""


def read_asides(tokens: Sequence[Token], meaning: Meaning | None) -> list[Token]:
    """The tokens with each comparison and unlisted phrase put into one token, and reasons left out.

    What `meaning` finds in a phrase becomes an emotion token; what it does not find stays as it was.
    """
    displayed = list(_felt_as_before(_without_displays(tokens)))
    compared = list(read_comparisons(displayed, meaning))
    read = list(_without_reasons(_without_objects(compared)))
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


def _without_objects(tokens: list[Token]) -> Iterator[Token]:
    """Leave out what a feeling is about: "furious with the council and the dog", "ashamed of being glad"."""
    index = 0
    while index < len(tokens):
        yield tokens[index]
        index += 1
        if tokens[index - 1].kind == "emotion":
            index = _after_objects(tokens, index)


def _after_objects(tokens: Sequence[Token], start: int) -> int:
    """The index after the objects of an emotion that begin here."""
    texts = [token.text for token in tokens[start : start + 2]]
    if len(texts) < 2 or texts[0] not in _ABOUT or (texts[0] == "with" and texts[1] not in _DETERMINERS):
        return start
    if texts[1] in ("being", "feeling") and start + 2 < len(tokens) and tokens[start + 2].kind == "emotion":
        return start + 3
    end = start
    while end < len(tokens):
        item = end + 1  # after the preposition, the comma or "and"
        if end > start and (item == len(tokens) or tokens[item].text not in _DETERMINERS):
            break
        after = next((i for i in range(item, len(tokens)) if tokens[i].kind != "word"), len(tokens))
        ends = after == len(tokens) or tokens[after].kind in ("break", "mix", "then")
        if after == item or not ends or any(token.text in _VERBS for token in tokens[item:after]):
            break
        end = after
        if end == len(tokens) or tokens[end].text not in (",", "and", "or"):
            break
    return end


def _felt_as_before(tokens: Iterable[Token]) -> Iterator[Token]:
    """A display of more than one emotion shows the one named before it: "his dread grows until he is screaming"."""
    before: Token | None = None
    for token in tokens:
        if token.kind == "emotion":
            if before is not None and stem(token.text) in _SHOWS and _dominant(before) in _SHOWS[stem(token.text)]:
                token = replace(token, value=replace(before.value, intensity=_LOUD, change=None))  # type: ignore[type-var]
            before = token
        elif token.kind in ("then", "start", "end", "negation") or token.text in (".", "!", "?", ";"):
            before = None
        yield token


def _dominant(token: Token) -> str:
    return max(token.value.mixture, key=lambda pair: pair[1])[0]  # type: ignore[union-attr]


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
