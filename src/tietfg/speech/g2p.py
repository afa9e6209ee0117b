"""Graphemes to phonemes: the words of a block in Kokoro's alphabet, each symbol with the word it belongs to."""

import json
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import resources

from hibari.g2p import G2P
from hibari.g2p.normalize import normalize

from tietfg.errors import InputError

PAUSES = frozenset(';:,.!?—…"()“”')
"""Symbols of the alphabet that are punctuation; a pause may fall on them."""
STRESS = {"ˈ": 1, "ˌ": 2}
LENGTH_MARKS = frozenset("ːʰʲ̃")
"""Symbols that lengthen or colour the phone before them."""

_WORD_SYMBOLS = 240
_BLOCK_SYMBOLS = 500
"""Kokoro reads at most 510 symbols at once; what goes beyond is not pronounced."""

_SIGNS = frozenset("‘’“”–—…£€¥₩₹°½¼¾²³×÷")
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "Oe", "ħ": "h", "ı": "i", "ŋ": "ng"})


@dataclass(frozen=True)
class Pronunciation:
    """Symbols of Kokoro's alphabet and, for each, the index of its word in the block."""

    symbols: tuple[str, ...]
    words: tuple[int, ...]


def spoken_form(word: str) -> str:
    """A word as the pronunciation rules can read it: without emoji and letters of other scripts."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", word).translate(_LETTERS):
        category = unicodedata.category(character)
        if " " <= character <= "~" or "À" <= character <= "ÿ" or character in _SIGNS:
            kept.append(character)
        elif category == "Nd":
            kept.append(str(unicodedata.decimal(character)))
        elif category[0] in "LN":
            plain = unicodedata.normalize("NFKD", character)
            kept.extend(part for part in plain if part.isascii() and part.isalnum())
        elif category != "Cf" and not category.startswith("M"):
            kept.append(" ")
    text = "".join(kept).replace("](", "] (")  # the pronunciation rules read [..](..) as an instruction
    return " ".join(re.sub(r"\d[\d,]{15,}", lambda long: " ".join(long[0].replace(",", "")), text).split())


class Phonemizer:
    """English words to phonemes, American or British."""

    def __init__(self, british: bool) -> None:
        self._g2p = G2P(british=british)
        vocabulary = resources.files("hibari").joinpath("assets", "vocab.json").read_text(encoding="utf-8")
        self._vocabulary: dict[str, int] = json.loads(vocabulary)

    def pronounce(self, words: tuple[str, ...]) -> Pronunciation:
        """The symbols of the words, ended by a full stop where they have no final punctuation.

        Words that nothing is known to say for have no symbols. Raises InputError when that is all of them.
        """
        pieces = [(piece, index) for index, word in enumerate(words) for piece in spoken_form(word).split()]
        text = normalize(" ".join(piece for piece, _ in pieces))
        owners = _owners(pieces, text)
        symbols: list[str] = []
        indices: list[int] = []
        position = 0
        for token in self._g2p.phonemize_tokens(self._g2p.tokenize(text)):
            index = owners[min(position, len(owners) - 1)]
            position += len(token.text) + len(token.whitespace)
            for symbol in [*(token.phonemes or ""), *token.whitespace]:
                doubled = symbol == " " and symbols[-1:] in ([], [" "])
                if symbol in self._vocabulary and not doubled and indices.count(index) < _WORD_SYMBOLS:
                    symbols.append(symbol)
                    indices.append(index)
        del symbols[_BLOCK_SYMBOLS:], indices[_BLOCK_SYMBOLS:]
        while symbols and symbols[-1] == " ":
            del symbols[-1], indices[-1]
        if not any(is_phone(symbol) for symbol in symbols):
            raise InputError(f"no pronunciation is known for {' '.join(words)[:60]!r}; write it in English words")
        if symbols[-1] not in PAUSES:
            symbols.append(".")
            indices.append(indices[-1])
        return Pronunciation(tuple(symbols), tuple(indices))

    def tokens(self, pronunciation: Pronunciation) -> list[int]:
        """Kokoro's token numbers, with the padding token 0 at both ends."""
        return [0, *(self._vocabulary[symbol] for symbol in pronunciation.symbols), 0]


def is_phone(symbol: str) -> bool:
    """Whether a symbol of the alphabet is a sound of its own."""
    return symbol != " " and symbol not in PAUSES and symbol not in STRESS and symbol not in LENGTH_MARKS


def _owners(pieces: list[tuple[str, int]], text: str) -> list[int]:
    """The word of each character of the normalized text ("5/6/2024" has become "May sixth, 2024")."""
    written = [piece for piece, _ in pieces]
    read = list(re.finditer(r"\S+\s*", text))
    owners: list[int] = []
    matcher = SequenceMatcher(None, written, [match[0].strip() for match in read], autojunk=False)
    for _, first, last, read_first, read_last in matcher.get_opcodes():
        for offset, match in enumerate(read[read_first:read_last]):
            piece = first + offset * (last - first) // (read_last - read_first)
            owners.extend([pieces[min(piece, len(pieces) - 1)][1]] * len(match[0]))
    return owners
