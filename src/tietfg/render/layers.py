"""The person cut out of the picture, and the background behind: layers that give the picture back when combined."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.blur import bilinear, gaussian
from tietfg.portrait.spread import coarse_statistics, local_statistics, spread
from tietfg.render.filters import grown, largest
from tietfg.render.mesh import FaceMesh

HALO = 0.03
"""Colours of the person, and blur, may reach this far beyond the matte, in units."""
STRAY = 0.35
"""Hairs may stand out this far, likewise."""
PLAIN = 12.0
"""Deviation up to which what differs from the background beside a person is theirs, in sRGB steps."""
HALO_SHARE = 0.3
"""In a busier one, a pixel that would need more of the person than this is a detail of the background."""
CELL = 0.06
"""Cells of the smooth part of the background, in units; finer detail is mirrored into the gap."""
SEARCHED = 4
"""Pixels for one of the grid on which the nearest background is looked for."""


@dataclass(frozen=True)
class Layers:
    """What stays still and what moves in front of it."""

    still: NDArray[np.uint8]
    """(height, width, 3)."""
    moving: NDArray[np.uint8]
    """(height, width, 3), or (height, width, 4) premultiplied: the texture of the triangles `around`."""
    around: NDArray[np.int64]
    """(triangles, 3) of the rings, and those of the face's rim in which the person ends; drawn over `still`."""
    face: NDArray[np.int64]
    """(triangles, 3) of the face that show nothing but the person; drawn last."""


def build_layers(
    picture: NDArray[np.uint8],
    matte: NDArray[np.float32] | None,
    mesh: FaceMesh,
    face: NDArray[np.int64],
    photo: NDArray[np.floating],
) -> Layers:
    """Divide a picture whose mesh vertices lie at (vertices, 2) `photo`; without a matte all of it moves.

    `face` are the mesh's triangles between landmarks in the order in which they are drawn. Triangles that show no
    person or do not follow the head are left out.
    """
    if matte is None:
        return Layers(picture, picture, mesh.ring_triangles, face)
    ground, person = separate(picture, matte, mesh.unit)
    rings = mesh.ring_triangles
    moves = (mesh.head_weight[rings, 0] > 0).any(1) & _touching(rings, photo, person[..., 3] > 0)
    rim = _touching(face, photo, person[..., 3] < 255)
    around = np.vstack([rings[moves], face[rim]])
    still = np.where(_covered(np.vstack([around, face]), photo, *matte.shape)[..., None], ground, picture)
    return Layers(still, person, around, face[~rim])


