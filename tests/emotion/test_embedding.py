import numpy as np
import pytest

from tietfg.emotion.embedding import DIMENSIONS, LONGEST_INPUT, SentenceEncoder
from tietfg.emotion.judge import Judge
from tietfg.emotion.wordpiece import WordPiece
from tietfg.weights.store import WeightStore

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "happy", "un", "##happy", "##ly", "!", "cafe", "$", "中"]
SMALL = WordPiece({piece: number for number, piece in enumerate(VOCABULARY)})


def pieces(text, longest=64):
    return [VOCABULARY[number] for number in SMALL.encode(text, longest)[1:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unhappyly!", ["un", "##happy", "##ly", "!"]),
        ("CAFÉ\tcafe\u0301", ["cafe", "cafe"]),
        ("happy$中happy", ["happy", "$", "中", "happy"]),
        ("happyx happy", ["[UNK]", "happy"]),
        ("ha\u200dp\x07py", ["happy"]),
        ("x" * 101 + " happy", ["[UNK]", "happy"]),
        (" \n ", []),
    ],
)
def test_words_become_the_longest_known_pieces(text, expected):
    assert pieces(text) == expected


def test_a_long_text_is_cut_between_start_and_end_token():
    numbers = SMALL.encode("happy " * 500, 16)
    assert len(numbers) == 16
    assert (VOCABULARY[numbers[0]], VOCABULARY[numbers[-1]]) == ("[CLS]", "[SEP]")


def test_a_judge_trusts_a_near_example_over_its_head():
    vectors = np.eye(384, dtype=np.float32)[:3]
    head = np.zeros((385, 2), np.float32)
    head[-1] = [4.0, 0.0]
    judge = Judge(head, vectors, np.array([[0.0, 1.0]] * 3, np.float32))
    near, far = judge.probabilities(np.eye(384, dtype=np.float32)[[0, 200]])
    assert near[1] > 0.9
    assert far[0] > 0.9
    assert near.sum() == pytest.approx(1)
    assert far.sum() == pytest.approx(1)


@pytest.fixture(scope="module")
def store():
    return WeightStore.default()


@pytest.fixture(scope="module")
def encoder(store):
    return SentenceEncoder(store.path("minilm-l6-int8"), store.path("minilm-l6-tokenizer"))


@pytest.mark.weights
@pytest.mark.parametrize(
    ("text", "numbers"),
    [  # as `tokenizers` 0.23 gives them
        ("creeped out", [101, 19815, 2098, 2041, 102]),
        ("Heart in her mouth!", [101, 2540, 1999, 2014, 2677, 999, 102]),
        ("naïve Łódź Straße", [101, 15743, 17814, 2358, 27807, 102]),
        ("don't «no»—yes", [101, 2123, 1005, 1056, 1077, 2053, 1090, 1517, 2748, 102]),
        ("你好 world 🙂", [101, 100, 100, 2088, 100, 102]),
        ("tab\x07bell\ufffd\u200dx", [101, 21628, 17327, 2595, 102]),
        ("$5+£6", [101, 1002, 1019, 1009, 1069, 2575, 102]),
        ("", [101, 102]),
    ],
)
def test_tokens_are_those_of_the_reference(store, text, numbers):
    assert WordPiece.read(store.path("minilm-l6-tokenizer")).encode(text, LONGEST_INPUT) == numbers


@pytest.mark.weights
def test_similarities_are_those_of_the_original_model(encoder):
    texts = ["That is a happy person", "That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    first, *others = encoder.embed(texts)
    assert [first @ other for other in others] == pytest.approx([0.695, 0.943, 0.257], abs=0.01)


@pytest.mark.weights
def test_vectors_have_length_one_and_do_not_depend_on_the_company(encoder):
    texts = ["", "livid", "a far longer sentence about nothing much " * 9, *("word " * count for count in range(30))]
    together = encoder.embed(texts)
    assert together.shape == (len(texts), DIMENSIONS)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)
    alone = np.concatenate([encoder.embed([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-4
    assert np.array_equal(together, encoder.embed(texts))
    assert encoder.embed([]).shape == (0, DIMENSIONS)
