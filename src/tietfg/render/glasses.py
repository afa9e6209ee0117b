"""Glasses: a rigid layer over the face that moves with the head alone, and the skin under them."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.blur import gaussian
from tietfg.portrait.spread import spread_blurred
from tietfg.portrait.topology import LOWER_LID_LEFT, LOWER_LID_RIGHT, UPPER_LID_LEFT, UPPER_LID_RIGHT
from tietfg.render.filters import closed, grown, largest
from tietfg.render.images import LUMA, coverage, smooth_path, texture
from tietfg.render.mesh import FaceMesh, HeadPose
from tietfg.render.rims import find_rims

RIM, BROAD_RIM = 0.035, 0.28
"""Width of the band around a traced rim that belongs to it, and of that into which its colour may go on, in units."""
ALIKE = (25.0, 55.0)
"""Difference from the rim's colour of what goes on in it, and of what does not, in levels of 255."""
CONTRAST = (10.0, 28.0)
"""Difference from the skin that is none of the rim, and all of it, in levels of 255."""
GLARE = (45.0, 90.0)
"""The same for reflections on the lenses."""
GREY = (0.12, 0.22)
"""Saturation of reflections, and of what is none."""
GLARE_SIZE = 0.07
"""Reflections are no broader, in units."""
BESIDE_EYES = 0.1
"""Lids and lashes within this width around the eyes are never glasses, in units."""
TEMPLES = (127, 356)
GRID = (9, 4)
"""Vertices of the layer across and down."""


@dataclass(frozen=True)
class Glasses:
    """Glasses of a portrait, in frame pixels."""

    layer: skia.Shader
    photo: tuple[skia.Point, ...]
    """Places of the layer's vertices in it."""
    rest: NDArray[np.float64]
    """(vertices, 3) on the resting head."""
    indices: tuple[int, ...]

    def draw(self, canvas: skia.Canvas, pose: HeadPose) -> None:
        """Draw the glasses on a turned head."""
        places = pose(self.rest)
        vertices = skia.Vertices(
            skia.Vertices.kTriangles_VertexMode,
            list(map(skia.Point, *places[:, :2].T.tolist())),
            list(self.photo),
            None,
            list(self.indices),
        )
        canvas.drawVertices(vertices, skia.Paint(Shader=self.layer))


