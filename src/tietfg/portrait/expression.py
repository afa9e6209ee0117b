"""The expression that a portrait already has, as far as the landmarker tells it surely."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.timeline import EmotionName
from tietfg.portrait.arkit import ARKIT_NAMES

_SIGNS: dict[EmotionName, tuple[dict[str, float], float, float]] = {
    "happy": ({"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5}, 0.3, 0.8),
    "sad": ({"mouthFrownLeft": 0.5, "mouthFrownRight": 0.5}, 0.15, 0.5),
    "surprise": ({"eyeWideLeft": 0.5, "eyeWideRight": 0.5, "browInnerUp": 0.25, "jawOpen": 0.5}, 0.35, 0.8),
}
"""Per emotion the coefficients that show it, and their weighted sums at which it begins and is full.

Anger, fear and disgust have no sign here: the landmarker sees lowered brows in many resting faces and hardly ever a
sneer or stretched lips.
"""


def portrait_expression(blendshapes: NDArray[np.float32]) -> tuple[EmotionName, float]:
    """The emotion that shows most in a portrait's coefficients (52,), and how strongly in [0, 1]; else neutral, 0."""
    strengths: dict[EmotionName, float] = {"neutral": 0.0}
    for emotion, (signs, begins, full) in _SIGNS.items():
        shown = sum(weight * float(blendshapes[ARKIT_NAMES.index(name)]) for name, weight in signs.items())
        strengths[emotion] = min(max((shown - begins) / (full - begins), 0.0), 1.0)
    strongest = max(strengths, key=lambda emotion: strengths[emotion])
    return strongest, strengths[strongest]
