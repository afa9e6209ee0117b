"""The expression that a portrait already has, as far as the fit of its face tells it surely."""

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.timeline import EmotionName
from tietfg.portrait.arkit import ARKIT_NAMES

_SIGNS: dict[EmotionName, tuple[dict[str, float], float, float]] = {
    "happy": ({"mouthSmileLeft": 0.5, "mouthSmileRight": 0.5}, 0.2, 0.9),
    "sad": ({"mouthFrownLeft": 0.5, "mouthFrownRight": 0.5}, 0.15, 0.6),
    "surprise": (
        {"eyeWideLeft": 0.25, "eyeWideRight": 0.25, "browInnerUp": 0.25, "browOuterUpLeft": 0.125}
        | {"browOuterUpRight": 0.125, "jawOpen": 0.25},
        0.35,
        0.9,
    ),
}
"""Per emotion the coefficients that show it, and their weighted sums at which it begins and is full.

Anger, fear and disgust have no sign here: the landmarker sees lowered brows in many resting faces and hardly ever a
sneer or stretched lips.
"""


def portrait_expression(expression: NDArray[np.float32]) -> tuple[EmotionName, float]:
    """The emotion that shows most in what a face does (52,), and how strongly in [0, 1]; else neutral, 0."""
    strengths: dict[EmotionName, float] = {"neutral": 0.0}
    for emotion, (signs, begins, full) in _SIGNS.items():
        shown = sum(weight * float(expression[ARKIT_NAMES.index(name)]) for name, weight in signs.items())
        strengths[emotion] = min(max((shown - begins) / (full - begins), 0.0), 1.0)
    strongest = max(strengths, key=lambda emotion: strengths[emotion])
    return strongest, strengths[strongest]
