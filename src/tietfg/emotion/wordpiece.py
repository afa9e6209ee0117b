"""WordPiece tokens of English BERT models, from the `tokenizer.json` that comes with them."""

import json
import unicodedata
from pathlib import Path
from typing import Self

_LONGEST_WORD = 100
"""Characters; a longer word is unknown."""
_CONTINUED = "##"
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """Lower case without accents, split at blanks and punctuation, then greedily into the longest known pieces.

    The algorithm of Wu et al. (arXiv 1609.08144) as BERT uses it. Names of special tokens in a text are plain text.
    """

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._unknown, self._start, self._end = (vocabulary[name] for name in ("[UNK]", "[CLS]", "[SEP]"))

    @classmethod
    def read(cls, path: Path) -> Self:
        """The tokenizer of a `tokenizer.json`."""
        return cls(json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"])

    def encode(self, text: str, longest: int) -> list[int]:
        """Token numbers of a text between start and end token, cut to at most `longest`."""
        tokens = [self._start]
        for word in _words(text):
            tokens += self._pieces(word)
            if len(tokens) >= longest:
                break
        return [*tokens[: longest - 1], self._end]

    def known_share(self, text: str) -> float:
        """Share of the words of a text, 0 to 1, that are whole in the vocabulary of 30,000."""
        words = _words(text)
        return sum(word in self._vocabulary for word in words) / max(len(words), 1)

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        pieces: list[int] = []
        start = 0
        while start < len(word):
            prefix = _CONTINUED if start else ""
            for end in range(len(word), start, -1):
                if (number := self._vocabulary.get(prefix + word[start:end])) is not None:
                    break
            else:
                return [self._unknown]
            pieces.append(number)
            start = end
        return pieces


def _words(text: str) -> list[str]:
    """Words, and punctuation marks and ideographs as words of their own."""
    kept: list[str] = []
    for character in text:
        category = unicodedata.category(character)
        if category[0] == "Z" or character in "\t\n\r":
            kept.append(" ")
        elif category[0] == "C" or character == "\ufffd":
            continue
        elif any(first <= ord(character) <= last for first, last in _IDEOGRAPHS):
            kept.append(f" {character} ")
        else:
            kept.append(character)
    plain = [
        character.lower()
        for character in unicodedata.normalize("NFD", "".join(kept))
        if unicodedata.category(character) != "Mn"
    ]
    return "".join(f" {character} " if _is_punctuation(character) else character for character in plain).split()


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P" or character in "$+<=>^`|~"