def separate(
    picture: NDArray[np.uint8], matte: NDArray[np.float32], unit: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the background (height, width, 3) and the person (height, width, 4), premultiplied, of a picture.

    `matte` is the person's share; `unit` in pixels. person + (1 - alpha) * background is the picture again, but the
    background holds none of the person's colours, and is continued behind the person: smoothly from all sides, with
    the texture of the nearest background mirrored at the person's edge.
    """
    values, cell = picture.astype(np.float32), max(2, round(CELL * unit))
    known = ~grown(matte > 0.02, max(1, round(HALO * unit)))
    if not known.any():  # and nothing to put in its place
        return picture, np.dstack([picture, np.full(matte.shape, 255, np.uint8)])
    known &= ~_strays(values, matte, known, unit)
    mean, deviation = local_statistics(values, known, cell)
    detail = np.where(known[..., None], values - mean, 0)
    smooth = spread(detail, known)  # carries the very edge a little into the gap
    rows, columns, fade = _mirrored(known, unit)
    texture = detail[rows, columns] * known[rows, columns, None]
    ground = np.where(known[..., None], values, np.clip(mean + fade * texture + (1 - fade) * smooth, 0, 255))

    # Where the matte says "background" and the colours do not fit, a little person makes up for it.
    needed = np.maximum((ground - values) / np.maximum(ground, 1), (values - ground) / np.maximum(255 - ground, 1))
    needed = largest(needed)
    background = known | ((matte <= 0.02) & (deviation > PLAIN) & (needed > HALO_SHARE))
    ground = np.where(background[..., None], values, ground)
    alpha = np.where(background, 0, np.maximum(matte, needed))
    alpha = np.rint(np.clip(alpha, 0, 1) * 255) / 255
    ground = np.rint(ground)
    person = np.clip(values - (1 - alpha[..., None]) * ground, 0, 255 * alpha[..., None])
    layer = np.rint(np.dstack([person, 255 * alpha])).astype(np.uint8)
    return ground.astype(np.uint8), layer


def _strays(
    values: NDArray[np.float32], matte: NDArray[np.float32], known: NDArray[np.bool_], unit: float
) -> NDArray[np.bool_]:
    """Single hairs that the matte does not show: they stand out from the background as it is farther away."""
    near = grown(matte > 0.5, max(1, round(STRAY * unit)))
    if not (known & ~near).any():
        return near & ~near
    cell = max(2, round(CELL * unit))
    beside = known & near
    rows, columns = np.nonzero(beside)
    place = (columns + 0.5) / cell - 0.5, (rows + 0.5) / cell - 0.5
    statistics = bilinear(coarse_statistics(values, known, cell), *place)
    mean, nearby = statistics[:, :-1], statistics[:, -1]
    usual = bilinear(coarse_statistics(values, known & ~near, cell)[..., -1], *place)
    differs = largest(np.abs(values[beside] - mean)) > 2.5 * usual + 2
    strays = np.zeros_like(known)
    strays[beside] = differs & (nearby < PLAIN)
    return grown(strays, 1)


def _mirrored(known: NDArray[np.bool_], unit: float) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    """For every pixel its mirror image at the nearest known one, as rows and columns, and how far to trust it."""
    height, width = known.shape
    coarse = known[SEARCHED // 2 :: SEARCHED, SEARCHED // 2 :: SEARCHED]
    nearest = _nearest(coarse)
    places = np.moveaxis(np.indices(coarse.shape), 0, -1)
    # The way to the nearest known pixel, smoothed, so that the mirror image hangs together.
    way = gaussian((nearest - places) * float(SEARCHED), 1.0)
    size = (coarse.shape[1] * SEARCHED, coarse.shape[0] * SEARCHED)
    soft = [np.asarray(Image.fromarray(way[..., axis]).resize(size, Image.Resampling.BILINEAR)) for axis in (0, 1)]
    soft = [np.pad(each, ((0, max(0, height - size[1])), (0, max(0, width - size[0]))), "edge") for each in soft]
    down, right = (each[:height, :width] for each in soft)
    rows = np.rint(np.arange(height)[:, None] + 2 * down).astype(np.intp)
    columns = np.rint(np.arange(width)[None] + 2 * right).astype(np.intp)
    within = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = rows.clip(0, height - 1), columns.clip(0, width - 1)
    depth = np.hypot(down, right) / unit
    fade = np.where(within & known[rows, columns], np.exp(-depth), 0)[..., None]
    return rows, columns, fade.astype(np.float32)


def _nearest(known: NDArray[np.bool_]) -> NDArray[np.intp]:
    """(height, width, 2) place of the nearest known cell (Rong and Tan 2006, jump flooding)."""
    height, width = known.shape
    places = np.moveaxis(np.indices((height, width), np.int32), 0, -1)
    found = np.where(known[..., None], places, np.int32(-4 * (height + width)))
    step = 1 << max(height, width).bit_length()
    while step >= 1:
        for down in (-step, 0, step):
            for right in (-step, 0, step):
                source = (slice(max(down, 0), height + min(down, 0)), slice(max(right, 0), width + min(right, 0)))
                target = (slice(max(-down, 0), height + min(-down, 0)), slice(max(-right, 0), width + min(-right, 0)))
                if (down or right) and abs(down) < height and abs(right) < width:
                    other, own = found[source], found[target]
                    here = places[target]
                    closer = ((other - here) ** 2).sum(2) < ((own - here) ** 2).sum(2)
                    found[target] = np.where(closer[..., None], other, own)
        step //= 2
    return found


def _touching(
    triangles: NDArray[np.integer], photo: NDArray[np.floating], mask: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which of (n, 3) triangles between (vertices, 2) places have a pixel of a mask in their bounding box."""
    total = np.pad(np.cumsum(np.cumsum(mask, 0, dtype=np.int64), 1), ((1, 0), (1, 0)))
    corners = photo[triangles]
    limit = np.array(mask.shape[::-1])
    low = np.clip(np.floor(corners.min(1)).astype(int), 0, limit)
    high = np.clip(np.ceil(corners.max(1)).astype(int) + 1, 0, limit)
    (left, top), (right, bottom) = low.T, high.T
    return total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left] > 0


def _covered(triangles: NDArray[np.integer], photo: NDArray[np.floating], height: int, width: int) -> NDArray[np.bool_]:
    """Which of height x width pixels lie in the triangles."""
    pixels = np.zeros((height, width, 4), np.uint8)
    vertices = skia.Vertices(
        skia.Vertices.kTriangles_VertexMode, list(map(tuple, photo.tolist())), None, None, triangles.ravel().tolist()
    )
    canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
    canvas.drawVertices(vertices, skia.Paint(Color=skia.ColorWHITE))
    return pixels[..., 3] > 0
