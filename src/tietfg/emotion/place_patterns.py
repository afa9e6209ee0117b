"""Patterns of the phrases that name a place in a text; they match canonical descriptions (see canonical.py)."""

import re
from typing import Literal

VaguePlace = Literal["before", "start", "middle", "between", "end", "whole", "rest"]


def pattern(verbose: str) -> re.Pattern[str]:
    """Compile a pattern written over several lines, in which a blank is written "_"."""
    return re.compile(re.sub(r"\s+", "", verbose).replace("_", " "))


_MENTIONS = """
    says?|said|saying|speaks?|reach(?:es)?|reached|reaching|reads?|reading|mentions?|mentioned|mentioning|pronounces|
    utters|uttering|hits?|hitting|(?:gets?|got|getting)_to|comes?_to|came_to|coming_to|arrives?_at|asks?|asked|asking|
    hears?|hearing|talks?_about|talking_about|talks?_of|speaks?_(?:of|about)|speaking_(?:of|about)|brings?_up|
    bringing_up|refers?_to|tells?_(?:of|about|us_about)|telling_(?:of|about)|describes?|describing|recalls?|
    remembers?|thinks?_of|names|turns?_to|moves?_on_to
"""
SAYS = rf"(?:(?:(?!is|are|sounds|feels)[a-z']+_){{0,3}}?(?:{_MENTIONS})(?:_(?:that|how))?(?:_the(?=_<))?)"
_HAS_SAID = rf"(?:[a-z']+_){{0,2}}(?:has|have|had|he's|she's)_(?:{_MENTIONS}|finished|spoken)_(?:the_(?=<))?"
SAYS_BEFORE = pattern(rf"(?:^|_){SAYS}_$")
"""What stands before words of the text: "when she mentions ..."."""

ABOUT = pattern(r"""
    (?:the_)?(?P<unit>bit|part|passage|line|words?|section|stuff|mention|moment|clause|sentence)_
    (?:about|of|on|where|when|with|concerning)_
""")
"""What stands before a mention that means the whole clause: "the bit about the joke"."""
NAMED_AFTER = pattern(r"""
    (?:the_|that_)(?!last|first|whole|rest|same|other|next|very)(?P<about>[a-z']+(?:_[a-z']+)?)_
    (?P<unit>part|bit|section|line|sentence|clause|passage)\b
""")
"""What a stretch is called by: "the goodbye part"."""
CAUSE = pattern(r"""
    (?:the|that|this|his|her|my|their)_(?P<about>(?:[a-z']+_){0,3}?[a-z']+)
    (?=_(?:makes?|made|brings?|brought|breaks?|sends?|sent|fills?|gives_(?:him|her|me|you|them)|sets|frightens|scares|terrifies|
    disgusts|revolts|delights|thrills|saddens|angers|enrages|infuriates|surprises|stuns|astonishes|shocks|cheers|hits|knocks|
    is_(?:where|when|what))_)
""")
"""What begins "the letter makes her cry"; `about` is the cause."""
ANNOUNCED_WORDS = pattern("(?:the_)?(?:words?|phrase|name)_")
EXCEPTED = pattern("(?:except|excepting|excluding|barring|apart_from|aside_from|but_not|save|minus)(?:_only|_for)?_")
BORDER_OF = pattern("(?:the_)?(?:very_)?(?P<side>beginning|start|end|middle|opening|close)_of_")
RANGE_END = pattern("_(?:to|until|till|through|up_to)_")
BETWEEN_END = pattern("_and_")
ONWARDS = pattern(r"_(?:on|onwards?|forward|forth)\b(?!_the_)")
IS_OVER = pattern(
    r"_(?:is|are|was|has|have|gets?)_(?:been_)?(?:over|done|finished|past|asked|said|spoken|through|behind_\w+|ended)\b"
)
AND_ANOTHER = pattern("_(?:,_)?(?:and|or|nor|&)_(?:on_|in_|at_)?")
SUBJECT_FOLLOWS = pattern(r"_(?:(?:is|are|gets?|sounds?|should|must|was|being|in_which)\b|[:=])")

PREPOSITIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "except",
        pattern("""
            (?:except(?:ing)?|excluding|barring|save|minus|apart_from|aside_from|but_not|besides|other_than|
            leaving_(?:out|aside)|with_the_exception_of|with_(?:just_)?one_exception_[:,-])
            (?:_only)?(?:_for|_from|_in|_on|_at|_during|_of|_when)?_
        """),
    ),
    ("only", pattern(f"(?:only|just)_(?:at|on|for|in|during|with|when)(?:_{SAYS})?_")),
    ("only", pattern("only_(?=the_|word_|sentence_|<)")),
    (
        "including",
        pattern(f"""
            (?:(?:all_the_way_)?(?:up_)?(?:to|until|till|through)_and_including|to_the_end_of|till_the_end_of|
            until_the_end_of|through_to|right_through(?:_to)?)(?:_{SAYS})?_
        """),
    ),
    (
        "including",
        pattern(f"(?:until|till|til|before)_{_HAS_SAID}"),
    ),
    (
        "until",
        pattern(f"""
            (?:right_|all_the_way_|just_|shortly_|only_)?(?:until|till|til|up_(?:un)?til|up_to|all_the_way_(?:down_|over_)?to|before|prior_to|
            as_far_as|ahead_of|leading_up_to|preceding)(?:_the_moment)?(?:_{SAYS})?_
        """),
    ),
    (
        "after",
        pattern(f"(?:when|as_soon_as|the_moment|once)_{_HAS_SAID}"),
    ),
    ("when", pattern("once_(?:[a-z']+_){1,2}(?:gets?|reach(?:es)?|hits?|comes?|arrives?)(?:_to|_at)?_")),
    ("after", pattern(f"(?:right_|just_|shortly_|immediately_|directly_)?(?:after|following|past|once)(?:_{SAYS})?_")),
    (
        "from",
        pattern(f"""
            (?:(?:starting|beginning|commencing|going)_(?:from|at|with|on|in)|from|since|as_of|as_from)
            (?:_the_(?:moment|point|time))?(?:_{SAYS})?_
        """),
    ),
    ("between", pattern("(?:in_)?between_")),
    ("beside", pattern("(?:on_)?(?:either_side|both_sides)_of_")),
    ("beside", pattern("before_and_after_")),
    (
        "when",
        pattern(f"""
            (?:only_)?(?:when(?:ever)?|as(?!_(?:if|though|an?|usual|well)_)|where|at|by_the_time|as_soon_as|the_(?:moment|instant|minute)|the_second(?=_(?:that|when|he|she|they|it|i|you|we)_)|
            every_time|each_time|any_time)(?:_the_moment|_the_point)?(?:_that|_when|_where)?(?:_{SAYS})?_
        """),
    ),
    ("with", pattern("(?:with|upon|by)_")),
    (
        "in",
        pattern(f"""
            (?:in|during|for|on|over|within|through|throughout|across|while|around)(?:_{SAYS})?
            (?:_only|_just)?(?:_about|_around|_roughly)?_
        """),
    ),
)
"""What stands before a place, with the blank after it; a few kinds allow "when she says" and the like."""

CLAUSE_PREPOSITIONS = frozenset({"until", "after", "when", "from", "including"})
"""Those after which a clause may tell of what happens in the text: "once the doctor walks in"."""

