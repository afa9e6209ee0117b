"""Eyeball: white, iris and reflections taken apart once from the photo; the iris turns with the gaze."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.blur import bilinear, gaussian
from tietfg.portrait.spread import spread_blurred
from tietfg.render.filters import distance
from tietfg.render.images import CUBIC, LUMA, blurred, coverage, smooth_path, translucent_image
from tietfg.render.mesh import HeadPose

SHADOW_DEPTH, SHADOW_STRENGTH = 0.06, 0.25
"""Shadow of the upper lid on the eyeball: depth in units, darkening at the lid."""
PAINTED = 0.007
"""Rim of the lids that may hold stray pixels of the eyeball, in units."""
BORDER = 0.002
"""Uncertain rim inside the lids that is not taken from the photo, in units."""
EYEBALL_RADIUS = 1.78
"""Distance of the iris' plane from the eyeball's centre, in radii of the iris (10.5 of 5.9 mm)."""
REFLECTION_SHIFT = 0.5
"""Reflections of still lights move half as far as the iris: the cornea's centre lies half-way to the eyeball's."""
FARTHEST = 0.8
"""Shift of the iris at which it stops, in radii of the eyeball."""


@dataclass(frozen=True)
class Eyeball:
    """What is seen between the lids; positions in frame pixels."""

    white: skia.Image
    iris: skia.Image
    reflections: skia.Image
    """Light to be added."""
    origin: NDArray[np.float64]
    """(2,) place of the iris' centre in the three images."""
    iris_centre: NDArray[np.float64]
    """(3,) at rest."""
    radius: float
    """Of the eyeball, to the plane of the iris."""
    unit: float

    def draw(self, canvas: skia.Canvas, shift: NDArray[np.float64], pose: HeadPose) -> None:
        """Draw the eyeball of a turned head whose iris is shifted by (3,) on the resting head."""
        turn = self._turn(shift)
        behind = np.array([0.0, 0.0, self.radius])
        for image, rotation, moved, blend in (
            (self.white, np.eye(3), np.zeros(3), skia.BlendMode.kSrcOver),
            (self.iris, turn, behind - turn @ behind, skia.BlendMode.kSrcOver),
            (self.reflections, np.eye(3), REFLECTION_SHIFT * (behind - turn @ behind), skia.BlendMode.kPlus),
        ):
            linear = (pose.rotation @ rotation)[:2, :2]
            place = pose(self.iris_centre + moved)[:2] - linear @ self.origin
            (a, b), (c, d) = linear.tolist()
            canvas.save()
            canvas.concat(skia.Matrix.MakeAll(a, b, place[0], c, d, place[1], 0, 0, 1))
            canvas.drawImage(image, 0, 0, CUBIC, skia.Paint(BlendMode=blend))
            canvas.restore()

    def draw_lid_shadow(self, canvas: skia.Canvas, lid: NDArray[np.floating], shut: float) -> None:
        """Darken the eyeball under the upper lid's (9, 2) margin, more as it shuts."""
        canvas.drawPath(smooth_path(lid), _lid_shadow(self.unit, SHADOW_STRENGTH * (1 + shut)))

    def _turn(self, shift: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rotation (3, 3) of the eyeball by the shortest way to where its iris is shifted (Listing's law)."""
        x, y = shift[:2] / self.radius
        x, y = np.array([x, y]) * min(1.0, FARTHEST / max(np.hypot(x, y), 1e-9))
        depth = np.sqrt(1 - x * x - y * y)
        cross = np.array([[0.0, 0.0, -x], [0.0, 0.0, -y], [x, y, 0.0]])
        return np.eye(3) + cross + cross @ cross / (1 + depth)


def _lid_shadow(unit: float, strength: float) -> skia.Paint:
    """Paint that draws the upper lid's line as the shadow it casts."""
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=SHADOW_DEPTH * unit,
        Alphaf=strength,
        MaskFilter=blurred(SHADOW_DEPTH * unit / 3),
    )


def build_eyeball(
    picture: NDArray[np.uint8],
    margin: int,
    upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    centre: NDArray[np.float64],
    radius: float,
    rests_at: NDArray[np.float64],
    unit: float,
) -> Eyeball:
    """Take the eyeball between (9, 2) lids out of the framed picture.

    (2,) `centre` and `radius` are those of the iris there, (3,) `rests_at` is where it lies on the face at rest.
    """
    contour = np.vstack([upper, lower])
    reach = int(np.ceil(0.12 * unit)) + 2
    corner = np.floor(np.minimum(contour.min(0), centre - radius)).astype(int) - reach
    size = np.ceil(np.maximum(contour.max(0), centre + radius)).astype(int) + reach - corner
    rows, columns = corner[1] + margin + np.arange(size[1]), corner[0] + margin + np.arange(size[0])
    rows, columns = np.clip(rows, 0, picture.shape[0] - 1), np.clip(columns, 0, picture.shape[1] - 1)
    photo = picture[rows[:, None], columns[None]].astype(np.float32)
    height, width = photo.shape[:2]
    upper, lower = upper - corner, lower - corner
    opening = smooth_path(upper, lower[::-1])
    seen = np.clip(coverage(opening, width, height) - coverage(opening, width, height, 2 * BORDER * unit), 0, 1)
    shadow = np.zeros((height, width, 4), np.uint8)
    shade = _lid_shadow(unit, SHADOW_STRENGTH)
    skia.Surface(shadow, alphaType=skia.kPremul_AlphaType).getCanvas().drawPath(smooth_path(upper), shade)
    lit = photo / (1 - shadow[..., 3:].astype(np.float32) / 255)
    y, x = np.mgrid[:height, :width] + 0.5
    origin = centre - corner
    offset = np.stack([x - origin[0], y - origin[1]], -1)
    away = np.hypot(*np.moveaxis(offset, -1, 0)) / radius

    # White: what the photo shows of it, spread into the iris' place and under the lids.
    # Near the iris only bright pixels are white; the iris' dark rim would stay behind when the gaze turns.
    luma = lit @ LUMA
    known = seen * (away > 1.15)
    bright = np.median(luma[known > 0.5]) if (known > 0.5).any() else 0.0
    known = known * np.where(away < 1.7, smooth_step(luma / max(float(bright), 1.0), 0.7, 0.9), 1)
    scales = ((0.01, 1.0), (0.03, 0.1), (0.1, 0.01), (0.4, 0.0001))
    white = spread_blurred(lit, known, tuple((sigma * unit, trust) for sigma, trust in scales))
    white += (lit - white) * known[..., None]

    # Iris: without reflections and the lashes' shadow, completed by its mirror images, then by its mean at that radius.
    known = seen * (away < 1.3)
    ring = np.minimum((away * 8).astype(int), 15)
    visible = [(ring == k) & (known > 0.5) for k in range(16)]
    usual = np.array([np.median(luma[there]) if there.any() else np.inf for there in visible])
    usual[:3] = np.minimum(usual[:3], usual[3:6].min())
    shining = gaussian(smooth_step(luma - usual[ring], 18, 40) * (away < 0.9), 0.5)
    clear = known * np.clip(1 - 2 * shining, 0, 1)
    sure = clear * smooth_step(distance(upper, width, height) / unit, 0.005, 0.03)
    iris, weight = lit * clear[..., None], clear.copy()
    for flip in ((1, -1), (-1, 1), (-1, -1)):
        at_x, at_y = np.moveaxis(origin + offset * flip - 0.5, -1, 0)
        there = bilinear(sure, at_x, at_y) * (1 - weight)
        iris += bilinear(lit, at_x, at_y) * there[..., None]
        weight += there
    total = np.bincount(ring.ravel(), sure.ravel(), 16)
    profile = np.stack([np.bincount(ring.ravel(), (lit[..., c] * sure).ravel(), 16) for c in range(3)], 1)
    profile = (profile + 1e-3 * profile.sum(0)) / (total + 1e-3 * total.sum() + 1e-9)[:, None]
    iris += profile[ring] * (1 - weight)[..., None]

    light = np.maximum(lit - iris, 0) * (np.clip(2 * shining, 0, 1) * seen)[..., None]
    opaque = np.ones((height, width))
    return Eyeball(
        white=translucent_image(white, opaque),
        iris=translucent_image(iris, smooth_step(-away, -1.2, -1.05)),
        reflections=translucent_image(light, opaque),
        origin=origin,
        iris_centre=rests_at,
        radius=EYEBALL_RADIUS * radius,
        unit=unit,
    )
