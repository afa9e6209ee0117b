"""Eyes: lids that close along the portrait's own contours, over an eyeball with white and iris of its own."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import (
    IRIS_LEFT,
    IRIS_RIGHT,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)
from tietfg.render.contours import find_iris
from tietfg.render.eye_textures import PAINTED, eyeball_layers, lid_shadow
from tietfg.render.images import CUBIC, bilinear, blurred, smooth_path
from tietfg.render.mesh import FaceMesh, HeadPose

CLOSING_HEIGHT = 0.12
"""Where shut lids meet, above the lower lid, in openings."""
LASHES = 0.018
"""Width of the line of lashes where shut lids meet, in units."""
LID_OVERLAP = 0.01
"""How far shut lids overlap, in units."""
GAZE_REACH = 0.055
"""Shift of the iris by a gaze coefficient of 1, in units."""


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
    corner: NDArray[np.float64]
    """(2,) upper left corner of the layers."""
    lashes: int
    """Colour of the line where shut lids meet."""
    white: skia.Image
    iris: skia.Image
    unit: float
    axes: NDArray[np.float64]
    """(3, 3) the head's own directions to the right, down and away, as columns."""

    def close(self, points: NDArray[np.float64], coefficients: NDArray[np.floating]) -> None:
        """Move the lids' contours in (vertices, 3) points towards each other, in place."""
        shut = np.clip(coefficients[self.blink], 0, 1)
        upper, lower = points[self.upper[1:-1]], points[self.lower[1:-1]]
        down = self.axes[:, 1]
        upper = upper + np.minimum((lower - upper) @ down, 0)[:, None] * down
        meeting = lower + CLOSING_HEIGHT * (upper - lower)
        overlap = LID_OVERLAP / 2 * self.unit * down
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
        upper, lower = points[self.upper, :2], points[self.lower, :2]
        opacity = float(np.clip((1 - coefficients[self.blink]) * 6, 0, 1))
        if opacity > 0:
            self._draw_eyeball(canvas, upper, lower, pose, coefficients, opacity)
        meeting = float(np.clip((coefficients[self.blink] - 0.6) / 0.4, 0, 1))
        if meeting > 0:
            lashes = skia.Paint(
                AntiAlias=True,
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=LASHES * self.unit,
                StrokeCap=skia.Paint.kRound_Cap,
                Color=self.lashes,
                MaskFilter=blurred(0.3 * LASHES * self.unit),
            )
            lashes.setAlphaf(0.75 * meeting * meeting)
            canvas.drawPath(smooth_path((upper + lower) / 2), lashes)

    def _draw_eyeball(
        self,
        canvas: skia.Canvas,
        upper: NDArray[np.float64],
        lower: NDArray[np.float64],
        pose: HeadPose,
        coefficients: NDArray[np.floating],
        opacity: float,
    ) -> None:
        opening = smooth_path(upper, lower[::-1])
        right, left, down, up = coefficients[list(self.gaze)]
        shift = self.axes[:2, :2] @ np.clip([right - left, down - up], -1.4, 1.4) * GAZE_REACH * self.unit

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
        inside = skia.Paint(AntiAlias=True, MaskFilter=blurred(0.4))
        canvas.drawPath(opening, inside)
        inside.setStyle(skia.Paint.kStroke_Style)
        inside.setStrokeWidth(0.8 * PAINTED * self.unit)
        canvas.drawPath(opening, inside)
        canvas.restore()
        canvas.restore()

    def _placement(self, pose: HeadPose) -> skia.Matrix:
        """The head's motion of the plane through the iris."""
        (a, b), (c, d) = pose.rotation[:2, :2]
        x, y = pose(self.centre)[:2] - pose.rotation[:2, :2] @ self.centre[:2]
        return skia.Matrix.MakeAll(a, b, x, c, d, y, 0, 0, 1)


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
        centre[:2], radius = find_iris(picture, local[upper], local[lower], local[iris[0]], radius)
        centre[:2] -= margin
        contour = np.vstack([landmarks[upper, :2], landmarks[lower, :2]])
        reach = int(np.ceil(0.12 * mesh.unit)) + 2
        corner = np.floor(np.minimum(contour.min(0), centre[:2] - radius)).astype(int) - reach
        size = np.ceil(np.maximum(contour.max(0), centre[:2] + radius)).astype(int) + reach - corner
        rows, columns = corner[1] + margin + np.arange(size[1]), corner[0] + margin + np.arange(size[0])
        patch = picture[
            np.clip(rows, 0, picture.shape[0] - 1)[:, None], np.clip(columns, 0, picture.shape[1] - 1)[None]
        ].astype(np.float32)
        white, ball = eyeball_layers(
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
                corner=corner.astype(float),
                lashes=_lash_colour(picture, landmarks[upper, :2] + margin),
                white=white,
                iris=ball,
                unit=mesh.unit,
                axes=mesh.axes,
            )
        )
    return eyes[0], eyes[1]


def _lash_colour(picture: NDArray[np.uint8], lid: NDArray[np.floating]) -> int:
    """Colour of the dark half of the pixels along a lid's (n, 2) contour, a little darker."""
    along = np.linspace(0, len(lid) - 1, 40)
    x, y = (np.interp(along, np.arange(len(lid)), lid[:, axis]) - 0.5 for axis in (0, 1))
    colours = bilinear(picture.astype(np.float32), x, y)
    dark = colours[colours.sum(1) <= np.median(colours.sum(1))].mean(0)
    return skia.Color(*(int(channel) for channel in 0.8 * dark))
