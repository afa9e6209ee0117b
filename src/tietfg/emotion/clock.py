"""WordClock: the map between seconds of a block of speech and positions in the words of the text."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class WordClock:
    """Monotone, continuously differentiable map between time and word position.

    `onsets[k]` is the time of word `first_position + k`; `end` the end of the block, where the next block's first
    word is taken to begin; a block without words stays at its first position. The slope is zero at both ends of the
    block, so that blocks join smoothly, and otherwise the harmonic mean of the neighbouring secants, which keeps the
    cubic monotone (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984).
    """

    onsets: tuple[float, ...]
    end: float
    first_position: int = 0

    @property
    def last_position(self) -> int:
        """Position of the end of the block."""
        return self.first_position + len(self.onsets)

    def position(self, seconds: ArrayLike) -> NDArray[np.float64]:
        """Word position at times in seconds from the start of the block; held beyond the ends."""
        times, positions, slopes = self._knots()
        t = np.clip(np.asarray(seconds, np.float64), times[0], times[-1])
        index = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(times) - 2)
        width = times[index + 1] - times[index]
        u = (t - times[index]) / width
        rise = positions[index + 1] - positions[index]
        return (
            positions[index]
            + rise * u * u * (3 - 2 * u)
            + width * u * (1 - u) * (slopes[index] * (1 - u) - slopes[index + 1] * u)
        )

    def time(self, position: float) -> float:
        """Time in seconds of a word position, the inverse of `position` (bisection to below a microsecond)."""
        low, high = self._knots()[0][[0, -1]]
        while high - low > 1e-7:
            middle = (low + high) / 2
            if self.position(middle) < position:
                low = middle
            else:
                high = middle
        return float(high)

    def _knots(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        if not self.onsets:
            return np.array([0.0, self.end]), np.full(2, float(self.first_position)), np.zeros(2)
        times = np.array([*self.onsets, self.end], np.float64)
        positions = self.first_position + np.arange(len(times), dtype=np.float64)
        secants = 1.0 / np.diff(times)
        slopes = np.zeros(len(times))
        slopes[1:-1] = 2.0 / (1.0 / secants[:-1] + 1.0 / secants[1:])
        return times, positions, slopes
