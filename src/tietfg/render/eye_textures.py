"""Textures of the eyes, made once from the photo: lids without stray white, white without iris, the whole iris."""

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT
from tietfg.render.images import LUMA, bilinear, blurred, coverage, gaussian, paint_over, smooth_path, translucent_image

SHADOW_DEPTH, SHADOW_STRENGTH = 0.06, 0.25
"""Shadow of the upper lid on the eyeball: depth in units, darkening at the lid."""
PAINTED = 0.007
"""Rim of the lids that may hold stray pixels of the eyeball, in units."""
BORDER = 0.002
"""Uncertain rim inside the lids that is not taken from the photo, in units."""


def lid_shadow(unit: float) -> skia.Paint:
    """Paint that draws the upper lid's line as the shadow it casts."""
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=SHADOW_DEPTH * unit,
        Alphaf=SHADOW_STRENGTH,
        MaskFilter=blurred(SHADOW_DEPTH * unit / 3),
    )


def without_whites(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float, blur: float
) -> NDArray[np.uint8]:
    """Return the framed picture with the whites of the eyes darkened to the colours of the lids' edges.

    The eyeballs are drawn over it; without this, their light rim would glitter between lids that close. `blur` is the
    photo's own in frame pixels.
    """
    result = picture.copy()
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        upper_lid, lower_lid = landmarks[upper, :2] + margin, landmarks[lower[::-1], :2] + margin
        paint_over(result, upper_lid, lower_lid, PAINTED * unit + blur, unit)
    return result


def eyeball_layers(
    patch: NDArray[np.float32],
    upper: NDArray[np.floating],
    lower: NDArray[np.floating],
    centre: NDArray[np.floating],
    radius: float,
    unit: float,
) -> tuple[skia.Image, skia.Image]:
    """White without iris, and the whole iris, both without the lid's shadow, from the (height, width, 3) photo."""
    height, width = patch.shape[:2]
    opening = smooth_path(upper, lower[::-1])
    seen = np.clip(coverage(opening, width, height) - coverage(opening, width, height, 2 * BORDER * unit), 0, 1)

    shadow = np.zeros((height, width, 4), np.uint8)
    skia.Surface(shadow, alphaType=skia.kPremul_AlphaType).getCanvas().drawPath(smooth_path(upper), lid_shadow(unit))
    lit = patch / (1 - shadow[..., 3:].astype(np.float32) / 255)

    y, x = np.mgrid[:height, :width] + 0.5
    distance = np.hypot(x - centre[0], y - centre[1]) / radius

    # White: what the photo shows of it, spread into the iris' place and under the lids.
    # Near the iris only bright pixels are white; the iris' dark rim would stay behind when the gaze turns.
    luma = lit @ LUMA
    known = seen * (distance > 1.15)
    bright = np.median(luma[known > 0.5]) if (known > 0.5).any() else 0.0
    known = known * np.where(distance < 1.7, np.clip(luma / max(bright, 1) * 5 - 3.5, 0, 1), 1)
    spread, weight = lit * 0, known[..., None] * 0
    for sigma, trust in ((0.01, 1.0), (0.03, 0.1), (0.1, 0.01), (0.4, 0.0001)):
        spread = spread + trust * gaussian(lit * known[..., None], sigma * unit)
        weight = weight + trust * gaussian(known[..., None], sigma * unit)
    spread = spread / np.maximum(weight, 1e-9)
    white = spread + (lit - spread) * np.clip(known, 0, 1)[..., None]

    # Iris: completed by its own mirror images about the centre, then by its mean at that radius.
    known = seen * (distance < 1.3)
    ball, weight = lit * known[..., None], known.copy()
    for mirror_x, mirror_y in ((1, -1), (-1, 1), (-1, -1)):
        at_x = centre[0] + mirror_x * (x - centre[0]) - 0.5
        at_y = centre[1] + mirror_y * (y - centre[1]) - 0.5
        there = bilinear(known, at_x, at_y) * (1 - weight)
        ball += bilinear(lit, at_x, at_y) * there[..., None]
        weight += there
    bins = np.minimum((distance * 8).astype(int), 15)
    total = np.bincount(bins.ravel(), weight.ravel(), 16)
    profile = np.stack([np.bincount(bins.ravel(), (ball[..., c]).ravel(), 16) for c in range(3)], 1)
    profile = (profile + 1e-3 * profile.sum(0)) / (total + 1e-3 * total.sum() + 1e-9)[:, None]
    ball += profile[bins] * (1 - weight)[..., None]
    edge = np.clip((1.2 - distance) / 0.15, 0, 1)
    return translucent_image(white, np.ones((height, width))), translucent_image(ball, edge * edge * (3 - 2 * edge))
