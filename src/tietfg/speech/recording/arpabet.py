"""ARPAbet: the phones of a pronunciation in Kokoro's alphabet as an English acoustic model names them."""

from dataclasses import dataclass

from tietfg.speech.g2p import STRESS, Pronunciation, is_phone

_NAMES = {
    **{"i": "IY", "ɪ": "IH", "ᵻ": "IH", "e": "EH", "ɛ": "EH", "æ": "AE", "a": "AE", "ɑ": "AA", "ɒ": "AA", "ɔ": "AO"},
    **{"ʌ": "AH", "ɐ": "AH", "ə": "AH", "ᵊ": "AH", "ɜ": "ER", "ʊ": "UH", "u": "UW", "o": "OW", "O": "OW", "Q": "OW"},
    **{"A": "EY", "I": "AY", "W": "AW", "Y": "OY", "j": "Y", "w": "W", "ʍ": "W", "ɹ": "R", "l": "L", "h": "HH"},
    **{"p": "P", "b": "B", "t": "T", "T": "T", "ɾ": "T", "ʔ": "T", "d": "D", "k": "K", "x": "K", "ɡ": "G"},
    **{"m": "M", "n": "N", "ŋ": "NG", "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH"},
    **{"ʒ": "ZH", "ʧ": "CH", "ʤ": "JH"},
}
_UNLISTED = "AH"
"""What a phone outside the table is taken for; English pronunciations hold none."""
_VOWELS = frozenset("iɪᵻeɛæaɑɒɔʌɐəᵊɜʊuoAIWYOQ")
_R_COLOURED = frozenset("əɜ")


@dataclass(frozen=True)
class PlainPhone:
    """A phone without times: its symbol in Kokoro's alphabet and its stress as in Phone."""

    symbol: str
    stress: int


@dataclass(frozen=True)
class Segment:
    """What the acoustic model takes for one phone: its ARPAbet name and the one or two phones that it stands for."""

    name: str
    phones: tuple[PlainPhone, ...]


def word_segments(pronunciation: Pronunciation, words: int) -> tuple[tuple[Segment, ...], ...]:
    """The segments of each of a pronunciation's `words` words; none for a word that is not pronounced.

    Length marks are left out. A central vowel and the r after it are one segment (ER), unless a vowel follows.
    """
    phones: list[list[PlainPhone]] = [[] for _ in range(words)]
    stress = 0
    for symbol, word in zip(pronunciation.symbols, pronunciation.words, strict=True):
        if symbol in STRESS:
            stress = STRESS[symbol]
        elif is_phone(symbol):
            phones[word].append(PlainPhone(symbol, stress if symbol in _VOWELS else 0))
            stress = 0 if symbol in _VOWELS else stress
    return tuple(_segments(word) for word in phones)


def _segments(phones: list[PlainPhone]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    symbols = [*(phone.symbol for phone in phones), "", ""]
    index = 0
    while index < len(phones):
        vowel, following, third = symbols[index : index + 3]
        if vowel in _R_COLOURED and following == "ɹ" and (vowel == "ɜ" or third not in _VOWELS):
            segments.append(Segment("ER", (phones[index], phones[index + 1])))
            index += 2
        else:
            segments.append(Segment(_NAMES.get(vowel, _UNLISTED), (phones[index],)))
            index += 1
    return tuple(segments)
