"""Lip synchrony out of SyncNet's embeddings: how close mouth and speech lie, how surely, and how far they are apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

SHIFTS = 15
"""Pictures by which the sound is shifted at most, either way."""


@dataclass(frozen=True)
class Synchrony:
    """What SyncNet says of one video."""

    distance: float
    """Sync-D (LSE-D): the least mean distance over shifts; lower is better."""
    confidence: float
    """Sync-C (LSE-C): by how much it lies below the median over shifts; higher is better."""
    offset: int
    """Pictures by which the mouth follows the sound."""


def synchrony(distances: NDArray[np.floating]) -> Synchrony:
    """What (2 * shifts + 1,) mean distances tell, as `mean_distances` gives them.

    D = min_i d_i, C = median_i d_i - D, offset = shifts - argmin_i d_i (Chung and Zisserman 2016).
    """
    least = int(distances.argmin())
    return Synchrony(
        distance=float(distances[least]),
        confidence=float(np.median(distances) - distances[least]),
        offset=len(distances) // 2 - least,
    )


def mean_distances(
    embeddings: Iterable[tuple[NDArray[np.floating], NDArray[np.floating]]], shifts: int = SHIFTS
) -> NDArray[np.float64]:
    """Mean distance of mouth and speech for each shift of the speech, (2 * shifts + 1,), from -shifts to shifts.

    `embeddings` are those of a video's windows, pieces of one after the other, each (windows, features) of the pictures
    and as many of the sound. Element i is the mean over windows t of |visual[t] - sound[t + i - shifts]|, where sound
    beyond either end is zero, as in the authors' program. Of the windows no more is kept than the shifts need; NaN
    where there are none.
    """
    pieces = iter(embeddings)
    visual, sound = next(pieces, (np.zeros((0, 1)), np.zeros((0, 1))))
    nothing, silence = visual[:0], np.zeros((shifts, sound.shape[1]))
    sound = np.concatenate([silence, sound])
    sums, windows = np.zeros(2 * shifts + 1), 0
    for seen, heard in chain(pieces, [(nothing, silence)]):
        visual, sound = np.concatenate([visual, seen]), np.concatenate([sound, heard])
        ready = max(0, len(sound) - 2 * shifts)
        for shift in range(len(sums)):
            sums[shift] += np.linalg.norm(visual[:ready] - sound[shift : shift + ready], axis=1).sum()
        visual, sound, windows = visual[ready:], sound[ready:], windows + ready
    return sums / windows if windows else np.full(len(sums), np.nan)
