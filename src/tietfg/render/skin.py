"""The skin of the face as a grid of texels over the photo: where it is, its colours and normals."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.blur import gaussian
from tietfg.portrait.topology import (
    FACE_OVAL,
    LOWER_LID_LEFT,
    LOWER_LID_RIGHT,
    LOWER_OUTER_LIP,
    UPPER_LID_LEFT,
    UPPER_LID_RIGHT,
    UPPER_OUTER_LIP,
)
from tietfg.render.images import coverage, smooth_path
from tietfg.render.light import GAMMA, Light, estimate_light

DENSITY = 100
"""Texels in one unit."""
SKIN_PATCHES = (151, 69, 299, 50, 280, 101, 330, 205, 425)
"""Landmarks on forehead, cheeks and nose that are seldom covered."""
PATCH = 0.07
"""Radius of these patches in units."""
BORDER = 0.14
"""Width in units over which shading fades in from the oval."""


@dataclass(frozen=True)
class Surface:
    """Barycentric places of the texels on the mesh."""

    corners: NDArray[np.int64]
    """(height, width, 3) vertices of the triangle that covers a texel; zeros outside."""
    weights: NDArray[np.float64]
    """(height, width, 3); zeros outside."""

    def spread(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Interpolate (vertices, channels) to (height, width, channels)."""
        return np.einsum("hwk,hwkc->hwc", self.weights, values[self.corners])


@dataclass(frozen=True)
class SkinGrid:
    """Texels over the oval of a face in the photo."""

    corner: NDArray[np.float64]
    """(2,) pixel of the picture where the grid begins."""
    step: float
    """Pixels from texel to texel."""
    unit: float
    """Texels in one unit."""
    colours: NDArray[np.float32]
    """(height, width, 3) linear light."""
    surface: Surface
    normals: NDArray[np.float64]
    """(height, width, 3) towards the camera; x right, y down, z away."""
    skin: NDArray[np.float64]
    """(height, width) how surely bare skin; 0 beyond the oval, on eyes and lips, hair, glasses."""
    inside: NDArray[np.float64]
    """(height, width) 1 in the middle of the face; 0 beyond the oval, on eyes and lips."""
    light: Light
    patches: tuple[NDArray[np.bool_], ...]
    """(height, width) texels of places that are seldom covered."""

    def places(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """(n, 2) pixels of the picture as texels (centre of the first = 0.5)."""
        return (points - self.corner) / self.step


def build_skin(
    picture: NDArray[np.uint8], photo: NDArray[np.floating], rest: NDArray[np.floating], triangles: NDArray[np.integer],
    unit: float,
) -> SkinGrid:  # fmt: skip
    """Sample the face whose (vertices, 2) `photo` places lie in the (height, width, 3) picture.

    `rest` (vertices, 3) gives the shape, `triangles` (n, 3) its faces, `unit` the basis' unit in pixels.
    """
    oval = photo[FACE_OVAL]
    step = unit / DENSITY
    corner = np.floor(oval.min(0)) - 3
    width, height = np.ceil((oval.max(0) + 3 - corner) / step).astype(int).tolist()
    # Beyond the picture's edge its last pixels go on.
    pad = int(
        max(
            0,
            np.ceil(-corner.min()),
            np.ceil((corner + np.array([width, height]) * step).max()) - min(picture.shape[:2]),
        )
    )
    padded = (
        Image.fromarray(np.pad(picture, [(pad, pad), (pad, pad), (0, 0)], "edge")) if pad else Image.fromarray(picture)
    )
    left, top = (corner + pad).tolist()
    texels = padded.resize(
        (width, height), Image.Resampling.LANCZOS, box=(left, top, left + width * step, top + height * step)
    )
    colours = ((np.asarray(texels, np.float32) / 255) ** GAMMA).astype(np.float32)

    places = (photo - corner) / step
    surface = _rasterise(places, triangles, width, height)
    blur = 0.035 * DENSITY
    normals = gaussian(surface.spread(vertex_normals(rest, triangles)), blur).astype(np.float64)
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-6)

    face = _inside(places, width, height)
    y, x = np.mgrid[:height, :width] + 0.5
    patches = tuple(
        (np.hypot(x - patch[0], y - patch[1]) < PATCH * DENSITY) & (face > 0.5) for patch in places[list(SKIN_PATCHES)]
    )
    likeness = seeds = np.any(patches, 0).astype(float)
    light = estimate_light(colours[likeness > 0], normals[likeness > 0], likeness[likeness > 0])
    for _ in range(2):
        likeness = _likeness(colours, normals, light, seeds)
        sure = likeness * face > 0.3
        if sure.sum() > 100:
            light = estimate_light(colours[sure], normals[sure], likeness[sure])
    return SkinGrid(corner, step, DENSITY, colours, surface, normals, likeness * face, face, light, patches)


