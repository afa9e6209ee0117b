"""The person's own teeth, where the photo shows them: taken out of the picture as layers like the shipped ones."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.blur import bilinear, gaussian
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP, UPPER_LIP_RINGS
from tietfg.render.images import coverage, smooth_path
from tietfg.render.mouth_light import LUMINANCE, encoded, linear
from tietfg.render.teeth import CORNER_SHADE, MouthFrame

RIM = 0.006
"""What lies nearer to the lips than this, in units, has their colours mixed in."""
LEAST_GAP = 0.035
"""Inner lips nearer than this show no teeth worth keeping, in units."""
LEAST_AREA = 0.004
"""Nor do fewer bright pixels, in units squared."""
BRIGHT = (0.3, 0.55)
"""From where on pixels are teeth, and where surely, as a share of the luminance of the brightest ones."""
LIGHTER_THAN_LIPS, LIKELY = 1.3, 0.35
"""Teeth have at least these shares of the luminance of the upper lip, and of what is to be expected of them."""
EDGE_SEARCH = 100.0
"""How far from the shipped teeth's edge the line between the rows is half expected, in pixels of the layers, ..."""
EDGE_DOUBT = 0.3
"""... that is, how much darker it must be there to be taken, in the brightest ones' luminance."""
HEIGHTS = (40.0, 100.0)
"""How much of the upper teeth is seen below the upper lip at least and at most, in pixels of the layers."""
BELOW, UNLIKELY = 0.7, 2.0
"""Cost of the line below the opening, and where teeth are too short or long, in the brightest ones' luminance."""
STEEP = 0.05
"""Cost of a step up or down from column to column, in the same luminance."""
MOST_RELIT = 1.3
"""How much darkness of the corners is taken back at most."""


@dataclass(frozen=True)
class OwnTeeth:
    """Teeth that the photo shows, as (height, width, 4) sRGB in [0, 255] and alpha in [0, 1] over the layers' frame."""

    upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    colour: NDArray[np.float64]
    """(3,) linear RGB of the middle of the upper ones."""


def find_own_teeth(
    picture: NDArray[np.uint8],
    places: NDArray[np.floating],
    frame: MouthFrame,
    margin: int,
    shipped: NDArray[np.floating],
    usual: NDArray[np.floating],
) -> OwnTeeth | None:
    """The teeth between the lips of the framed picture, whose landmarks (478, 2) lie at these pixels; None without.

    `shipped` (height, width, 4) is the layer of upper teeth that fits the same frame: what is found is as dense.
    `usual` (3,) is the linear RGB of teeth to be expected in the portrait's light.
    """
    upper, lower = places[UPPER_INNER_LIP], places[LOWER_INNER_LIP]
    if np.linalg.norm(lower - upper, axis=1).max() < LEAST_GAP * frame.unit:
        return None
    height, width = shipped.shape[:2]
    density = width / frame.layout["size"][0]
    x, y = np.meshgrid((np.arange(width) + 0.5) / density, (np.arange(height) + 0.5) / density)
    at = frame.place(x, y)[..., :2] + margin - 0.5
    rows, columns = picture.shape[:2]
    outline = smooth_path(upper, lower[::-1])
    rim = 2 * RIM * frame.unit + 1
    inside = np.clip(coverage(outline, columns, rows) - coverage(outline, columns, rows, rim), 0, 1)
    inside = bilinear(gaussian(inside, 0.5), at[..., 0], at[..., 1])
    if inside.max() < 0.5:
        return None
    colours = linear(bilinear(picture, at[..., 0], at[..., 1]))
    luminance = colours @ LUMINANCE
    seen = inside > 0.5
    brightest = float(np.quantile(luminance[seen], 0.93))
    lip = places[np.concatenate([UPPER_LIP_RINGS[1][2:-2], UPPER_LIP_RINGS[2][2:-2]])] - 0.5
    lip = np.median(linear(bilinear(picture, lip[:, 0], lip[:, 1])), axis=0)
    if brightest < max(LIGHTER_THAN_LIPS * lip @ LUMINANCE, LIKELY * usual @ LUMINANCE):
        return None
    white = np.median(colours[seen & (luminance > 0.8 * brightest)], axis=0)
    tooth = np.clip((luminance / brightest - BRIGHT[0]) / (BRIGHT[1] - BRIGHT[0]), 0, 1)
    redness, white_redness, lip_redness = (_redness(each) for each in (colours, white, lip))
    if lip_redness - white_redness > 0.1:
        # Tongue, gums and lips are redder.
        tooth = tooth * np.clip((0.6 * lip_redness + 0.4 * white_redness - redness) / 0.1 + 0.5, 0, 1)
    tooth = tooth * inside
    area = float((tooth > 0.5).sum()) * (frame.scale / density / frame.unit) ** 2
    if area < LEAST_AREA:
        return None
    upper_edge = height - np.argmax(shipped[::-1, :, 3] > 0.5, axis=0) + frame.shifts[0] * density
    edge = _between(luminance / brightest, seen, upper_edge, density)
    above = np.clip(edge - np.arange(height)[:, None] + 0.5, 0, 1)
    corners = places[[UPPER_INNER_LIP[0], UPPER_INNER_LIP[-1]]] - 0.5
    along = corners[1] - corners[0]
    aside = 2 * ((at - corners[0]) @ along) / (along @ along) - 1
    relit = np.minimum(1 / np.maximum(1 - CORNER_SHADE * aside**2, 0.1) ** 2.2, MOST_RELIT)
    pixels = encoded(colours * relit[..., None])
    tooth = gaussian(tooth, 0.35 * density / frame.scale)
    front = (tooth * above > 0.7) & (np.abs(aside) < 0.5)
    return OwnTeeth(
        upper=np.dstack([pixels, tooth * above]),
        lower=np.dstack([pixels, tooth * (1 - above)]),
        colour=np.median(colours[front], axis=0) if front.sum() > 20 else white,
    )


def _redness(light: NDArray[np.floating]) -> NDArray[np.float64]:
    """By how much red exceeds green, as a share of red."""
    return 1 - light[..., 1] / np.maximum(light[..., 0], 0.01)


def _between(
    luminance: NDArray[np.floating], seen: NDArray[np.bool_], upper_edge: NDArray[np.floating], density: float
) -> NDArray[np.float64]:
    """Row (width,) of the dark line below the upper teeth in each column, near where it is expected."""
    rows = np.arange(len(luminance))[:, None]
    away = (rows - upper_edge) / (EDGE_SEARCH * density)
    # Below the opening there is nothing left to part: what ends at the lip are upper teeth.
    height = (rows - np.argmax(seen, axis=0)) / density
    unlikely = seen.any(axis=0) & ((height < HEIGHTS[0]) | (height > HEIGHTS[1]))
    cost = np.where(unlikely, UNLIKELY, np.where(seen, luminance, BELOW)) + EDGE_DOUBT * away**2
    # The cheapest line from side to side that moves by one row a column at most, by dynamic programming.
    came = np.empty(cost.shape, np.int64)
    total = cost[:, 0]
    for column in range(cost.shape[1]):
        padded = np.pad(total, 1, constant_values=np.inf)
        ways = np.stack([padded[:-2] + STEEP, padded[1:-1], padded[2:] + STEEP])
        came[:, column] = ways.argmin(axis=0) - 1
        total = ways.min(axis=0) + cost[:, column]
    edge = np.empty(cost.shape[1])
    row = int(total.argmin())
    for column in range(cost.shape[1] - 1, -1, -1):
        edge[column] = row
        row += came[row, column]
    return edge
