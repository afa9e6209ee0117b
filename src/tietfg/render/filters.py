"""Filters over small arrays of pixels: morphological closing, distances."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", bound=np.generic)


def closed(picture: NDArray[np.floating], radius: int, axes: tuple[int, ...] = (0, 1)) -> NDArray[np.floating]:
    """Fill what is dark and narrower than 2 * radius + 1 pixels along each of the axes (grey-scale closing)."""
    for extreme in (np.maximum, np.minimum):
        for axis in axes:
            picture = _running(extreme, picture, radius, axis)
    return picture


def grown(mask: NDArray[Value], radius: int) -> NDArray[Value]:
    """Grow the bright parts of a (height, width) mask by a square of 2 * radius + 1 pixels (grey-scale dilation)."""
    for axis in (0, 1):
        mask = _running(np.maximum, mask, radius, axis)
    return mask


def largest(colours: NDArray[np.floating]) -> NDArray[np.floating]:
    """Largest of (..., 3) channels, ten times as fast as max."""
    return np.maximum(np.maximum(colours[..., 0], colours[..., 1]), colours[..., 2])


def distance(line: NDArray[np.floating], width: int, height: int) -> NDArray[np.float32]:
    """Distance in pixels of (height, width) pixels from the line through (n, 2) points."""
    along = np.linspace(0, len(line) - 1, 8 * len(line))
    x, y = (np.interp(along, np.arange(len(line)), line[:, axis]).astype(np.float32) for axis in (0, 1))
    columns, rows = np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5
    return np.sqrt((columns[:, None] - x) ** 2 + ((rows[:, None] - y) ** 2)[:, None]).min(-1)


def _running(
    extreme: Callable[[NDArray[Value], NDArray[Value]], NDArray[Value]], values: NDArray[Value], radius: int, axis: int
) -> NDArray[Value]:
    """Largest or smallest within a radius along an axis, the edge pushed out; windows are joined to wider ones."""
    pad = [(radius, radius) if a == axis else (0, 0) for a in range(values.ndim)]
    windows = np.moveaxis(np.pad(values, pad, "edge"), axis, 0)
    length, wanted = 1, 2 * radius + 1
    while length < wanted:
        step = min(length, wanted - length)
        windows = extreme(windows[:-step], windows[step:])
        length += step
    return np.moveaxis(windows, 0, axis)
