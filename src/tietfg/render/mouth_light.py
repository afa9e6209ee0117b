"""The light that falls on the mouth, measured on the portrait's skin and the whites of its eyes; linear light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.topology import (
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    LOWER_LIP_RINGS,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
    UPPER_LIP_RINGS,
)

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Weights of linear RGB (ITU-R BT.709)."""
CHEEK_RIGHT = np.array([50, 101, 205, 36, 207, 187, 214, 212, 192])
CHEEK_LEFT = np.array([280, 330, 425, 266, 427, 411, 434, 432, 416])
LIPS = np.concatenate([UPPER_LIP_RINGS[2][2:-2], LOWER_LIP_RINGS[1][2:-2], LOWER_LIP_RINGS[2][2:-2]])
SPOT = 0.02
"""Half the side of the squares of skin that are looked at, in units."""
BRIGHTEST = 0.7
"""Middle of the lightest pixels between the lids, the white of the eye, as a quantile."""
TEETH = 1.9
"""Luminance of front teeth against that of skin or the whites of the eyes, whichever is lighter: lids shade these."""
TEETH_OF_SKIN = (0.34, 0.95)
"""Luminance of teeth under light in which skin has luminance 0, and its rise with that of the skin, ..."""
DIMMEST, BRIGHTEST_TEETH = 0.6, 0.82
"""... of which they have this share at least; and the most luminance of all: no teeth shine like neon."""
TINT = 0.6
"""Share of the whites' tint that teeth take on."""
STEEPEST_SIDE = 0.6
RED_LIPS = 0.25
"""By how much less green, as a share, than white things lips are at least in a picture with all its colours."""


@dataclass(frozen=True)
class MouthLight:
    """Light on the mouth."""

    teeth: NDArray[np.float64]
    """(3,) linear RGB in [0, 1] of front teeth."""
    colour: float
    """How coloured the mouth is, from 0 in a picture without colours to 1."""
    slope: float
    """Natural logarithm by which the light grows from the middle of the mouth to the corner that lies right in the
    picture."""


def linear(srgb: NDArray[np.floating] | NDArray[np.uint8]) -> NDArray[np.float64]:
    """Linear light in [0, 1] of sRGB values in [0, 255] (IEC 61966-2-1)."""
    value = np.asarray(srgb, np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def encoded(light: NDArray[np.floating]) -> NDArray[np.float64]:
    """Values in [0, 255] of sRGB for linear light."""
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def measure_light(picture: NDArray[np.uint8], places: NDArray[np.floating], unit: float, colour: float) -> MouthLight:
    """Light on the mouth of a face whose landmarks (478, 2) lie at these pixels of the picture.

    `colour` goes from 0 in a picture without colours to 1.
    """
    right, left = (_skin(picture, places[cheek], SPOT * unit) for cheek in (CHEEK_RIGHT, CHEEK_LEFT))
    skin = float((right + left) @ LUMINANCE) / 2
    of_skin = TEETH_OF_SKIN[0] + TEETH_OF_SKIN[1] * skin
    whites = [
        _whites(picture, places[np.concatenate(lids)])
        for lids in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT[::-1]), (UPPER_LID_LEFT, LOWER_LID_LEFT[::-1]))
    ]
    white = max(whites, key=lambda each: float(each @ LUMINANCE))
    luminance = TEETH * max(float(white @ LUMINANCE), skin)
    luminance = min(max(luminance, DIMMEST * of_skin), of_skin, BRIGHTEST_TEETH)
    tint = np.clip(white / max(white @ LUMINANCE, 1e-3), 0.6, 1.5) ** TINT
    side = np.log((left @ LUMINANCE + 0.02) / (right @ LUMINANCE + 0.02)) / 2
    lips = _skin(picture, places[LIPS], SPOT / 2 * unit)
    redness = 1 - lips[1] / max(lips[0], 1e-3) * tint[0] / tint[1]
    return MouthLight(
        teeth=luminance * tint / (tint @ LUMINANCE),
        colour=colour * float(np.clip(redness / RED_LIPS, 0, 1)),
        slope=float(np.clip(side, -STEEPEST_SIDE, STEEPEST_SIDE)),
    )


def _skin(picture: NDArray[np.uint8], places: NDArray[np.floating], half: float) -> NDArray[np.float64]:
    """Median linear RGB (3,) of squares around places."""
    reach = max(1, round(half))
    columns, rows = np.clip(places.round().astype(int), reach, np.array(picture.shape[1::-1]) - reach - 1).T
    offsets = np.arange(-reach, reach + 1)
    squares = picture[rows[:, None, None] + offsets[:, None], columns[:, None, None] + offsets]
    return linear(np.median(squares.reshape(-1, 3), axis=0))


def _whites(picture: NDArray[np.uint8], lids: NDArray[np.floating]) -> NDArray[np.float64]:
    """Linear RGB (3,) of the lightest part of what lies between the lids, an outline (n, 2)."""
    corner, end = np.floor(lids.min(0)).astype(int), np.ceil(lids.max(0)).astype(int) + 1
    x, y = np.meshgrid(*(np.arange(*span) + 0.5 for span in zip(corner, end, strict=True)))
    after = np.roll(lids, -1, axis=0)
    inside = np.zeros(x.shape, bool)
    for (ax, ay), (bx, by) in zip(lids, after, strict=True):
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    columns, rows = np.clip(x.astype(int), 0, picture.shape[1] - 1), np.clip(y.astype(int), 0, picture.shape[0] - 1)
    pixels = linear(picture[rows, columns][inside]) if inside.any() else np.zeros((1, 3))
    luminance = pixels @ LUMINANCE
    lightest = luminance >= np.quantile(luminance, 2 * BRIGHTEST - 1)
    return np.median(pixels[lightest], axis=0)
