"""Which script and language a text is written in, as far as English speech needs to know."""

import re
import unicodedata
from collections import Counter

_SCRIPT_NAMES = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_COMMON_WORDS: dict[str, frozenset[str]] = {
    "German": _words("und der das ist nicht ich ein eine mit auf den dem sie wir auch für sich von zu wie"),
    "French": _words("et les des est une dans pour pas que qui vous nous je avec sur au du ne ce cette"),
    "Spanish": _words("y el los las es una que por con para se su como pero más muy está lo del al"),
    "Italian": _words("e il gli che di è una per con non sono della del nel anche ma questo mi si come"),
    "Portuguese": _words("e os um uma que não com para por se mais como mas dos das está você muito ao em"),
    "Dutch": _words("en het een van niet ik dat zijn met voor ook maar wij naar heb deze bij aan wat nog"),
}
"""Frequent words of the language that are rare in English."""

_ENGLISH_WORDS = _words(
    "the and of to a in is it you that he was for on are with his they i be this have from or had by but what all "
    "were we when your can said there an my me so not no do will if as at"
)
_SURE_WORDS = 8
"""Fewer words than these are too few to tell the language."""
_SURE_SHARE = 0.2
_ENGLISH_SHARE = 0.08


def foreign_script(text: str) -> str | None:
    """The name of the script most letters of the text are in, or None where that is the Latin one."""
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters)
    latin = scripts.pop("LATIN", 0) + scripts.pop("FULLWIDTH", 0) + scripts.pop("MATHEMATICAL", 0)
    if not scripts or sum(scripts.values()) <= latin:
        return None
    name = scripts.most_common(1)[0][0]
    return _SCRIPT_NAMES.get(name, name.capitalize())


def foreign_language(text: str) -> str | None:
    """The language a text in Latin script is surely written in when that is not English, by its commonest words."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < _SURE_WORDS or sum(word in _ENGLISH_WORDS for word in words) > _ENGLISH_SHARE * len(words):
        return None
    counts = {name: sum(word in common for word in words) for name, common in _COMMON_WORDS.items()}
    name = max(counts, key=counts.__getitem__)
    return name if counts[name] >= _SURE_SHARE * len(words) else None
