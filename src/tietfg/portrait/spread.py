"""Values known in places of a picture, spread over all of it: kept where it is known, or blurred; local statistics."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.blur import cell_means, enlarge, gaussian

Weight = NDArray[np.floating] | NDArray[np.bool_]


def spread(values: NDArray[np.floating], weight: Weight) -> NDArray[np.float32]:
    """Fill (height, width, channels) `values` smoothly where (height, width) `weight` in [0, 1] falls to 0.

    Where the weight is 1 the values stay; elsewhere they come from ever wider means of what is known (Gortler et al.
    1996, "The Lumigraph": pull-push). All weights 0 give 0.
    """
    share = np.asarray(weight, np.float32)[..., None]
    return _push_pull((values * share).astype(np.float32), share)


def spread_blurred(
    values: NDArray[np.floating] | NDArray[np.uint8],
    weight: NDArray[np.floating],
    scales: tuple[tuple[float, float], ...],
) -> NDArray[np.float32]:
    """Blur (height, width, channels) `values` as far as (height, width) `weight` says that they are known.

    `scales` are standard deviations in pixels, each with its trust: wide ones fill what narrow ones do not reach
    (Knutsson and Westin 1993: normalised convolution). All weights 0 give 0.
    """
    share = np.asarray(weight, np.float32)[..., None]
    known = np.concatenate([values * share, share], 2, dtype=np.float32)
    total = np.zeros_like(known)
    for sigma, trust in scales:
        total += np.float32(trust) * gaussian(known, sigma)
    return (total[..., :-1] / (total[..., -1:] + np.float32(1e-9))).astype(np.float32, copy=False)


def local_statistics(
    values: NDArray[np.floating], weight: Weight, cell: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean (height, width, channels) and the deviation (height, width) of `values` around every place.

    They are taken over about 3 cells of `cell` pixels where `weight` is positive, and spread to where it is not.
    """
    height, width = weight.shape
    fine = enlarge(coarse_statistics(values, weight, cell), cell)[:height, :width]
    return fine[..., :-1], fine[..., -1]


def coarse_statistics(values: NDArray[np.floating], weight: Weight, cell: int) -> NDArray[np.float32]:
    """Return the statistics of local_statistics in cells only: (rows, columns, channels + 1), the deviation last."""
    known = np.asarray(weight, np.float32)[..., None]
    masked = known * values
    moments = [cell_means(each, cell, "constant") for each in (masked, masked * values, known)]
    moments = _smooth(np.concatenate(moments, 2))
    share, channels = moments[..., -1:], masked.shape[2]
    mean, square = np.split(moments[..., :-1] / np.maximum(share, 1e-6), [channels], axis=2)
    deviation = np.sqrt(np.maximum(square - mean**2, 0).mean(2, keepdims=True))
    return spread(np.concatenate([mean, deviation], 2), np.clip(share[..., 0] * 4, 0, 1))


def _push_pull(values: NDArray[np.floating], weight: NDArray[np.floating]) -> NDArray[np.float32]:
    """`values` are multiplied by `weight` already."""
    height, width = weight.shape[:2]
    if max(height, width) <= 2:
        mean = values.sum((0, 1)) / np.maximum(weight.sum((0, 1)), 1e-6)
        return (values + (1 - weight) * mean).astype(np.float32)
    even = ((0, height % 2), (0, width % 2), (0, 0))
    halves = [np.pad(each, even) for each in (values, weight)]
    halves = [each[::2] + each[1::2] for each in halves]
    halves = [each[:, ::2] + each[:, 1::2] for each in halves]
    gain = 1 / np.maximum(halves[1], 1)
    coarse = _push_pull(halves[0] * gain, halves[1] * gain)
    filled = values + (1 - weight) * enlarge(coarse, 2)[:height, :width]
    return filled.astype(np.float32)


def _smooth(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Binomial mean over 3 cells each way."""
    for axis in (0, 1):
        padded = np.pad(values, [(1, 1) if a == axis else (0, 0) for a in range(values.ndim)], "edge")
        length = values.shape[axis]
        parts = [padded.take(range(start, start + length), axis) for start in range(3)]
        values = (parts[0] + 2 * parts[1] + parts[2]) / 4
    return values.astype(np.float32)
