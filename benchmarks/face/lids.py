"""Blinks, seen in frames: does each one reach a closed eye?"""

import numpy as np
from numpy.typing import NDArray

from face.mesh import lid_gap
from face.observer import Observation
from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import ARKIT_NAMES

CLOSED_GAP, CLOSED_CONTRAST = 0.35, 0.45
"""Shares of what the open eye shows; lids closed by hand measure up to 0.29 and 0.34, half closed ones 0.6 and more."""
_LONGEST_SECONDS = 0.6
_BLINKS = [ARKIT_NAMES.index("eyeBlinkLeft"), ARKIT_NAMES.index("eyeBlinkRight")]


def blinks(motion: Motion) -> list[tuple[int, int]]:
    """First and last frame of each blink: both lids more than half closed, and not for long."""
    shut = np.concatenate([[False], motion.coefficients[:, _BLINKS].min(1) > 0.5, [False]])
    edges = np.flatnonzero(np.diff(shut.astype(int)))
    longest = _LONGEST_SECONDS * float(motion.fps)
    return [
        (int(first), int(last) - 1)
        for first, last in zip(edges[::2], edges[1::2], strict=True)
        if last - first <= longest
    ]


def closed(observation: Observation, spans: list[tuple[int, int]], rest: Observation) -> list[tuple[float, float]]:
    """For each span (one frame more on either side): smallest lid gap and eye contrast as shares of those at rest."""
    gap = lid_gap(observation.landmarks).mean(1) / lid_gap(rest.landmarks).mean()
    contrast = (observation.eye_contrast / np.median(rest.eye_contrast, axis=0)).mean(1)
    return [
        (float(gap[max(first - 1, 0) : last + 2].min()), float(contrast[max(first - 1, 0) : last + 2].min()))
        for first, last in spans
    ]


def dips(gap: NDArray[np.floating]) -> list[float]:
    """Smallest shares that the opening of real eyes falls to when it falls below half of its upper quartile."""
    share = gap / np.percentile(gap, 75)
    low = np.concatenate([[False], share < 0.5, [False]])
    edges = np.flatnonzero(np.diff(low.astype(int)))
    return [float(share[first:last].min()) for first, last in zip(edges[::2], edges[1::2], strict=True)]
