"""Clips of this scale: how a block of speech is cut into them, and what is drawn at random for each."""

import numpy as np
from numpy.typing import NDArray

CLIP, MOTION_FRAMES = 16, 2
"""Frames of a clip in sampling, and of the clip before that it sees as motion frames."""
CORRUPTED = 0.25
"""Share of the motion frames' pixels that the drift guard takes away (Cui et al. 2024, Hallo2)."""
_NOISE, _DRIFT = 601, 602


def cut_clips(frames: int) -> list[range]:
    """The frames of each clip of a block; the last may have fewer than CLIP."""
    return [range(start, min(start + CLIP, frames)) for start in range(0, frames, CLIP)]


def whole_clip(rows: NDArray[np.float32], clip: range) -> NDArray[np.float32]:
    """The CLIP rows of a clip; one that is short is filled with its last row."""
    return rows[np.minimum(np.arange(clip.start, clip.start + CLIP), clip.stop - 1)]


def clip_noise(seed: int, frame: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """What the clip from `frame` of a video on is made of; it depends on no other clip and on no device."""
    return np.random.default_rng((seed, _NOISE, frame)).standard_normal(shape, dtype=np.float32)


def drift_guard(seed: int, frame: int, face: NDArray[np.float32]) -> NDArray[np.float32]:
    """(height, width) of 0 where the motion frames of a clip are blotted out, and of 1 elsewhere and in the `face`.

    `face` (height, width) is 1 in the box around it. What is not to move cannot be handed on from clip to clip then, so
    that it is taken from the portrait.
    """
    kept = np.random.default_rng((seed, _DRIFT, frame)).random(face.shape) >= CORRUPTED
    return np.maximum(kept, face).astype(np.float32)
