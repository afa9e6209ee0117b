"""Upper lids: skin that unfolds as the lid comes down, lashes that turn with it, brow hair that stays where it is.

The photo between brow and lid is taken apart once: skin without hair, and what darkens it, as factors in (0, 1]. The
mesh stretches the skin, lashes hang on the lid's margin, hair of the brow and the lid's crease stay with the brow; the
crease flattens as the lid unfolds. At rest their product is the photo.
"""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.blur import gaussian
from tietfg.portrait.spread import spread_blurred
from tietfg.render.filters import closed, distance
from tietfg.render.images import LUMA, coverage, one_pipeline, opaque_image, smooth_path

SHADES = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
LASH_HEIGHT = 0.1
"""Reach of the lashes above the lid's margin and beyond its outer corner, in units."""
RIM = (0.004, 0.014)
"""The lid's dark rim stays part of its skin below the first height, and turns with the lashes above the second."""
CREASE = (0.042, 0.062)
"""Long dark lines are the lid's rim and liner below the first height above it, and its crease above the second."""
FLATTENED = 0.7
"""How much of the crease goes when the lid shuts."""
BROW_FRINGE = (0.008, 0.03)
"""Hair nearer to the brow than the first distance belongs to it, none beyond the second."""
HAIR_WIDTH = 0.04
"""Dark things narrower than this are not skin, in units."""
GRAIN = 0.025
"""Darker than the skin by less is skin too."""
LASH_TURN, RIM_TURN = 1.75, 0.6
"""How far shutting shortens lashes and rim; lashes, up on an open eye, point down by what goes beyond 1."""
FOLLOWS = (0.75, 0.3)
"""How far hair follows the brow at the fold of the lid, and on the lid."""


