"""Emphasis by capitals: "I said NEVER" stresses a word, "She works at NASA" names something."""

import gzip
import json
import re
from functools import cache
from importlib import resources

from hibari.g2p.tagger import Tagger

from tietfg.emotion.words import TextWord

LONGEST_RUN = 4
"""More words than these in capitals one after the other are a heading or shouting, which stresses no word of them."""

_CAPITALS = re.compile(r"[A-Z]+(?:['’-][A-Z]+)*")
_ALWAYS_IN_CAPITALS = frozenset({"OK"})
_WORD_TAGS = ("JJ", "RB", "UH")


def capital_emphasis(text: str, words: tuple[TextWord, ...]) -> tuple[int, ...]:
    """Indices of the words that stand in capitals for emphasis: ordinary words among words in small letters.

    Names and abbreviations (NASA, PIN, the US), headings and texts wholly in capitals have none. A word is ordinary
    when the pronunciation lexicon has it in small letters and lists no abbreviation of these letters; where it does
    list one ("IT", "US", "SAD"), the part of speech that the word has in its sentence decides.
    """
    cores = [word.text.strip(_MARGIN) for word in words]
    if not any(any(map(str.islower, core)) for core in cores):
        return ()
    emphasised: list[int] = []
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and _in_capitals(cores[end]):
            end += 1
        run = range(start, end)
        shouted = sum(len(cores[index]) > 1 for index in run)
        if 0 < shouted <= LONGEST_RUN and not (shouted > 1 and _fills_lines(text, words[start], words[end - 1])):
            emphasised += [index for index in run if len(cores[index]) > 1 and _ordinary(cores, index)]
        start = end + 1
    return tuple(emphasised)


_MARGIN = "\"'“”‘’()[]{}<>«».,;:!?…—–-*_"


def _in_capitals(core: str) -> bool:
    return _CAPITALS.fullmatch(core) is not None


def _fills_lines(text: str, first: TextWord, last: TextWord) -> bool:
    before, after = text[: first.start].rstrip(" \t"), text[last.end :].lstrip(" \t")
    return before[-1:] in ("", "\n") and after[:1] == "\n"


def _ordinary(cores: list[str], index: int) -> bool:
    word = cores[index].replace("’", "'")
    if "-" in word:
        return all(_in_lexicon(part.lower()) for part in word.split("-"))
    if word in _ALWAYS_IN_CAPITALS or not re.search("[AEIOUY]", word) or not _in_lexicon(word.lower()):
        return False
    if word not in _lexicon():
        return True
    sentence = cores[max(0, index - 8) : index + 8]
    place = min(index, 8)
    as_written = _tagger()(sentence)[place]
    as_word = _tagger()([*sentence[:place], word.lower(), *sentence[place + 1 :]])[place]
    return as_word.startswith(_WORD_TAGS) or not (as_written.startswith("NN") or as_word.startswith("NN"))


def _in_lexicon(word: str) -> bool:
    """Whether the lexicon has the word, or what it is inflected from, in small letters."""
    if word in _lexicon():
        return True
    inflected = re.fullmatch(r"(\w{3,}?)(?:'?s|es|e?d|ing)", word)
    return inflected is not None and (inflected[1] in _lexicon() or inflected[1] + "e" in _lexicon())


@cache
def _lexicon() -> frozenset[str]:
    return frozenset(_asset("lexicon_us_gold.json.gz"))


@cache
def _tagger() -> Tagger:
    return Tagger(_asset("tagger.json.gz"))


def _asset(name: str) -> dict:
    return json.loads(gzip.decompress(resources.files("hibari").joinpath("assets", name).read_bytes()))
