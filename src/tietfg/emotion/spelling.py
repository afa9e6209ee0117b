"""Slips of spelling in emotion words."""

from functools import cache

from tietfg.emotion.cue_words import NOT_EMOTIONS
from tietfg.emotion.cues import inflected, phrases
from tietfg.emotion.lexicon import lexicon
from tietfg.emotion.places import TextPlaces
from tietfg.emotion.stems import stem

_LONG_WORD = 8
"""Letters from which on an exchanged letter is taken for a slip; shorter, it often makes another word."""


def correct_spelling(canonical: str, places: TextPlaces) -> tuple[str, dict[str, str]]:
    """Replace unknown words that are one missing, doubled or swapped letter away from one emotion word.

    Words of the text are no slips.
    """
    corrected: dict[str, str] = {}
    units = canonical.split(" ")
    known = _listed_words() | NOT_EMOTIONS
    for unit in units:
        meant = unit in known or stem(unit) in inflected() or places.passage([unit]) is not None
        if len(unit) >= 4 and unit.isalpha() and not meant:
            near = [word for word in _single_emotion_words() if word[0] == unit[0] and _one_slip_apart(unit, word)]
            if len({lexicon()[word] for word in near}) == 1:
                corrected[unit] = near[0]
    return " ".join(corrected.get(unit, unit) for unit in units), corrected


@cache
def _listed_words() -> frozenset[str]:
    return frozenset(word for phrase in phrases() for word in phrase.split(" "))


@cache
def _single_emotion_words() -> tuple[str, ...]:
    return tuple(phrase for phrase in lexicon() if " " not in phrase and len(phrase) >= 5)


def _one_slip_apart(written: str, meant: str) -> bool:
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return False
    same = next((index for index, pair in enumerate(zip(written, meant, strict=False)) if pair[0] != pair[1]), None)
    if same is None:
        return True
    rest, wanted = written[same:], meant[same:]
    swapped = len(rest) > 1 and rest[1] + rest[0] + rest[2:] == wanted
    exchanged = len(written) >= _LONG_WORD and rest[1:] == wanted[1:]
    return swapped or exchanged or rest[1:] == wanted or rest == wanted[1:]
