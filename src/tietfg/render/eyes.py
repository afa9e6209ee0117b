"""Eyes: lids that close along the portrait's own contours, over an eyeball with white and iris of its own."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.render.images import CUBIC, bilinear, blurred, coverage, gaussian, smooth_path, translucent_image
from tietfg.render.mesh import FaceMesh, HeadPose, coefficient
from tietfg.render.topology import (
    IRIS_LEFT,
    IRIS_RIGHT,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)

CLOSING_HEIGHT = 0.12
"""Where shut lids meet, above the lower lid, in openings."""
LID_OVERLAP = 0.01
GAZE_REACH = 0.055
"""Shift of the iris by a gaze coefficient of 1, in units."""
SHADOW_DEPTH, SHADOW_STRENGTH = 0.06, 0.25
"""Shadow of the upper lid on the eyeball: depth in units, darkening at the lid."""
PAINTED = 0.006
"""Rim of the lids that may hold stray pixels of the eyeball, in units."""
BORDER = 0.01
"""Uncertain rim inside the lids that is not taken from the photo, in units."""


@dataclass(frozen=True)
class Eye:
    """One eye of a portrait; positions in frame pixels."""

    upper: NDArray[np.int64]
    lower: NDArray[np.int64]
    """(9,) landmark indices of the lids."""
    blink: int
    gaze: tuple[int, int, int, int]
    """Indices of the coefficients: towards the picture's right, left, down, up."""
    centre: NDArray[np.float64]
    """(3,) of the iris."""
    radius: float
    corner: NDArray[np.float64]
    """(2,) upper left corner of the layers."""
    white: skia.Image
    iris: skia.Image
    unit: float
    down: NDArray[np.float64]
    """(3,) the head's own downward direction."""

    def close(self, points: NDArray[np.float64], coefficients: NDArray[np.floating]) -> None:
        """Move the lids' contours in (vertices, 3) points towards each other, in place."""
        shut = np.clip(coefficients[self.blink], 0, 1)
        upper, lower = points[self.upper[1:-1]], points[self.lower[1:-1]]
        opening = (lower - upper) @ self.down
        upper = upper + np.minimum(opening, 0)[:, None] * self.down
        meeting = lower + CLOSING_HEIGHT * (upper - lower)
        overlap = LID_OVERLAP / 2 * self.unit * self.down
        points[self.upper[1:-1]] = upper + shut * (meeting + overlap - upper)
        points[self.lower[1:-1]] = lower + shut * (meeting - overlap - lower)

    def draw(
        self,
        canvas: skia.Canvas,
        points: NDArray[np.float64],
        pose: HeadPose,
        coefficients: NDArray[np.floating],
    ) -> None:
        """Draw white, iris and the lid's shadow through the opening of the lids of turned (vertices, 3) points."""
        opacity = np.clip((1 - coefficients[self.blink]) * 6, 0, 1)
        if opacity <= 0:
            return
        upper, lower = points[self.upper, :2], points[self.lower, :2]
        opening = smooth_path(upper, lower[::-1])
        right, left, down, up = coefficients[list(self.gaze)]
        shift = np.clip([right - left, down - up], -1.4, 1.4) * GAZE_REACH * self.unit

        bounds = opening.getBounds().makeOutset(3, 3)
        canvas.saveLayerAlpha(bounds, round(255 * opacity))
        canvas.save()
        canvas.concat(self._placement(pose))
        canvas.drawImage(self.white, *map(float, self.corner), CUBIC)
        canvas.translate(*map(float, shift))
        canvas.drawImage(self.iris, *map(float, self.corner), CUBIC)
        canvas.restore()
        canvas.drawPath(smooth_path(upper), lid_shadow(self.unit))
        canvas.saveLayer(bounds, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
        rim = skia.Paint(AntiAlias=True, MaskFilter=blurred(0.4))
        rim.setStyle(skia.Paint.kStrokeAndFill_Style)
        rim.setStrokeWidth(PAINTED * self.unit)
        canvas.drawPath(opening, rim)
        canvas.restore()
        canvas.restore()

    def _placement(self, pose: HeadPose) -> skia.Matrix:
        """The head's motion of the plane through the iris."""
        (a, b), (c, d) = pose.rotation[:2, :2]
        x, y = pose(self.centre)[:2] - pose.rotation[:2, :2] @ self.centre[:2]
        return skia.Matrix.MakeAll(a, b, x, c, d, y, 0, 0, 1)


def lid_shadow(unit: float) -> skia.Paint:
    """Paint that draws the upper lid's line as the shadow it casts."""
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=SHADOW_DEPTH * unit,
        Alphaf=SHADOW_STRENGTH,
        MaskFilter=blurred(SHADOW_DEPTH * unit / 3),
    )


