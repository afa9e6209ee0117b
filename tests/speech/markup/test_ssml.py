import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.delivery import PLAIN, ProsodyChange
from tietfg.speech.markup.marked_text import Mark
from tietfg.speech.markup.read import read_marked
from tietfg.speech.markup.ssml import MOST_LEVELS, is_ssml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<speak>Hi</speak>", True),
        (' \n<speak version="1.1">Hi</speak>', True),
        ('<?xml version="1.0"?>\n<!-- a letter -->\n<speak>Hi</speak>', True),
        ("<speak/>", True),
        ('<!DOCTYPE speak PUBLIC "x" "y"><speak>Hi</speak>', True),
        ("a < b", False),
        ("<speaking of which> I", False),
        ("He wrote <speak>Hi</speak>", False),
        ("<p>Hi</p>", False),
    ],
)
def test_what_is_ssml(text: str, expected: bool) -> None:
    assert is_ssml(text) is expected


def test_plain_text_with_signs_of_xml_stays_plain() -> None:
    assert read_marked("if a < b & c > d then <speak>").text == "if a < b & c > d then <speak>"


def test_a_document() -> None:
    marked = read_marked(
        """<?xml version="1.0" encoding="UTF-8"?>
        <speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-US">
          <p><s>I told you &amp; him:</s> <s>do <emphasis level="strong">not</emphasis> go.</s></p>
          <mark name="here"/>
          <p>But <break time="250ms"/>you
             <prosody rate="fast" pitch="-2st" range="50%" volume="+6dB">went [there]
             <prosody rate="90%">anyway</prosody></prosody>.</p>
        </speak>"""
    )
    assert marked.text == "I told you & him:\ndo not go.\n\nBut you went [there] anyway."
    assert [word.text for word in split_words(marked.text)][8:] == ["you", "went", "[there]", "anyway."]
    assert marked.delivery.emphasis == {5: 1.0}
    assert marked.delivery.breaks == {4: 0.3, 7: 0.6, 8: 0.25}
    assert sorted(marked.delivery.changes, key=lambda change: change.start) == [
        ProsodyChange(9, 12, rate=1.25, semitones=-2.0, range=0.5, loudness=6.0),
        ProsodyChange(11, 12, rate=0.9),
    ]
    assert marked.marks == (Mark("here", 7),)
    assert marked.keyframes == ()
    assert marked.notes == ()


def test_emphasis_inside_emphasis_and_inside_a_word() -> None:
    marked = read_marked(
        "<speak><emphasis>one <emphasis level='none'>two</emphasis> three</emphasis> un<emphasis level='reduced'>be"
        "</emphasis>lievable <emphasis/> NOT this</speak>"
    )
    assert marked.delivery.emphasis == {0: 0.6, 2: 0.6, 3: -0.6, 4: 1.0}


def test_emotions_inside_each_other() -> None:
    marked = read_marked(
        '<speak>one two <emotion name="angry" intensity="0.8">three four <emotion name="sad">five six</emotion>'
        " seven eight</emotion> nine ten</speak>"
    )
    assert marked.timeline is not None
    assert [
        (segment.start_word, next(iter(segment.emotion)), segment.intensity) for segment in marked.timeline.segments(10)
    ] == [(0, "neutral", 0.0), (2, "angry", 0.8), (4, "sad", 0.7), (6, "angry", 0.8), (8, "neutral", 0.0)]


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        ("", 0.4),
        ('strength="none"', 0.0),
        ('strength="x-strong"', 1.2),
        ('time="1.5s"', 1.5),
        ('time="0ms" strength="strong"', 0.0),
    ],
)
def test_breaks(attributes: str, seconds: float) -> None:
    assert read_marked(f"<speak>One. <break {attributes}/>Two.</speak>").delivery.breaks == {1: seconds}


@pytest.mark.parametrize(
    ("attribute", "change"),
    [
        ('rate="x-slow"', {"rate": 0.6}),
        ('rate="120%"', {"rate": 1.2}),
        ('rate="-20%"', {"rate": 0.8}),
        ('rate="1.3"', {"rate": 1.3}),
        ('pitch="high"', {"semitones": 3.0}),
        ('pitch="+100%"', {"semitones": 8.0}),
        ('pitch="-50%"', {"semitones": -8.0}),
        ('range="x-high"', {"range": 1.8}),
        ('range="-100%"', {"range": 0.0}),
        ('volume="silent"', {"loudness": -60.0}),
        ('volume="-3.5dB"', {"loudness": -3.5}),
    ],
)
def test_prosody(attribute: str, change: dict[str, float]) -> None:
    read = read_marked(f"<speak><prosody {attribute}>One two</prosody></speak>").delivery.changes
    assert read == (ProsodyChange(0, 2, **change),)


