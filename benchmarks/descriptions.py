"""How many words get the emotion that a description means for them? `make bench-descriptions`.

Reads the descriptions of tests/emotion/corpus, whose expected emotions were written down by authors who did not know
the reader, with and without the model that reads phrases by their meaning, and prints the share of words read right by
part and kind. The reader was improved on the development parts; the held-out part was only counted.
"""

import json
import time
from collections import defaultdict
from pathlib import Path

from tests.emotion.readings import read, word_labels

import machine
from tietfg.emotion.meaning import Meaning
from tietfg.emotion.similarity import TextMeaning
from tietfg.emotion.words import split_words
from tietfg.weights.store import WeightStore

ROOT = Path(__file__).parents[1]
PARTS = ("development", "development_more", "held_out")


def shares(part: str, meaning: Meaning | None) -> dict[str, dict[str, float]]:
    """Words, and the share of them that is read right, by kind of description."""
    document = json.loads((ROOT / "tests" / "emotion" / "corpus" / f"{part}.json").read_text(encoding="utf-8"))
    right: dict[str, list[bool]] = defaultdict(list)
    for case in document["cases"]:
        text = document["texts"][case["text"]]
        expected = [labels.split("|") for first, last, labels in case["segments"] for _ in range(first, last + 1)]
        labels = word_labels(read(case["description"], text, meaning).timeline, len(split_words(text)))
        found = [label in wanted for label, wanted in zip(labels, expected, strict=True)]
        right[case["kind"]] += found
        right["all"] += found
    return {kind: {"words": len(found), "right": round(sum(found) / len(found), 3)} for kind, found in right.items()}


def main() -> None:
    """Print a table, and keep the figures in benchmarks/results/descriptions.json."""
    results: dict[str, object] = {"machine": machine.description()}
    for name, meaning in (("lists alone", None), ("with meaning", TextMeaning(WeightStore.default()))):
        for part in PARTS:
            started = time.perf_counter()
            found = shares(part, meaning)
            seconds = time.perf_counter() - started
            print(f"\n{part}, {name}: {found['all']['right']:.3f} of {found['all']['words']} words, {seconds:.1f} s")
            for kind, share in sorted(found.items()):
                print(f"  {kind:14} {share['right']:.3f} of {share['words']}")
            results[f"{part}, {name}"] = found
    (ROOT / "benchmarks" / "results" / "descriptions.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
