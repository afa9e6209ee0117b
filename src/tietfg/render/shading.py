"""Shading: how skin that folds, bulges and turns brightens and darkens, as a ratio image over the photo's face.

Ratio images after Liu, Shan and Zhang 2001, "Expressive expression mapping with ratio images". Here every action and
every fold has one, the logarithm of a ratio; a frame adds up those that it shows. The photo already shows its own
expression: only what differs from that is shaded, so that the photo with its own expression stays as it is.
"""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.blur import gaussian
from tietfg.portrait.geometry import rotation_matrix
from tietfg.render.creases import Creases
from tietfg.render.folds import FOLDS, LEAST_BAKED, Fold, fold_lines, fold_shares, folding
from tietfg.render.images import LINEAR
from tietfg.render.light import GAMMA
from tietfg.render.mesh import FaceMesh
from tietfg.render.skin import SkinGrid, vertex_normals
from tietfg.render.sockets import socket_light, socket_shares

RANGE = 1.6
"""Logarithms of ratios go from - RANGE / 2 to RANGE / 2."""
STEP = 0.6
"""Action for which the change of normals is taken."""
LARGEST_CHANGE = 0.2
"""Limit of the shading of one action."""
SLOPE = 2.0
"""Steepness of a furrow's sides for its depth."""
THINNEST = 1.2
"""Standard deviation of the thinnest furrow in texels."""
ASYMMETRY = 0.3
"""No face folds alike on both sides."""
ZONE = 0.035
"""Distance from a fold's line within which the photo's lines belong to it, as a standard deviation in units."""
PORES, LINES = 0.006, 0.03
"""Standard deviations in units of the detail that is left alone, and of what is coarser than lines."""
SMOOTH_SKIN, LINED_SKIN = 0.004, 0.02
"""Contrast of lines in smooth and in old skin."""

_SKSL = """
uniform shader photo; uniform shader shade; uniform float3 exponents;
half4 main(float2 place) {
    half4 colour = photo.eval(place);
    half3 x = (shade.eval(place).a - 0.5) * exponents;
    half3 change = x + 0.5 * x * x;
    // Highlights have little room.
    half3 room = min(half3(1), 2.0 * (1.0 - colour.rgb));
    return half4(min(colour.rgb * (1.0 + min(change, change * room)), colour.a), colour.a);
}
"""


