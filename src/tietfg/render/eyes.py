"""Eyes: lids that close along the portrait's own contours, over an eyeball that turns under them."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import (
    BROW_COLUMNS_LEFT,
    BROW_COLUMNS_RIGHT,
    IRIS_LEFT,
    IRIS_RIGHT,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)
from tietfg.render.contours import find_iris
from tietfg.render.eyeball import PAINTED, Eyeball, build_eyeball
from tietfg.render.images import blurred, paint_over, smooth_path
from tietfg.render.lids import UpperLid, take_lid_apart
from tietfg.render.mesh import FaceMesh, HeadPose

CLOSING_HEIGHT = 0.12
"""Where shut lids meet, above the lower lid, in openings."""
LID_OVERLAP = 0.01
"""How far shut lids overlap, in units."""
UPPER_FOLLOWS, LOWER_FOLLOWS = 0.85, 0.4
"""How far the lids follow the iris up and down (Becker and Fuchs 1988: the upper lid nearly as far as the eye)."""
LASH_LINE = 0.009
"""Width of the line of lashes where shut lids meet, in units."""
GLIMPSE = 0.012
"""Openings lower than this show ever less of the eyeball, in units."""


@dataclass(frozen=True)
class LidMotion:
    """What one frame does to the upper lid."""

    offsets: NDArray[np.float64]
    """(vertices, 3) by which the lid's action moves the vertices of UpperLid, ..."""
    hair: NDArray[np.float64]
    """... and by which their motion differs from that of the brow's hair."""
    shut: float
    """Share of the way to the lower lid; below 0 in wide eyes."""


