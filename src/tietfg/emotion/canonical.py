"""The canonical form of an emotion description: lower-case units with single blanks between them."""

import re

from tietfg.emotion.lexicon import lexicon
from tietfg.emotion.places import TextPlaces, figures, word_pieces

_EQUIVALENTS: tuple[tuple[str, str], ...] = tuple(
    (rf"(?<![^ ]){pattern}(?![^ ])", replacement)
    for pattern, replacement in (
        (r"(?:and |but )?(?:nowhere|not anywhere|not elsewhere|never) else", ", neutral elsewhere"),
        (r"(?:as the )?(?:text|words?|sentences?|lines?|speech) (?:goes|go|went) (?:on|by|along)", "as time goes on"),
        (r"as (?:she|he|they|i|you|it|we) (?:goes|go|reads|read|talks?|speaks?) on", "as time goes on"),
        (
            r"(?:with every|with each|by the) (?:single |passing |new )?(?:word|line|sentence|syllable|moment|second)",
            "with every word",
        ),
        (
            r"(?<!with )(?<!of )(?<!in )(?:every|each|all)(?: one)?(?: of)?(?: the)? (?:single )?"
            r"(?:words?|sentences?|numbers?|lines?|syllables?)(?! of)",
            "throughout",
        ),
        (
            r"(?:everything|all|everywhere|every word|throughout)(?= (?:but|except|save|apart|besides|other than))",
            "throughout",
        ),
        (r"(?<=throughout )but", "except"),
        (
            r"(?:(?:though|although|but|just|only|yet|and) )+(?:not|neither|never)"
            r"(?! in the (?:least|slightest)| for (?:a|one) )"
            r"(?= (?:in|on|at|during|when|where|for|from|<|the (?:\w+ )?(?:word|phrase|sentence|line|clause|part))\b)",
            "except",
        ),
        (r"(?:could not|couldn't|cannot|can't) (?:be|get|feel|sound) (?:any )?more", "very"),
        (r"(?:could not|couldn't|cannot|can't) (?:be|get|feel|sound)(?: any)?(?= \w+er(?: |$))", "very"),
        (r"before and after(?= [.,;:)]|$)", "on either side of that"),
        (
            r"(?:show(?:s|ing)?|has|have|with|carry|carries|carrying|feel(?:s|ing)?) (?:none|nothing)(?: at all)?",
            "neutral",
        ),
    )
)
"""Turns of structure that say the same as plainer ones; both are canonical."""


def canonical_form(description: str, places: TextPlaces) -> tuple[str, list[str]]:
    """The description as lower-case units with single blanks between them, and the passages it quotes.

    A quotation is written <0>, <1>, ...; hyphens inside words become blanks, number words up to twelve become figures,
    arrows "->". An emotion in quotation marks stays a word unless the text has it: be "happy".
    """
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        passage: str = match[1] or match[2]
        pieces = word_pieces(passage)
        if " ".join(pieces) in lexicon() and places.passage(pieces) is None:
            return f" {passage} "
        quotes.append(passage)
        return f" <{len(quotes) - 1}> "

    plain = description.translate(str.maketrans("‘’‚“”„«»–—", '\'\'\'"""""--')).replace("<", " ").replace("…", ".")
    plain = re.sub(r"[=-]+>|→|⇒|➜|➔|>+", " -> ", plain)
    plain = re.sub(r"\"([^\"]*\w[^\"]*)\"|(?<!\w)'(.*?\w.*?)'(?!\w)", keep, plain)
    plain = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", plain.casefold())
    units: list[str] = re.findall(
        r"<\d+>|->|\d+(?:\.\d+)?(?:st|nd|rd|th)?|\.\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[.,;:!?()&/+%=-]", plain
    )
    canonical = " ".join(figures(units))
    for pattern, replacement in _EQUIVALENTS:
        canonical = re.sub(pattern, replacement, canonical)
    return canonical, quotes