@dataclass(frozen=True)
class Shading:
    """Ratio images of one portrait; nothing in it changes."""

    photo: skia.Shader
    maps: NDArray[np.float32]
    """(folds + baked folds + 2 sockets + actions + 3 turns, height x width)."""
    size: tuple[int, int]
    shares: NDArray[np.float64]
    """(folds, 52) from coefficients to folding."""
    folded: NDArray[np.float64]
    """(folds,) folding in the photo."""
    baked: NDArray[np.int64]
    """Folds that the photo itself shows, ..."""
    creases: Creases
    """... and as what."""
    sockets: NDArray[np.float64]
    """(2, 52) from coefficients to how far the brows' shadows are lifted."""
    actions: NDArray[np.int64]
    """Coefficients that move skin."""
    expression: NDArray[np.float64]
    """(52,) of the photo."""
    exponents: NDArray[np.float64]
    placement: skia.Matrix
    effect: skia.RuntimeEffect

    def shader(self, coefficients: NDArray[np.floating], rotation: NDArray[np.floating]) -> skia.Shader:
        """The photo's face, shaded for (52,) coefficients and a head turned by (3,) angles."""
        weights = self.weights(coefficients, rotation)
        shown = np.flatnonzero(np.abs(weights) > 1e-3)
        total = np.einsum("f,fp->p", weights[shown].astype(np.float32), self.maps[shown])
        texels = np.clip(total * np.float32(65535 / RANGE) + np.float32(32768), 0, 65535).astype(np.uint16)
        image = skia.Image.fromarray(
            texels.reshape(self.size), skia.kA16_unorm_ColorType, skia.kPremul_AlphaType, copy=True
        )
        clamp = skia.TileMode.kClamp
        builder = skia.RuntimeShaderBuilder(self.effect)
        builder.setChild("photo", self.creases.taken_out(self.photo, self.relaxed(coefficients)))
        builder.setChild("shade", image.makeShader(clamp, clamp, LINEAR, self.placement))
        builder.setUniform("exponents", (RANGE * self.exponents).tolist())
        return builder.makeShader()

    def weights(self, coefficients: NDArray[np.floating], rotation: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far each map shows (maps,)."""
        folds, relaxed = folding(self.shares, coefficients), self.relaxed(coefficients)
        change = coefficients - self.expression
        return np.concatenate([
            np.maximum(folds - self.folded, 0), relaxed, self.sockets @ change, change[self.actions], rotation,
        ])  # fmt: skip

    def relaxed(self, coefficients: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far (baked folds,) the photo's own folds go."""
        folded = folding(self.shares, coefficients)[self.baked]
        return np.clip(1 - folded / self.folded[self.baked], 0, 1)


def build_shading(
    grid: SkinGrid, photo: skia.Shader, places: NDArray[np.floating], mesh: FaceMesh, mirror: NDArray[np.integer],
    expression: NDArray[np.floating], creases: Creases,
) -> Shading:  # fmt: skip
    """Ratio images over the `grid` for the face whose (vertices, 2) `places` lie in the picture that `photo` shows.

    `mirror` (landmarks,) maps landmarks to those of the other half; `expression` (52,) is the photo's own;
    `creases` are those that it makes.
    """
    shares = fold_shares()
    texels = grid.places(places)
    folded = folding(shares, expression)
    baked = np.flatnonzero(folded > LEAST_BAKED)
    lines, age = _own_lines(grid)
    furrows, zones = [], []
    for fold, line, bulge in fold_lines(texels, mirror):
        furrow, zone = _furrow(grid, fold, line, bulge, age)
        furrows.append(furrow)
        zones.append(zone)
    zones = np.stack(zones)
    furrows = np.stack(furrows) * _asymmetry(lines, zones)[:, None, None]
    zones /= np.maximum(zones.sum(0), 1)
    deepened = np.clip(lines, -0.25, 0) * age
    folds = [furrow + deepened * zone * grid.skin for furrow, zone in zip(furrows, zones, strict=True)]

    soft = gaussian(grid.skin, 0.03 * grid.unit) * np.minimum(grid.skin, 1)
    normals = vertex_normals(mesh.rest, mesh.face_triangles)
    actions, changes = [], []
    for k, name in enumerate(ARKIT_NAMES):
        if name.startswith(("eyeLook", "eyeBlink", "tongue")) or not mesh.basis[k].any():
            continue
        actions.append(k)
        changes.append((vertex_normals(mesh.rest + STEP * mesh.basis[k], mesh.face_triangles) - normals) / STEP)
    turns = [normals @ (rotation_matrix(0.1 * axis).T - np.eye(3)) / 0.1 for axis in np.eye(3)]
    broad = []
    gain = grid.light.gain(grid.normals)
    for change in changes + turns:
        lit = grid.surface.spread((change @ grid.light.direction)[:, None])[..., 0]
        response = gain * gaussian(lit, 0.03 * grid.unit)
        broad.append(soft * LARGEST_CHANGE * np.tanh(response / LARGEST_CHANGE))

    maps = np.stack([*folds, *creases.maps, *socket_light(grid, texels), *broad])
    return Shading(
        photo=photo,
        maps=maps.reshape(len(maps), -1).astype(np.float32),
        size=grid.skin.shape,
        shares=shares,
        folded=folded,
        baked=baked,
        creases=creases,
        sockets=socket_shares(),
        actions=np.array(actions),
        expression=expression.astype(np.float64),
        exponents=grid.light.exponents,
        placement=skia.Matrix.Translate(*grid.corner.tolist()).preScale(grid.step, grid.step),
        effect=skia.RuntimeEffect.MakeForShader(_SKSL),
    )


def _own_lines(grid: SkinGrid) -> tuple[NDArray[np.float64], float]:
    """The photo's own lines (height, width), as logarithms of ratios; and how lined skin is, 0..1."""
    logarithms = np.log(np.maximum(grid.colours.mean(2), 2e-3)) / GAMMA
    lines = gaussian(logarithms, PORES * grid.unit) - gaussian(logarithms, LINES * grid.unit)
    contrast = float(np.median([lines[patch].std() for patch in grid.patches if lines[patch].size]))
    age = float(np.clip((contrast - SMOOTH_SKIN) / (LINED_SKIN - SMOOTH_SKIN), 0, 1))
    return np.clip(lines, -0.4, 0.2).astype(np.float64), age


def _asymmetry(lines: NDArray[np.floating], zones: NDArray[np.floating]) -> NDArray[np.float64]:
    """How much deeper (folds,) each fold goes than its mean: on the side where the photo is darker along it."""
    shade = np.einsum("hw,fhw->f", lines, zones) / np.maximum(zones.sum((1, 2)), 1e-6)
    result, at = np.ones(len(zones)), 0
    for fold in FOLDS:
        if not fold.across:
            lead = ASYMMETRY * np.tanh((shade[at + 1] - shade[at]) / 0.01)
            result[at : at + 2] = 1 + lead, 1 - lead
        at += 1 if fold.across else 2
    return result


def _furrow(
    grid: SkinGrid, fold: Fold, line: NDArray[np.floating], bulge: NDArray[np.floating] | None, age: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logarithm of the ratio (height, width) of a fold along a (64, 2) line in texels, and its neighbourhood, 0..1."""
    height, width = grid.skin.shape
    thickness = max(fold.width * (1.5 - 0.7 * age) * grid.unit, THINNEST)
    depth = fold.depth * (0.9 + 0.4 * age)
    tangent = np.gradient(line, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], 1) / np.linalg.norm(tangent, axis=1, keepdims=True)
    if bulge is not None and ((bulge - line) * normal).sum(1).mean() < 0:
        normal = -normal

    reach = 4 * max(thickness, ZONE * grid.unit)
    left, top = np.clip(np.floor(line.min(0) - reach), 0, [width, height]).astype(int)
    right, bottom = np.clip(np.ceil(line.max(0) + reach), 0, [width, height]).astype(int)
    x, y = np.arange(left, right) + 0.5, np.arange(top, bottom) + 0.5
    nearest = (((x[:, None] - line[:, 0]) ** 2) + ((y[:, None] - line[:, 1]) ** 2)[:, None]).argmin(-1)
    offset = np.stack(np.meshgrid(x, y), -1) - line[nearest]
    distance = np.linalg.norm(offset, axis=-1) / thickness
    across = (offset * normal[nearest]).sum(-1) / thickness
    along = nearest / (len(line) - 1)
    begins, ends = fold.fades
    taper = smooth_step(np.minimum(along / begins, (1 - along) / ends))

    groove = np.exp(-0.5 * distance**2)
    raised = across if bulge is not None else np.abs(across)
    aside = np.exp(-0.5 * np.maximum(distance**2 - across**2, 0))
    bulging = 0.6 * aside * np.exp(-0.5 * ((raised - 2.8) / 1.6) ** 2)
    relief = SLOPE * depth * thickness / 0.607 * taper * (bulging - groove)
    slope_y, slope_x = np.gradient(relief)
    area = np.s_[top:bottom, left:right]
    normals = grid.normals[area]
    changes = np.stack([-slope_x, -slope_y, np.zeros_like(slope_x)], -1) * -normals[..., 2:]
    changes -= normals * (changes * normals).sum(-1, keepdims=True)
    dark = depth * taper * (0.5 * groove + 0.5 * np.exp(-0.5 * (distance / 2.8) ** 2))

    result, zone = np.zeros((height, width)), np.zeros((height, width))
    result[area] = (grid.light.change(normals, changes) - dark) * grid.skin[area]
    zone[area] = np.exp(-0.5 * (distance * thickness / (ZONE * grid.unit)) ** 2) * np.minimum(taper, 1)
    return result, zone
