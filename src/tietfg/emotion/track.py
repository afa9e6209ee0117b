"""EmotionTrack: what is played, frame by frame; the only interface between emotion and picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS, NEUTRAL, NEUTRAL_INTENSITY


def label_indices(probabilities: NDArray[np.floating], intensity: NDArray[np.floating]) -> NDArray[np.int64]:
    """Indices in EMOTIONS of the likeliest of (frames, 7), or of neutral below the neutral intensity."""
    return np.where(intensity < NEUTRAL_INTENSITY, NEUTRAL, probabilities.argmax(axis=1))


@dataclass(frozen=True)
class EmotionTrack:
    """Per frame the probabilities of the seven emotions and the intensity.

    probabilities: (frames, 7), rows sum to 1, order of EMOTIONS; intensity: (frames,) in [0, 1].
    """

    fps: Fraction
    probabilities: NDArray[np.float32]
    intensity: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.intensity)

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each frame: the likeliest emotion, or neutral below the neutral intensity."""
        return tuple(EMOTIONS[index] for index in label_indices(self.probabilities, self.intensity))

    @classmethod
    def concatenate(cls, tracks: Sequence[Self]) -> Self:
        """Tracks of one rate, one after the other."""
        return cls(
            tracks[0].fps,
            np.concatenate([track.probabilities for track in tracks]),
            np.concatenate([track.intensity for track in tracks]),
        )

    def window(self, start: Fraction, frames: int, fps: Fraction) -> Self:
        """`frames` frames at `fps` from `start` seconds on, interpolated; held beyond its ends."""
        times = (float(start) + np.arange(frames) / float(fps)) * float(self.fps)
        times = np.clip(times, 0, len(self) - 1)
        index = np.minimum(times.astype(int), max(len(self) - 2, 0))
        after = np.minimum(index + 1, len(self) - 1)
        share = (times - index).astype(np.float32)
        probabilities = self.probabilities[index] * (1 - share)[:, None] + self.probabilities[after] * share[:, None]
        intensity = self.intensity[index] * (1 - share) + self.intensity[after] * share
        return type(self)(fps, probabilities.astype(np.float32), intensity.astype(np.float32))

    def mean_label(self, start: float, end: float) -> tuple[str, float]:
        """Label and mean intensity of the frames between two times in seconds, for instance of a word."""
        first = min(int(start * self.fps), len(self) - 1)
        last = max(first + 1, round(end * self.fps))
        mean = type(self)(
            self.fps,
            self.probabilities[first:last].mean(axis=0, keepdims=True),
            self.intensity[first:last].mean(keepdims=True),
        )
        return mean.labels[0], float(mean.intensity[0])