def build_eyes(
    mesh: FaceMesh, landmarks: NDArray[np.floating], picture: NDArray[np.uint8], margin: int
) -> tuple[Eye, Eye]:
    """Right and left eye from (478, 3) landmarks in frame pixels and the framed picture."""
    eyes = []
    for upper, lower, iris, side, right, left in (
        (UPPER_LID_RIGHT, LOWER_LID_RIGHT, IRIS_RIGHT, "Right", "In", "Out"),
        (UPPER_LID_LEFT, LOWER_LID_LEFT, IRIS_LEFT, "Left", "Out", "In"),
    ):
        centre, rim = landmarks[iris[0]].astype(float), landmarks[iris[1:]]
        radius = float(np.linalg.norm(rim[:, :2] - centre[:2], axis=1).mean())
        local = landmarks[:, :2] + margin
        centre[:2], radius = _find_iris(picture, local[upper], local[lower], local[iris[0]], radius)
        centre[:2] -= margin
        contour = np.vstack([landmarks[upper, :2], landmarks[lower, :2]])
        reach = int(np.ceil(0.12 * mesh.unit)) + 2
        corner = np.floor(np.minimum(contour.min(0), centre[:2] - radius)).astype(int) - reach
        size = np.ceil(np.maximum(contour.max(0), centre[:2] + radius)).astype(int) + reach - corner
        rows, columns = corner[1] + margin + np.arange(size[1]), corner[0] + margin + np.arange(size[0])
        patch = picture[
            np.clip(rows, 0, picture.shape[0] - 1)[:, None], np.clip(columns, 0, picture.shape[1] - 1)[None]
        ].astype(np.float32)
        white, ball = _eyeball(
            patch, landmarks[upper, :2] - corner, landmarks[lower, :2] - corner, centre[:2] - corner, radius, mesh.unit
        )
        eyes.append(
            Eye(
                upper=upper,
                lower=lower,
                blink=coefficient(f"eyeBlink{side}"),
                gaze=(
                    coefficient(f"eyeLook{right}{side}"),
                    coefficient(f"eyeLook{left}{side}"),
                    coefficient(f"eyeLookDown{side}"),
                    coefficient(f"eyeLookUp{side}"),
                ),
                centre=centre,
                radius=radius,
                corner=corner.astype(float),
                white=white,
                iris=ball,
                unit=mesh.unit,
                down=mesh.axes[:, 1],
            )
        )
    return eyes[0], eyes[1]


def without_whites(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float
) -> NDArray[np.uint8]:
    """Return the framed picture with the eyes between the lids painted over in the colours of the lids' edges.

    The eyeballs are drawn over it; without this, their light rim would glitter between lids that close.
    """
    result = picture.copy()
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        contour = np.vstack([landmarks[upper, :2], landmarks[lower[::-1], :2]]) + margin
        corner = np.maximum(np.floor(contour.min(0) - 0.1 * unit).astype(int), 0)
        end = np.minimum(np.ceil(contour.max(0) + 0.1 * unit).astype(int), picture.shape[1::-1])
        width, height = (end - corner).tolist()
        opening = smooth_path(contour[:9] - corner, contour[9:] - corner)
        inside = coverage(opening, width, height)
        painted = np.maximum(inside, coverage(opening, width, height, 2 * PAINTED * unit))
        source = np.clip(coverage(opening, width, height, 6 * PAINTED * unit) - painted, 0, 1)[..., None]
        patch = result[corner[1] : end[1], corner[0] : end[0]]
        spread, weight = np.zeros(patch.shape, np.float32), np.full((height, width, 1), 1e-9, np.float32)
        for sigma, trust in ((0.008, 1.0), (0.02, 0.01), (0.1, 0.0001)):
            spread = spread + trust * gaussian(patch * source, sigma * unit)
            weight = weight + trust * gaussian(source, sigma * unit)
        patch[...] = np.rint(patch + (spread / weight - patch) * painted[..., None])
    return result


def _find_iris(
    picture: NDArray[np.uint8],
    upper: NDArray[np.floating],
    lower: NDArray[np.floating],
    centre: NDArray[np.floating],
    radius: float,
) -> tuple[NDArray[np.float64], float]:
    """Improve (2,) centre and radius of an iris: the circle near the given one across which the picture brightens most.

    Daugman 1993, "High confidence visual recognition of persons by a test of statistical independence", on the part of
    the circle that lies between the lids.
    """
    grey = picture[..., 1].astype(np.float32)
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    steps = np.linspace(-0.24, 0.24, 9) * radius
    shift_x, shift_y, size, angle = np.meshgrid(
        steps, steps, np.linspace(0.85, 1.2, 8) * radius, angles, indexing="ij"
    )
    x, y = centre[0] + shift_x, centre[1] + shift_y

    def along(factor: float) -> NDArray[np.float32]:
        return bilinear(grey, x + factor * size * np.cos(angle) - 0.5, y + factor * size * np.sin(angle) - 0.5)

    rim_x, rim_y = x + size * np.cos(angle), y + size * np.sin(angle)
    order = [np.argsort(lid[:, 0]) for lid in (upper, lower)]
    top, bottom = (
        np.interp(rim_x, lid[row, 0], lid[row, 1]) for lid, row in zip((upper, lower), order, strict=True)
    )
    seen = (rim_y > top + 0.15 * radius) & (rim_y < bottom - 0.1 * radius)
    rise = np.where(seen, along(1.15) - along(0.85), 0).sum(-1) / np.maximum(seen.sum(-1), 12)
    strayed = (shift_x**2 + shift_y**2)[..., 0] / radius**2 + (size[..., 0] / radius - 1) ** 2
    best = np.unravel_index(np.argmax(rise * (1 - 3 * strayed)), rise.shape)
    return np.array([x[best][0], y[best][0]]), float(size[best][0])


def _eyeball(
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
    luma = lit @ np.array([0.299, 0.587, 0.114], np.float32)
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
    profile = (profile + 1e-3 * profile.sum(0)) / (total + 1e-3 * total.sum())[:, None]
    ball += profile[bins] * (1 - weight)[..., None]
    edge = np.clip((1.2 - distance) / 0.15, 0, 1)
    return translucent_image(white, np.ones((height, width))), translucent_image(ball, edge * edge * (3 - 2 * edge))
