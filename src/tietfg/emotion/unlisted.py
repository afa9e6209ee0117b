"""Wording of a description that is in no list, understood by its meaning."""

from collections.abc import Iterator

from tietfg.emotion.cue_words import TokenKind
from tietfg.emotion.cues import Token
from tietfg.emotion.frame import content_of, is_frame
from tietfg.emotion.meaning import Meaning

_TOGETHER = frozenset({"with", "under", "beneath", "behind", "despite"})
_NEW_PHASE: frozenset[TokenKind] = frozenset(
    {"then", "position", "start", "end", "sudden", "gradual", "change", "alternate"}
)
_LONGEST_ITEM = 3
"""Words of an item in a list of emotions."""
_LONGEST_PLAIN = 6
"""Words of a phrase that may ask for no emotion; a longer one only talks."""
_EXPECTED, _OPEN, _CERTAIN = 0.4, 0.5, 0.75
"""How certain an emotion must be in a phase that lacks one; where it is the only one; where another is listed."""
_BORDERS: frozenset[TokenKind] = frozenset({"break", "then", "position", "alternate", "start", "end"})


def read_unlisted(tokens: list[Token], meaning: Meaning) -> list[Token]:
    """Read what is in no list where an emotion is missing.

    The parts of a description fall into phases, each with an emotion of its own. In a phase without a listed one every
    stretch is asked about; in the others only short items of a list, for the rest tells circumstances.
    """
    read: list[Token] = []
    phases = list(_phases(_parts(tokens)))
    listed = [any(token.kind == "emotion" for part in phase for token in part) for phase in phases]
    throughout = any(
        position.kind == "whole"
        for token in tokens
        if token.kind == "position"
        for position in token.value  # type: ignore[union-attr]
    )
    for index, phase in enumerate(phases):
        if listed[index]:
            for part in phase:
                read += (_is_item(part) and _described(part, meaning, _CERTAIN)) or part
        else:
            # Before the first listed emotion stands what the scene is about, unless it has a place of its own.
            placed = any(token.kind in _NEW_PHASE for part in phase for token in part)
            if throughout and any(listed) and not placed:
                read += [token for part in phase for token in part]
                continue
            certainty = _CERTAIN if any(listed) and not placed else _EXPECTED if placed else _OPEN
            read += _asked([token for part in phase for token in part], meaning, certainty)
    return read


def _parts(tokens: list[Token]) -> list[list[Token]]:
    """The tokens cut before every border; "with" and the like are none."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        together = token.kind == "mix" and token.text in _TOGETHER
        excepted = token.kind == "position" and any(position.excepted for position in token.value)  # type: ignore[union-attr]
        if (token.kind in ("break", "then", "mix") and not together) or excepted:
            parts.append([])
        parts[-1].append(token)
    return [part for part in parts if part]


def _phases(parts: list[list[Token]]) -> Iterator[list[list[Token]]]:
    phase: list[list[Token]] = []
    first = True
    for part in parts:
        relative = any(token.text in ("where", "which") for token in part[1:2])
        begins = relative or any(token.kind in _NEW_PHASE for token in part)
        if phase and begins and not (first and any(map(_tells_the_start, part))):
            yield phase
            phase = []
            first = False
        phase.append(part)
    if phase:
        yield phase


def _tells_the_start(token: Token) -> bool:
    """Whether what comes before is no phase yet: "She has had a long day, so at first she is sad"."""
    if token.kind == "position":
        return any(position.kind == "start" for position in token.value)  # type: ignore[union-attr]
    return token.kind == "start"


def _is_item(part: list[Token]) -> bool:
    """Whether a part without a listed emotion may still be one of a list: "happy but weirded out"."""
    plain = [token for token in part if token.kind not in ("break", "mix", "degree")]
    framed = any(token.kind != "word" or is_frame(token) for token in plain)
    return part[0].kind in ("break", "mix") and 0 < len(plain) <= _LONGEST_ITEM and not framed


def _asked(tokens: list[Token], meaning: Meaning, certainty: float) -> list[Token]:
    """What each stretch between borders means."""
    read: list[Token] = []
    index = 0
    while index < len(tokens):
        end = next((i for i in range(index, len(tokens)) if tokens[i].kind in _BORDERS), len(tokens))
        read += _stretch(tokens[index:end], meaning, certainty)
        read += tokens[end : end + 1]
        index = end + 1
    return read


def _stretch(tokens: list[Token], meaning: Meaning, certainty: float) -> list[Token]:
    """One emotion for the whole where it has one, else for each part between "and", or "from" and "to"."""
    texts = [token.text for token in tokens]
    from_to = "from" in texts and "to" in texts[texts.index("from") :]
    whole = None if from_to else _described(tokens, meaning, certainty)
    if whole is not None:
        return whole
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if (token.kind == "mix" and token.text not in _TOGETHER) or (from_to and token.text in ("from", "to")):
            parts += [[token], []]
        else:
            parts[-1].append(token)
    if len(parts) == 1:
        return tokens
    return [token for part in parts for token in _described(part, meaning, certainty) or part]


def _described(tokens: list[Token], meaning: Meaning, certainty: float) -> list[Token] | None:
    """The stretch with its unlisted phrase as one emotion; cues at its beginning stay by themselves where they can."""
    if any(token.kind == "emotion" for token in tokens) or all(is_frame(token) for token in tokens):
        return None
    lead = 0
    while lead < len(tokens) and (tokens[lead].kind != "word" or is_frame(tokens[lead])):
        lead += 1
    whole = lead > 0 and any(token.kind == "change" for token in tokens[:lead])
    for first in (lead, 0) if whole else (lead,):
        phrase = content_of(tokens[first:])
        person = phrase if first == 0 or tokens[first - 1].text not in ("a", "an") else f"like a {phrase}"
        entry = meaning.described(person, certainty) if phrase else None
        if entry is not None and not (entry.intensity == 0 and phrase.count(" ") >= _LONGEST_PLAIN):
            return [*tokens[:first], Token("emotion", phrase, entry)]
    return None
