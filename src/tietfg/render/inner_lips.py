"""The moist inner side of the lips, which rolls into view when they part and hides the photo's dark seam."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.blur import bilinear
from tietfg.portrait.topology import LOWER_LIP_RINGS, UPPER_LIP_RINGS
from tietfg.render.images import translucent_image
from tietfg.render.mouth_light import encoded, linear

OVERSAMPLING = 2
"""Pixels of a lip's texture for one of the frame."""
STEPS = 4
"""Columns of the drawn strip between two landmarks."""
WIDTHS = (0.02, 0.028)
"""How much of the inner side of upper and lower lip an open mouth shows, in units, ..."""
LARGEST_SHARE = 0.18
"""... and of the opening at most."""
OVERLAP = 0.015
"""How far the strip fades out over the photo's own lip, in units."""
SHOWN_AT = 0.05
"""Opening at which the inner sides have come out fully, in units."""
FUNNEL_GAIN = 0.7
"""How much more of them protruding lips show."""
SAMPLED = (0.013, 0.026)
"""Where, outside the seam, the photo's lip gives its colours, in units."""
INNER_TINT = np.array([0.62, 0.34, 0.36])
"""What is left of the lip's linear colours at its inner edge, with colours."""
INNER_GREY = 0.4
EDGE = 1.4
"""Frame pixels over which the inner edge fades out."""
CORNER_SHADE = 0.75
"""Darkening at the corners."""
THIN = 2.0
"""Where the strip is thinner than this many frame pixels, it fades."""
GLOSS = 0.03
"""Luminance that moisture adds where it shines most, as a share of that of white teeth."""


@dataclass(frozen=True)
class InnerLip:
    """One lip's inner side."""

    rings: tuple[NDArray[np.int64], NDArray[np.int64]]
    """Inner contour of the lip and of the opposite one."""
    shader: skia.Shader
    texture: list[skia.Point]
    """Places of the strip's vertices in the texture, column by column, outer edge first."""
    width: float
    overlap: float
    unit: float

    def draw(self, canvas: skia.Canvas, points: NDArray[np.float64], coefficients: NDArray[np.floating]) -> None:
        """Draw it along the inner contour of turned (vertices, 3) points."""
        contour, opposite = (_SPLINE @ points[ring, :2] for ring in self.rings)
        inwards = opposite - contour
        gap = np.linalg.norm(inwards, axis=1, keepdims=True)
        inwards = inwards / np.maximum(gap, 1e-6)
        out = smooth_step(gap, 0, SHOWN_AT * self.unit)
        largest = float(gap.max()) / (0.02 * self.unit)
        protruding = coefficients[_PUCKER] + coefficients[_FUNNEL]
        width = self.width * (1 + FUNNEL_GAIN * float(np.clip(protruding, 0, 1.2)))
        width *= 1 - float(np.clip(coefficients[_ROLLS[self.rings[0][5]]], 0, 1))
        edge = contour + inwards * np.minimum(width * out, LARGEST_SHARE * gap)
        start = contour - inwards * self.overlap * out
        places = np.stack([start, edge], 1).reshape(-1, 2)
        strip = skia.Vertices(
            skia.Vertices.kTriangleStrip_VertexMode,
            list(map(skia.Point, places[:, 0].tolist(), places[:, 1].tolist())),
            self.texture,
            _whites(np.linalg.norm(edge - start, axis=1) / THIN),
        )
        canvas.drawVertices(strip, skia.Paint(Shader=self.shader, Alphaf=float(np.clip(largest, 0, 1))))


def _whites(opacity: NDArray[np.floating]) -> list[int]:
    """Skia's white for the two vertices of each column, with opacity (n,)."""
    alpha = np.rint(255 * np.clip(opacity, 0, 1)).astype(np.int64)
    return np.repeat((alpha << 24) | 0xFFFFFF, 2).tolist()


_PUCKER, _FUNNEL = coefficient("mouthPucker"), coefficient("mouthFunnel")
_ROLLS = {13: coefficient("mouthRollUpper"), 14: coefficient("mouthRollLower")}