_PART = (
    r"(?:of|in|from)_(?:the|this|that|its|her|his|my)_(?:\w+_)?(?:sentence|word|line|half|part|clause|question|phrase)"
)
_BORDER = rf"\b(?!_{_PART})"
_SPEAKER = r"(?:(?:he|she|they|i|you|it)|(?:the|her|his|a)_\w+)"
_WHOLE_THING = (
    r"(?:time|text|speech|way|thing|video|sentence|passage|piece|lot|line|reading|instruction|story|duration|length)"
)
VAGUE_PLACES: tuple[tuple[VaguePlace, re.Pattern[str]], ...] = (
    (
        "before",
        pattern(r"""
            (?:everything_|all_)?(?:until|up_to|before|prior_to|ahead_of)_(?:that|this|it|then|there)(?:_point|_moment)?\b(?!_\w+_(?:word|sentence|line))
            |beforehand\b|previously\b|(?:(?:everything|all|what_(?:comes|came))_)before(?=_(?:is|are|[.,;:)])|$)|before(?=_[.,;:)]|$)
        """),
    ),
    (
        "start",
        pattern(rf"""
            (?:right_|just_)?(?:at|in|from|near|for|on)_(?:the|its)_(?:very_)?(?:beginning|start|outset|opening|get_go|top){_BORDER}
            |(?:at_first|first_off|first_of_all|firstly|initially|originally|to_begin_with|to_start_with|early_on|
            for_starters|in_the_early_part)\b
            |(?:when|as)_{_SPEAKER}_(?:first_)?(?:opens?_(?:her|his|their|my|your)_mouth|starts?_(?:to_)?(?:speak|talk|read)(?:ing)?|begins?_(?:to_)?(?:speak|talk|read)(?:ing)?)\b
        """),
    ),
    (
        "middle",
        pattern(r"""
            (?:(?:at|in|around|near|towards?|through|for|during)_)?(?:the_)?(?:very_)?(?:middle|cent(?:re|er)|midsection|mid_part)(?:_part|_section|_bit)?\b
            (?!_(?:word|line|sentence|third|clause|part|1|2|3|4|of_the|of_it))
            |midway(?=_[.,;]|$)
        """),
    ),
    ("between", pattern(r"(?:the_\d+_)?in_between\b(?!_(?:the|<))(?:_them|_those)?")),
    (
        "end",
        pattern(rf"""
            (?:(?:right|only|just)_)?(?:at|in|by|near|nearing|towards?|just_before|shortly_before|for|on)_(?:the|its|her|his)_
            (?:very_)?(?:end|close|ending|finish|finale){_BORDER}
            |(?:at_long_last|at_last|lastly|finally|eventually|ultimately|in_closing|for_the_finish|in_conclusion)\b
            |(?:when|as|by_the_time)_{_SPEAKER}_(?:finishes|stops|ends|is_done|has_finished|stops_(?:speaking|talking|reading)|closes)\b
        """),
    ),
    (
        "whole",
        pattern(rf"""
            throughout(?:_(?:the|this)_(?:\w+_)?{_WHOLE_THING})?(?=_[.,;:]|$|_and|_but|_with|_except|_save|_other_than|_apart|_aside|_excluding|_without)
            |throughout(?!_(?:the|this|that|his|her|a|<|\d))
            |all_(?:the_way|the_time|along|over)(?:_through)?\b(?!_(?:to|until|up|till)\b)
            |(?:(?:for|during|over|through|throughout|in|across)_)?(?:the_)?(?:whole|entire(?:ty)?|full)(?:_of)?_
            (?:(?:the|this|that|it|my|her|his)_)?(?:(?!of)\w+_)?{_WHOLE_THING}\b
            |from_(?:start_to_finish|beginning_to_end|start_to_end|first_to_last|top_to_bottom|the_(?:beginning|start|first)_to_the_(?:end|last))\b
            |(?:constantly|always|overall|the_entire_time|continuously|everywhere|steadily|basically|in_general|generally|start_to_finish|the_whole)\b
            |including_(?:even_)?(?:the|all_the)_\w+_(?:bits|parts|words)\b
        """),
    ),
    (
        "rest",
        pattern(r"""
            (?:(?:for|in|during|over|on|through|at|with)_)?(?:all_)?(?:of_)?(?:the_|its_)?
            (?:rest|remainder|remaining_(?:words?|text|part|sentences?|time)|remaining)(?:_of_(?:the_|it_)?\w*)?(?:_being|_is|_are|_stays?|_gets?)?\b
            |(?:(?:for|in|on|at|during)_)?(?:all_|each_|every_|any_)?(?:of_)?(?:the_)?other(?:s\b|_(?:\d+|words?|sentences?|parts?|times?|lines?|clauses?|points?|moments?)\b)
            |(?:otherwise|elsewhere|(?:at|for|on|in|during)_everything_else|everything_else|(?:for_)?all_else|(?:everywhere|anywhere)_else)\b
            |(?:apart_from|other_than|except_for|aside_from|besides)_(?:that|this|those)(?=_[.,;:]|$)
        """),
    ),
)
"""Vague parts of a text, by the kind of position that they give."""

BOTH_ENDS = pattern(
    r"(?:at|on|in)_(?:both|either|the_two)_(?:the_)?(?:ends|sides)\b(?!_of)"
    r"|at_(?:the_)?(?:start|beginning)_and_(?:at_)?(?:the_)?end\b"
)
