"""Reading emotion descriptions: order, degrees, changes, mixtures, places, negation, and what is refused."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.emotion.readings import DOG, read, runs, word_labels
from tietfg.emotion.cues import DEGREES
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.lexicon import lexicon
from tietfg.emotion.words import split_words
from tietfg.errors import InputError


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("sad, then happy", "sad*8 happy*8"),
        ("happy at the end, sad at the beginning", "sad*8 happy*8"),
        ("joy gives way to grief", "happy*8 sad*8"),
        ("cheerful until 'night', afterwards terrified", "happy*5 fear*11"),
        ("disgusted for the first 25%, then surprised", "disgust*4 surprise*12"),
        ("scared in the last quarter, before that happy", "happy*12 fear*4"),
        ("sad except on the word morning, where she is happy", "sad*8 happy*1 sad*7"),
        ("angry when she says dog, otherwise happy", "happy*1 angry*1 happy*14"),
        ("happy throughout, but surprised at 'herself'", "happy*15 surprise*1"),
        ("alternating between happy and sad", "happy*4 sad*4 happy*4 sad*4"),
        ("after the comma she is happy", "neutral*6 happy*10"),
        ("from word 3 to word 5 afraid", "neutral*2 fear*3 neutral*11"),
        ("happy after being sad", "sad*8 happy*8"),
        ("without any joy", "neutral*16"),
        ("neither angry nor scared, but sad", "sad*16"),
        ("sad instead of angry", "sad*16"),
        ("sad, but the last sentence is cheerful", "sad*11 happy*5"),
        ("worried until the very end, when she is overjoyed", "fear*11 happy*5"),
        ("from calm to very angry over the whole text", "neutral*8 angry*8"),
        ("sad for two words, angry for three words, then happy", "sad*2 angry*3 happy*11"),
        ("happy at first, surprised on the word dog, sad at the end", "happy*1 surprise*1 happy*9 sad*5"),
        ("happy except for a moment of fear at 'ran away'", "happy*2 fear*2 happy*12"),
        ("a calm start, an angry middle and a sad ending", "neutral*5 angry*6 sad*5"),
        ("happy, then not happy anymore", "happy*8 neutral*8"),
        ("halfway through, her joy turns to grief", "happy*8 sad*8"),
        ("joy turns to grief in the middle", "happy*8 sad*8"),
        ("sad / happy / angry", "sad*5 happy*6 angry*5"),
        ("a quarter of the way in she cheers up; sad until then", "sad*4 happy*12"),
        ("happy in the first sentence, glad, truly glad", "happy*16"),
        ("frightened? no, furious", "angry*16"),
        ("at the morning she can't contain her delight; before that, afraid", "fear*8 happy*8"),
        ("he stops being happy at 'night', and from then on he is sad", "happy*5 sad*11"),
        ("her calm cracks: she is suddenly furious at 'but'", "neutral*6 angry*10"),
        ("laughing one moment, crying the next", "happy*8 sad*8"),
        ("happy, the way snow melts, then sad", "happy*8 sad*8"),
        ("her dread grows and grows until she is screaming", "fear*16"),
    ],
)
def test_places_and_order(description: str, expected: str) -> None:
    assert runs(description) == expected


@pytest.mark.parametrize(
    ("description", "intensity"),
    [
        ("happy", 0.7),
        ("slightly happy", 0.25),
        ("a hint of joy", 0.25),
        ("moderately happy", 0.45),
        ("very happy", 0.85),
    ]
    + [("extremely happy", 0.95), ("utterly happy", 1.0), ("80% happy", 0.8), ("happy (0.3)", 0.3), ("relieved", 0.4)],
)
def test_degrees(description: str, intensity: float) -> None:
    keyframes = read(description).timeline.keyframes
    assert keyframes[0].emotion == {"happy": 1.0}
    assert [keyframe.intensity for keyframe in keyframes] == [intensity]


def test_degrees_are_ordered_and_leave_the_emotion() -> None:
    intensities = []
    for _, phrases in DEGREES:
        keyframe = read(f"{phrases.split()[0].replace('_', ' ')} angry").timeline.keyframes[0]
        assert keyframe.emotion == {"angry": 1.0}
        intensities.append(keyframe.intensity)
    assert intensities == sorted(intensities)


@pytest.mark.parametrize(
    ("description", "mixture"),
    [
        ("happy and surprised", {"happy": 0.5, "surprise": 0.5}),
        ("70% happy and 30% sad", {"happy": 0.7, "sad": 0.3}),
        ("three parts joy to one part surprise", {"happy": 0.75, "surprise": 0.25}),
        ("0% angry and 50% sad", {"sad": 1.0}),
        ("0% sad", {"neutral": 1.0}),
        ("angry 0.0", {"neutral": 1.0}),
        ("happy, but 0 % of sadness", {"happy": 1.0}),
        ("bittersweet", {"happy": 0.5, "sad": 0.5}),
        ("angry with a hint of fear", {"angry": 0.737, "fear": 0.263}),
    ],
)
def test_mixtures(description: str, mixture: dict[str, float]) -> None:
    assert [keyframe.emotion for keyframe in read(description).timeline.keyframes] == [mixture]


def test_what_is_only_tried_shows_less() -> None:
    (keyframe,) = read("angry but trying to smile").timeline.keyframes
    assert keyframe.emotion["angry"] > keyframe.emotion["happy"] > 0.1  # type: ignore[operator]


def test_usual_changes_hold_each_emotion() -> None:
    keyframes = read("sad, then happy").timeline.keyframes
    assert [keyframe.word for keyframe in keyframes] == [0, 6, 10]
    assert all(keyframe.transition == "gradual" for keyframe in keyframes)


def test_gradual_changes_take_longer() -> None:
    keyframes = read("sad, then gradually happy").timeline.keyframes
    assert [keyframe.word for keyframe in keyframes] == [0, 4, 12]


@pytest.mark.parametrize(
    "description", ["sad, suddenly happy", "sad, then she bursts into laughter", "sad; all at once happy"]
)
def test_sudden_changes_begin_at_the_first_word(description: str) -> None:
    keyframes = read(description).timeline.keyframes
    assert [keyframe.word for keyframe in keyframes] == [0, 8]
    assert keyframes[1].transition == "sudden"


@pytest.mark.parametrize(
    "description", ["more and more angry", "increasingly angry", "angrier and angrier", "her anger grows"]
)
def test_growth(description: str) -> None:
    first, last = read(description).timeline.keyframes
    assert (first.word, first.intensity, last.word, last.intensity) == (0, 0.2, 16, 0.9)


@pytest.mark.parametrize("description", ["the anger fades", "fading anger"])
def test_decay(description: str) -> None:
    first, last = read(description).timeline.keyframes
    assert first.emotion == last.emotion == {"angry": 1.0}
    assert first.intensity == 0.7
    assert last.intensity < 0.1


@pytest.mark.parametrize(
    "description",
    ["rising to a peak of anger at 'night', then falling", "her anger peaks at 'night' and dies away"],
)
def test_peaks(description: str) -> None:
    keyframes = read(description).timeline.keyframes
    assert {name for keyframe in keyframes for name in keyframe.emotion} == {"angry"}
    highest = max(keyframes, key=lambda keyframe: keyframe.intensity)
    assert highest.intensity == 0.9
    assert 3 <= (highest.word or 0) <= 6
    assert keyframes[-1].intensity < 0.1


@pytest.mark.parametrize(
    "description",
    [
        "furious with the council, the neighbours and the postman",
        "ashamed of being glad",
        "sad about the money and the car",
        "happy for her brother, his wife and their children",
    ],
)
def test_what_a_feeling_is_about_is_neither_place_nor_emotion(description: str) -> None:
    planned = read(description)
    assert len(planned.timeline.keyframes) == 1
    assert planned.notes == ()


def test_an_emotion_can_fade_after_it_was_held() -> None:
    keyframes = read("furious at first, then the anger fades").timeline.keyframes
    assert keyframes[0].intensity == 0.95
    assert keyframes[-1].intensity < 0.1
    assert {name for keyframe in keyframes for name in keyframe.emotion} == {"angry"}


def test_spacing_case_and_punctuation_do_not_matter() -> None:
    plain = read("calm at first, then furious").timeline
    assert read("  CALM   at first ,then\n\tFurious!!!  ").timeline == plain
    assert read("“calm” at first — then ‘furious’").timeline == plain


def test_nothing_asked_is_neutral_without_a_note() -> None:
    for description in ("", "  \n "):
        planned = read(description)
        assert planned.notes == ()
        assert planned.timeline.keyframes[0].emotion == {"neutral": 1.0}
        assert planned.timeline.keyframes[0].intensity == 0


def test_nothing_recognised_is_neutral_with_a_note() -> None:
    planned = read("zorgle blimp")
    (note,) = planned.notes
    assert "zorgle blimp" in note
    assert all(name in note for name in EMOTIONS)
    assert planned.timeline.keyframes[0].intensity == 0


@pytest.mark.parametrize(
    ("description", "part"),
    [
        ("happy at 'banana', then sad", '"banana" is not in the text'),
        ("happy, then sad in the third sentence", "third sentence"),
        ("suprised", '"suprised" was read as "surprised"'),
        ("happy, then zorgly, then sad", '"zorgly" was not understood'),
        ("happy for the first 2 seconds", "2.5 words"),
    ],
)
def test_notes(description: str, part: str) -> None:
    assert any(part in note for note in read(description).notes)


def test_notes_name_whole_phrases_once() -> None:
    notes = read("hello! happy, then zorgly and plonk in the last sentence, then zorgly and plonk, thanks").notes
    assert len(notes) == len(set(notes))
    assert all("hello" not in note and "thanks" not in note for note in notes)


def test_words_of_the_text_are_not_taken_for_emotions() -> None:
    text = "I am so happy for you"
    assert runs('sad at "happy"', text) == "neutral*3 sad*3"


@pytest.mark.parametrize(
    ("description", "part"),
    [
        ("x" * 2001, "2001 characters"),
        ("happy\x00", "U+0000"),
        ("sad\x1b[31m", "U+001B"),
        ("весёлый", "'в'"),
        ("快乐", "'快'"),
    ],
)
def test_refused_descriptions(description: str, part: str) -> None:
    with pytest.raises(InputError) as caught:
        read(description)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_many_emotions() -> None:
    with pytest.raises(InputError, match="500 emotions"):
        read("sad,mad," * 250)


@pytest.mark.parametrize(
    "emotion", ["happy, suddenly more and more sad, ", "sad, gradually happy, ", "happy on 'go', "]
)
def test_many_emotions_on_one_word(emotion: str) -> None:
    anchors = [keyframe.word for keyframe in read(emotion * 45, "Go").timeline.keyframes]
    assert all(0 <= anchor <= 1 for anchor in anchors if anchor is not None)


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="no words"):
        read("happy", " ... ")


pieces = st.sampled_from(
    [
        " ",
        ", ",
        ". ",
        "; ",
        "then ",
        "and ",
        "but ",
        "not ",
        "'dog' ",
        '"',
        "'",
        "(",
        ")",
        "50% ",
        "0.4 ",
        "<0>",
        "-> ",
        "at ",
        "->",
    ]
    + [
        "from ",
        "to ",
        "until ",
        "the first ",
        "the last ",
        "two ",
        "words ",
        "sentence ",
        "second ",
        "at the end ",
        "halfway ",
    ]
    + [
        "suddenly ",
        "gradually ",
        "more and more ",
        "fades ",
        "throughout ",
        "the rest ",
        "except ",
        "slightly ",
        "mostly ",
        "999 ",
    ]
    + [
        "alternating between ",
        "she becomes ",
        "starts ",
        "ends ",
        "in the middle ",
        "after being ",
        "before that ",
        "word 0 ",
    ]
    + ["happy ", "sad ", "angry ", "afraid ", "calm ", "in tears ", "bursts into tears ", "zorgle ", "the word dog "]
)
texts = st.sampled_from(["Go", "Come home.", "My dog ran.", DOG, "One. Two? Three! Four, five.", "1 2 3"])


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join), texts)
@example("happy, sad, angry, afraid, calm, disgusted, surprised, happy, sad", "Go")
def test_any_description_gives_a_timeline(description: str, text: str) -> None:
    planned = read(description, text)
    words = split_words(text)
    segments = planned.timeline.segments(len(words))
    assert segments[0].start_word == 0
    assert segments[-1].end_word == len(words) - 1
    assert all((keyframe.word or 0) <= len(words) for keyframe in planned.timeline.keyframes)
    assert all("\n" not in note for note in planned.notes)


western = st.characters(codec="latin-1", exclude_categories=("Cc",), exclude_characters="µ")


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.characters(codec="latin-1", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="µ"),
        max_size=200,
    )
)
def test_odd_characters_never_crash(description: str) -> None:
    read(description)


emotion_lists = st.lists(
    st.sampled_from(["happy", "sad", "angry", "afraid", "disgusted", "astonished"]), min_size=1, max_size=5
)
links = st.sampled_from([", then ", ", then gradually ", ", then suddenly "])


@given(emotion_lists, links)
def test_segments_tell_the_labels_of_the_words(emotions: list[str], link: str) -> None:
    """Away from the borders, where a word is half one and half the other, both readings of a timeline agree."""
    timeline = read(link.join(emotions)).timeline
    count = len(split_words(DOG))
    labels = word_labels(timeline, count)
    for segment in timeline.segments(count):
        dominant = max(segment.emotion, key=lambda name: segment.emotion[name])
        assert set(labels[segment.start_word + 1 : segment.end_word]) <= {dominant}


def test_every_entry_of_the_lexicon_is_read() -> None:
    for phrase, entry in lexicon().items():
        planned = read(phrase)
        assert not planned.notes, phrase
        last = planned.timeline.keyframes[-1]
        assert set(last.emotion) == {name for name, _ in entry.mixture}, phrase
        assert abs(last.intensity - entry.intensity) < 1e-6, phrase
