"""Eye sockets: the skin between brow and lid lies in the brow's shadow, out of which a rising brow draws it."""

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.blur import gaussian
from tietfg.portrait.topology import BROW_COLUMNS_LEFT, BROW_COLUMNS_RIGHT
from tietfg.render.images import coverage, smooth_path
from tietfg.render.light import GAMMA
from tietfg.render.skin import SkinGrid

RISING = (("browInnerUp", 0.5), ("browOuterUp", 0.5), ("browDown", -0.35))
"""Actions and how far each lifts the shadow."""
LIFTED = 0.35
"""Share of the shadow that goes when the brow rises."""
DEEPEST = 1.0
"""Shadows are taken for at most so deep, as the logarithm of a ratio of light."""
SOFT = 0.025
"""Standard deviation of what counts as shadow and not as hair, and of its border, in units."""


def socket_shares() -> NDArray[np.float64]:
    """Weights (2, 52) that read from coefficients how far the right and the left socket are lifted into the light."""
    rows = np.zeros((2, 52))
    for row, side in zip(rows, ("Right", "Left"), strict=True):
        for action, share in RISING:
            row[coefficient(action if action == "browInnerUp" else action + side)] = share
    return rows


def socket_light(grid: SkinGrid, texels: NDArray[np.floating]) -> NDArray[np.float64]:
    """Logarithms of ratios (2, height, width) by which sockets brighten; `texels` (landmarks, 2) places in the grid."""
    height, width = grid.skin.shape
    brightness = np.log(np.maximum(grid.colours.mean(2), 2e-3))
    lit = np.log(np.maximum(grid.light.ambient + grid.normals @ grid.light.direction, 0.3))
    usual = float(np.median(np.concatenate([(brightness - lit)[patch] for patch in grid.patches])))
    known = np.minimum(2 * grid.skin, 1) + 1e-3
    deviation = SOFT * grid.unit
    shadow = gaussian((usual + lit - brightness) * known, deviation) / gaussian(known, deviation)
    result = []
    for columns in (BROW_COLUMNS_RIGHT, BROW_COLUMNS_LEFT):
        outline = smooth_path(texels[columns[:, 1]], texels[columns[::-1, 4]])
        socket = gaussian(coverage(outline, width, height), deviation)
        result.append(LIFTED / GAMMA * np.clip(shadow, 0, DEEPEST) * socket * np.minimum(2 * grid.skin, 1))
    return np.stack(result)
