"""Likeness of two pictures pixel by pixel: PSNR and SSIM."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

LARGEST_PSNR = 100.0
"""Of equal pictures, dB."""
WINDOW, SIGMA = 11, 1.5
"""Pixels of SSIM's Gaussian window, and its standard deviation."""
_TILE = 64


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB of (height, width, 3) pictures: the squared error is that of all channels."""
    error = np.mean((first.astype(np.float32) - second) ** 2, dtype=np.float64) / 255**2
    return LARGEST_PSNR if error == 0 else min(LARGEST_PSNR, float(-10 * np.log10(error)))


def ssim(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Structural similarity of (height, width, 3) pictures of at least 11 x 11 pixels, the mean over R, G and B.

    Wang et al., "Image quality assessment: from error visibility to structural similarity" (2004): Gaussian window of
    11 x 11, sigma 1.5, where it lies wholly in the picture; K1 = 0.01, K2 = 0.03; population covariances.
    """
    x, y = (np.ascontiguousarray(picture.transpose(2, 0, 1)).astype(np.float32) / 255 for picture in (first, second))
    # Four blurs in place of five: those of x + y and x - y, and of their squares, tell all that is needed.
    total, difference = x + y, x - y
    maps = np.stack([total, difference, total * total, difference * difference])
    total, difference, total_squared, difference_squared = _blurred(_blurred(maps))
    means = (total**2 + difference**2) / 2, (total**2 - difference**2) / 4
    variances = (total_squared + difference_squared) / 2 - means[0]
    covariance = (total_squared - difference_squared) / 4 - means[1]
    luminance = (2 * means[1] + 0.01**2) / (means[0] + 0.01**2)
    structure = (2 * covariance + 0.03**2) / (variances + 0.03**2)
    return float(np.mean(luminance * structure, dtype=np.float64))


def _blurred(maps: NDArray[np.floating]) -> NDArray[np.float32]:
    """Blur (..., height, width) along its rows, where the window fits, and turn it: (..., width - 10, height)."""
    length = maps.shape[-1] - WINDOW + 1
    step = _TILE - WINDOW + 1
    tiles = -(-length // step)
    padded = np.zeros((*maps.shape[:-1], tiles * step + WINDOW - 1), np.float32)
    padded[..., : maps.shape[-1]] = maps
    # Overlapping tiles times a band matrix: a product of matrices is several times as fast as shifted sums.
    windows = np.lib.stride_tricks.sliding_window_view(padded, _TILE, -1)[..., ::step, :]
    blurred = np.ascontiguousarray(windows).reshape(-1, _TILE) @ _band()
    return blurred.reshape(*maps.shape[:-1], tiles * step)[..., :length].swapaxes(-1, -2)


@cache
def _band() -> NDArray[np.float32]:
    """(64, 54): column k holds the window at the rows from k on."""
    window = np.exp(-0.5 * (np.arange(WINDOW) - WINDOW // 2) ** 2 / SIGMA**2)
    band = np.zeros((_TILE, _TILE - WINDOW + 1), np.float32)
    for column in range(band.shape[1]):
        band[column : column + WINDOW, column] = window / window.sum()
    return band
