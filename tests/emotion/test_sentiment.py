import re

from hypothesis import given
from hypothesis import strategies as st

from tietfg.emotion.lexicon import EmotionEntry
from tietfg.emotion.sentiment import read_sentiment
from tietfg.emotion.words import split_words

FEELINGS = {"joy": "happy", "grief": "sad", "rage": "angry", "ghost": "fear"}


class ByKeyword:
    """Feels what a keyword in the sentence says; remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def described(self, phrase, certainty=0.5):
        return None

    def expressed(self, sentence):
        self.asked.append(sentence)
        for keyword in re.findall(r"\w+", sentence.lower()):
            if keyword in FEELINGS:
                return EmotionEntry(((FEELINGS[keyword], 1.0),), 0.5, None)
        return EmotionEntry((("neutral", 1.0),), 0.0, None)

    def expressed_each(self, sentences):
        return tuple(self.expressed(sentence) for sentence in sentences)


def pieces_of(text):
    return read_sentiment(split_words(text), ByKeyword())


def read(text):
    return [(piece.start, piece.end, piece.request.dominant) for piece in pieces_of(text)]


def test_each_sentence_has_its_feeling():
    text = "What a joy it is to see you all here today. Then the rage came back over him and over us."
    assert read(text) == [(0, 11, "happy"), (11, 21, "angry")]


def test_neighbours_with_one_feeling_are_one_piece():
    assert read("Such a joy. Such a great joy!") == [(0, 7, "happy")]


def test_a_short_plain_sentence_keeps_the_feeling_around_it_less_strongly():
    pieces = pieces_of("There was grief in every house. It was Monday. There was grief in every heart.")
    assert [piece.request.dominant for piece in pieces] == ["sad"] * 3
    first, between, last = (piece.request.intensity for piece in pieces)
    assert 0 < between < first == last


def test_a_long_plain_stretch_ends_the_feeling():
    plain = "The train to Leeds leaves at nine from the third platform of the station."
    assert [name for _, _, name in read(f"There was grief here. {plain} There was grief here.")] == [
        "sad",
        "neutral",
        "sad",
    ]


def test_a_sentence_is_divided_where_it_turns():
    assert read("All the grief of last year was heavy, but today there is only joy here.") == [
        (0, 8, "sad"),
        (8, 15, "happy"),
    ]
    assert read("All the joy of last year was great, but today there is only joy here.") == [(0, 15, "happy")]


def test_a_long_text_is_judged_in_a_bounded_number_of_pieces():
    meaning = ByKeyword()
    words = split_words("There is joy. There is rage! " * 1500)
    pieces = read_sentiment(words, meaning)
    assert len(meaning.asked) <= 400
    assert pieces[-1].end == len(words)


@given(
    st.lists(
        st.sampled_from(["joy", "grief,", "rage!", "ghost?", "tea.", "but", "however", "-", "and", "so…", "Mr."]),
        min_size=1,
        max_size=60,
    )
)
def test_the_pieces_cover_the_text(tokens):
    words = split_words(" ".join(tokens))
    pieces = read_sentiment(words, ByKeyword())
    assert [piece.start for piece in pieces] == [0.0, *(piece.end for piece in pieces)][: len(pieces)]
    assert all(piece.end > piece.start for piece in pieces)
    assert (pieces[-1].end if pieces else 0) == len(words)
    assert all(0 <= piece.request.intensity <= 1 and sum(piece.request.weights.values()) > 0.99 for piece in pieces)
