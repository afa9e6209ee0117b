"""Blurs of arrays of pixels, and the way to coarser and finer ones."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

WIDE = 6.0
"""A blur is taken on cells of the fraction 1 / WIDE of its standard deviation: it leaves no finer detail."""


def gaussian(picture: NDArray[np.floating], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur of (height, width, ...) with the edge pushed out."""
    result = np.asarray(picture, np.float32)
    cell = int(sigma / WIDE)
    if cell > 1:
        height, width = result.shape[:2]
        cells = cell_means(result.reshape(height, width, -1), cell, "edge")
        # Means over cells and the way back between them blur already.
        narrower = np.sqrt(sigma**2 - (cell**2 - 1) / 12 - cell**2 / 6) / cell
        return enlarge(gaussian(cells, narrower), cell)[:height, :width].reshape(result.shape)
    radius = max(1, int(np.ceil(4 * sigma)))
    kernel = np.exp(-0.5 * (np.arange(-radius, 1) / sigma) ** 2)
    kernel = (kernel / (2 * kernel.sum() - 1)).astype(np.float32)
    for axis in (0, 1):
        length = result.shape[axis]
        padded = np.pad(result, [(radius, radius) if a == axis else (0, 0) for a in range(result.ndim)], "edge")
        shifted = [(slice(None),) * axis + (slice(start, start + length),) for start in range(2 * radius + 1)]
        result = kernel[radius] * padded[shifted[radius]]
        pair = np.empty_like(result)
        for share, before, after in zip(kernel[:radius], shifted, shifted[::-1], strict=False):
            np.add(padded[before], padded[after], out=pair)
            pair *= share
            result += pair
    return result


def box_mean(values: NDArray[np.floating], radius: int) -> NDArray[np.float32]:
    """Mean of (height, width) values over squares, the edge pushed out."""
    width = 2 * radius + 1
    for _ in (0, 1):
        total = np.cumsum(np.pad(values, ((radius + 1, radius), (0, 0)), "edge"), 0, dtype=np.float64)
        values = ((total[width:] - total[:-width]) / width).T
    return values.astype(np.float32)


def cell_means(values: NDArray[np.floating], cell: int, beyond: Literal["edge", "constant"]) -> NDArray[np.floating]:
    """Means (rows, columns, channels) over squares of cells; `beyond` the edge it is pushed out, or all is 0."""
    height, width, channels = values.shape
    rows, columns = -(-height // cell), -(-width // cell)
    padded = np.pad(values, ((0, rows * cell - height), (0, columns * cell - width), (0, 0)), beyond)
    # One axis at a time: four times as fast.
    return padded.reshape(rows, cell, -1).mean(1).reshape(rows, columns, cell, channels).mean(2)


def enlarge(values: NDArray[np.floating], cell: int) -> NDArray[np.float32]:
    """Turn each cell (rows, columns, channels) into `cell` x `cell` pixels, bilinear between the cells' centres."""
    for axis in (0, 1):
        length = values.shape[axis]
        place = np.clip((np.arange(length * cell) + 0.5) / cell - 0.5, 0, length - 1)
        low = np.minimum(place.astype(int), max(length - 2, 0))
        high = np.minimum(low + 1, length - 1)
        share = (place - low).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        values = values.take(low, axis) * (1 - share) + values.take(high, axis) * share
    return values.astype(np.float32)


def bilinear(
    picture: NDArray[np.floating] | NDArray[np.uint8], x: NDArray[np.floating], y: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Samples of (height, width, ...) at fractional pixel indices, the edge pushed out."""
    height, width = picture.shape[:2]
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left, top = np.minimum(x.astype(int), width - 2), np.minimum(y.astype(int), height - 2)
    extra = (...,) + (None,) * (picture.ndim - 2)
    u, v = (x - left).astype(np.float32)[extra], (y - top).astype(np.float32)[extra]
    upper = picture[top, left] * (1 - u) + picture[top, left + 1] * u
    lower = picture[top + 1, left] * (1 - u) + picture[top + 1, left + 1] * u
    return (upper * (1 - v) + lower * v).astype(np.float32)
