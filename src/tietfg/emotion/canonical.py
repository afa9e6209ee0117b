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
        (
            r"(?:word|line|sentence|step|bit|clause) (?:by|after|upon) (?:word|line|sentence|step|clause)",
            "with every word",
        ),
        (
            r"(?:ris(?:es?|ing)|build(?:s|ing)?|climb(?:s|ing)?|grow(?:s|ing)?|swell(?:s|ing)?|mount(?:s|ing)?"
            r"|com(?:es?|ing)|escalat(?:es?|ing)|work(?:s|ing)?|reach(?:es|ing)?)(?: up)?(?: to(?:wards)?)?"
            r" (?:a|an|its|her|his|their|the|my|your)(?: \w+)?"
            r" (?:peak|climax|height|maximum|crescendo|fever pitch|boiling point|head|high point)(?: of| in)?",
            "peaks",
        ),
        (
            r"(?:(?<=then )|(?<=and )|(?<=before )|(?<=, ))(?:falls|falling|drops|dropping|sinks|sinking"
            r"|goes down|going down)(?: again| back| off| away)?(?= [.,;:!?)]|$)",
            "fades",
        ),
        (
            r"(?:(?:her|his|the|my|your|their|its) )?(?:composure|calm|cool|mask|facade|poise|self control|control)"
            r" (?:cracks?|breaks?|slips?|crumbles?|shatters?|goes|collapses?|snaps?|fails?|gives way)",
            "calm , then suddenly",
        ),
        (r"(?<![^.;:!?] )(?:\w+ )?exception :", ", except"),
        (r"(?<=[.;!?] )not (?:over|at|in|on|for|during|with)(?= <)", "except"),
        (r"(?:is it |was it )?([a-z]+(?: [a-z]+){0,2}) \? (?:no|nope|not at all)(?: [.!,])?", r"not \1 ,"),
        (
            r"(?:can't|cannot|can not|couldn't|could not|can barely|can hardly|barely able to|unable to|not able to)"
            r" (?:contain|hide|suppress|hold back|conceal|control|disguise|keep in|stop|help|keep from|resist)",
            "very",
        ),
        (
            r"([a-z]+(?: [a-z]+){0,3}) (?:one|1) (?:moment|minute|second|instant)(?: ,)?(?: and)? ([a-z ]+?) the next",
            r"\1 , then \2",
        ),
        (r"the (?:further|longer|more|later) [a-z' ]+?(?: ,)? the more", "more and more"),
        (
            r"(?:gets?|getting|becom(?:es?|ing)|grow(?:s|ing)?|sound(?:s|ing)?|turn(?:s|ing)?)"
            r" (?:ever |even |steadily )?more ([a-z]+)(?= as time goes on)",
            r"more and more \1",
        ),
        (r"(?:(?:she|he|it)'s|(?:you|they|we|i)'ve|has|have) got(?: (?:the|a|an))?", "has"),
        (r"equal (?:parts|measures?)(?: of)?", "both"),
        (r"before and after(?! (?:the|that|this|it|her|his|<|saying))", "on either side of that passage"),
        (
            r"(?:show(?:s|ing)?|has|have|with|carry|carries|carrying|feel(?:s|ing)?) (?:none|nothing)(?: at all)?",
            "neutral",
        ),
    )
)
"""Turns of structure that say the same as plainer ones; both are canonical."""


_PARTS = re.compile(
    r"\b(?P<first>\d+|one|a) parts? (?:of )?(?P<one>[a-z]+) (?:, and|,|and|to|with)"
    r" (?P<second>\d+|one|a) parts? (?:of )?(?P<other>[a-z]+)"
)


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
    canonical = _PARTS.sub(_percentages, " ".join(figures(units)))
    if canonical.count(" / ") > 1:
        canonical = canonical.replace(" / ", " , then ")
    for pattern, replacement in _EQUIVALENTS:
        canonical = re.sub(pattern, replacement, canonical)
    return canonical, quotes


def _percentages(match: re.Match[str]) -> str:
    """Parts of a mixture in percent: "2 parts joy, 1 part fear"."""
    first, second = (1.0 if match[number] in ("one", "a") else float(match[number]) for number in ("first", "second"))
    whole = (first + second) or 1.0
    return f"{100 * first / whole:.0f} % {match['one']} and {100 * second / whole:.0f} % {match['other']}"
