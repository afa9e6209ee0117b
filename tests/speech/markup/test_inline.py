import pytest
from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.words import split_words
from tietfg.errors import InputError
from tietfg.speech.markup.inline import write_inline
from tietfg.speech.markup.marked_text import MarkedText
from tietfg.speech.markup.read import read_marked


def segments(marked: MarkedText) -> list[tuple[int, int, dict[str, float], float]]:
    assert marked.timeline is not None
    return [
        (segment.start_word, segment.end_word, dict(segment.emotion), segment.intensity)
        for segment in marked.timeline.segments(len(split_words(marked.text)))
    ]


def test_an_emotion_holds_from_its_word_to_the_next_mark() -> None:
    marked = read_marked("He said: [angry 0.8] I will never, never again [calm] set foot there.")
    assert marked.text == "He said: I will never, never again set foot there."
    assert segments(marked) == [
        (0, 1, {"neutral": 1.0}, 0.0),
        (2, 6, {"angry": 1.0}, 0.8),
        (7, 9, {"neutral": 1.0}, 0.0),
    ]


def test_a_change_is_about_a_word_long_and_a_sudden_one_begins_at_its_word() -> None:
    usual, sudden = (
        read_marked(f"We were walking home [{mark}] when it all began again.").keyframes
        for mark in ("angry", "suddenly angry")
    )
    assert [(keyframe.word, keyframe.transition) for keyframe in usual[1:]] == [(3.5, "gradual"), (4.5, "gradual")]
    assert [(keyframe.word, keyframe.transition) for keyframe in sudden[1:]] == [(4.0, "sudden")]


@pytest.mark.parametrize(
    ("mark", "emotion", "intensity"),
    [
        ("slightly sad", {"sad": 1.0}, 0.25),
        ("furious", {"angry": 1.0}, 0.95),
        ("Happy 1", {"happy": 1.0}, 1.0),
        ("happy .5", {"happy": 1.0}, 0.5),
        ("happy: 40 %", {"happy": 1.0}, 0.4),
        ("angry 0.5 + sad 0.3", {"angry": 0.625, "sad": 0.375}, 0.5),
        ("angry 0 + sad 0.3", {"sad": 1.0}, 0.3),
        ("angry 0", {"neutral": 1.0}, 0.0),
        ("0.8 angry", {"angry": 1.0}, 0.8),
        ("0% sad + 60 % angry", {"angry": 1.0}, 0.6),
        ("bursts into tears", {"sad": 1.0}, 0.95),
        ("cheers up", {"happy": 1.0}, 0.7),
        ("angry, but trying to smile", {"angry": 0.745, "happy": 0.255}, 0.7),
    ],
)
def test_what_a_mark_says(mark: str, emotion: dict[str, float], intensity: float) -> None:
    first = read_marked(f"[{mark}] Hello there.").keyframes[0]
    assert (dict(first.emotion), first.intensity) == (emotion, intensity)


def test_an_emotion_can_grow_over_its_stretch_and_come_gradually() -> None:
    first, last = read_marked("[more and more angry] one two three four").keyframes
    assert (first.word, last.word) == (0, 4)
    assert first.intensity < 0.5 < last.intensity
    rising = read_marked("[sad] one two [gradually angry] three four five six").keyframes
    assert [(keyframe.word, next(iter(keyframe.emotion))) for keyframe in rising[1:]] == [(2, "sad"), (4, "angry")]


@pytest.mark.parametrize("end", ["[/]", "[/angry]", "[calm]", "[neutral]"])
def test_marks_that_end_an_emotion(end: str) -> None:
    assert read_marked(f"[angry] one two {end} three four").keyframes[-1].intensity == 0


