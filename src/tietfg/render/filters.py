"""Filters over small arrays of pixels: smooth steps, morphological closing, colours that spread, distances."""

import numpy as np
from numpy.typing import NDArray

from tietfg.render.images import gaussian


def smooth_step(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.floating]:
    """Cubic step from 0 at `low` to 1 at `high`."""
    share = np.clip((values - low) / (high - low), 0, 1)
    return share * share * (3 - 2 * share)


def closed(picture: NDArray[np.floating], radius: int, axes: tuple[int, ...] = (0, 1)) -> NDArray[np.floating]:
    """Fill what is dark and narrower than 2 * radius + 1 pixels along each of the axes (grey-scale closing)."""
    result = picture
    for largest in (True, False):
        for axis in axes:
            pad = [(radius, radius) if a == axis else (0, 0) for a in range(result.ndim)]
            windows = np.lib.stride_tricks.sliding_window_view(np.pad(result, pad, "edge"), 2 * radius + 1, axis)
            result = windows.max(-1) if largest else windows.min(-1)
    return result


def grown(mask: NDArray[np.floating], radius: int) -> NDArray[np.floating]:
    """Grow the bright parts of a (height, width) mask by a square of 2 * radius + 1 pixels (grey-scale dilation)."""
    for axis in (0, 1):
        padded = np.pad(mask, [(radius, radius) if a == axis else (0, 0) for a in range(2)], "edge")
        mask = np.lib.stride_tricks.sliding_window_view(padded, 2 * radius + 1, axis).max(-1)
    return mask


def spread(
    colours: NDArray[np.floating], known: NDArray[np.floating], scales: tuple[tuple[float, float], ...]
) -> NDArray[np.float32]:
    """Spread (height, width, channels) colours into their surroundings, as far as they are `known` (height, width).

    `scales` are standard deviations in pixels, each with its trust: wide ones fill what narrow ones do not reach.
    """
    total, weight = np.zeros(colours.shape, np.float32), np.full((*known.shape, 1), 1e-9, np.float32)
    for sigma, trust in scales:
        total = total + trust * gaussian(colours * known[..., None], sigma)
        weight = weight + trust * gaussian(known[..., None], sigma)
    return total / weight


def distance(line: NDArray[np.floating], width: int, height: int) -> NDArray[np.float32]:
    """Distance in pixels of (height, width) pixels from the line through (n, 2) points."""
    along = np.linspace(0, len(line) - 1, 8 * len(line))
    x, y = (np.interp(along, np.arange(len(line)), line[:, axis]).astype(np.float32) for axis in (0, 1))
    columns, rows = np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5
    return np.sqrt((columns[:, None] - x) ** 2 + ((rows[:, None] - y) ** 2)[:, None]).min(-1)
