"""The seven emotions of ResEmoteNet, in the order that every array of the package uses."""

EMOTIONS: tuple[str, ...] = ("neutral", "happy", "sad", "angry", "fear", "disgust", "surprise")
"""Class names; axis of size 7 in probabilities."""

NEUTRAL = EMOTIONS.index("neutral")

NEUTRAL_INTENSITY = 0.15
"""Below this intensity a frame's label is neutral, whatever its mixture."""
