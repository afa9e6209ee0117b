"""Phrases: runs of words between pauses, by which the performance breathes."""

from dataclasses import dataclass

from tietfg.speech.speech import Speech

SHORTEST_PAUSE = 0.12
"""Seconds of silence that part two phrases."""


@dataclass(frozen=True)
class Phrase:
    """Words of a block that are spoken in one go. Times are seconds from the start of the block."""

    words: range
    """Indices into the words of the block."""
    start: float
    end: float
    silence: float
    """How long nothing was said before it, in this block and the one before."""
    pause: float
    """How long nothing is said after it, as far as the block knows."""
    question: bool


def find_phrases(speech: Speech, silence: float) -> tuple[Phrase, ...]:
    """The phrases of a block; `silence` is how long nothing was said at the end of the block before."""
    words = speech.words
    borders = [k for k in range(1, len(words)) if words[k].start - words[k - 1].end >= SHORTEST_PAUSE]
    phrases: list[Phrase] = []
    before = -silence
    for first, following in zip([0, *borders], [*borders, len(words)], strict=True) if words else ():
        start, end = words[first].start, words[following - 1].end
        after = words[following].start if following < len(words) else max(speech.duration, end)
        question = "?" in words[following - 1].text
        phrases.append(Phrase(range(first, following), start, end, start - before, after - end, question))
        before = end
    return tuple(phrases)
