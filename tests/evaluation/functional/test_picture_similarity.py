"""PSNR and SSIM against scikit-image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from tietfg.evaluation.functional.picture_similarity import psnr, ssim


def picture(seed, height=70, width=91):
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width]
    waves = [np.sin(rows / generator.uniform(2, 20) + columns / generator.uniform(2, 20) + k) for k in range(3)]
    return np.uint8(np.clip(127 + 90 * np.stack(waves, 2) + generator.normal(0, 8, (height, width, 3)), 0, 255))


def valid_ssim(first, second):
    """Of scikit-image, over the pixels round which the window lies wholly in the picture."""
    _, full = structural_similarity(
        first, second, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, channel_axis=2, full=True
    )
    return full[5:-5, 5:-5].mean()


@pytest.mark.parametrize("size", [(11, 11), (11, 64), (54, 64), (65, 119), (128, 96)])
def test_they_are_those_of_scikit_image(size):
    first = picture(1, *size)
    for second in (picture(2, *size), np.uint8(first * 0.8), first[::-1], np.full_like(first, 90)):
        assert psnr(first, second) == pytest.approx(peak_signal_noise_ratio(first, second), abs=1e-4)
        if min(size) > 11:
            assert ssim(first, second) == pytest.approx(valid_ssim(first, second), abs=2e-5)


def test_of_one_window_the_formula():
    first, second = (picture(seed, 11, 11) / 255 for seed in (1, 2))
    window = np.exp(-0.5 * (np.arange(11) - 5) ** 2 / 1.5**2)
    weights = np.multiply.outer(window, window)[..., None] / window.sum() ** 2
    mean = [(weights * each).sum((0, 1)) for each in (first, second)]
    variance = [(weights * each**2).sum((0, 1)) - m**2 for each, m in zip((first, second), mean, strict=True)]
    covariance = (weights * first * second).sum((0, 1)) - mean[0] * mean[1]
    above = (2 * mean[0] * mean[1] + 1e-4) * (2 * covariance + 9e-4)
    below = (mean[0] ** 2 + mean[1] ** 2 + 1e-4) * (variance[0] + variance[1] + 9e-4)
    assert ssim(picture(1, 11, 11), picture(2, 11, 11)) == pytest.approx((above / below).mean(), abs=1e-5)


def test_equal_pictures():
    assert psnr(picture(3), picture(3)) == 100
    assert ssim(picture(3), picture(3)) == pytest.approx(1, abs=1e-6)


def test_black_against_white():
    black, white = np.zeros((20, 20, 3), np.uint8), np.full((20, 20, 3), 255, np.uint8)
    assert psnr(black, white) == pytest.approx(0)
    assert ssim(black, white) == pytest.approx(1e-4 / 1.0001, abs=1e-6)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.integers(2, 12))
def test_more_noise_is_less_alike_either_way_round(seed, noise):
    first = picture(seed)
    generator = np.random.default_rng(seed)
    worse = [np.uint8(np.clip(first + generator.normal(0, level, first.shape), 0, 255)) for level in (noise, 3 * noise)]
    assert psnr(first, worse[0]) > psnr(first, worse[1])
    assert ssim(first, worse[0]) > ssim(first, worse[1])
    assert ssim(first, worse[0]) == pytest.approx(ssim(worse[0], first), abs=1e-5)
