"""Stems of English words, by which a description and a text are compared: "puppies" and "dog", "walks" and "walked"."""

import re
from functools import cache

_SAME_THING = """
    dog puppy pup hound; cat kitten; mother mom mum mama mommy mummy; father dad daddy papa; child kid children; house
    home; letter note message; die dead death died dying; doctor physician doc; car automobile; money cash; picture
    photo photograph; leave left leaving; come came; go went gone; buy bought; see saw seen; say said; know knew; tell
    told; lose lost losing loss; find found; break broke broken; marry married marriage wedding; boat ship; road
    street; man men; woman women; joke joking; begin began begun; run ran; rise rose; steal stole stolen; give gave
    given; take took taken; win won; fall fell fallen; write wrote written; eat ate eaten; grandmother grandma granny;
    grandfather grandpa granddad; happen happened; meet met; keep kept; baby infant; present gift; make made; cry
    cries cried crying; stair steps step stairs staircase; show showed shown; hear heard; hold held; shine shone; wake
    woke
"""
"""Words that name one thing, families divided by semicolons; irregular forms with them."""

_FUNCTION_WORDS = """
    a an the and or but of to in on at for with from by as is am are was were be been being it its this that these those
    she he they we i you her his him them their my your our us me who whom which what when where why how then so not no
    yes do did does done has have had will would can could should shall may might must s t there here up down out off
    about into onto over under again just also too very it's he's she's they've he'd she'd they're i'm if whether than
    'll 're 've 'd some any all both each every own such only same more most other because while until before after once
    upon part bit bits word words line phrase sentence
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that say nothing of what a passage is about."""

_SUFFIXES = re.compile(r"(?:ingly|edly|ings|ing|ied|ies|ed|es|s|ly|e|y)$")


def stem(word: str) -> str:
    """What is left of a lower-case word without its usual endings; one stem for words that name one thing."""
    return _families().get(word.removesuffix("'s")) or _bare(word)


@cache
def _families() -> dict[str, str]:
    families = [family.split() for family in _SAME_THING.split(";")]
    return {form: _bare(names[0]) for names in families for name in names for form in (name, f"{name}s", f"{name}es")}


def _bare(word: str) -> str:
    word = word.removesuffix("'s")
    match = _SUFFIXES.search(word)
    if match is None or not re.search(r"[aeiouy]", word[: match.start()]) or match.start() < 2 or word.endswith("ss"):
        return word
    bare = word[: match.start()]
    if match[0] in ("ied", "ies", "y"):
        return bare + "i"
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "aeiouls" else bare
