"""Words of a description that frame emotions without saying anything of them: "the voice of the speaker should be"."""

from collections.abc import Sequence

from tietfg.emotion.cues import Token

_FRAME_WORDS = """
    a an the his her their my your our its he she they it i you we is are was were be been being am has have had he's
    she's they're it's there's i'm you're so as of in on to then that this which who whose when while for at by like
    speaker narrator voice voices tone face person someone somebody anyone everyone people says say said saying speaks
    speak speaking spoken tell tells talk talks talking sounds sound sounding looks look looking feels feel feeling
    felt seems seem seeming emotion emotions mood moods expression please make makes let lets should would could want
    wants i'd up out off down again also just only even still read reads reading text me him them us line lines
    sentence sentences words word delivery delivered deliver with and but or about how what where can will may might
    keep keeps kept stay stays staying shows show showing comes come coming there here very really too quite rather
    hi hello hey thanks thank thx ta cheers mate darling dear ok please yourself himself herself themselves no yeah
    before after second last first third next until point note tone dear gonna wanna bit u ur can half equal
    both some it'd she'd he'd they'd do does did though sure well okay ok yes now one part bit passage stretch section
    character actor actress woman man girl boy video clip whole all get gets go goes because until through into from
"""
_FRAME = frozenset(_FRAME_WORDS.split())


def content_of(tokens: Sequence[Token]) -> str:
    """The words of these tokens without those at both ends that only frame an emotion."""
    words = [word for token in tokens for word in token.text.split(" ") if word[0].isalnum()]
    while words and words[0] in _FRAME:
        del words[0]
    while words and words[-1] in _FRAME:
        del words[-1]
    return " ".join(words) if any(word[0].isalpha() for word in words) else ""


def is_frame(token: Token) -> bool:
    """Whether a token only frames, strengthens or leads over to an emotion."""
    return token.kind in ("degree", "change") or (token.kind == "word" and set(token.text.split(" ")) <= _FRAME)
