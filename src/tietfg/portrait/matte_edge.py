"""The edge of a rough matte drawn anew at full resolution, steered by the photo, down to strands of hair."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.easing import smooth_step
from tietfg.portrait.blur import box_mean
from tietfg.portrait.spread import local_statistics, spread

OUTWARDS = 0.16
"""How far hair may reach beyond the rough edge, in heights of the face."""
INWARDS = 0.045
"""How deep background may show within it."""
GUIDED = 0.012
"""Radius within which the rough edge follows edges of the photo."""
NOISE = 3.0
"""Least deviation of a colour from its surroundings, in sRGB steps."""


def refine_edge(picture: NDArray[np.float32], prior: NDArray[np.float32], face_height: float) -> NDArray[np.float32]:
    """Return the (height, width) share of the person from a rough one.

    `picture` (height, width, 3) sRGB in [0, 255], `prior` in [0, 1], `face_height` in pixels. Where person and
    background differ clearly in colour around a place, the share is what mixes them into the photo's colour (the
    compositing equation, on local means of both); elsewhere the rough edge is kept, drawn along the photo's edges.
    """
    hard = (prior > 0.5).astype(np.float32)
    inner = _distance(hard, INWARDS * face_height)
    outer = _distance(hard, OUTWARDS * face_height)
    for shrunk in (0.5, 0.25, 0.12):  # a tight picture shows little background, none of it far from the person
        if (outer > 0.98).mean() > 0.3 * (1 - hard).mean():
            break
        outer = _distance(hard, shrunk * OUTWARDS * face_height)
    surely_person, surely_background = inner < -0.98, outer > 0.98
    guided = _guided(picture, prior, max(2, round(GUIDED * face_height)))
    if not (surely_person.any() and surely_background.any()):
        return guided

    cell = max(2, round(0.04 * face_height))
    person, person_deviation = local_statistics(picture, surely_person, cell)
    ground, ground_deviation = local_statistics(picture, surely_background, cell)
    sharp_ground = spread(picture, surely_background)
    ground = np.where(surely_background[..., None], ground, sharp_ground)
    across = person - ground
    contrast = np.sqrt((across**2).sum(2)) + 1e-3
    mixed = ((picture - ground) * across).sum(2) / contrast**2
    dark_end = (1.5 * ground_deviation + NOISE) / contrast
    light_end = np.minimum((1.0 * person_deviation + NOISE) / contrast, 0.6)
    mixed = np.clip((mixed - dark_end) / np.maximum(1 - dark_end - light_end, 0.2), 0, 1)
    trust = smooth_step(contrast / (ground_deviation + 0.5 * person_deviation + NOISE), 3.5, 8.0)

    # Outside, only what the colours say surely; inside, holes only near the edge.
    near = 1 - smooth_step(outer, 0.35, 0.98)
    outside = trust * mixed * near
    inside = np.maximum(mixed, smooth_step(-inner, 0.3, 0.95))
    coloured = np.where(hard > 0, inside, outside)
    alpha = trust * coloured + (1 - trust) * guided
    alpha = np.where(surely_person, 1, np.where(surely_background, 0, alpha))
    # Holes are patches of the person in the background's colour.
    seen = _resized(alpha, (-(-alpha.shape[1] // 2), -(-alpha.shape[0] // 2)), Image.Resampling.BOX) < 0.8
    open_ground = connected(_resized(surely_background, seen.shape[::-1], Image.Resampling.NEAREST) > 0, seen)
    hole = seen & ~open_ground
    alpha = np.maximum(alpha, _resized(hole, alpha.shape[::-1], Image.Resampling.BILINEAR))
    return np.clip((alpha - 0.02) / 0.96, 0, 1).astype(np.float32)


def connected(seed: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What can be reached from the seed without leaving the allowed places."""
    reached = seed & allowed
    while True:
        grown = reached.copy()
        grown[1:] |= reached[:-1]
        grown[:-1] |= reached[1:]
        grown[:, 1:] |= reached[:, :-1]
        grown[:, :-1] |= reached[:, 1:]
        grown &= allowed
        if grown.sum() == reached.sum():
            return reached
        reached = grown


def _distance(hard: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """Signed distance outwards from the edge of a mask in reaches, roughly, within [-1, 1]."""
    factor = max(1, int(reach / 6))
    height, width = hard.shape
    blurred = _resized(hard, (-(-width // factor), -(-height // factor)), Image.Resampling.BOX)
    radius = max(1, round(reach / factor / 2))
    for _ in range(2):
        blurred = box_mean(blurred, radius)
    # Two boxes make a triangle, whose blur of a step is a parabola on either side.
    outside = 1 - np.sqrt(np.clip(2 * blurred, 0, 1))
    inside = 1 - np.sqrt(np.clip(2 * (1 - blurred), 0, 1))
    distance = np.where(blurred < 0.5, outside, -inside).astype(np.float32)
    return _resized(distance, (width, height), Image.Resampling.BILINEAR)


def _guided(picture: NDArray[np.float32], prior: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """Guided filter on luma and two differences of colour (He et al. 2010), its slopes taken at half the resolution."""
    size, half = prior.shape[::-1], (-(-prior.shape[1] // 2), -(-prior.shape[0] // 2))
    radius = max(1, radius // 2)
    small_prior = _resized(prior, half, Image.Resampling.BOX)
    mean_prior = box_mean(small_prior, radius)
    result, weights = np.zeros_like(prior), np.zeros_like(prior)
    luma = picture.mean(2)
    for channel in (luma, picture[..., 0] - luma, picture[..., 2] - luma):
        channel = channel / np.float32(255)
        guide = _resized(channel, half, Image.Resampling.BOX)
        mean = box_mean(guide, radius)
        variance = box_mean(guide * guide, radius) - mean * mean
        slope = (box_mean(guide * small_prior, radius) - mean * mean_prior) / (variance + 1e-4)
        offset = box_mean(mean_prior - slope * mean, radius)
        slope, offset, weight = (
            _resized(each, size, Image.Resampling.BILINEAR)
            for each in (box_mean(slope, radius), offset, variance + 1e-5)
        )
        result += weight * (slope * channel + offset)
        weights += weight
    return np.clip(result / weights, 0, 1)


def _resized(values: NDArray[np.generic], size: tuple[int, int], method: Image.Resampling) -> NDArray[np.float32]:
    return np.asarray(Image.fromarray(values.astype(np.float32)).resize(size, method))
