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
FIRST_BLOCK_SECONDS = 1.8
"""What the first block should take, so that the first sound comes early; up to 5 s where there is no place to cut."""
_FIRST_BLOCK_MOST = 5.0
GROWTH = 2.2
"""How much longer than the block before it a block should be at most, so that it is ready when that one ends."""
MERGED_SECONDS = 6.0
"""Most for sentences that share a block: the memory that speaking takes grows with the block."""
SHORT_SECONDS = 1.5
"""A sentence shorter than this joins the one beside it even where the block grows."""
_LEAST_PART = 0.9
"""No part of a sentence that is cut after a clause is shorter."""
_LEAST_OPENING = 0.7
"""A sentence that is shorter opens a block together with the next one."""
_PAUSE_SECONDS = 0.4
"""What the silence around a block adds to its words."""

_SECONDS_PER_SYMBOL = 0.055
"""What a symbol of Kokoro's alphabet lasts on average, blanks and stress marks included."""
_ABBREVIATION = re.compile(
    r"mrs?|ms|dr|prof|st|rev|gen|col|capt|lt|sgt|gov|sen|rep|hon|mt|nos|vs|cf|approx|fig|vol|pp"
    r"|[a-hj-z]|(?:[a-z]\.)+[a-z]"  # initials, but not "I"; U.S., e.g., p.m.
)
_CLAUSE_ENDS = (",", ";", ":", "—", "–", "-", "…", "?", "!")
_CONJUNCTION = re.compile(r"and|but|or|nor|so|yet|because|although|though|while|when|where|which|who|whom|that|if")
_CLOSING = "\"'”’)]}»"


@dataclass(frozen=True)
class TextBlock:
    """Words that are spoken together; `first_word` is the index of the first one in the whole text."""

    words: tuple[TextWord, ...]
    first_word: int
    ends_phrase: bool = True
    """False where a sentence had to be cut between two words that belong together."""


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

    Cuts are at sentence ends; a sentence that is too long is cut after clause punctuation, or else between any words.
    The first block is short, and each later one not much longer than the one before, so that the speech starts early
    and goes on without a gap.
    """
    blocks: list[TextBlock] = []
    sentences = _sentences(words)
    start = 0
    length = 0.0
    while sentences:
        limit = min(BLOCK_SECONDS, GROWTH * (length + _PAUSE_SECONDS)) if blocks else FIRST_BLOCK_SECONDS
        most = BLOCK_SECONDS if blocks else _FIRST_BLOCK_MOST
        opening = sentences.pop(0)
        while sentences and _length(opening) < _LEAST_OPENING and not _is_heading(opening):
            opening += sentences.pop(0)
        count = _fitting(opening, limit, most)
        taken, rest = opening[:count], opening[count:]
        sentences[:0] = [rest] if rest else []
        length = _length(taken)
        while sentences and not rest and _shared(taken, length, sentences[0], limit):
            taken += sentences.pop(0)
            length = _length(taken)
        ends_phrase = not rest or taken[-1].text.rstrip(_CLOSING).endswith(_CLAUSE_ENDS)
        blocks.append(TextBlock(taken, start, ends_phrase))
        start += len(taken)
    return tuple(blocks)


def _shared(taken: tuple[TextWord, ...], length: float, sentence: tuple[TextWord, ...], limit: float) -> bool:
    """Whether a sentence is spoken in the same block as the ones before it."""
    added = _length(sentence)
    if not length or not added:  # what has no sound never stands alone
        return True
    most = limit if min(length, added) < SHORT_SECONDS else min(limit, MERGED_SECONDS)
    return not _is_heading(taken) and length + added <= most


def _is_heading(words: tuple[TextWord, ...]) -> bool:
    """Whether words end without punctuation, so that what follows is not their sentence."""
    return words[-1].text[-1].isalnum()


def _sentences(words: tuple[TextWord, ...]) -> list[tuple[TextWord, ...]]:
    sentences: list[tuple[TextWord, ...]] = []
    start = 0
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        if following is None or _ends_sentence(word, following):
            sentences.append(words[start : index + 1])
            start = index + 1
    return sentences


def _fitting(sentence: tuple[TextWord, ...], limit: float, most: float) -> int:
    """How many words of a sentence to take: up to the last clause end within the limit, or the first one after it.

    Without a clause end all words are taken, or as many as take `most` seconds, where possible up to a conjunction.
    """
    ends = list(accumulate(map(_seconds, sentence)))
    if ends[-1] <= limit:
        return len(sentence)
    clauses = [
        index + 1
        for index, word in enumerate(sentence[:-1])
        if word.text.rstrip(_CLOSING).endswith(_CLAUSE_ENDS) and _LEAST_PART <= ends[index] <= ends[-1] - _LEAST_PART
    ]
    within = [count for count in clauses if ends[count - 1] <= limit]
    beyond = [count for count in clauses if limit < ends[count - 1] <= most]
    if within or beyond:
        return within[-1] if within else beyond[0]
    if ends[-1] <= most:
        return len(sentence)
    count = max(1, sum(end <= most for end in ends))
    openings = [
        index
        for index in range(1, count + 1)
        if ends[index - 1] >= most / 2 and _CONJUNCTION.fullmatch(sentence[index].text)
    ]
    return openings[-1] if openings else count


def _length(words: tuple[TextWord, ...]) -> float:
    return sum(map(_seconds, words))


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
