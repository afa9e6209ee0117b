"""Train the judges of TextMeaning on the phrases and sentences beside this file, and say how well they read others.

    python scripts/meaning/fit.py [--held-out] [--write]

The labelled files under tests/emotion/meaning measure: `development` served to choose the method, `held_out` did not.
With --write the judges are trained once more with the development files as well, and those of the package replaced.
Multinomial logistic regression with an L2 penalty by accelerated gradient descent (Nesterov), joined by the nearest
examples; the intensity is a ridge regression. All data here are CC0.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.embedding import SentenceEncoder
from tietfg.emotion.judge import SCALE, Judge
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.lexicon import lexicon
from tietfg.emotion.similarity import compared_form
from tietfg.weights.store import WeightStore

HERE = Path(__file__).parent
LABELLED = HERE.parents[1] / "tests" / "emotion" / "meaning"
JUDGES = HERE.parents[1] / "src" / "tietfg" / "assets" / "meaning" / "judges.npz"
CLASSES = (*EMOTIONS, "none")
PENALTY = {"phrases": 1e-4, "sentences": 3e-4}
INTENSITY_PENALTY = 1e-3
LEXICON_WEIGHT = 0.4
PHRASES_FOR_SENTENCES = 0.1
"""Weight of the phrases of feeling in the training for sentences."""
STEPS = 400

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A labelled text: probabilities of the classes, shape (8,), intensity where it is known, weight in training."""

    text: str
    target: Array
    intensity: float | None = None
    weight: float = 1.0


def read_examples(path: Path, weight: float = 1.0) -> list[Example]:
    """Examples of a file of lines "emotion[+emotion] [intensity]: text | text | ..."."""
    examples: list[Example] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, texts = line.split(":", 1)
        labels, *intensity = head.split()
        names = labels.split("+")
        target = np.array([(name in names) / len(names) for name in CLASSES])
        known = float(intensity[0]) if intensity else None
        examples += [Example(text.strip(), target, known, weight) for text in texts.split(" | ")]
    return examples


def lexicon_examples(left_out: set[str]) -> list[Example]:
    """The lexicon as examples, without those that are to be measured on."""
    return [
        Example(
            compared_form(text),
            np.array([dict(entry.mixture).get(name, 0.0) for name in CLASSES]),
            entry.intensity,
            LEXICON_WEIGHT,
        )
        for text, entry in lexicon().items()
        if compared_form(text) not in left_out
    ]


def fit(vectors: Array, targets: Array, weights: Array, penalty: float) -> Array:
    """Logistic head, shape (385, classes); the last row is the bias."""
    inputs = np.c_[vectors, np.ones(len(vectors))]
    weights = weights / weights.sum()
    curvature = 0.5 * np.linalg.norm(inputs * np.sqrt(weights)[:, None], 2) ** 2 + penalty
    head = ahead = np.zeros((inputs.shape[1], targets.shape[1]))
    momentum = 1.0
    for _ in range(STEPS):
        gradient = inputs.T @ (weights[:, None] * (probabilities(vectors, ahead) - targets))
        gradient[:-1] += penalty * ahead[:-1]
        previous, head = head, ahead - gradient / curvature
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = head + (momentum - 1) / faster * (head - previous)
        momentum = faster
    return head


def fit_intensity(vectors: Array, intensities: Array, weights: Array) -> Array:
    """Ridge regression, shape (385,); the last value is the bias."""
    weights = weights / weights.sum()
    mean = weights @ intensities
    gram = vectors.T @ (weights[:, None] * vectors) + INTENSITY_PENALTY * np.eye(vectors.shape[1])
    slope = np.linalg.solve(gram, vectors.T @ (weights * (intensities - mean)))
    return np.r_[slope, mean]


def probabilities(vectors: Array, head: Array) -> Array:
    """Probabilities of the classes, shape (texts, classes)."""
    scores = vectors @ head[:-1] + head[-1]
    odds = np.exp(scores - scores.max(1, keepdims=True))
    return odds / odds.sum(1, keepdims=True)


