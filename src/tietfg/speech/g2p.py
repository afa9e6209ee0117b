"""Graphemes to phonemes: the words of a block in Kokoro's alphabet, each symbol with the word it belongs to."""

import json
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources

from hibari.g2p import G2P
from hibari.g2p.token import Tok

from tietfg.errors import InputError
from tietfg.speech.homographs import choose_senses
from tietfg.speech.normalise.engine import normalise
from tietfg.speech.normalise.spelling import INTERJECTIONS, plain_spelling

PAUSES = frozenset(';:,.!?—…"()“”')
"""Symbols of the alphabet that are punctuation; a pause may fall on them."""
STRESS = {"ˈ": 1, "ˌ": 2}
LENGTH_MARKS = frozenset("ːʰʲ̃")
"""Symbols that lengthen or colour the phone before them."""

_WORD_SYMBOLS = 240
_BLOCK_SYMBOLS = 500
"""Kokoro reads at most 510 symbols at once; what goes beyond is not pronounced."""

_SIGNS = frozenset("‘’“”„–—…€₩₹™−→⇒≈≠≤≥•")
"""Kept beside ASCII and Latin-1."""
_LETTERS = str.maketrans(
    {
        "′": "'",
        "″": '"',
        "‐": "-",
        "‑": "-",
        "⁄": "/",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "œ": "oe",
        "Œ": "Oe",
        "ħ": "h",
        "ı": "i",
        "ŋ": "ng",
    }
)


@dataclass(frozen=True)
class Pronunciation:
    """Symbols of Kokoro's alphabet and, for each, the index of its word in the block."""

    symbols: tuple[str, ...]
    words: tuple[int, ...]


def spoken_form(word: str) -> str:
    """A written word in the characters that can be read: without emoji and letters of other scripts."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", word).translate(_LETTERS):
        category = unicodedata.category(character)
        if " " <= character <= "~" or "¡" <= character <= "ÿ" or character in _SIGNS:
            kept.append(character)
        elif category == "Nd":
            kept.append(str(unicodedata.decimal(character)))
        elif category[0] in "LN":
            plain = unicodedata.normalize("NFKD", character).replace("⁄", "/")
            kept.append(" " if "/" in plain else "")  # 2⅓ is 2 1/3
            kept.extend(part for part in plain if part.isascii() and (part.isalnum() or part == "/"))
        elif category != "Cf" and not category.startswith("M"):
            kept.append(" ")
    return " ".join("".join(kept).split())


class Phonemizer:
    """English words to phonemes, American or British."""

    def __init__(self, british: bool) -> None:
        self._british = british
        self._g2p = G2P(british=british)
        vocabulary = resources.files("hibari").joinpath("assets", "vocab.json").read_text(encoding="utf-8")
        self._vocabulary: dict[str, int] = json.loads(vocabulary)

    def pronounce(self, words: tuple[str, ...]) -> Pronunciation:
        """The symbols of the words, ended by a full stop where they have no final punctuation.

        Words that nothing is known to say for have no symbols. Raises InputError when that is all of them.
        """
        spoken = normalise(tuple(map(spoken_form, words)), self._british)
        pieces = [(piece, index) for index, form in enumerate(spoken) for piece in form.split()]
        owners = iter(index for _, index in pieces)
        tokens = self._g2p.tokenize(" ".join(plain_spelling([piece for piece, _ in pieces], self._is_known)))
        self._set_sounds(tokens, [words[index] for _, index in pieces])
        choose_senses(tokens, self._british)
        symbols: list[str] = []
        indices: list[int] = []
        index = next(owners, 0)
        for token in self._g2p.phonemize_tokens(tokens):
            for symbol in [*(token.phonemes or ""), *token.whitespace]:
                doubled = symbol == " " and symbols[-1:] in ([], [" "])
                if symbol in self._vocabulary and not doubled and indices.count(index) < _WORD_SYMBOLS:
                    symbols.append(symbol)
                    indices.append(index)
            if token.whitespace:
                index = next(owners)
        del symbols[_BLOCK_SYMBOLS:], indices[_BLOCK_SYMBOLS:]
        while symbols and symbols[-1] == " ":
            del symbols[-1], indices[-1]
        if not any(is_phone(symbol) for symbol in symbols):
            raise InputError(f"no pronunciation is known for {' '.join(words)[:60]!r}; write it in English words")
        if symbols[-1] not in PAUSES:
            symbols.append(".")
            indices.append(indices[-1])
        return Pronunciation(tuple(symbols), tuple(indices))

    def _set_sounds(self, tokens: list[Tok], written: list[str]) -> None:
        """Set what the dictionary would misread: an "A" that names the letter, quotes, interjections, stutter.

        `written` has the written word of each spoken one.
        """
        words = iter(written)
        word = next(words, "")
        opening = True
        for token in tokens:
            if token.text == "A" and not (token.whitespace and re.fullmatch(r"\W*[Aa]", word)):
                token.tag = "NN"
            elif token.text == '"':
                token.phonemes = "“" if opening else "”"
            elif token.text.lower() in INTERJECTIONS:
                token.phonemes = INTERJECTIONS[token.text.lower()]
            elif re.fullmatch(r"[^\W\d_]{1,2}uh", token.text) and "uh" not in word.lower():
                token.phonemes = (self._g2p.oov(token.text) or "").replace("ˈʌ", "ə")
            opening = bool(token.whitespace) or (opening and token.text in "(\"'")
            if token.whitespace:
                word = next(words, "")

    def _is_known(self, word: str) -> bool:
        lexicon = self._g2p.lexicon
        return word in lexicon.golds or word in lexicon.silvers

    def tokens(self, pronunciation: Pronunciation) -> list[int]:
        """Kokoro's token numbers, with the padding token 0 at both ends."""
        return [0, *(self._vocabulary[symbol] for symbol in pronunciation.symbols), 0]


def is_phone(symbol: str) -> bool:
    """Whether a symbol of the alphabet is a sound of its own."""
    return symbol != " " and symbol not in PAUSES and symbol not in STRESS and symbol not in LENGTH_MARKS