def test_a_mark_without_words_changes_nothing() -> None:
    assert read_marked("[sad] [angry] one two [/]").keyframes == read_marked("[angry] one two").keyframes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I [calm] set foot", "I set foot"),
        ("I[calm] set foot", "I set foot"),
        ("I [calm]set foot", "I set foot"),
        ("[calm] I set", "I set"),
        ('"[angry]Stop!"', '"Stop!"'),
        ("Never [calm], ever [sad]...", "Never, ever..."),
        ("said—[angry]never", "said— never"),
        ("Hello.[pause 0.5]Never", "Hello. Never"),
        ("One.\n\n[angry] Two", "One.\n\nTwo"),
        ("One. [angry]\n\nTwo", "One.\n\nTwo"),
        (r"\[sic\] \*not\* a \_mark\_", "[sic] *not* a _mark_"),
        ("*never* **ever** _again_", "never ever again"),
        ("5 * 3 * 2, 2*3*4, snake_case_name, price*, f**k", "5 * 3 * 2, 2*3*4, snake_case_name, price*, f**k"),
        ("*Terms apply, *never* mind", "*Terms apply, never mind"),
        ("* one\n* two", "* one\n* two"),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    assert read_marked(text).text == plain


def test_emphasis() -> None:
    marked = read_marked('"*Never*," I **really mean** it, [sad] and _so *on*_.')
    assert marked.text == '"Never," I really mean it, and so on.'
    assert marked.delivery.emphasis == {0: 0.6, 2: 1.0, 3: 1.0, 6: 0.6, 7: 0.6}


def test_pauses_add_up_and_stand_before_the_next_word() -> None:
    marked = read_marked("One [pause 500ms] [pause 1 s], two[pause]. Three.[pause 0]")
    assert marked.delivery.breaks == {1: 1.5, 2: 0.5, 3: 0.0}


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Oh [sic] no", r"\[sic\] at character 4 .* names no emotion; write one as in \[angry 0.8\], or \\\["),
        ("Oh [] no", r"\[\] at character 4 .* names no emotion"),
        ("Oh [+] no", "names no emotion"),
        ("Oh [angry", r"bracket \[ at character 4 .* not closed"),
        ("Oh angry] no", r"bracket \] at character 9 .* closes no mark"),
        ("nev[angry]er", r"\[angry\] at character 4 .* inside a word"),
        ("don[pause]'t", "inside a word"),
        ("[angry 5] no", "intensity 5; use 0 to 1"),
        ("[angry -0.5] no", "intensity -0.5; use 0 to 1"),
        ("[pause 500] no", "500 s of silence; use at most 10 s"),
        ("[pause long] no", "is no pause"),
        ("[calm then angry] no", "several emotions"),
        ("[" + "sad " * 100 + "] no", "more than 200 characters"),
        ("[sad] a " * 301, "301 emotion marks"),
        ("_a_ " * 1001, "2002 marks"),
        ("[злой] no", "write it in English"),
    ],
)
def test_marks_that_make_no_sense(text: str, mentions: str) -> None:
    with pytest.raises(InputError, match=mentions) as caught:
        read_marked(text)
    assert "\n" not in str(caught.value)


strengths = st.integers(2, 10).map(lambda tenths: tenths / 10)
feelings = st.one_of(
    st.just("calm"),
    st.builds("{} {}".format, st.sampled_from(["happy", "suddenly sad", "angry", "fear"]), strengths),
    st.builds("angry {} + surprise {}".format, strengths, strengths),
)


@given(st.lists(st.tuples(feelings, st.integers(1, 4)), min_size=1, max_size=8))
def test_a_timeline_written_inline_reads_back_as_the_same_segments(stretches: list[tuple[str, int]]) -> None:
    text = " ".join(f"[{feeling}] {' '.join(['a*b_x'] * count)}" for feeling, count in stretches)
    marked = read_marked(text)
    words = split_words(marked.text)
    timeline = EmotionTimeline(keyframes=marked.keyframes)
    again = read_marked(write_inline(words, timeline))
    assert split_words(again.text) == words
    if again.timeline is None:
        assert all(keyframe.intensity == 0 for keyframe in timeline.keyframes)
        return
    for read, written in zip(again.timeline.segments(len(words)), timeline.segments(len(words)), strict=True):
        assert (read.start_word, read.end_word, read.transition) == (
            written.start_word,
            written.end_word,
            written.transition,
        )
        assert dict(read.emotion) == pytest.approx(dict(written.emotion), abs=0.002)
        assert read.intensity == pytest.approx(written.intensity, abs=0.001)
