"""Transcript: the words of a text found among the words heard in a recording, by how both are pronounced."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tietfg.emotion.words import TextWord
from tietfg.speech.blocks import cut_blocks
from tietfg.speech.g2p import Phonemizer
from tietfg.speech.recording.arpabet import Segment, word_segments

_ALIKE = 0.5
"""Share of phones in common from which different words are taken for the same ones, misheard or spelled otherwise."""


@dataclass(frozen=True)
class Match:
    """A run of text words and the run of heard words that stands for it; either may be empty."""

    text: range
    heard: range
    likeness: float
    """1 for the same pronunciation, otherwise the share of phones in common."""

    @property
    def alike(self) -> bool:
        """Whether the heard words are the text's words."""
        return self.likeness >= _ALIKE


def pronounce_words(words: Sequence[TextWord], phonemizer: Phonemizer) -> list[tuple[Segment, ...]]:
    """The segments of each word, pronounced sentence by sentence; none for a word that nothing is known to say for."""
    segments: list[tuple[Segment, ...]] = []
    for block in cut_blocks(tuple(words)):
        texts = tuple(word.text for word in block.words)
        segments += word_segments(phonemizer.pronounce(texts), len(texts))
    return segments


def match_words(text: Sequence[tuple[Segment, ...]], heard: Sequence[tuple[Segment, ...]]) -> list[Match]:
    """Text words and heard words, given by their segments, in runs that cover all of both in order."""
    spelled = [[tuple(segment.name for segment in word) for word in words] for words in (text, heard)]
    matches: list[Match] = []
    for kind, a, b, c, d in SequenceMatcher(None, *spelled, autojunk=False).get_opcodes():
        likeness = 1.0 if kind == "equal" else _likeness(spelled[0][a:b], spelled[1][c:d])
        matches.append(Match(range(a, b), range(c, d), likeness))
    return matches


def agreement(
    matches: Sequence[Match], text: Sequence[tuple[Segment, ...]], heard: Sequence[tuple[Segment, ...]]
) -> float:
    """How far text and recording are the same, from 0 to 1: phones in common as a share of the longer one's."""
    common = sum(match.likeness * sum(len(text[index]) for index in match.text) for match in matches if match.alike)
    return common / max(sum(map(len, text)), sum(map(len, heard)), 1)


def _likeness(text: list[tuple[str, ...]], heard: list[tuple[str, ...]]) -> float:
    phones = [[name for word in words for name in word] for words in (text, heard)]
    return SequenceMatcher(None, *phones, autojunk=False).ratio() if phones[0] and phones[1] else 0.0
