"""Accuracy by word on descriptions that were written down before the reader, by authors who did not know it.

The held-out descriptions are never used to improve the reader; only their accuracy is looked at.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from tests.emotion.readings import read, word_labels
from tietfg.emotion.words import split_words

CORPUS = Path(__file__).parent / "corpus"


def cases(name: str) -> list[tuple[str, str, str, list[set[str]]]]:
    """Text, description, kind, and the labels that are right for each word."""
    document = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    return [
        (
            document["texts"][case["text"]],
            case["description"],
            case["kind"],
            [set(labels.split("|")) for first, last, labels in case["segments"] for _ in range(first, last + 1)],
        )
        for case in document["cases"]
    ]


@pytest.mark.parametrize(("name", "least"), [("development", 0.95), ("held_out", 0.85)])
def test_accuracy_by_word(name: str, least: float) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for text, description, kind, expected in cases(name):
        labels = word_labels(read(description, text).timeline, len(split_words(text)))
        right[kind] += [label in wanted for label, wanted in zip(labels, expected, strict=True)]
    for kind, found in sorted(right.items()):
        print(f"{name} {kind}: {sum(found) / len(found):.3f} of {len(found)} words")
    everything = [one for found in right.values() for one in found]
    accuracy = sum(everything) / len(everything)
    print(f"{name}: {accuracy:.3f} of {len(everything)} words")
    assert accuracy >= least


def test_the_corpus_is_large_and_its_parts_differ() -> None:
    development, held_out = cases("development"), cases("held_out")
    assert len(held_out) >= 40
    assert len(development) + len(held_out) >= 120
    shared = {case[1].strip() for case in development} & {case[1].strip() for case in held_out}
    assert len(shared - {""}) == 0  # nothing at all may be asked in both
