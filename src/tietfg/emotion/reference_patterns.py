"""Patterns of what names a stretch of a text; they match canonical descriptions (see canonical.py)."""

import re

from tietfg.emotion.cues import known_words
from tietfg.emotion.place_patterns import pattern

ORDINALS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "first 1st opening initial starting front former earlier",
            "second 2nd",
            "third 3rd",
            "fourth 4th",
            "fifth 5th",
            "sixth 6th",
            "seventh 7th",
            "eighth 8th",
            "ninth 9th",
            "tenth 10th",
        )
    )
    for name in names.split()
}
ORDINALS |= dict.fromkeys(["last", "final", "closing", "other", "back", "latter", "later", "ending", "concluding"], -1)
ORDINALS |= {"penultimate": -2, "second to last": -2, "second last": -2, "next to last": -2, "last but 1": -2}
"""Index that an ordinal stands for; from the end when negative."""

FRACTIONS: dict[str, float] = {
    "half": 1 / 2,
    "a third": 1 / 3,
    "1 third": 1 / 3,
    "one third": 1 / 3,
    "2 thirds": 2 / 3,
    "a quarter": 1 / 4,
    "1 quarter": 1 / 4,
    "one quarter": 1 / 4,
    "3 quarters": 3 / 4,
    "3 fourths": 3 / 4,
    "a fifth": 1 / 5,
}
MARKS = {"comma": ",", "semicolon": ";", "colon": ":", "dash": "-", "question mark": "?", "exclamation mark": "!"}
MARKS |= {"exclamation point": "!", "full stop": ".", "period": "."}

_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True)).replace(" ", "_")
_KNOWN = "|".join(word for word in sorted(known_words()) if word.isalpha())
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = "words?|sentences?|lines?|phrases?|clauses?|half|halves|thirds?|parts?|sections?|quarters?|fifths?|questions?"
_UNIT += "|bits?|portions?|chunks?|stretch(?:es)?|stages?|exclamations?|statements?"
_SEVERAL = r"\d+|few|couple(?:_of)?|several"
_DETERMINER = r"(?:(?:the|her|his|its|their|my|your|our|each|every|all)_)?(?:very_)?"

REFERENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "quote",
        pattern(rf"""
            (?:the_)?(?:(?P<which>{_ORDINAL})_)?(?:(?:words?|phrase|line|part|name|bit|sentence|clause|question)_)?<(?P<quote>\d+)>
        """),
    ),
    (
        "numbers",
        pattern(
            r"(?:the_)?(?P<unit>word|sentence|clause|line|part)s?_(?P<numbers>\d+(?:(?:_,)?(?:_and|_or|_&|_,)_\d+)+)\b"
        ),
    ),
    (
        "range",
        pattern(r"""
            (?:the_)?(?P<unit>word|sentence|clause|line|part)s?_(?:number_)?(?P<low>\d+)
            (?:_(?:to|through|until|till|-|up_to)_(?:(?P=unit)_)?(?P<high>\d+))?\b
        """),
    ),
    ("share", pattern(rf"(?:the_)?(?P<side>first|last|opening|final)_(?P<percent>{_NUMBER})_%(?:_of_(?:the_)?\w+)?")),
    ("percent", pattern(rf"(?P<percent>{_NUMBER})_%(?:_of_(?:the_|its_)?\w+|_in|_through)?")),
    (
        "seconds",
        pattern(rf"""
            (?:the_)?(?:(?P<side>first|last|opening|final)_)?
            (?P<seconds>{_NUMBER})_(?:seconds?|secs?|s)\b
        """),
    ),
    (
        "point",
        pattern(rf"""
            (?:about_|around_|some_)?(?P<fraction>{"|".join(FRACTIONS).replace(" ", "_")})(?:_of_the_way)?_
            (?:in|through)\b(?!_(?:the|a)_)
        """),
    ),
    (
        "fraction",
        pattern(rf"""
            (?:the_)?(?:(?P<side>first|last|final)_)?(?P<fraction>{"|".join(FRACTIONS).replace(" ", "_")})
            (?:_of_(?:the_|its_)?(?:way|text|time|words|it|speech)(?:_through|_in|_into_it)?|_in|_through)?\b
        """),
    ),
    (
        "beside",
        pattern(r"""
            (?:the_)?(?P<unit>words?|sentences?|clauses?|line|1|one|part|bit)_(?:that_)?(?:right_|just_|immediately_|directly_)?
            (?P<side>before|after|preceding|following|precedes|follows|comes_before|comes_after)_
        """),
    ),
    (
        "next",
        pattern(r"""
            (?:the_)?(?P<side>next|following|previous|preceding|ensuing)_
            (?:(?P<several>\d+|few|couple_of)_)?(?P<unit>words?|sentences?|lines?|clauses?|1|one|parts?)\b
        """),
    ),
    (
        "said",
        pattern(r"""
            (?:that|those|these|this)(?:_(?:very|same))?(?:_(?:last|first|final|one|1|2|3|4|word|words|sentences?|stretch|part|parts|bit|
            bits|phrase|line|section|moment|passage|point|half|question|clause|spot|exception))+\b
            |(?:those|these)(?=_(?:are|get|should|sound|being)\b)
        """),
    ),
    ("said", pattern(r"(?:it|that|them|those|this)(?=_[.,;:)]|$|_(?:is|are|stays?|should|sounds?)\b)")),
    (
        "counted",
        pattern(rf"""
            {_DETERMINER}(?:(?P<before>\d+)_)?(?P<which>{_ORDINAL}|middle|central|cent(?:re|er))_
            (?:(?P<several>{_SEVERAL})_)?(?:(?!and|to|in|on|of|at|is|then)[a-z']+_)??
            (?P<unit>{_UNIT})\b(?!_(?:mark|point)\b)
        """),
    ),
    ("several", pattern(r"(?P<several>\d+|a_few|a_couple_of|one|a)_(?P<unit>words?|sentences?|clauses?)\b")),
    (
        "mark",
        pattern(rf"(?:the_|a_|her_|his_)?(?:(?P<which>{_ORDINAL})_)?(?P<mark>{'|'.join(MARKS).replace(' ', '_')})\b"),
    ),
    (
        "question",
        pattern(r"(?:the_|her_|his_)(?P<unit>questions?|exclamations?)\b|(?P<plural>questions|exclamations)\b"),
    ),
    (
        "halfway",
        pattern(r"""
            (?:the_)?(?:half_?way|mid_?way|mid_?point|middle(?!_\w+_(?:word|sentence)))(?:_point|_mark)?(?:_through|_in|_along)?
            (?:_(?:the_)?(?:text|sentence|speech))?\b
        """),
    ),
    ("end", pattern(r"(?:the_(?:very_)?end|finish|last)\b(?!_of_the)")),
    (
        "elided",
        pattern(rf"""
            (?:the_|that_)?(?:very_)?(?!other)(?P<which>{_ORDINAL})(?:_(?P<several>{_SEVERAL}))?(?:_ones?|_1)?
            (?=_[.,;:)]|$|_and\b|_but\b|_is\b|_are\b|_gets\b)
        """),
    ),
    (
        "elided",
        pattern(rf"the_(?:very_)?(?!other)(?P<which>{_ORDINAL})(?=_(?:{_KNOWN})\b)"),
    ),
    ("again", pattern(rf"the_(?:very_)?(?!other)(?P<which>{_ORDINAL})(?=_(?:a|an|you|he|she|they|i|we|like)\b)")),
    (
        "elided",
        pattern(
            rf"the_(?:very_)?(?!other)(?P<which>{_ORDINAL})(?:_(?P<several>2|3|4|5|6|7|8|9|10|11|12|few|couple)|_ones?|_1)\b"
        ),
    ),
)
"""References by name; the first that matches and is in the text counts."""

BARE = frozenset({"quote", "numbers", "range", "share", "counted", "halfway", "point", "next", "beside", "question"})
"""References that need no preposition."""
AT_CLAUSE_START = re.compile(r"(?:^|[.,;:!?/)(-] |^and |[,.;] and |[,.;] but | and | but )$")
ELIDED_PAIR = pattern(
    rf"(?:the_)?(?:very_)?(?P<which>{_ORDINAL})(?:_(?P<several>{_SEVERAL}))?_and_(?=(?:the_)?(?:very_)?(?:{_ORDINAL})_)"
)
WITHIN = pattern(r"_(?:of|in|from|on)_(?=(?:the|each|every|that|this|its|her|his|all|both|a)_|sentence_|clause_|<)")