@dataclass(frozen=True)
class Eye:
    """One eye of a portrait; positions in frame pixels."""

    upper: NDArray[np.int64]
    lower: NDArray[np.int64]
    """(9,) landmark indices of the lids."""
    blink: int
    look: NDArray[np.int64]
    """Indices of the coefficients: towards the picture's right, left, down, up."""
    lid_actions: NDArray[np.int64]
    """Indices of the coefficients that move the upper lid and not the brow."""
    lid_basis: NDArray[np.float64]
    """(lid_actions, vertices of the lid, 3)."""
    rest: NDArray[np.float64]
    """(vertices of the lid, 3)."""
    reach: NDArray[np.float64]
    """(4, 3) shift of the iris by each look of 1."""
    lid: UpperLid
    eyeball: Eyeball
    unit: float
    down: NDArray[np.float64]
    """(3,) the head's own."""

    def close(self, points: NDArray[np.float64], coefficients: NDArray[np.floating]) -> LidMotion:
        """Move the lids' contours in (vertices, 3) points, in place, as blinks and the direction of gaze want."""
        within, vertices = slice(1, -1), self.lid.vertices
        offsets = np.einsum("k,kvc->vc", coefficients[self.lid_actions], self.lid_basis)
        open_points = points[vertices] - offsets
        upper, lower = points[self.upper], points[self.lower]
        height = np.sin(np.linspace(0, np.pi, 9))[:, None] ** 0.7
        sink = float(self.gaze(coefficients) @ self.down) * self.down * height
        upper += UPPER_FOLLOWS * sink
        lower += LOWER_FOLLOWS * sink
        upper += np.minimum((lower - upper) @ self.down, 0)[:, None] * self.down
        shut = np.clip(coefficients[self.blink], 0, 1)
        meeting = lower + CLOSING_HEIGHT * (upper - lower)
        for _ in range(2):
            meeting[within] = meeting[within] / 2 + (meeting[:-2] + meeting[2:]) / 4
        overlap = LID_OVERLAP / 2 * self.unit * self.down
        points[self.upper[within]] = (upper + shut * (meeting + overlap - upper))[within]
        points[self.lower[within]] = (lower + shut * (meeting - overlap - lower))[within]

        offsets = points[vertices] - open_points
        on_margin = np.isin(vertices, self.upper[2:7])
        way = (points[self.lower[2:7]] - points[self.upper[2:7]]) @ self.down
        drop = float((offsets[on_margin] @ self.down).mean())
        moved = open_points - self.rest
        raised = np.minimum((moved[self.lid.leaders] - moved) @ self.down, 0)[:, None] * self.down
        hair = offsets - self.lid.follows * raised
        return LidMotion(offsets, hair, drop / max(drop + float(way.mean()), 0.02 * self.unit))

    def gaze(self, coefficients: NDArray[np.floating]) -> NDArray[np.float64]:
        """Shift (3,) of the iris on the resting head."""
        return np.clip(coefficients[self.look], 0, 1.6) @ self.reach

    def draw(
        self,
        canvas: skia.Canvas,
        points: NDArray[np.float64],
        motion: LidMotion,
        pose: HeadPose,
        coefficients: NDArray[np.floating],
    ) -> None:
        """Draw what is above the skin of turned (vertices, 3) points: brow hair, eyeball, lashes."""
        upper, lower = points[self.upper, :2], points[self.lower, :2]
        hair, crease = (
            (points[self.lid.vertices] - offsets @ pose.rotation.T)[:, :2] for offsets in (motion.hair, motion.offsets)
        )
        self.lid.draw_hair(canvas, hair, crease, motion.shut)
        opening = float(((lower - upper)[2:7] @ self.down[:2]).mean()) / self.unit
        if opening > 0.2 * GLIMPSE and motion.shut < 1:
            self._draw_eyeball(canvas, upper, lower, pose, coefficients, min(opening / GLIMPSE, 1.0), motion.shut)
        self.lid.draw_lashes(canvas, upper, motion.shut)
        meeting = float(np.clip((motion.shut - 0.6) / 0.4, 0, 1))
        if meeting > 0:
            line = (upper + lower) / 2
            taper = (np.sin(np.linspace(0.15, np.pi, 9)) ** 0.5)[:, None] * [0, LASH_LINE / 2 * self.unit]
            paint = skia.Paint(
                AntiAlias=True,
                Color=skia.Color(110, 110, 110),
                BlendMode=skia.BlendMode.kMultiply,
                MaskFilter=blurred(0.4 * LASH_LINE * self.unit),
            )
            paint.setAlphaf(0.7 * meeting * meeting)
            canvas.drawPath(smooth_path(line - taper, (line + taper)[::-1]), paint)

    def _draw_eyeball(
        self,
        canvas: skia.Canvas,
        upper: NDArray[np.float64],
        lower: NDArray[np.float64],
        pose: HeadPose,
        coefficients: NDArray[np.floating],
        opacity: float,
        shut: float,
    ) -> None:
        opening = smooth_path(upper, lower[::-1])
        bounds = opening.getBounds().makeOutset(3, 3)
        canvas.saveLayerAlpha(bounds, round(255 * opacity))
        self.eyeball.draw(canvas, self.gaze(coefficients), pose)
        self.eyeball.draw_lid_shadow(canvas, upper, float(np.clip(shut, 0, 1)))
        canvas.saveLayer(bounds, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
        inside = skia.Paint(AntiAlias=True, MaskFilter=blurred(0.4))
        canvas.drawPath(opening, inside)
        inside.setStyle(skia.Paint.kStroke_Style)
        inside.setStrokeWidth(0.8 * PAINTED * self.unit * float(np.clip(1 - shut, 0, 1)))
        canvas.drawPath(opening, inside)
        canvas.restore()
        canvas.restore()


def build_eyes(
    mesh: FaceMesh, landmarks: NDArray[np.float64], picture: NDArray[np.uint8], margin: int, blur: float
) -> tuple[tuple[Eye, Eye], NDArray[np.uint8]]:
    """Right and left eye from (478, 3) landmarks in frame pixels and the framed picture; and that picture without them.

    What is left of it has skin for the lids: no brow hair or lashes that would smear, no whites that would glitter
    between lids that close. `blur` is the photo's own in frame pixels.
    """
    eyes, skin = [], picture.copy()
    for upper, lower, iris, columns, side, right, left in (
        (UPPER_LID_RIGHT, LOWER_LID_RIGHT, IRIS_RIGHT, BROW_COLUMNS_RIGHT, "Right", "In", "Out"),
        (UPPER_LID_LEFT, LOWER_LID_LEFT, IRIS_LEFT, BROW_COLUMNS_LEFT, "Left", "Out", "In"),
    ):
        centre, rim = landmarks[iris[0]].astype(float), landmarks[iris[1:]]
        radius = float(np.linalg.norm(rim[:, :2] - centre[:2], axis=1).mean())
        local = landmarks[:, :2] + margin
        centre[:2], radius = find_iris(picture, local[upper], local[lower], local[iris[0]], radius)
        centre[:2] -= margin
        corners = upper[[0, -1]]
        rests_at = centre + (mesh.rest[corners] - landmarks[corners]).mean(0)
        paint_over(skin, local[upper], local[lower[::-1]], PAINTED * mesh.unit + blur, mesh.unit)
        lid = take_lid_apart(skin, landmarks, margin, upper, lower, columns, mesh.face_triangles, mesh.unit)
        look = [coefficient(f"eyeLook{way}{side}") for way in (right, left, "Down", "Up")]
        lid_actions = [coefficient(f"{action}{side}") for action in ("eyeBlink", "eyeWide")] + look[2:]
        eyes.append(
            Eye(
                upper=upper,
                lower=lower,
                blink=coefficient(f"eyeBlink{side}"),
                look=np.array(look),
                lid_actions=np.array(lid_actions),
                lid_basis=mesh.basis[lid_actions][:, lid.vertices],
                rest=mesh.rest[lid.vertices],
                reach=mesh.basis[look, iris[0]],
                lid=lid,
                eyeball=build_eyeball(
                    picture, margin, landmarks[upper, :2], landmarks[lower, :2], centre[:2], radius, rests_at, mesh.unit
                ),
                unit=mesh.unit,
                down=mesh.axes[:, 1],
            )
        )
    return (eyes[0], eyes[1]), skin
