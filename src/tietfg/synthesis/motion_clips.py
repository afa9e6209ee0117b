"""Clips of the portrait scale: how long they are, what they overlap, and how a block is cut into them."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

CLIP, MOTION_FRAMES = 80, 16
"""Frames of a clip, and how many of them, its first, are those of the clip before: the motion frames."""
NEW_FRAMES = CLIP - MOTION_FRAMES
"""Most frames that a clip adds."""
MARGIN = 12
"""Frames before and after a clip whose speech and emotion it hears."""


def cut_clips(frames: int) -> list[range]:
    """The new frames of each clip of a block: as few clips as can be, as even as can be."""
    count = -(-frames // NEW_FRAMES)
    borders = [round(frames * k / count) for k in range(count + 1)] if count else [0]
    return [range(start, end) for start, end in pairwise(borders)]


def with_margins(before: NDArray[np.float32] | None, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows (frames, n) of a block with MARGIN rows before and after.

    Before come the last of `before`, the rows of the block before (None: its first one, repeated), after it its last
    one, repeated: nothing is known yet of the next block.
    """
    known = rows[:1] if before is None else before[-MARGIN:]
    return np.concatenate([np.pad(known, ((MARGIN - len(known), 0), (0, 0)), "edge"), rows, *[rows[-1:]] * MARGIN])
