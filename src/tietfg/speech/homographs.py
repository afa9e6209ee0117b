"""Homographs: words that are spelled alike and sound different, where the part of speech alone does not tell.

The dictionary chooses by part of speech; the cues here correct that choice by the words around.
"""

import re
from dataclasses import dataclass

from hibari.g2p.token import Tok

_REACH = 8
"""Words before and after that are looked at."""
_PERSON = r"(?:i|you|he|she|we|they|it|anyone|someone|who|(?:the|my|your|his|her|our|their) \w+)"
_HAVING = r"(?:have|has|had|having|'ve|'d|was|were|is|are|been|being|got)"
_ADVERB = r"(?:n't|not|never|ever|just|already|also|all|only|even|always|recently)"


@dataclass(frozen=True)
class _Cue:
    """Where `words` stand in a context (a pattern over the words around; <> is the word itself), the part of speech
    to take, or the sounds in American and British.
    """

    words: str
    context: re.Pattern[str]
    sense: str | tuple[str, str]


def _cue(words: str, context: str, sense: str | tuple[str, str]) -> _Cue:
    return _Cue(words, re.compile(context), sense)


_CUES = (
    _cue("read", rf"\b{_HAVING}(?: {_ADVERB})*(?: {_PERSON})?(?: {_ADVERB})* <>", "VBN"),
    _cue(
        "read",
        r"(?:^|[,;.] |and |when |if )(?:i|you|we|they|people|children|students)"
        r"(?: always| often| usually| sometimes| still)* <>"
        r".*\b(?:every|each|daily|always|often|usually|now|these days)\b",
        "VB",
    ),
    _cue("read", r"\b(?:always|often|usually|sometimes|please) <>", "VB"),
    _cue(
        "lead",
        r"<> (?:pipes?|paint|poisoning|bullets?|shot|weights?|acid|batter\w+|crystals?|pencils?|mines?|balloon|glass"
        r"|apron|coffin|roof|soldiers?|and (?:zinc|tin|copper|iron|silver|gold|mercury|steel))\b",
        ("lˈɛd", "lˈɛd"),
    ),
    _cue(
        "lead",
        r"\b(?:of|contain\w*|molten|melted|some|like|there (?:is|was)"
        r"|(?:gold|silver|iron|copper|zinc|tin|mercury) (?:and|or)|heavy as) <>"
        r"(?! (?:singer|actor|actress|role|guitar\w*|author|writer|times?|a|the|to|us|me|him|her|them)\b)",
        ("lˈɛd", "lˈɛd"),
    ),
    _cue("tear", r"<> (?:in|across|along|up|apart|down|off|out|open|through|it|them|him|her) |\bwear and <>", "VB"),
    _cue(
        "bass",
        r"^(?!.*\b(?:fish\w*|lake|river|caught|catch\w*|hook\w*|sea|striped|pond|grill\w*|bait|ate|eat\w*)\b)",
        "JJ",
    ),
    _cue(
        "bow",
        r"\b(?:take|took|taking|takes|taken|make|made|gave|give) (?:a|his|her|their|one|my|your|final|deep|\s)+ <>",
        "VB",
    ),
    _cue(
        "bow",
        r"\b(?:deep|low|polite|slight|final|stiff|formal|little|courtly|curt) <>|(?:^|[.,;!?] )<> (?:to|before|down)\b",
        "VB",
    ),
    _cue(
        "bow",
        r"<> (?:of|and stern)(?: the| his| her| our)? (?:ship|boat|vessel|stern|canoe)|\bship 's <>|<> and stern",
        "VB",
    ),
    _cue(
        "minute",
        r"<> (?:details?|amounts?|particles?|traces?|quantit\w+|differences?"
        r"|changes?|cracks?|doses?|specks?|fractions?)\b"
        r"|\b(?:very|so|extremely|too|almost) <>",
        "JJ",
    ),
    _cue(
        "object",
        r"\b(?:do|does|did|to|would|will|might|may|must|should|not|n't|strongly)"
        rf"(?: {_PERSON}| {_ADVERB}| strongly)* <>(?! of)",
        "VB",
    ),
    _cue("object", r"\b(?:i|you|we|they|who) <>", "VB"),
    _cue(
        "content",
        r"\b(?:am|is|are|was|were|be|been|feel\w*|felt|seem\w*|look\w*|'m|'re|quite|very|perfectly|so|more|not|sound\w*|and)"
        r" <>(?: with| to| just| in my| here| now| at|$| ?[.,!?;])",
        "JJ",
    ),
    _cue(
        "row",
        r"\b(?:terrible|blazing|huge|heated|furious|diplomatic|almighty|flaming|bitter) <>(?! of)",
        ("ɹˈW", "ɹˈW"),
    ),
    _cue("row", r"\b(?:a|the|another|their|this) <> (?:over|about|broke|erupted|between|with)\b", ("ɹˈW", "ɹˈW")),
    _cue(
        "invalid",
        r"\b(?:the|an|old|elderly|poor|bedridden) <> (?:lay|sat|who|slept|ate|coughed|smiled|said|needed)\b",
        "NN",
    ),
    _cue("rebel", r"\b(?:you|a|the|this|that|little|young|one|such) <>", "NN"),
    _cue("blessed", r"\b(?:a|the|every|this|that|whole|my) <> (?!(?:by|with|and|be)\b)[a-z]", ("blˈɛsɪd", "blˈɛsɪd")),
    _cue("aged", r"\b(?:an|the|his|her|my|your|their|our) <> (?!\d|between|over|under)[a-z]", ("ˈAʤɪd", "ˈAʤɪd")),
    _cue(
        "bases",
        r"\b(?:military|army|air|naval|the|all|both|our|your|four|three|two|enemy|touch\w*|cover\w*) <>"
        r"(?! (?:of|for)\b)",
        ("bˈAsᵻz", "bˈAsɪz"),
    ),
    _cue(
        "polish",
        r"(?:^|[.,;!?] |to |and )<> (?:the|your|my|his|her|it|them|these|those|this|that|all|our|their)\b",
        ("pˈɑlɪʃ", "pˈɒlɪʃ"),
    ),
    _cue(
        "resume",
        r"\b(?:my|your|his|her|their|our|a|the|this|updated|new) <>(?! (?:your|the|our|work|my|his|her)\b)",
        ("ɹˈɛzəmˌA", "ɹˈɛzjʊmˌA"),
    ),
    _cue(
        "protest",
        r"\b(?:to|i|you|we|they|people|workers|students|who|will|would|must|may|not|n't) <>",
        ("pɹətˈɛst", "pɹətˈɛst"),
    ),
)
_BY_WORD = {word: tuple(cue for cue in _CUES if cue.words == word) for word in {cue.words for cue in _CUES}}


def choose_senses(tokens: list[Tok], british: bool) -> None:
    """Correct the part of speech, or set the sounds, of homographs among the tokens of a block."""
    texts = [token.text.lower() for token in tokens]
    for index, token in enumerate(tokens):
        for cue in _BY_WORD.get(texts[index], ()):
            before, after = texts[max(0, index - _REACH) : index], texts[index + 1 : index + 1 + _REACH]
            if cue.context.search(" ".join([*before, "<>", *after])):
                if isinstance(cue.sense, str):
                    token.tag = cue.sense
                else:
                    token.phonemes = cue.sense[british]
                break
