"""Blends of voices as the speaker encoder hears them, predicted without speaking.

The single voices and the even pairs of one gender were spoken and measured once (`scripts/voices.py`). Between them a
quadratic mixture model interpolates, exact at what was measured (Scheffé, "Experiments with mixtures", Journal of the
Royal Statistical Society B 20, 1958).
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.speech.voices import SEMITONES, VOICES, read_voice

MEASURED_SHIFT = 4.0
"""Semitones up and down at which the single voices were measured."""

_SHARES = (
    (1.0,),
    (0.5, 0.5),
    (0.25, 0.75),
    (0.75, 0.25),
    (1 / 3,) * 3,
    (0.5, 0.25, 0.25),
    (0.25, 0.5, 0.25),
    (0.25, 0.25, 0.5),
)
_SHIFT_COST = 0.005
"""Similarity that a semitone of shift must bring: a voice sounds best at its own pitch."""


@dataclass(frozen=True)
class BlendSpace:
    """Blends of one to three voices of one gender with their predicted embeddings and pitch."""

    names: tuple[str, ...]
    """The single voices."""
    embeddings: NDArray[np.float32]
    """(voices, 256) of the single voices at their own pitch."""
    weights: NDArray[np.float32]
    """(blends, voices)."""
    blended: NDArray[np.float32]
    """(blends, 257): embedding, not normalised, and log2 of the pitch in Hz."""
    lower: NDArray[np.float32]
    """(blends, 256): what a semitone down adds to the embedding."""
    higher: NDArray[np.float32]
    """(blends, 256): what a semitone up adds."""

    @classmethod
    @cache
    def default(cls) -> Self:
        """The measured voices that come with the package."""
        with (files("tietfg") / "assets" / "voices" / "speakers.npz").open("rb") as file, np.load(file) as measured:
            table = {name: measured[name] for name in measured.files}
        points = np.column_stack([table["embeddings"], np.log2(table["pitch"])]).astype(np.float32)
        spoken = dict(zip(table["names"].tolist(), points, strict=True))
        names = tuple(VOICES)
        single = np.array([spoken[name] for name in names])
        pairs = [pair for pair in combinations(range(len(names)), 2) if f"{names[pair[0]]}+{names[pair[1]]}" in spoken]
        first, second = np.array(pairs).T
        even = np.array([spoken[f"{names[a]}+{names[b]}"] for a, b in pairs])
        bends = 4 * even - 2 * (single[first] + single[second])

        weights = _all_weights(len(names), pairs)
        lower, higher = (
            weights @ (table[side].astype(np.float32) - single[:, :-1]) / MEASURED_SHIFT for side in ("lower", "higher")
        )
        blended = weights @ single + (weights[:, first] * weights[:, second]) @ bends
        return cls(names, single[:, :-1], weights, blended.astype(np.float32), lower, higher)

    def nearest_voices(self, person: NDArray[np.float32]) -> tuple[tuple[str, float], ...]:
        """Every single voice with its similarity to an embedding, the nearest first."""
        similarities = self.embeddings @ person
        return tuple((self.names[index], float(similarities[index])) for index in np.argsort(-similarities))

    def best_blends(self, person: NDArray[np.float32], pitch: float) -> tuple[str, ...]:
        """The best single voice, pair and triple for an embedding, each shifted to a pitch in Hz as far as it goes."""
        shifts = np.clip(12 * (np.log2(pitch) - self.blended[:, -1]), *SEMITONES)
        change = np.maximum(-shifts, 0)[:, None] * self.lower + np.maximum(shifts, 0)[:, None] * self.higher
        embeddings = self.blended[:, :-1] + change
        scores = embeddings @ person / np.linalg.norm(embeddings, axis=1) - _SHIFT_COST * np.abs(shifts)
        parts = (self.weights > 0).sum(axis=1)
        best = [int(np.where(parts == count, scores, -np.inf).argmax()) for count in (1, 2, 3)]
        return tuple(self._written(index, float(shifts[index])) for index in best)

    def _written(self, index: int, shift: float) -> str:
        row = self.weights[index]
        names = "+".join(f"{name}:{weight:.3f}" for name, weight in zip(self.names, row, strict=True) if weight > 0)
        return read_voice(f"{names}@{shift:.1f}").identifier


def _all_weights(voices: int, pairs: list[tuple[int, int]]) -> NDArray[np.float32]:
    """Weights (blends, voices) of all blends of at most three voices whose pairs were all measured."""
    measured = set(pairs)
    rows = []
    for shares in _SHARES:
        for members in combinations(range(voices), len(shares)):
            if all(pair in measured for pair in combinations(members, 2)):
                row = np.zeros(voices, np.float32)
                row[list(members)] = shares
                rows.append(row)
    return np.array(rows)