def test_values_beyond_the_voice_are_brought_into_range_with_a_note() -> None:
    marked = read_marked('<speak>\n<prosody rate="900%" pitch="-30st">One</prosody></speak>')
    assert marked.delivery.changes == (ProsodyChange(0, 1, rate=2.0, semitones=-8.0),)
    assert [note.split(" at ")[1] for note in marked.notes] == [
        "line 2, column 1 has rate '900%'; the voice does 2",
        "line 2, column 1 has pitch '-30st'; the voice does -8st",
    ]


LAUGHS = '<!DOCTYPE speak [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><speak>&b;</speak>'


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("<speak>Hi", "malformed at line 1, column 10: no element found"),
        ("\n\n  <speak>Hi</speek>", "malformed at line 3, column 14: mismatched tag"),
        ("<speak>Hi</speak> there", "malformed at line 1"),
        ("<speak>a < b</speak>", "malformed at line 1, column 11"),
        ("<speak>a & b</speak>", "malformed"),
        ("<speak>a\0b</speak>", "malformed"),
        ("<speak>\ud800</speak>", "surrogate"),
        ("<speak>&nbsp;</speak>", "undefined entity"),
        (LAUGHS, "document type at line 1"),
        ("<speak><?php x?></speak>", "processing instruction at line 1, column 8"),
        (
            "<speak>\n <voice name='x'>Hi</voice></speak>",
            "<voice> at line 2, column 2, .* speak, p, s, emphasis, break",
        ),
        ("<speak><speak>Hi</speak></speak>", "one outermost element"),
        ("<speak>" + "<p>" * 100 + "Hi" + "</p>" * 100 + "</speak>", f"inside {MOST_LEVELS} others"),
        ("<speak>" + "<p>" * 50_000, f"inside {MOST_LEVELS} others"),
        ("<speak>" + "<s/>" * 10_000 + "</speak>", "more than 5000 elements"),
        ("<speak xml:lang='de-DE'>Hallo</speak>", "'de-de'; only English"),
        ("<speak><x:p>Hi</x:p></speak>", "unbound prefix"),
        ("<speak><p align='left'>Hi</p></speak>", "attribute 'align', which is not read; it takes none"),
        ("<speak><prosody contour='(0%,+20Hz)'>Hi</prosody></speak>", "'contour'.* takes rate, pitch, range, volume"),
        ("<speak><prosody rate='-100%'>Hi</prosody></speak>", "rate '-100%'; write x-slow"),
        ("<speak><prosody rate='nan'>Hi</prosody></speak>", "rate 'nan'"),
        ("<speak><prosody pitch='200Hz'>Hi</prosody></speak>", r"pitch '200Hz'; write x-low to x-high, \+2st"),
        ("<speak><prosody volume='80'>Hi</prosody></speak>", "volume '80'"),
        ("<speak><emphasis level='huge'>Hi</emphasis></speak>", "level 'huge'; choose one of strong"),
        ("<speak><break time='1h'/></speak>", "time '1h'; write 0s to 10s"),
        ("<speak><break time='99s'/></speak>", "time '99s'"),
        ("<speak><break strength='big'/></speak>", "strength 'big'"),
        ("<speak><break>Hi</break></speak>", "text inside <break>"),
        ("<speak>hel<break/>lo</speak>", "<break> at line 1, column 11 stands inside a word"),
        ("<speak><mark/>Hi</speak>", "has no name"),
        ("<speak><emotion>Hi</emotion></speak>", "has no name"),
        ("<speak><emotion name='foo'>Hi</emotion></speak>", "names no emotion; write one as in <emotion"),
        ("<speak><emotion name='sad' intensity='7'>Hi</emotion></speak>", "intensity 7; use 0 to 1"),
    ],
    ids=lambda value: value[:30].encode("ascii", "replace").decode(),
)
def test_documents_that_make_no_sense(text: str, mentions: str) -> None:
    with pytest.raises(InputError, match=mentions) as caught:
        read_marked(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


parts = st.sampled_from(
    [
        *("one two", ". ", "é", "\n", "&amp;", "&", "<", "<p>", "</p>", "<s>", "</s>", "<emphasis>", "</emphasis>"),
        *('<break time="1s"/>', '<prosody rate="2.0">', "</prosody>", '<emotion name="sad">', "</emotion>", "<mark/>"),
    ]
)


@given(st.lists(parts, max_size=12).map("".join))
def test_any_document_reads_or_is_refused(body: str) -> None:
    try:
        marked = read_marked(f"<speak>{body}</speak>")
    except InputError:
        return
    count = len(split_words(marked.text))
    assert "<" not in marked.text
    assert all(0 <= word <= count for word in marked.delivery.breaks)
    assert all(0 <= change.start < change.end <= count for change in marked.delivery.changes)
    assert all((keyframe.word or 0) <= count for keyframe in marked.keyframes)
    assert marked.delivery.speed == PLAIN.speed
