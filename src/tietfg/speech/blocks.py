"""Text blocks: checking a text and cutting it at sentence borders into the pieces that are spoken one by one."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from tietfg.emotion.words import TextWord, split_words
from tietfg.errors import InputError
from tietfg.speech.g2p import spoken_form
from tietfg.speech.language import foreign_language, foreign_script

MAXIMUM_CHARACTERS = 50_000

BLOCK_SECONDS = 8.5
"""Most estimated seconds of a block; slow voices and sad speech stay below 12 s with it."""
FIRST_BLOCK_SECONDS = 5.0
"""The same for the first block, so that the first frame comes early."""
MERGED_SECONDS = 6.0
"""The same for sentences that share a block: the memory that speaking takes grows with the block."""
SHORT_SECONDS = 1.5
"""A sentence shorter than this does not open a text alone, and joins the one beside it even where the block grows."""

_SECONDS_PER_SYMBOL = 0.055
"""What a symbol of Kokoro's alphabet lasts on average, blanks and stress marks included."""
_ABBREVIATION = re.compile(
    r"mrs?|ms|dr|prof|st|rev|gen|col|capt|lt|sgt|gov|sen|rep|hon|mt|nos|vs|cf|approx|fig|vol|pp"
    r"|[a-hj-z]|(?:[a-z]\.)+[a-z]"  # initials, but not "I"; U.S., e.g., p.m.
)
_CLOSING = "\"'”’)]}»"


@dataclass(frozen=True)
class TextBlock:
    """Words that are spoken together; `first_word` is the index of the first one in the whole text."""

    words: tuple[TextWord, ...]
    first_word: int


def check_text(text: str) -> str:
    """The text itself when it can be spoken in English.

    Raises InputError on anything else: nothing to pronounce, too long, control characters, another language.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise InputError(f"the text has {len(text)} characters, more than {MAXIMUM_CHARACTERS}; split it into parts")
    for index, character in enumerate(text):
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t\r":
            raise InputError(
                f"the text has an unusable character (U+{ord(character):04X}) at position {index}; "
                "give plain text in UTF-8"
            )
    if not text.strip():
        raise InputError("the text is empty; give the words to be spoken")
    if script := foreign_script(text):
        raise InputError(f"the text is in {script} script; only English can be spoken")
    if language := foreign_language(text):
        raise InputError(f"the text seems to be {language}; only English can be spoken")
    if not any(_seconds(word) for word in split_words(text)):
        raise InputError("the text has nothing to pronounce: no letter and no digit; give the words to be spoken")
    return text


def cut_blocks(words: tuple[TextWord, ...]) -> tuple[TextBlock, ...]:
    """Cut the words of a text into blocks; each word is in exactly one.

    Cuts are at sentence ends; a sentence that is too long is cut after clause punctuation, or else at any word.
    """
    blocks: list[list[TextWord]] = []
    seconds = 0.0
    for piece in _pieces(words):
        length = sum(map(_seconds, piece))
        if len(blocks) <= 1:
            limit = FIRST_BLOCK_SECONDS
        else:
            limit = BLOCK_SECONDS if min(seconds, length) < SHORT_SECONDS else MERGED_SECONDS
        unfinished = bool(blocks) and blocks[-1][-1].text[-1].isalnum()  # a heading: what follows is not its sentence
        full = unfinished or seconds + length > limit or (len(blocks) == 1 and seconds >= SHORT_SECONDS)
        if not blocks or (full and seconds and length):
            blocks.append([])
            seconds = 0.0
        blocks[-1].extend(piece)
        seconds += length
    firsts = accumulate((len(block) for block in blocks), initial=0)
    return tuple(TextBlock(tuple(block), first) for block, first in zip(blocks, firsts, strict=False))


def _pieces(words: tuple[TextWord, ...]) -> list[tuple[TextWord, ...]]:
    """Sentences, the long ones cut to the limit."""
    pieces: list[tuple[TextWord, ...]] = []
    start = 0
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        if following is None or _ends_sentence(word, following):
            sentence = words[start : index + 1]
            while sentence:
                count = _fitting(sentence, BLOCK_SECONDS if pieces else FIRST_BLOCK_SECONDS)
                pieces.append(sentence[:count])
                sentence = sentence[count:]
            start = index + 1
    return pieces


def _fitting(sentence: tuple[TextWord, ...], limit: float) -> int:
    """How many words of a sentence to take: all that fit, back to the last clause end if that is not too early."""
    ends = list(accumulate(map(_seconds, sentence)))
    if ends[-1] <= limit:
        return len(sentence)
    count = max(1, sum(end <= limit for end in ends))
    clauses = [
        index + 1
        for index in range(count)
        if sentence[index].text.rstrip(_CLOSING).endswith((",", ";", ":", "—", "–", "-", "…"))
        and ends[index] >= limit / 3
    ]
    return clauses[-1] if clauses else count


def _ends_sentence(word: TextWord, following: TextWord) -> bool:
    text = word.text.rstrip(_CLOSING)
    begins = following.text.lstrip("\"'“‘([{«")
    if begins[:1].islower():
        return False
    if following.start - word.end > 1 and begins[:1].isupper():  # an empty line, as after a heading
        return True
    if not text.endswith((".", "!", "?", "…")):
        return False
    stem = text[:-1].lower().lstrip("\"'“‘([{«")
    return not (text.endswith(".") and _ABBREVIATION.fullmatch(stem))


def _seconds(word: TextWord) -> float:
    """Estimated seconds of a word in plain speech: 0 when nothing of it can be pronounced."""
    spoken = spoken_form(word.text)
    if not any(character.isalnum() for character in spoken):
        return 0.0
    letters = sum(character.isalpha() for character in spoken)
    spelled = 3 if letters > 1 and spoken.isupper() and letters <= 5 else 1
    digits = sum(character.isdigit() for character in spoken)
    signs = sum(character in "%&@#+=/*$£€" for character in spoken)
    pauses = len(re.findall(r"[.,;:!?…—–]+(?!\w)", spoken))
    return _SECONDS_PER_SYMBOL * (1 + letters * spelled + 8 * digits + 7 * signs + 5 * pauses)
