"""How much and how smoothly a face moves, the head's own motion removed."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from face.mesh import without_head_motion

_POINTS = 468


@dataclass(frozen=True)
class Movement:
    """Of one clip, in % of the distance of the outer eye corners."""

    speed: float
    """Mean distance a landmark goes from one frame to the next."""
    jerk: float
    """Mean size of the third difference."""
    largest_step: float
    """99th percentile over the frames of the largest step of any landmark."""
    head_speed: float
    """Mean distance that the tip of the nose goes from one frame to the next, with the head's motion."""

    def json(self) -> dict[str, float]:
        """Rounded."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def movement(landmarks: NDArray[np.floating], fps: float) -> Movement:
    """Measure (frames, 478, 3) landmarks in pixels; other rates than 25 a second are brought to it."""
    if abs(fps - 25) > 0.01:
        times = np.arange(0, len(landmarks) - 1, fps / 25)
        landmarks = landmarks[times.round().astype(int)]
    places = without_head_motion(landmarks)[:, :_POINTS]
    steps = np.linalg.norm(np.diff(places, axis=0), axis=-1)
    jerk = np.linalg.norm(np.diff(places, n=3, axis=0), axis=-1)
    nose = landmarks[:, 1, :2] / np.linalg.norm(landmarks[0, 33] - landmarks[0, 263])
    return Movement(
        float(steps.mean()),
        float(jerk.mean()),
        float(np.percentile(steps.max(1), 99)),
        float(100 * np.linalg.norm(np.diff(nose, axis=0), axis=1).mean()),
    )
