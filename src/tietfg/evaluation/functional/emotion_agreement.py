"""EF-score: how often two videos show the same emotion at the same time."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.fluctuation.recognise import RecognisedTrack


@dataclass(frozen=True)
class FluctuationScore:
    """Shares of the frames of the shorter video."""

    agreeing: float
    """Frames in which both show a face with the same emotion: the EF-score (paper equation 10)."""
    without_face: float
    """Frames in which one of them or both show no face, and which count as different."""
    frames: int
    """N of the equation."""
    dropped: int
    """Frames that the longer video has beyond them."""


def fluctuation_score(generated: RecognisedTrack, original: RecognisedTrack, rate: Fraction) -> FluctuationScore:
    """EF-score = 1/N sum of I(F(original frame) = F(generated frame)) at a common rate; the rest of the longer is left.

    F is the likeliest of the seven emotions.
    """
    made, true = _labels(generated, rate), _labels(original, rate)
    frames, dropped = min(len(made), len(true)), abs(len(made) - len(true))
    made, true = made[:frames], true[:frames]
    faces = (made >= 0) & (true >= 0)
    return FluctuationScore(float(np.mean(faces & (made == true))), float(np.mean(~faces)), frames, dropped)


def _labels(recognised: RecognisedTrack, rate: Fraction) -> NDArray[np.int64]:
    """Index of the likeliest emotion at k / rate seconds, of the nearest frame; -1 where it shows no face."""
    fps, frames = recognised.track.fps, len(recognised.track)
    labels = np.where(recognised.face, recognised.track.probabilities.argmax(1), -1)
    times = np.arange(int(np.ceil(float(frames * rate / fps) - 1e-6))) * float(fps / rate)
    return labels[np.minimum(np.floor(times + 0.5).astype(int), frames - 1)]
