"""Patterns of the phrases that name a place in a text; they match canonical descriptions (see cues.canonical_form)."""

import re
from typing import Literal

VaguePlace = Literal["before", "start", "middle", "end", "whole", "rest"]

ORDINALS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "first 1st opening initial",
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
} | {"last": -1, "final": -1, "closing": -1, "other": -1, "penultimate": -2}
"""Index that an ordinal stands for; from the end when negative."""

FRACTIONS: dict[str, float] = {
    "half": 1 / 2,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "2 thirds": 2 / 3,
    "a quarter": 1 / 4,
    "one quarter": 1 / 4,
    "3 quarters": 3 / 4,
    "3 fourths": 3 / 4,
}


def _pattern(verbose: str) -> re.Pattern[str]:
    """Compile a pattern written over several lines, in which a blank is written "_"."""
    return re.compile(re.sub(r"\s+", "", verbose).replace("_", " "))


_ORDINAL = "|".join(ORDINALS)
_NUMBER = r"\d+(?:\.\d+)?"
SAYS = """
    (?:
        (?:[a-z']+_){1,2}
        (?:says?|said|speaks|reach(?:es)?|reads?|mentions?|mentioned|pronounces|utters|hits?|gets?_to|got_to|comes?_to|asks?|asked)
        |saying|reaching|reading|mentioning|hearing|asking
    )(?:_the)?
"""
SAYS_BEFORE = _pattern(SAYS + "_$")
ANNOUNCED_WORDS = _pattern("(?:the_)?(?:words?|phrase)_")
EXCEPTED = _pattern("(?:except|apart_from|but_not)(?:_only|_for)?_")
BORDER_OF = _pattern("the_(?:very_)?(?P<side>beginning|start|end)_of_")
RANGE_END = _pattern("_(?:to|until|till|through|up_to)_")
ONWARDS = _pattern(r"_(?:on|onwards?|forward|forth)\b")
BOTH_ENDS = _pattern(
    r"(?:at|on|in)_(?:both|either|the_two)_(?:the_)?(?:ends|sides)\b|at_(?:the_)?(?:start|beginning)_and_(?:the_)?end\b"
)

PREPOSITIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "except",
        _pattern("""
            (?:except|excepting|apart_from|aside_from|but_not|besides|other_than|with_the_exception_of)
            (?:_only)?(?:_for|_in|_on|_at|_during|_of|_when)?_
        """),
    ),
    ("only", _pattern(f"(?:only|just)_(?:at|on|for|in|during|with|when)(?:_{SAYS})?_")),
    ("including", _pattern("(?:up_to_and_including|until_the_end_of|till_the_end_of|to_the_end_of|through_to)_")),
    (
        "until",
        _pattern(f"""
            (?:right_|all_the_way_|just_|shortly_)?(?:until|till|til|up_to|up_until|before|prior_to|as_far_as)
            (?:_{SAYS})?_
        """),
    ),
    ("after", _pattern(f"(?:right_|just_|shortly_|immediately_)?(?:after|following|past|once)(?:_{SAYS})?_")),
    (
        "from",
        _pattern(f"(?:starting_(?:from|at|with|on)|beginning_(?:from|at|with|on)|from|since|as_of)(?:_{SAYS})?_"),
    ),
    ("with", _pattern("(?:with|upon|by)_")),
    ("when", _pattern(f"(?:when|as|whenever|where|at|by_the_time|as_soon_as|the_moment)(?:_{SAYS})?_")),
    (
        "in",
        _pattern(f"""
            (?:in|during|for|on|over|within|through|throughout|across|while)(?:_{SAYS})?
            (?:_about|_around|_roughly)?_
        """),
    ),
)
"""What stands before a place, with the blank after it; a few kinds allow "when she says" and the like."""

PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quote", _pattern(rf"(?:the_)?(?:(?P<which>{_ORDINAL})_)?(?:(?:words?|phrase|line|part|name)_)?<(?P<quote>\d+)>")),
    (
        "range",
        _pattern(r"""
            (?:the_)?(?P<unit>word|sentence)s?_(?P<low>\d+)
            (?:_(?:to|through|until|till|and|-|up_to)_(?P<high>\d+))?\b
        """),
    ),
    ("share", _pattern(rf"(?:the_)?(?P<side>first|last|opening|final)_(?P<percent>{_NUMBER})_%(?:_of_(?:the_)?\w+)?")),
    ("percent", _pattern(rf"(?P<percent>{_NUMBER})_%(?:_of_(?:the_|its_)?\w+|_in|_through)?")),
    (
        "seconds",
        _pattern(rf"""
            (?:the_)?(?:(?P<side>first|last|opening|final)_)?
            (?P<seconds>{_NUMBER})_(?:seconds?|secs?|s)\b
        """),
    ),
    (
        "fraction",
        _pattern(rf"""
            (?:the_)?(?:(?P<side>first|last|final)_)?(?P<fraction>{"|".join(FRACTIONS).replace(" ", "_")})
            (?:_of_(?:the_|its_)?(?:way|text|time|words|it|speech)(?:_through)?|_in|_through)?\b
        """),
    ),
    (
        "counted",
        _pattern(rf"""
            (?:the_|her_|his_|its_)?(?:very_)?(?P<which>{_ORDINAL}|middle)_
            (?:(?P<several>\d+|few|couple_of|several)_)?(?:\w+_)??
            (?P<unit>words?|sentences?|lines?|phrases?|clauses?|half|third|quarter|part)\b
        """),
    ),
    ("several", _pattern(r"(?P<several>\d+|a_few|a_couple_of|one|a)_(?P<unit>words?|sentences?)\b")),
    ("question", _pattern(r"(?:the_|her_|his_)?(?:first_)?(?P<mark>question|exclamation)(?:_mark)?\b")),
    ("mark", _pattern(r"(?:the_|a_)?(?:first_)?(?P<mark>comma|semicolon|colon|dash)\b")),
    (
        "halfway",
        _pattern(r"""
            (?:the_)?(?:half_?way|mid_?way)(?:_point|_mark)?(?:_through|_in|_along)?
            (?:_the_(?:text|sentence|speech))?\b
        """),
    ),
    ("end", _pattern(r"the_(?:very_)?end\b")),
    ("elided", _pattern(rf"the_(?P<which>{_ORDINAL})(?:_one)?(?=_[,.;:]|$|_and\b|_but\b)")),
)
"""Places by name; the first that matches and is in the text counts."""

BARE_PLACES = frozenset({"quote", "range", "share", "counted", "halfway"})
"""Places that need no preposition."""

_BORDER = r"\b(?!_of_the_(?:\w+_)?(?:sentence|word|line|half|part))"
VAGUE_PLACES: tuple[tuple[VaguePlace, re.Pattern[str]], ...] = (
    ("before", _pattern(r"(?:before|prior_to)_(?:that|this|it|then)\b|beforehand\b|previously\b")),
    (
        "start",
        _pattern(rf"""
            (?:at|in|from|near|right_at|right_from|just_at)_(?:the|its)_(?:very_)?(?:beginning|start|outset|opening){_BORDER}
            |(?:at_first|first_of_all|firstly|initially|originally|to_begin_with|to_start_with|early_on)\b
        """),
    ),
    (
        "middle",
        _pattern(r"""
            (?:(?:at|in|around|near|towards?)_the_(?:very_)?middle(?:_part)?|in_between|(?:the_)?middle)\b
            (?!_(?:sentence|word|line|third|part|of_the))
        """),
    ),
    (
        "end",
        _pattern(rf"""
            (?:at|in|by|near|towards?|right_at|just_before|shortly_before|only_at)_(?:the|its)_(?:very_)?
            (?:end|close|ending|finish){_BORDER}
            |(?:at_long_last|at_last|lastly|finally|eventually|ultimately)\b
        """),
    ),
    (
        "whole",
        _pattern(r"""
            throughout(?:_the_(?:whole_|entire_)?(?:text|speech|time|thing|video))?
            (?=_[,.;:]|$|_and|_but|_with|_except)
            |all_(?:the_way|the_time|along)(?:_through)?\b
            |(?:for_|during_|over_|through_|throughout_|in_)?the_(?:whole|entire)_
            (?:time|text|speech|way|thing|video|sentence|passage)\b
            |from_(?:start_to_finish|beginning_to_end|start_to_end|first_to_last|the_(?:beginning|start)_to_the_end)\b
            |(?:constantly|always|overall|the_entire_time|continuously|everywhere|steadily)\b
        """),
    ),
    (
        "rest",
        _pattern(r"""
            (?:for_|in_|during_|over_)?(?:all_)?(?:the_|its_)?
            (?:rest|remainder|remaining_(?:words|text|part|sentences))(?:_of_(?:the_|it_)?\w*)?(?:_being|_is|_are)?\b
            |(?:for_|in_)?(?:all_)?the_other_(?:words|sentences|parts)\b
            |(?:otherwise|elsewhere|everything_else|everywhere_else|all_else)\b
            |(?:apart_from_(?:that|this)|other_than_that)\b
        """),
    ),
)
"""Vague parts of a text, by the kind of position that they give."""
