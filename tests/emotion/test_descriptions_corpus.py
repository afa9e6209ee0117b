"""Accuracy by word on descriptions written down before the reader existed.

The held-out descriptions are never used to improve the reader; only their accuracy is looked at.
"""

import json
from pathlib import Path

import pytest

from tests.emotion.readings import read, word_labels
from tietfg.emotion.words import split_words

CORPUS = json.loads(Path(__file__).with_name("descriptions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("held_out", "least"), [(False, 0.97), (True, 0.85)])
def test_accuracy_by_word(held_out: bool, least: float, record_property: pytest.FixtureRequest) -> None:
    right = total = 0
    for case in CORPUS["cases"]:
        if case["held_out"] is not held_out:
            continue
        text = CORPUS["texts"][case["text"]]
        expected = [label for first, last, label in case["segments"] for _ in range(first, last + 1)]
        labels = word_labels(read(case["description"], text).timeline, len(split_words(text)))
        assert len(labels) == len(expected)
        right += sum(label == wanted for label, wanted in zip(labels, expected, strict=True))
        total += len(expected)
    record_property(f"accuracy_held_out_{held_out}", right / total)
    print(f"accuracy by word, held out {held_out}: {right / total:.3f} of {total}")
    assert right / total >= least


def test_the_corpus_is_large_enough() -> None:
    held_out = [case["held_out"] for case in CORPUS["cases"]]
    assert held_out.count(True) >= 20
    assert held_out.count(False) >= 40