def build_inner_lips(
    picture: NDArray[np.uint8],
    places: NDArray[np.floating],
    unit: float,
    white: float,
    colour: float,
) -> tuple[InnerLip, InnerLip]:
    """Inner sides of upper and lower lip, in the colours of the picture's lips at (478, 2) landmarks in its pixels.

    `white` is the luminance of teeth in the same light; `colour` goes from 0 in a picture without colours to 1.
    """
    lips: list[InnerLip] = []
    for rings, opposite, width, gloss in (
        (UPPER_LIP_RINGS, LOWER_LIP_RINGS, WIDTHS[0], 0.3 * GLOSS),
        (LOWER_LIP_RINGS, UPPER_LIP_RINGS, WIDTHS[1], GLOSS),
    ):
        seam, outer = places[rings[0]], places[rings[3]]
        height = np.linalg.norm(outer - seam, axis=1, keepdims=True)
        outwards = (outer - seam) / np.maximum(height, 1e-6)
        distance = np.linspace(*SAMPLED, 6)[:, None, None] * unit
        sampled = seam + outwards * np.minimum(distance, 0.6 * height)
        colours = np.median(linear(bilinear(picture, *np.moveaxis(sampled - 0.5, -1, 0))), axis=0)
        colours = colours[[2, 2, *range(2, 9), 8, 8]]
        rows = max(6, round(OVERSAMPLING * (width + OVERLAP) * unit))
        columns = max(24, round(OVERSAMPLING * float(np.ptp(seam[:, 0]))))
        place = np.linspace(-1, 1, columns)[:, None]
        along = _smooth_rows(np.linspace(0, 10, columns), colours) * (1 - CORNER_SHADE * place**4)
        inwards = ((np.arange(rows) + 0.5) / rows)[:, None, None]
        rolled = np.clip((inwards - 0.25) / 0.75, 0, 1)
        tint = INNER_GREY + colour * (INNER_TINT - INNER_GREY)
        light = along * (1 - rolled + rolled * tint)
        shine = np.exp(-0.5 * ((inwards - 0.5) / 0.12) ** 2) * np.exp(-0.5 * (place / 0.45) ** 2)
        light = light + gloss * white * shine * (0.6 + 0.4 * np.sin(23 * place) * np.sin(9 * place + 1))
        fade = 0.7 * OVERLAP / (width + OVERLAP)
        edge = min(EDGE / ((width + OVERLAP) * unit), 0.5)
        fade_in, fade_out = smooth_step(inwards[..., 0], 0, fade), np.clip((1 - inwards[..., 0]) / edge, 0, 1)
        alpha = np.repeat(fade_in * fade_out, columns, axis=1)
        alpha = alpha * (1 - place[:, 0] ** 8)
        image = translucent_image(encoded(light), alpha)
        clamp = skia.TileMode.kClamp
        ends_x = np.linspace(0, columns, 10 * STEPS + 1)
        ends = np.stack([np.repeat(ends_x, 2), np.tile([0.0, rows], len(ends_x))], 1)
        lips.append(
            InnerLip(
                rings=(rings[0], opposite[0]),
                shader=image.makeShader(clamp, clamp, skia.SamplingOptions(skia.FilterMode.kLinear)),
                texture=list(map(skia.Point, ends[:, 0].tolist(), ends[:, 1].tolist())),
                width=width * unit,
                overlap=OVERLAP * unit,
                unit=unit,
            )
        )
    return lips[0], lips[1]


def _smooth_rows(at: NDArray[np.floating], rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Rows (n, k) at fractional indices, smoothed over a neighbour."""
    padded = np.pad(rows, [(1, 1), (0, 0)], "edge")
    smooth = padded[1:-1] / 2 + (padded[:-2] + padded[2:]) / 4
    return np.stack([np.interp(at, np.arange(len(rows)), column) for column in smooth.T], 1)


def _spline() -> NDArray[np.float64]:
    """Matrix (10 STEPS + 1, 11) that interpolates 11 points by a Catmull-Rom spline."""
    padded = np.vstack([2 * np.eye(11)[0] - np.eye(11)[1], np.eye(11), 2 * np.eye(11)[10] - np.eye(11)[9]])
    rows = []
    for step in range(10 * STEPS + 1):
        index = min(step // STEPS, 9)
        u = step / STEPS - index
        weights = np.array([-u + 2 * u**2 - u**3, 2 - 5 * u**2 + 3 * u**3, u + 4 * u**2 - 3 * u**3, u**3 - u**2]) / 2
        rows.append(weights @ padded[index : index + 4])
    return np.array(rows)


_SPLINE = _spline()
