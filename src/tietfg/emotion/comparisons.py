"""Comparisons in a description: "as if reading a eulogy", "like a child on Christmas morning"."""

import re
from collections.abc import Iterator, Sequence

from tietfg.emotion.cue_words import TokenKind
from tietfg.emotion.cues import Token
from tietfg.emotion.frame import content_of, is_frame
from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.meaning import Meaning

_MANNER = "tone|voice|manner|air|look|face|expression|demeanou?r|mood|attitude|energy|delivery|feeling|warmth"
_COMPARISON = re.compile(
    r"(?:as if|as though|like|(?:sort|kind) of like|(?:in )?the (?:way|manner|style)(?: of| that| in which)?"
    r"|similar to|reminiscent of|think of|imagine|picture"
    r"|you know (?:how|when|that)|pretend(?:ing)?(?: that)?(?: to be)?"
    r"|as(?= an? | someone | somebody | would )"
    rf"|(?:with |in )?(?:the|a) (?:{_MANNER}) of(?= an? | someone| somebody| the | one ))(?: |$)"
)
_NOT_COMPARED = re.compile(r"like (?:this|that|so|it|to|me)\b")
_EXPECTED = 0.3
"""How certain an emotion must be: what is compared with something nearly always has one."""
_NEW_STATEMENT: frozenset[TokenKind] = frozenset(
    {"then", "position", "emotion", "degree", "start", "end", "sudden", "gradual", "mix"}
)


def read_comparisons(tokens: list[Token], meaning: Meaning | None) -> Iterator[Token]:
    """The tokens with each comparison as one emotion, if `meaning` finds one in it.

    "As if she were terrified" names its emotion itself. A comparison right after a named emotion only illustrates it.
    """
    index = 0
    while index < len(tokens):
        introduced = _introduced(tokens, index)
        if introduced is None:
            yield tokens[index]
            index += 1
            continue
        end = next((i for i in range(introduced, len(tokens)) if _ends_comparison(tokens, i)), len(tokens))
        compared = tokens[introduced:end]
        if _illustrates(tokens[:index]) or _leads_to_named(tokens, end):
            index = end
            continue
        plain = next((i for i, token in enumerate(compared) if not is_frame(token)), len(compared))
        if plain < len(compared) and compared[plain].kind == "emotion":
            index = introduced  # "as if she were terrified" names the emotion itself
            continue
        phrase = " ".join(token.text for token in tokens[index:end])
        entry = _felt(phrase, compared, meaning) if meaning is not None else None
        if entry is not None:
            yield Token("emotion", phrase, entry)
        elif any(token.kind == "emotion" for token in compared):
            yield from compared
        else:
            yield Token("word", phrase)
        index = end


def _felt(phrase: str, compared: Sequence[Token], meaning: Meaning) -> EmotionEntry | None:
    """The emotion of a comparison, else of what is compared to alone; neutral only where nothing in it is listed."""
    answers = [meaning.described(phrase, _EXPECTED), None]
    if answers[0] is None or answers[0].mixture[0][0] == "neutral":
        answers[1] = meaning.described(content_of(compared) or phrase, _EXPECTED)
    feeling = [answer for answer in answers if answer is not None and answer.mixture[0][0] != "neutral"]
    if feeling or any(token.kind == "emotion" for token in compared):
        return feeling[0] if feeling else None
    return next((answer for answer in answers if answer is not None), None)


def _introduced(tokens: list[Token], index: int) -> int | None:
    """The index after the words that introduce a comparison here."""
    if tokens[index].kind == "position":
        return None
    text = " ".join(token.text for token in tokens[index : index + 7])
    match = _COMPARISON.match(text + " ")
    if match is None or _NOT_COMPARED.match(text):
        return None
    length = 0
    for after in range(index, len(tokens)):
        length += len(tokens[after].text) + 1
        if length >= len(match[0]):
            return after + 1
    return None


def _ends_comparison(tokens: list[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind == "mix":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        goes_on = following is not None and following.kind not in _NEW_STATEMENT
        return not goes_on or token.text in ("but", "yet", "/") or _introduced(tokens, index + 1) is not None
    return token.kind in ("break", "then", "position", "alternate")


def _leads_to_named(tokens: Sequence[Token], end: int) -> bool:
    """Whether the emotion is named after the comparison: "the way ice melts, fear gives way to trust"."""
    if end == len(tokens) or tokens[end].text != ",":
        return False
    for token in tokens[end + 1 :]:
        if token.kind != "word" and token.kind != "degree":
            return token.kind == "emotion"
    return False


def _illustrates(before: Sequence[Token]) -> bool:
    """Whether the emotion that a comparison is about was named before it, and no other place or time since."""
    for token in reversed(before):
        if token.kind == "emotion":
            return True
        if token.kind in ("then", "position", "start", "end", "change", "sudden", "gradual"):
            return False
    return False
