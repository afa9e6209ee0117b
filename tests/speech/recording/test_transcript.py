"""A text is found in what was heard, and each part of the recording gets the words that are said in it."""

from tietfg.emotion.words import split_words
from tietfg.speech.g2p import Phonemizer
from tietfg.speech.recording.arpabet import Segment, word_segments
from tietfg.speech.recording.recognition import HeardWord
from tietfg.speech.recording.stretches import Stretch, plan_stretches
from tietfg.speech.recording.transcript import agreement, match_words, pronounce_words

PHONEMIZER = Phonemizer(british=False)


def segments(text: str) -> list[tuple[Segment, ...]]:
    return pronounce_words(split_words(text), PHONEMIZER)


def agreed(text: str, heard: str) -> float:
    both = segments(text), segments(heard)
    return agreement(match_words(*both), *both)


def plan(text: str, heard: list[tuple[str, float, float]], duration: float) -> list[Stretch]:
    words = [HeardWord(*word) for word in heard]
    both = segments(text), segments(" ".join(word.text for word in words))
    return plan_stretches(match_words(*both), both[0], words, duration)


def test_names_of_phones() -> None:
    words = ("Her", "church", "is", "bigger.")
    found = word_segments(PHONEMIZER.pronounce(words), len(words))
    assert [" ".join(segment.name for segment in word) for word in found] == [
        "HH ER",
        "CH ER CH",
        "IH Z",
        "B IH G ER",
    ]
    symbols = [phone.symbol for word in found for segment in word for phone in segment.phones]
    assert "".join(symbols) == "hɜɹʧɜɹʧɪzbɪɡəɹ"
    assert found[3][1].phones[0].stress == 1
    assert found[3][0].phones[0].stress == 0


def test_every_word_keeps_its_place() -> None:
    text = "He paid $45 — really 🙂 on 5/6/2024, at 3 p.m.! " * 12
    assert len(segments(text)) == len(split_words(text))


def test_same_words() -> None:
    assert agreed("Well, I have 3 dogs.", "well i have three dogs") == 1.0
    assert agreed("It's forty-five dollars.", "It's $45") > 0.8
    assert agreed("The kids are talking by the door.", "The kits are talking by the door") > 0.85


def test_other_words() -> None:
    assert agreed("Kids are talking by the door.", "I'm going to see you next time, and I'll see you then") < 0.3
    assert agreed("One two three four.", "One two three four five six seven eight nine ten eleven twelve") < 0.5


def test_pauses_part_stretches() -> None:
    heard = [("one", 1.0, 1.5), ("two", 2.0, 2.5), ("three", 8.0, 8.5), ("four", 9.0, 9.5)]
    first, second = plan("One two three four.", heard, 12.0)
    assert (first.words, second.words) == ((0, 1), (2, 3))
    assert 0.5 <= first.start < 1.0
    assert 2.5 < first.end < second.start < 8.0
    assert 9.5 < second.end <= 12.0


def test_long_speech_is_parted_without_losing_words() -> None:
    text = " ".join(["seven eight nine ten"] * 100)
    heard = [(word, 0.3 * index, 0.3 * index + 0.3) for index, word in enumerate(text.split())]
    stretches = plan(text, heard, 120.0)
    assert [index for stretch in stretches for index in stretch.words] == list(range(400))
    assert max(stretch.end - stretch.start for stretch in stretches) < 35.0


def test_speech_outside_the_text_is_skipped() -> None:
    said = ["one", "two", "please", "wait", "here", "a", "moment", "three", "four"]
    heard = [(word, 0.5 * index, 0.5 * index + 0.45) for index, word in enumerate(said)]
    first, second = plan("One two three four.", heard, 5.0)
    assert first.end <= 1.1
    assert second.start >= 3.4


def test_words_that_were_not_said_have_no_time() -> None:
    heard = [("one", 0.0, 0.4), ("two", 0.4, 0.8), ("nine", 0.85, 1.2), ("ten", 1.2, 1.5)]
    (stretch,) = plan("One two three four five six seven eight nine ten.", heard, 2.0)
    assert stretch.words == (0, 1, 8, 9)


def test_nothing_in_common() -> None:
    assert agreed("One two three four.", "completely") < 0.1
    text = segments("One two three four.")
    assert agreement(match_words(text, []), text, []) == 0.0
