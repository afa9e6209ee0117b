"""EmotionTrack: what is played, frame by frame; the only interface between emotion and picture."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS, NEUTRAL, NEUTRAL_INTENSITY


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
        best = np.where(self.intensity < NEUTRAL_INTENSITY, NEUTRAL, self.probabilities.argmax(axis=1))
        return tuple(EMOTIONS[index] for index in best)
