"""The sentences of the synthetic corpus."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from tietfg.data.corpus_texts import SPLITS, Sentence, _sentence, join, passages
from tietfg.data.word_cues import content_words
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.words import split_words
from tietfg.speech.blocks import check_text


def sentences(split: str | None = None) -> list[Sentence]:
    return [one for passage in passages() if split in (None, passage.split) for one in passage.sentences]


def plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def test_there_are_many_sentences_and_each_stands_once() -> None:
    texts = [sentence.text for sentence in sentences()]
    assert len(texts) >= 900
    assert len(set(texts)) == len(texts)
    lengths = [len(split_words(text)) for text in texts]
    assert min(lengths) <= 4
    assert max(lengths) >= 17


@pytest.mark.parametrize("split", SPLITS)
def test_every_emotion_is_felt_in_every_split(split: str) -> None:
    felt = Counter(name for one in sentences(split) for part in one.feelings for name in part.weights)
    assert set(felt) == set(EMOTIONS)
    neutral = sum(all(part.intensity == 0 for part in one.feelings) for one in sentences(split))
    assert 0.3 <= neutral / len(sentences(split)) <= 0.6
    assert any(len(one.feelings) > 1 for one in sentences(split))
    assert any(len(part.weights) > 1 for one in sentences(split) for part in one.feelings)


def test_splits_share_no_two_content_words_in_a_row() -> None:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for passage in passages():
        for sentence in passage.sentences:
            texts = [word.text for word in split_words(sentence.text)]
            content = [plain(text) for text, weight in zip(texts, content_words(texts), strict=True) if weight]
            found[passage.split] |= set(pairwise(content))
    assert not found["train"] & found["test"]
    assert not found["train"] & found["validation"]
    assert not found["validation"] & found["test"]


def test_every_sentence_can_be_spoken_and_names_its_loaded_words() -> None:
    for sentence in sentences():
        assert check_text(sentence.text) == sentence.text
        assert "*" not in sentence.text
        assert "|" not in sentence.text
        words = split_words(sentence.text)
        assert all(0 <= index < len(words) for index in sentence.loaded)
        starts = [part.word for part in sentence.feelings]
        assert starts[0] == 0
        assert all(before < after < len(words) for before, after in pairwise(starts))
        felt = any(part.intensity for part in sentence.feelings)
        assert bool(sentence.loaded) == felt, sentence.text


def test_a_line_is_read() -> None:
    read = _sentence("fear .6 > happy+sad .7: A *cold* nose, | and then she laughed - and *wept*.")
    assert read.text == "A cold nose, and then she laughed - and wept."
    assert [(part.word, part.weights, part.intensity) for part in read.feelings] == [
        (0, {"fear": 1.0}, 0.6),
        (3, {"happy": 1.0, "sad": 1.0}, 0.7),
    ]
    assert read.loaded == {1, 8}


@pytest.mark.parametrize(
    "line", ["fear: No intensity.", "glee .5: No emotion.", "sad .5: A change | without one.", "?"]
)
def test_a_wrong_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|as many parts"):
        _sentence(line)


def test_sentences_are_joined_with_their_words_counted_on() -> None:
    first, second = sentences()[:2]
    both = join([first, second])
    count = len(split_words(first.text))
    assert both.text == f"{first.text} {second.text}"
    assert [feeling.word for feeling in both.feelings] == [0, count]
    assert both.loaded == first.loaded | {count + word for word in second.loaded}