@dataclass(frozen=True)
class UpperLid:
    """What darkens the skin over one eye, and where it goes; positions in frame pixels."""

    lashes: skia.Shader
    rim: skia.Shader
    hair: skia.Shader
    """Of the brow."""
    crease: skia.Shader
    corner: NDArray[np.float64]
    """(2,) upper left corner of the shaders' images."""
    vertices: NDArray[np.int64]
    """Landmarks under hair and crease."""
    leaders: NDArray[np.int64]
    """(vertices,) positions in `vertices` of the brow's edge whose motion hair follows, ..."""
    follows: NDArray[np.float64]
    """... as far as this (vertices, 1)."""
    triangles: NDArray[np.int64]
    """(n, 3) between them, as positions in `vertices`."""
    photo: NDArray[np.float64]
    """(vertices, 2) in the photo."""
    margin: NDArray[np.int64]
    """(9,) landmarks of the lid's margin from the outer corner."""
    margin_in_photo: NDArray[np.float64]
    """(9, 2)."""
    height: float
    """Of the lashes' strip."""

    def draw_hair(
        self, canvas: skia.Canvas, hair: NDArray[np.floating], crease: NDArray[np.floating], shut: float
    ) -> None:
        """Darken the skin by hair and crease, each moved to its (vertices, 2) points."""
        _shade(canvas, self.hair, self.photo - self.corner, hair, self.triangles)
        fold = 1 - FLATTENED * float(smooth_step(np.array(shut), 0, 1))
        _shade(canvas, self.crease, self.photo - self.corner, crease, self.triangles, fold)

    def draw_lashes(self, canvas: skia.Canvas, margin: NDArray[np.floating], shut: float) -> None:
        """Darken by the lashes on the lid's moved (9, 2) margin; `shut` goes from 0 at rest to 1."""
        photo = _strip(self.margin_in_photo, self.height, 1.0) - self.corner
        first = np.arange(len(photo) // 2 - 1)
        above = first + len(photo) // 2
        quads = np.stack([first, first + 1, above, first + 1, above + 1, above], 1).reshape(-1, 3)
        shut = float(np.clip(shut, -0.15, 1))
        for shades, shortened, faded in ((self.rim, RIM_TURN, 0.0), (self.lashes, LASH_TURN, 0.6)):
            places = _strip(margin, self.height, 1 - shortened * shut)
            _shade(canvas, shades, photo, places, quads, 1 - faded * max(shut, 0) ** 2)


def take_lid_apart(
    picture: NDArray[np.uint8],
    landmarks: NDArray[np.floating],
    margin: int,
    upper: NDArray[np.int64],
    lower: NDArray[np.int64],
    columns: NDArray[np.int64],
    triangles: NDArray[np.int64],
    unit: float,
) -> UpperLid:
    """Take hair and lashes over one eye out of the framed picture, in place, and return them.

    `landmarks` (478, 3) in frame pixels, `upper` and `lower` (9,) the lids from the outer corner, `columns` (5, 5) from
    brow to lid, `triangles` (n, 3) of the face.
    """
    places = landmarks[:, :2] + margin
    contour = np.vstack([places[upper], places[lower], places[columns[:, :2].ravel()]])
    reach = 0.15 * unit
    corner = np.maximum(np.floor(contour.min(0) - reach).astype(int), 0)
    end = np.minimum(np.ceil(contour.max(0) + reach).astype(int), picture.shape[1::-1])
    width, height = np.maximum(end - corner, 1).tolist()
    patch = picture[corner[1] : end[1], corner[0] : end[0]]
    photo = patch.astype(np.float32) + 1
    places = places - corner

    lid, brow = places[upper], places[columns[:, :2]]
    wing = _strip(lid, LASH_HEIGHT * unit, 1.0)[0]
    eyeball = coverage(smooth_path(lid, places[lower[::-1]]), width, height)
    brow_hair = coverage(smooth_path(brow[:, 0], brow[::-1, 1]), width, height)
    over_lid = np.vstack([lid[::-1], wing, brow.mean(1)])
    zone = skia.Path()
    zone.addPoly([skia.Point(*map(float, point)) for point in over_lid], True)
    above_lid = distance(np.vstack([wing, lid]), width, height) / unit
    below_brow = distance(brow[:, 1], width, height) / unit
    share = gaussian(coverage(zone, width, height), 0.012 * unit) * (1 - eyeball) * smooth_step(above_lid, *RIM)

    # Skin: bright surroundings of narrow dark things, spread under the broad ones.
    known = (1 - eyeball) * (1 - brow_hair) * smooth_step(above_lid, 0.5 * RIM[1], RIM[1])
    skin = closed(np.where(known[..., None] > 0.5, photo, 0), max(2, round(HAIR_WIDTH / 2 * unit)))
    usual = spread_blurred(skin, known, ((0.12 * unit, 1.0), (0.4 * unit, 1e-3))) @ LUMA
    known *= smooth_step(skin @ LUMA / usual, 0.65, 0.9)
    skin = spread_blurred(
        skin, known, tuple((s * unit, t) for s, t in ((0.01, 1.0), (0.03, 0.03), (0.08, 1e-3), (0.4, 1e-6)))
    )
    bare = photo + share[..., None] * np.maximum((1 - GRAIN) * skin - photo, 0)
    dark = np.log(photo / bare)

    # Lashes stand up from the lid. Long dark lines across them are its rim, or its crease higher up and beyond the
    # eye's corner; near the brow they are hair.
    lines = closed(dark, max(2, round(0.014 * unit)), axes=(1,))
    hair = 1 - smooth_step(below_brow, *BROW_FRINGE)
    lash = (1 - hair) * (1 - smooth_step(above_lid, 0.8 * LASH_HEIGHT, LASH_HEIGHT))
    across = (lid[-1] - lid[0]) / np.linalg.norm(lid[-1] - lid[0])
    y, x = np.mgrid[:height, :width]
    inside = smooth_step(((x - lid[0, 0]) * across[0] + (y - lid[0, 1]) * across[1]) / unit, -0.02, 0.03)
    still = np.maximum(hair, smooth_step(above_lid / (above_lid + below_brow + 1e-6), 0.45, 0.65))
    rim = np.minimum(lash, 1 - still) * inside * (1 - smooth_step(above_lid, *CREASE))
    lashes, rim = lash[..., None] * (dark - lines), rim[..., None] * lines
    hair = hair[..., None] * (dark - lines) + still[..., None] * lines
    crease = dark - lashes - rim - hair
    patch[...] = np.rint(bare - 1)

    near = np.isin(np.arange(len(landmarks)), np.concatenate([columns[:, 1:4].ravel(), upper]))
    over = triangles[near[triangles].any(1)]
    vertices, indices = np.unique(over, return_inverse=True)
    leaders, follows = np.arange(len(vertices)), np.zeros((len(vertices), 1))
    for row, share in zip((2, 3), FOLLOWS, strict=True):
        fold = np.searchsorted(vertices, columns[:, row])
        leaders[fold], follows[fold] = np.searchsorted(vertices, columns[:, 1]), share
    return UpperLid(
        lashes=_shades(lashes),
        rim=_shades(rim),
        hair=_shades(hair),
        crease=_shades(crease),
        corner=(corner - margin).astype(float),
        vertices=vertices,
        leaders=leaders,
        follows=follows,
        triangles=indices.reshape(-1, 3),
        photo=landmarks[vertices, :2].astype(float),
        margin=upper,
        margin_in_photo=landmarks[upper, :2].astype(float),
        height=1.15 * LASH_HEIGHT * unit,
    )


def _strip(margin: NDArray[np.floating], height: float, turn: float) -> NDArray[np.float64]:
    """Places (2 n, 2) of a strip along a (9, 2) lid and a little beyond its outer corner: foot, then upper edge."""
    across = (margin[-1] - margin[0]) / np.linalg.norm(margin[-1] - margin[0])
    up = np.array([across[1], -across[0]])
    up = up if up[1] < 0 else -up
    foot = np.vstack([margin[0] - height * across + 0.3 * height * turn * up, margin])
    return np.vstack([foot - 0.06 * height * turn * up, foot + height * turn * up])


def _shades(logarithms: NDArray[np.floating]) -> skia.Shader:
    """Shader over (height, width, 3) factors."""
    image = opaque_image(np.rint(255 * np.exp(logarithms)).astype(np.uint8)).withDefaultMipmaps()
    return one_pipeline(image.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, SHADES))


def _shade(
    canvas: skia.Canvas,
    shades: skia.Shader,
    photo: NDArray[np.floating],
    places: NDArray[np.floating],
    triangles: NDArray[np.integer],
    strength: float = 1.0,
) -> None:
    """Multiply what is drawn already by factors whose (n, 2) `photo` points move to (n, 2) places."""
    vertices = skia.Vertices(
        skia.Vertices.kTriangles_VertexMode,
        list(map(skia.Point, *places.T.tolist())),
        list(map(skia.Point, *photo.T.tolist())),
        None,
        triangles.ravel().tolist(),
    )
    canvas.drawVertices(vertices, skia.Paint(Shader=shades, BlendMode=skia.BlendMode.kMultiply, Alphaf=strength))