def take_glasses_off(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, mesh: FaceMesh
) -> tuple[Glasses | None, NDArray[np.uint8]]:
    """Glasses in a framed picture with (478, 3) landmarks in frame pixels, and the picture with skin in their place."""
    lines = find_rims(picture, landmarks, margin, mesh)
    if not lines:
        return None, picture
    unit = mesh.unit
    every = np.vstack(lines)
    corner = np.maximum(np.floor(every.min(0) - 0.2 * unit).astype(int), 0)
    end = np.minimum(np.ceil(every.max(0) + 0.2 * unit).astype(int), picture.shape[1::-1])
    width, height = (end - corner).tolist()
    area = np.s_[corner[1] : end[1], corner[0] : end[0]]
    photo = picture[area].astype(np.float32)

    paths = [smooth_path(line[::3] - corner) for line in lines]
    core, band, around = (
        np.max([coverage(path, width, height, stroke * unit) for path in paths], 0)
        for stroke in (0.015, RIM, BROAD_RIM)
    )
    eyes = np.zeros_like(band)
    for upper, lower in ((UPPER_LID_RIGHT, LOWER_LID_RIGHT), (UPPER_LID_LEFT, LOWER_LID_LEFT)):
        eye = smooth_path(*(landmarks[lid, :2] + margin - corner for lid in (upper, lower[::-1])))
        for stroke in (0.0, BESIDE_EYES * unit):
            eyes = np.maximum(eyes, coverage(eye, width, height, stroke))
    around *= 1 - eyes
    scales = tuple((sigma * unit, trust) for sigma, trust in ((0.015, 1.0), (0.04, 0.03), (0.12, 1e-4), (0.5, 1e-7)))
    differs = largest(np.abs(photo - spread_blurred(photo, 1 - np.maximum(around, eyes), scales)))
    colour = spread_blurred(photo, core * smooth_step(differs, *CONTRAST), scales)
    alike = around * (1 - smooth_step(largest(np.abs(photo - colour)), *ALIKE))
    rim = band * (1 - eyes)
    for _ in range(round(BROAD_RIM / 2 * unit)):
        rim = np.maximum(rim, np.minimum(alike, grown(rim, 1)))
    bare = np.clip(1 - gaussian(grown(rim, 2), 1.0) - eyes, 0, 1) * (1 - around * smooth_step(differs, *ALIKE))
    skin = spread_blurred(photo, bare, scales)
    rim *= smooth_step(largest(np.abs(photo - skin)), *CONTRAST)
    dull = -closed(-photo, max(2, round(GLARE_SIZE / 2 * unit)))
    near = gaussian(coverage(_hull(every - corner), width, height), 1.0) * (1 - eyes)
    grey = 1 - smooth_step(np.ptp(photo, -1) / np.maximum(photo.max(-1), 1), *GREY)
    glare = near * grey * smooth_step((photo - dull) @ LUMA, *GLARE)
    alpha = np.clip(gaussian(1.3 * np.maximum(rim, glare), 0.5), 0, 1)
    hidden = np.maximum(np.clip(1.5 * gaussian(grown(alpha, 2), 1.0), 0, 1) * (1 - eyes), alpha)
    below = photo + (np.where(glare[..., None] > rim[..., None], dull, skin) - photo) * hidden[..., None]

    # What must be drawn over the skin, so that both together give the photo.
    darker, brighter = (below - photo) / np.maximum(below, 1), (photo - below) / np.maximum(255 - below, 1)
    alpha = np.clip(np.maximum(alpha, largest(np.maximum(darker, brighter))), 0, 1)
    colour = np.clip(photo - below * (1 - alpha[..., None]), 0, 255 * alpha[..., None])
    pixels = np.rint(np.dstack([colour, 255 * alpha])).astype(np.uint8)
    result = picture.copy()
    result[area] = np.rint(below)

    across, down = (np.linspace(0, size, count) for size, count in zip((width, height), GRID, strict=True))
    grid = np.stack([axis.ravel() for axis in np.meshgrid(across, down)], 1)
    rest = np.column_stack([grid + corner - margin, np.zeros(len(grid))])
    bridge, temples = landmarks[168], landmarks[list(TEMPLES)].mean(0)
    aside = (rest - bridge) @ mesh.axes[:, 0] / unit
    depth = (temples - bridge) @ mesh.axes[:, 2] * np.clip(np.abs(aside) / 0.75, 0, 1) ** 2
    slope = mesh.axes[:, 2] / max(mesh.axes[2, 2], 0.5)
    plane = bridge[2] - (rest - bridge)[:, :2] @ slope[:2]
    rest[:, 2] = plane + depth
    first = (np.arange(GRID[1] - 1)[:, None] * GRID[0] + np.arange(GRID[0] - 1)).ravel()
    quads = np.stack([first, first + 1, first + GRID[0], first + 1, first + GRID[0] + 1, first + GRID[0]], 1)
    glasses = Glasses(
        layer=texture(pixels),
        photo=tuple(map(skia.Point, *grid.T.tolist())),
        rest=rest,
        indices=tuple(quads.ravel().tolist()),
    )
    return glasses, result


def _hull(points: NDArray[np.floating]) -> skia.Path:
    """Convex hull of (n, 2) points."""
    chain: list[tuple[float, float]] = []
    for ordered in (sorted(map(tuple, points.tolist())), sorted(map(tuple, points.tolist()), reverse=True)):
        start = len(chain)
        for point in ordered:
            while len(chain) > start + 1 and (
                (chain[-1][0] - chain[-2][0]) * (point[1] - chain[-2][1])
                <= (chain[-1][1] - chain[-2][1]) * (point[0] - chain[-2][0])
            ):
                chain.pop()
            chain.append(point)
        chain.pop()
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in chain], True)
    return path
