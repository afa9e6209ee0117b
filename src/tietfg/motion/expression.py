"""Expression: what each emotion does to the face at full intensity, and how it comes and goes."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES

ACTIONS: dict[str, dict[str, float]] = {
    "neutral": {},
    # 6 + 12 + 25 + 26; brows eased, or the lifted cheeks look sly
    "happy": {
        "mouthSmile": 1.0,
        "cheekSquint": 1.0,
        "eyeSquint": 0.45,
        "mouthUpperUp": 0.6,
        "mouthLowerDown": 0.65,
        "jawOpen": 0.07,
        "mouthDimple": 0.2,
        "browInnerUp": 0.25,
        "browOuterUp": 0.15,
    },
    # 1 + 4 + 15 + 17, lids lowered
    "sad": {
        "browInnerUp": 1.45,
        "browDown": 0.3,
        "mouthFrown": 1.3,
        "mouthShrugLower": 0.4,
        "eyeBlink": 0.28,
        "eyeSquint": 0.25,
        "eyeLookDown": 0.2,
    },
    # 4 + 5 + 7 + 10 + 16 + 23 + 25: teeth bared, lips squared
    "angry": {
        "browDown": 1.5,
        "eyeSquint": 0.7,
        "eyeWide": 0.35,
        "noseSneer": 0.9,
        "cheekSquint": 0.4,
        "mouthUpperUp": 0.6,
        "mouthLowerDown": 0.9,
        "mouthFrown": 0.6,
        "mouthStretch": 0.35,
        "mouthFunnel": 0.12,
        "jawForward": 0.2,
        "jawOpen": 0.1,
    },
    # 1 + 2 + 4 + 5 + 20 + 25
    "fear": {
        "browInnerUp": 1.45,
        "browOuterUp": 0.5,
        "browDown": 0.6,
        "eyeWide": 1.4,
        "mouthStretch": 1.3,
        "mouthLowerDown": 0.7,
        "mouthFrown": 0.5,
        "jawOpen": 0.12,
    },
    # 4 + 6 + 9 + 10 + 17
    "disgust": {
        "noseSneer": 1.45,
        "mouthUpperUp": 1.0,
        "cheekSquint": 1.0,
        "eyeSquint": 1.0,
        "browDown": 0.7,
        "mouthFrown": 0.5,
        "mouthShrugLower": 0.35,
        "mouthLowerDown": 0.2,
        "jawOpen": 0.06,
    },
    # 1 + 2 + 5 + 26
    "surprise": {
        "browInnerUp": 1.3,
        "browOuterUp": 1.4,
        "eyeWide": 1.2,
        "jawOpen": 0.26,
        "mouthFunnel": 0.12,
        "mouthUpperUp": 0.1,
    },
}
"""A_k: ARKit coefficients (both sides) of each emotion at full intensity; the comments name its action units.

Units from Ekman and Friesen's EMFACS (1983) and the prototypes of Du, Tao and Martinez, "Compound facial expressions of
emotion" (PNAS 2014). Brows, frown, stretch and sneer go beyond 1 because people do.
"""

_A = np.zeros((len(EMOTIONS), len(ARKIT_NAMES)))
for _row, _emotion in enumerate(EMOTIONS):
    for _unit, _value in ACTIONS[_emotion].items():
        _A[_row, UNITS[_unit]] = _value

_UPPER_FACE = np.array([name.startswith(("brow", "eye", "cheekSquint", "nose")) for name in ARKIT_NAMES])
_BROWS = np.array([name.startswith("brow") for name in ARKIT_NAMES])
ONSET = np.where(_BROWS, 12.0, np.where(_UPPER_FACE, 10.0, 8.0))
"""Rates of growth in 1/s: brows need 0.28 s from a tenth to nine tenths, the mouth 0.42 s."""
OFFSET = np.where(_UPPER_FACE, 6.0, 5.5)
"""Rates of fading: about 0.6 s from nine tenths to a tenth; slower ones hide the next emotion in a short sentence."""
_LEAD_FRAMES = np.where(_BROWS, 3, np.where(_UPPER_FACE, 2, 1))
"""How many frames ahead the track is read, inside its block; this takes back a part of the followers' lag."""


def expression_targets(track: EmotionTrack, emphasis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Facial action (frames, 52): I * sum over k of p_k A_k, with I times a factor (frames,) kept below 1.15."""
    strength = (track.intensity * emphasis).clip(0.0, 1.15)
    action = strength[:, None] * (track.probabilities.astype(np.float64) @ _A)
    frames = np.arange(len(track))
    ahead = np.minimum(frames[:, None] + _LEAD_FRAMES, len(track) - 1)
    return np.take_along_axis(action, ahead, axis=0)


def emotion_weights(track: EmotionTrack) -> NDArray[np.float64]:
    """I * p per frame (frames, 7); the neutral column is what remains to 1."""
    weights = track.probabilities.astype(np.float64) * track.intensity[:, None]
    weights[:, 0] = 1.0 - weights[:, 1:].sum(axis=1)
    return weights
