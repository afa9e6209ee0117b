"""Words written for effect (SHOUTED, streeetched) in the spelling that pronunciation rules know."""

import re
from collections.abc import Callable
from itertools import product

INTERJECTIONS = {
    "shh": "ʃʃ",
    "sh": "ʃʃ",
    "brr": "bˈəɹ",
    "grr": "ɡˈəɹ",
    "zz": "zz",
    "tsk": "tˈɪsk",
    "pfft": "pfˈt",
    "psst": "psˈt",
    "ugh": "ˈʌɡ",
    "hehe": "hˈihi",
    "eww": "ˈiju",
    "ew": "ˈiju",
    "woah": "wˈO",
    "hm": "hmm",
    "uh-oh": "ˈʌ ˌO",
}
"""Sounds that no dictionary has, or has letter by letter."""

_ACRONYMS = frozenset(
    "AI|ATM|BBC|CIA|CNN|DJ|DNA|EU|FBI|FIFA|GPS|ID|LGBT|NASA|NATO|NHS|NYC|OK|PC|TV|UAE|UFO|UK|UN|USA|VIP".split("|")  # noqa: SIM905
)
_SHOUTED_WORDS = 3
_SHOUTED_SHARE = 0.6
_LONGEST_ACRONYM = 5
_CORE = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_STRETCH = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_LONGEST_WORD = 40


def plain_spelling(words: list[str], known: Callable[[str], bool]) -> list[str]:
    """The words in plain spelling: capitals that only shout in lower case, repeated letters reduced.

    `known` tells whether the dictionary has a word (in the case given). The number of words stays.
    """
    cores = [match[0] for word in words for match in [_CORE.search(word)] if match and len(match[0]) > 1]
    capitals = sum(core.isupper() for core in cores)
    shouted = capitals >= _SHOUTED_WORDS and capitals >= _SHOUTED_SHARE * len(cores)
    return [_CORE.sub(lambda match: _plain(match[0], shouted, known), word) for word in words]


def _plain(core: str, shouted: bool, known: Callable[[str], bool]) -> str:
    if _STRETCH.search(core) and not known(core) and len(core) <= _LONGEST_WORD:
        core = _reduced(core, known)
    if len(core) == 1:
        return core.lower() if shouted and core == "A" else core
    if not core.isupper() or core in _ACRONYMS:
        return core
    lower = core.lower()
    if shouted and (known(lower) or (not known(core) and re.search("[aeiouy]", lower) and len(core) > 2)):
        return lower
    return lower if len(core) > _LONGEST_ACRONYM and not known(core) and re.search("[aeiouy]", lower) else core


def _reduced(core: str, known: Callable[[str], bool]) -> str:
    """The word a stretched one is meant for: "goooood" is "good", "nooo" is "no"."""
    runs = _STRETCH.findall(core)[:3]
    for counts in product((2, 1), repeat=len(runs)):
        lengths = iter(counts)
        candidate = _STRETCH.sub(lambda match: match[1] * next(lengths, 1), core)  # noqa: B023 (used at once)
        if known(candidate.lower()):
            return candidate
    return _STRETCH.sub(r"\1\1", core)
