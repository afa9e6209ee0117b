"""Blinks, seen in frames: does each one reach a closed eye?"""

import numpy as np
from numpy.typing import NDArray

from face.mesh import lid_gap
from face.observer import Observation
from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import ARKIT_NAMES

CLOSED_GAP = 0.35
"""Share of the open eye's height by landmarks; lids closed by hand measure up to 0.29, half closed ones 0.6 and more.
"""
CLOSED_WAY = 0.8
"""Share of the way from the open eye to lids that are held shut, by the contrast of the eye's pixels."""
LEAST_DIFFERENCE = 0.2
"""How much less contrast, as a share of the open eye's, lids held shut must have for blinks to be told by it."""
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


def held_shut() -> NDArray[np.float64]:
    """Coefficients (52,) of a resting face with its eyes shut."""
    coefficients = np.zeros(len(ARKIT_NAMES))
    coefficients[_BLINKS] = 1.0
    return coefficients


def closed(
    observation: Observation, spans: list[tuple[int, int]], rest: Observation, shut: Observation
) -> list[tuple[float, float]]:
    """For each span (one frame more on either side): smallest lid gap as a share of that at rest, and the largest share
    of the way from open to `shut` eyes by contrast; nan where shut eyes hardly differ from open ones.
    """
    gap = lid_gap(observation.landmarks).mean(1) / lid_gap(rest.landmarks).mean()
    opened, held = (float(np.median(each.eye_contrast, axis=0).mean()) for each in (rest, shut))
    told = opened - held > LEAST_DIFFERENCE * opened
    way = (opened - observation.eye_contrast.mean(1)) / (opened - held) if told else np.full(len(gap), np.nan)
    return [
        (float(gap[max(first - 1, 0) : last + 2].min()), float(way[max(first - 1, 0) : last + 2].max()))
        for first, last in spans
    ]


def dips(gap: NDArray[np.floating]) -> list[float]:
    """Smallest shares that the opening of real eyes falls to when it falls below half of its upper quartile."""
    share = gap / np.percentile(gap, 75)
    low = np.concatenate([[False], share < 0.5, [False]])
    edges = np.flatnonzero(np.diff(low.astype(int)))
    return [float(share[first:last].min()) for first, last in zip(edges[::2], edges[1::2], strict=True)]