class Trainer:
    """Embeds every text once and trains the heads on sets of examples."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def vectors(self, examples: list[Example]) -> Array:
        """Embeddings as the product makes them: descriptions in lower case with blanks for hyphens."""
        new = list({example.text for example in examples} - self._known.keys())
        self._known |= dict(zip(new, self._encoder.embed(new), strict=True))
        return np.array([self._known[example.text] for example in examples], np.float64)

    def judge(self, examples: list[Example], helpers: list[Example], classes: int, penalty: float) -> Judge:
        """The head of the examples and helpers, and the memory of the examples."""
        both = examples + helpers
        targets = np.array([example.target[:classes] for example in both])
        head = fit(self.vectors(both), targets, np.array([example.weight for example in both]), penalty)
        stored = (np.rint(self.vectors(examples) * SCALE) / SCALE).astype(np.float32)
        return Judge(head.astype(np.float32), stored, targets[: len(examples)].astype(np.float32))

    def intensity(self, examples: list[Example]) -> Array:
        """The intensity head of the examples of which it is known."""
        known = [example for example in examples if example.intensity]
        intensities = np.array([example.intensity for example in known])
        return fit_intensity(self.vectors(known), intensities, np.array([example.weight for example in known]))

    def report(self, name: str, examples: list[Example], judge: Judge) -> None:
        """Print accuracy, precision and recall by class."""
        classes = judge.targets.shape[1]
        named = judge.probabilities(self.vectors(examples).astype(np.float32)).argmax(1)
        right = np.array([example.target[index] > 0 for example, index in zip(examples, named, strict=True)])
        print(f"{name}: {len(examples)} texts, accuracy {right.mean():.3f}")
        for index in range(classes):
            meant = np.array([example.target[index] > 0 for example in examples])
            precision = right[named == index].mean() if (named == index).any() else float("nan")
            print(f"  {CLASSES[index]:9} precision {precision:.2f} recall {right[meant].mean():.2f} of {meant.sum()}")
        if classes == len(CLASSES):
            unfeeling = np.array([example.target[-1] > 0 for example in examples])
            print(f"  phrases of feeling taken for none {(named[~unfeeling] == len(CLASSES) - 1).mean():.3f}, "
                  f"others taken for feeling {(named[unfeeling] != len(CLASSES) - 1).mean():.3f}")  # fmt: skip


def lowered(examples: list[Example]) -> list[Example]:
    """Descriptions as they are looked up."""
    return [replace(example, text=compared_form(example.text.lower().replace("-", " "))) for example in examples]


def main() -> None:
    """Train, report, and write when asked."""
    store = WeightStore.default()
    trainer = Trainer(SentenceEncoder(store.path("minilm-l6-int8"), store.path("minilm-l6-tokenizer")))
    splits = ("development", "held_out")
    asked = {name: lowered(read_examples(LABELLED / f"phrases_{name}.txt")) for name in splits}
    said = {name: read_examples(LABELLED / f"sentences_{name}.txt") for name in splits}
    measured = {example.text for split in (*asked.values(), *said.values()) for example in split}
    written = [one for one in lowered(read_examples(HERE / "phrases.txt")) if one.text not in measured]
    feelings = [example for example in written if not example.target[[0, -1]].any()]
    feelings = [Example(one.text, one.target, None, PHRASES_FOR_SENTENCES) for one in feelings]
    sentences = [one for one in read_examples(HERE / "sentences.txt") if one.text not in measured]
    phrases = written + lexicon_examples(measured)

    described = trainer.judge(phrases, [], len(CLASSES), PENALTY["phrases"])
    expressed = trainer.judge(sentences, feelings, len(EMOTIONS), PENALTY["sentences"])
    for name in splits if "--held-out" in sys.argv or "--write" in sys.argv else splits[:1]:
        trainer.report(f"phrases, {name}", asked[name], described)
        trainer.report(f"sentences, {name}", said[name], expressed)
    if "--write" in sys.argv:
        phrases = written + asked["development"] + lexicon_examples({example.text for example in asked["held_out"]})
        described = trainer.judge(phrases, [], len(CLASSES), PENALTY["phrases"])
        expressed = trainer.judge(sentences + said["development"], feelings, len(EMOTIONS), PENALTY["sentences"])
        trainer.report("phrases, held_out, as written", asked["held_out"], described)
        trainer.report("sentences, held_out, as written", said["held_out"], expressed)
        arrays: dict[str, Any] = {"intensity": trainer.intensity(phrases).astype(np.float32)}
        for name, judge in (("described", described), ("expressed", expressed)):
            parts = {"head": judge.head, "examples": judge.stored_examples, "targets": judge.targets}
            arrays |= {f"{name}_{part}": array for part, array in parts.items()}
        np.savez_compressed(JUDGES, **arrays)


if __name__ == "__main__":
    main()
