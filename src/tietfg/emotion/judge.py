"""Judging embeddings: a linear head, and the nearest examples where there are near ones."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

_NEAREST = 8
_SOFTNESS = 0.1
"""Difference of cosine by which a nearest example counts e times less."""
_NEAR, _NEAR_WIDTH = 0.65, 0.04
"""Cosine of the nearest example at which the examples count as much as the head, and how fast that changes."""
SCALE = np.float32(127)


@dataclass(frozen=True)
class Judge:
    """Probabilities of classes from unit vectors of 384 values.

    The head generalises; the examples remember idioms, whose meaning their words do not tell.
    """

    head: NDArray[np.float32]
    """(385, classes): multinomial logistic regression; the last row is the bias."""
    examples: NDArray[np.float32]
    """(examples, 384): unit vectors, of the accuracy of `stored_examples`."""
    targets: NDArray[np.float32]
    """(examples, classes): their probabilities."""

    @property
    def stored_examples(self) -> NDArray[np.int8]:
        """The examples times 127, as they lie in the file."""
        return np.rint(self.examples * SCALE).astype(np.int8)

    def nearness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines (vectors,) of the nearest example of each."""
        return (vectors @ self.examples.T).max(axis=1)

    def probabilities(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probabilities, shape (vectors, classes), of vectors of shape (vectors, 384)."""
        general = _softmax(vectors @ self.head[:-1] + self.head[-1])
        cosines = vectors @ self.examples.T
        nearest = np.argsort(-cosines, axis=1, kind="stable")[:, :_NEAREST]
        near = np.take_along_axis(cosines, nearest, axis=1)
        remembered = np.einsum("te,tec->tc", _softmax(near / _SOFTNESS), self.targets[nearest])
        trust = 1 / (1 + np.exp((_NEAR - near[:, :1].astype(np.float64)) / _NEAR_WIDTH))
        return (1 - trust) * general + trust * remembered


@dataclass(frozen=True)
class Judges:
    """What TextMeaning judges by; trained by `scripts/meaning/fit.py`."""

    described: Judge
    """Of phrases: the seven emotions and "no way to feel"."""
    expressed: Judge
    """Of sentences: the seven emotions."""
    intensity: NDArray[np.float32]
    """(385,): linear head for the intensity of a described phrase."""


@cache
def judges() -> Judges:
    """The judges that come with the package."""
    with files("tietfg").joinpath("assets", "meaning", "judges.npz").open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        described, expressed = (
            Judge(arrays[f"{name}_head"], arrays[f"{name}_examples"] / SCALE, arrays[f"{name}_targets"])
            for name in ("described", "expressed")
        )
        return Judges(described, expressed, arrays["intensity"])


def _softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    odds = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)
