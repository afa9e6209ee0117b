"""What a visual model hears of an EmotionTrack: numbers per frame, in NumPy for torch and ONNX alike."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack

EMOTION_WIDTH = len(EMOTIONS) + 1
"""Features of a frame."""


def emotion_features(track: EmotionTrack) -> NDArray[np.float32]:
    """(frames, EMOTION_WIDTH) in [0, 1]: p_k I of the emotions in the order of EMOTIONS, then the intensity I.

    The products are continuous where a label is not, and neutral at any intensity is told from emotion by p_neutral I.
    """
    intensity = track.intensity[:, None]
    return np.concatenate([track.probabilities * intensity, intensity], axis=1).astype(np.float32)