def vertex_normals(points: NDArray[np.floating], triangles: NDArray[np.integer]) -> NDArray[np.float64]:
    """Unit normals (vertices, 3) towards the camera (negative z) of a mesh of (vertices, 3) points."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for k in range(3):
        np.add.at(normals, triangles[:, k], faces)
    if normals[:, 2].sum() > 0:
        normals = -normals
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)


def _rasterise(places: NDArray[np.floating], triangles: NDArray[np.integer], width: int, height: int) -> Surface:
    """Find the triangle that covers each texel; later ones lie nearer."""
    # Drawn in colours that are their numbers.
    pixels = np.zeros((height, width, 4), np.uint8)
    points = list(map(skia.Point, *places[triangles.ravel(), :2].T.tolist()))
    numbers = (0xFF000000 + 1 + np.repeat(np.arange(len(triangles)), 3)).tolist()
    drawn = skia.Vertices(skia.Vertices.kTriangles_VertexMode, points, None, numbers, None)
    canvas = skia.Surface(pixels, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    canvas.drawVertices(drawn, skia.Paint(Color=skia.ColorWHITE))
    number = (pixels.view(np.uint32)[..., 0] & 0xFFFFFF).astype(np.int64) - 1
    y, x = np.nonzero(number >= 0)
    covering = triangles[number[y, x]]
    a, b, c = places[covering, :2].swapaxes(0, 1)
    (ab, ac), ap = (b - a, c - a), np.stack([x, y], -1) + 0.5 - a
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    v, w = (ap[:, 0] * ac[:, 1] - ap[:, 1] * ac[:, 0]) / area, (ab[:, 0] * ap[:, 1] - ab[:, 1] * ap[:, 0]) / area
    corners, weights = np.zeros((height, width, 3), np.int64), np.zeros((height, width, 3))
    corners[y, x], weights[y, x] = covering, np.stack([1 - v - w, v, w], -1)
    return Surface(corners, weights)


def _inside(places: NDArray[np.floating], width: int, height: int) -> NDArray[np.float64]:
    """1 in the middle of the face (height, width), fading towards the oval, 0 on eyes and lips."""
    oval = smooth_path(places[FACE_OVAL], places[FACE_OVAL[[-1, 0]]])
    centre = places[FACE_OVAL].mean(0)
    # Blurring the oval drawn inwards leaves nothing beyond it.
    drawn = centre + (places[FACE_OVAL] - centre) * 0.9
    inside = gaussian(coverage(smooth_path(drawn, drawn[[-1, 0]]), width, height), BORDER / 3 * DENSITY)
    rim = coverage(oval, width, height)
    inside = np.clip((inside - 0.06) / 0.88, 0, 1) * rim
    for upper, lower in (
        (UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT), (UPPER_OUTER_LIP, LOWER_OUTER_LIP),
    ):  # fmt: skip
        hole = coverage(smooth_path(places[upper], places[lower[::-1]]), width, height)
        inside = inside * (1 - np.clip(1.6 * gaussian(hole, 0.02 * DENSITY), 0, 1))
    return inside.astype(np.float64)


def _likeness(
    colours: NDArray[np.floating], normals: NDArray[np.floating], light: Light, seeds: NDArray[np.floating]
) -> NDArray[np.float64]:
    """How surely (height, width) texels are bare skin like that of the seeds: hue, and brightness in that light."""
    soft = np.maximum(gaussian(colours, 0.012 * DENSITY), 1e-3)
    logarithms = np.log(soft)
    shading = np.maximum(light.ambient + normals @ light.direction, 0.3)
    features = np.stack(
        [
            logarithms.mean(2) - np.log(shading),
            logarithms[..., 0] - logarithms[..., 1],
            logarithms[..., 1] - logarithms[..., 2],
        ],
        -1,
    )
    chosen = features[seeds > 0]
    middle = np.median(chosen, 0)
    spread = 1.48 * np.median(np.abs(chosen - middle), 0)
    distance = (((features - middle) / np.clip(spread, [0.32, 0.17, 0.2], [0.5, 0.3, 0.35])) ** 2).sum(-1) ** 0.5
    likeness = 1 / (1 + np.exp(3 * (distance - 3.2)))
    return gaussian(likeness, 0.012 * DENSITY).astype(np.float64)
