"""Values known in places of a picture, spread over all of it: pull-push on a pyramid, and local statistics."""

import numpy as np
from numpy.typing import NDArray

Weight = NDArray[np.floating] | NDArray[np.bool_]


def spread(values: NDArray[np.floating], weight: Weight) -> NDArray[np.float32]:
    """Fill (height, width, channels) `values` smoothly where (height, width) `weight` in [0, 1] falls to 0.

    Where the weight is 1 the values stay; elsewhere they come from ever wider means of what is known (Gortler et al.
    1996, "The Lumigraph": pull-push). All weights 0 give 0.
    """
    share = np.asarray(weight, np.float32)[..., None]
    return _push_pull((values * share).astype(np.float32), share)


def local_statistics(
    values: NDArray[np.floating], weight: Weight, cell: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean (height, width, channels) and the deviation (height, width) of `values` around every place.

    They are taken over about 3 cells of `cell` pixels where `weight` is positive, and spread to where it is not.
    """
    height, width = weight.shape
    known = np.asarray(weight, np.float32)[..., None]
    values = np.asarray(values, np.float32)
    moments = np.concatenate([known * values, known * values**2, known], axis=2)
    rows, columns = -(-height // cell), -(-width // cell)
    moments = np.pad(moments, ((0, rows * cell - height), (0, columns * cell - width), (0, 0)))
    moments = moments.reshape(rows, cell, columns, cell, -1).mean((1, 3))
    moments = _smooth(moments)
    share, channels = moments[..., -1:], values.shape[2]
    mean, square = np.split(moments[..., :-1] / np.maximum(share, 1e-6), [channels], axis=2)
    deviation = np.sqrt(np.maximum(square - mean**2, 0).mean(2, keepdims=True))
    coarse = spread(np.concatenate([mean, deviation], 2), np.clip(share[..., 0] * 4, 0, 1))
    fine = _enlarge(coarse, cell)[:height, :width]
    return fine[..., :channels], fine[..., channels]


def box_mean(values: NDArray[np.floating], radius: int) -> NDArray[np.float32]:
    """Mean of (height, width) values over squares, the edge pushed out."""
    width = 2 * radius + 1
    for _ in (0, 1):
        total = np.cumsum(np.pad(values, ((radius + 1, radius), (0, 0)), "edge"), 0, dtype=np.float64)
        values = ((total[width:] - total[:-width]) / width).T
    return values.astype(np.float32)


def _push_pull(values: NDArray[np.floating], weight: NDArray[np.floating]) -> NDArray[np.float32]:
    """`values` are multiplied by `weight` already."""
    height, width = weight.shape[:2]
    if max(height, width) <= 2:
        mean = values.sum((0, 1)) / np.maximum(weight.sum((0, 1)), 1e-6)
        return (values + (1 - weight) * mean).astype(np.float32)
    even = ((0, height % 2), (0, width % 2), (0, 0))
    halves = [
        np.pad(each, even).reshape((height + 1) // 2, 2, (width + 1) // 2, 2, -1).sum((1, 3))
        for each in (values, weight)
    ]
    gain = 1 / np.maximum(halves[1], 1)
    coarse = _push_pull(halves[0] * gain, halves[1] * gain)
    filled = values + (1 - weight) * _enlarge(coarse, 2)[:height, :width]
    return filled.astype(np.float32)


def _enlarge(values: NDArray[np.floating], factor: int) -> NDArray[np.float32]:
    """Bilinear, cells centred."""
    for axis in (0, 1):
        length = values.shape[axis]
        place = np.clip((np.arange(length * factor) + 0.5) / factor - 0.5, 0, length - 1)
        low = np.minimum(place.astype(int), max(length - 2, 0))
        high = np.minimum(low + 1, length - 1)
        share = (place - low).astype(np.float32).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
        values = values.take(low, axis) * (1 - share) + values.take(high, axis) * share
    return values.astype(np.float32)


def _smooth(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Binomial mean over 3 cells each way."""
    for axis in (0, 1):
        padded = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in range(values.ndim)], "edge")
        length = values.shape[axis]
        parts = [padded.take(range(start, start + length), axis) for start in range(3)]
        values = (parts[0] + 2 * parts[1] + parts[2]) / 4
    return values.astype(np.float32)
