"""PortraitRenderer: motion tokens and a portrait become frames."""

from collections.abc import Iterator

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.topology import (
    LOWER_INNER_LIP,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    UPPER_INNER_LIP,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
)
from tietfg.render.backdrop import frame_margin, framed_matte, framed_picture
from tietfg.render.contours import refine_lids
from tietfg.render.creases import find_creases
from tietfg.render.eyes import build_eyes
from tietfg.render.glasses import take_glasses_off
from tietfg.render.images import opaque_image, texture
from tietfg.render.layers import build_layers
from tietfg.render.lips import close_lips, lips_parted, seal_lips
from tietfg.render.mesh import build_mesh
from tietfg.render.mouth import build_mouth, without_teeth
from tietfg.render.neutral import close_mouth
from tietfg.render.shading import build_shading
from tietfg.render.skin import build_skin
from tietfg.render.tissue import adapt_units, limit_squeeze

LIVELY_SATURATION = 0.12
"""Skin less saturated than this belongs to a picture with faded colours or none; so do the colours drawn into it."""


class PortraitRenderer:
    """Animates one portrait. Nothing changes after construction: several threads may render at once."""

    def __init__(self, portrait: Portrait) -> None:
        framing = portrait.framing
        self._size = framing.width, framing.height
        self._margin = frame_margin(framing)
        picture, matte = framed_picture(portrait), framed_matte(portrait)
        landmarks = portrait.landmarks.astype(np.float64)
        landmarks = (landmarks - [framing.left, framing.top, 0]) * framing.scale
        basis = load_basis()
        unit = float(np.linalg.norm(landmarks[33, :2] - landmarks[263, :2]))
        landmarks = refine_lids(picture, landmarks, self._margin, unit)
        parted = lips_parted(portrait.landmarks, portrait.resting)
        if not parted:
            close_lips(picture, landmarks, self._margin, unit)
        rest = landmarks + (portrait.resting - portrait.landmarks) * framing.scale
        close_mouth(rest)
        units = adapt_units(basis.basis, basis.neutral, rest)
        self._mesh, photo = build_mesh(
            landmarks, rest, basis.neutral, units, basis.triangles, cut_out=matte is not None
        )
        photo += self._margin
        skin = _skin(portrait)
        colour = float(np.clip(np.ptp(skin) / max(skin.max(), 0.01) / LIVELY_SATURATION, 0, 1))
        self._mouth = build_mouth(self._mesh, picture, landmarks, self._margin, portrait.expression, colour)
        blur = 0.5 * max(framing.scale, 1.0)
        self._glasses, picture = take_glasses_off(picture, landmarks, self._margin, self._mesh)
        self._eyes, picture = build_eyes(self._mesh, landmarks, picture, self._margin, blur)
        if parted:
            without_teeth(picture, landmarks, self._margin, self._mesh.unit, blur)
        skin_grid = build_skin(picture, photo, rest, self._mesh.face_triangles, self._mesh.unit)
        contours = (
            np.concatenate([UPPER_INNER_LIP, LOWER_INNER_LIP]),
            np.concatenate([UPPER_LID_RIGHT, LOWER_LID_RIGHT]),
            np.concatenate([UPPER_LID_LEFT, LOWER_LID_LEFT]),
        )
        triangles = self._mesh.face_triangles
        hole = np.any([np.isin(triangles, contour).all(1) for contour in contours], 0)
        face = np.vstack([triangles[hole], triangles[~hole]])
        creases = find_creases(skin_grid, photo, basis.mirror, portrait.expression)
        layers = build_layers(picture, matte, self._mesh, face, photo)
        self._picture, self._texture = opaque_image(layers.still), texture(layers.moving)
        self._shading = build_shading(
            skin_grid, self._texture, photo, self._mesh, basis.mirror, portrait.expression, creases
        )
        rim = (layers.around < len(landmarks)).all(1)
        self._rings = _Patch(layers.around[~rim], photo)
        self._face = _Patch(np.vstack([layers.around[rim], layers.face]), photo)

    def pictures(self, motion: Motion) -> Iterator[NDArray[np.uint8]]:
        """The frames of a motion in order, each rendered when it is asked for."""
        for moved in zip(motion.coefficients, motion.rotation, motion.translation, strict=True):
            yield self.render(*moved)

    def render(
        self,
        coefficients: NDArray[np.floating],
        rotation: NDArray[np.floating],
        translation: NDArray[np.floating],
    ) -> NDArray[np.uint8]:
        """Return the (height, width, 3) sRGB frame of (52,) coefficients and a head pose as in Motion."""
        coefficients = np.array(coefficients, np.float64)
        limited, close = coefficients.copy(), coefficient("mouthClose")
        limited[close] = min(limited[close], limited[coefficient("jawOpen")])
        points = self._mesh.deform(limited)
        lids = [eye.close(points, coefficients) for eye in self._eyes]
        seal_lips(points, coefficients, self._mesh.axes[:, 1], self._mesh.unit)
        limit_squeeze(points, self._mesh.rest, self._mesh.axes[:, 1])
        pose = self._mesh.pose(rotation, translation)
        points = self._mesh.turn(points, pose)

        pixels = np.empty((self._size[1], self._size[0], 4), np.uint8)
        surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = surface.getCanvas()
        canvas.drawImage(self._picture, -self._margin, -self._margin)
        self._rings.draw(canvas, points, self._texture)
        self._face.draw(canvas, points, self._shading.shader(coefficients, np.asarray(rotation, float)))
        for eye, lid in zip(self._eyes, lids, strict=True):
            eye.draw(canvas, points, lid, pose, coefficients)
        self._mouth.draw(canvas, points, pose, coefficients)
        if self._glasses is not None:
            self._glasses.draw(canvas, pose)
        frame = np.empty((*pixels.shape[:2], 3), np.uint8)
        for channel in range(3):  # four times as fast as a copy of all three
            frame[..., channel] = pixels[..., channel]
        return frame


class _Patch:
    """Triangles of the mesh that are drawn in one go, in their order."""

    def __init__(self, triangles: NDArray[np.integer], photo: NDArray[np.floating]) -> None:
        self._vertices, indices = np.unique(triangles, return_inverse=True)
        self._indices = indices.ravel().tolist()
        self._photo = _skia_points(photo[self._vertices])

    def draw(self, canvas: skia.Canvas, points: NDArray[np.floating], shader: skia.Shader) -> None:
        """Draw the triangles, moved to (vertices, 3) points, with a shader over the photo."""
        places = _skia_points(points[self._vertices])
        vertices = skia.Vertices(skia.Vertices.kTriangles_VertexMode, places, self._photo, None, self._indices)
        canvas.drawVertices(vertices, skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kSrcOver))


def _skia_points(points: NDArray[np.floating]) -> list[skia.Point]:
    """(n, >= 2) positions; Skia's own points, as it takes tuples six times slower."""
    return list(map(skia.Point, points[:, 0].tolist(), points[:, 1].tolist()))


def _skin(portrait: Portrait) -> NDArray[np.float64]:
    """Median sRGB (3,), 0..1, of cheeks and forehead."""
    places = portrait.landmarks[[50, 280, 205, 425, 101, 330, 151, 9], :2].round().astype(int)
    rows = np.clip(places[:, 1], 0, portrait.image.shape[0] - 1)
    columns = np.clip(places[:, 0], 0, portrait.image.shape[1] - 1)
    return np.median(portrait.image[rows, columns], axis=0) / 255
