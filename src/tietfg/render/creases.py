"""Creases of the picture's own expression, as what takes them out of its skin: the face at rest has none."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.easing import smooth_step
from tietfg.portrait.blur import bilinear, gaussian
from tietfg.portrait.topology import BROW_COLUMNS_LEFT, BROW_COLUMNS_RIGHT
from tietfg.render.filters import closed, grown
from tietfg.render.folds import LEAST_BAKED, SMILE, fold_lines, fold_shares, folding
from tietfg.render.images import LINEAR, coverage, opaque_image, smooth_path
from tietfg.render.light import GAMMA
from tietfg.render.skin import SkinGrid

REACH = 5.5
"""How far the bulges beside a crease reach from its middle, in widths of its furrow."""
ALONG = 0.035
"""Standard deviation in units along a crease over which it stays alike; pores and freckles do not."""
SEARCHES = (0.6, 1.2)
"""How far from where a fold is expected its deepest crease, and then a second one, may run, as a share of its reach."""
SCALE = 0.35
"""Half the width at which creases are looked for, as a share of their reach."""
STRAY, STEEP = 0.04, 0.004
"""Cost of a crease as far off as is searched, and of one that shifts by a texel a step, in logarithms of brightness."""
BEGIN, END = (6, 0.12), (22, 0.25)
"""Steps by which creases go on before and behind their folds, and the shares of the whole in which they fade."""
BRIDGED = 0.025
"""Creases as dark as hair, and half as wide as this many units, are skin."""
SPARED = 0.02
"""Skin nearer to lips, eyes, brows and the face's rim than this stays as it is, in units."""
EVENED = 0.9
"""Share of a crease that goes when its expression goes, ..."""
SURELY = 0.35
"""... where the expression folds the skin so far."""
CHEEK = np.array([129, 100, 118, 117, 123, 147, 213, 192, 214, 212, 202, 43, 61, 40, 37, 167, 98])
"""Landmarks round the right cheek and the skin between it and the mouth, which a smile bulges."""
CHEEK_EDGE, CHEEK_DETAIL, CHEEK_BULGE = 0.05, 0.03, 0.25
"""Standard deviations in units of the cheek's soft edge, of the finest shading of its bulge, and of the broadest."""
CHEEK_EVENED, CHEEK_SURELY = 0.95, 0.12
"""Share of the bulge's shading that goes with the smile, where this folds the skin so far."""
BEARDED = (0.35, 0.55)
"""What is by these logarithms darker or brighter than the skin about it is hair, if it does not look like skin."""
DEEPEST, HIGHEST, SHADED = 0.9, 0.25, 0.5
"""Largest ratio to brighten and to darken by, and what of it comes and goes with the expression, as logarithms."""
TINTED = 0.35
"""Largest logarithm of the tint."""


_SKSL = """
uniform shader photo; uniform shader tint; uniform float largest;
half4 main(float2 place) {
    half4 colour = photo.eval(place);
    half3 x = (tint.eval(place).rgb * 255.0 - 128.0) / 127.0 * largest;
    return half4(min(colour.rgb * (1.0 + x + 0.5 * x * x), colour.a), colour.a);
}
"""


@dataclass(frozen=True)
class Creases:
    """Logarithms of the ratios of encoded colours that take creases out, over the texels of a SkinGrid."""

    maps: NDArray[np.float64]
    """(folds that the expression folds, height, width) of brightness, for when the expression goes."""
    folded: NDArray[np.float64]
    """(folds that the expression folds,) how far."""
    tint: skia.Shader
    """What no change of brightness makes up for, in pixels of the picture, and the effect ..."""
    effect: skia.RuntimeEffect
    """... that takes it out."""

    def taken_out(self, photo: skia.Shader, relaxed: NDArray[np.floating]) -> skia.Shader:
        """The photo without the tint of folds that are relaxed by (folds that the expression folds,) shares."""
        if not self.folded.any():
            return photo
        builder = skia.RuntimeShaderBuilder(self.effect)
        builder.setChild("photo", photo)
        builder.setChild("tint", self.tint)
        builder.setUniform("largest", TINTED * float(np.average(relaxed, weights=self.folded)))
        return builder.makeShader()


def find_creases(
    grid: SkinGrid, places: NDArray[np.floating], mirror: NDArray[np.integer], expression: NDArray[np.floating]
) -> Creases:
    """Find the creases where the (52,) expression folds the skin of a face with (landmarks, 2) places in the picture.

    `mirror` (landmarks,) maps landmarks to those of the other half.
    """
    folded = folding(fold_shares(), expression)
    tones = np.log(np.maximum(grid.colours, 2e-3)).astype(np.float64) / GAMMA
    texels, spared = grid.places(places), 1 - grid.inside
    for columns in (BROW_COLUMNS_RIGHT, BROW_COLUMNS_LEFT):
        brow = smooth_path(texels[columns[:, 0]], texels[columns[::-1, 1]])
        spared = np.maximum(spared, coverage(brow, *spared.shape[::-1]))
    spared = gaussian(grown(spared, round(SPARED * grid.unit)), SPARED / 2 * grid.unit)
    skin = gaussian(closed(grid.skin, round(BRIDGED * grid.unit)), BRIDGED / 2 * grid.unit)
    skin = skin * smooth_step(grid.inside, 0.2, 1) * (1 - spared)
    maps, before = [], tones
    for share, (fold, line, _) in zip(folded, fold_lines(texels, mirror), strict=True):
        if share <= LEAST_BAKED:
            continue
        reach, shown = REACH * fold.width * grid.unit, tones
        expected = _lengthened(line)
        for search in SEARCHES:
            crease = _crease(tones.mean(2), skin, expected, reach, search)
            tones = tones + EVENED * min(share / SURELY, 1) * _relief(tones, skin, crease, reach, grid.unit)
        if fold.actions is SMILE:
            ring = min((CHEEK, mirror[CHEEK]), key=lambda ring: np.linalg.norm(texels[ring[0]] - line[0]))
            cheek = gaussian(
                coverage(smooth_path(texels[ring[[*range(len(ring)), 0]]]), *skin.shape[::-1]), CHEEK_EDGE * grid.unit
            )
            cheek *= smooth_step(grid.inside, 0.2, 1) * (1 - spared)
            tones = tones + CHEEK_EVENED * min(share / CHEEK_SURELY, 1) * _bulge(tones, skin, cheek, grid.unit)
        maps.append(np.clip((tones - shown).mean(2), -SHADED, SHADED))
    maps = np.reshape(maps, (-1, *grid.skin.shape))
    tint = np.zeros_like(tones)
    for _ in range(2):
        # The shading leaves highlights their room.
        change = maps.sum(0)[..., None] * grid.light.exponents
        change += 0.5 * change**2
        room = np.minimum(2 * (1 - np.exp(before + tint)), 1)
        tint = np.clip(tones - before - np.log(1 + np.minimum(change, change * room)), -TINTED, TINTED)
    clamp, placement = skia.TileMode.kClamp, skia.Matrix.Translate(*grid.corner.tolist()).preScale(grid.step, grid.step)
    return Creases(
        maps=maps,
        folded=folded[folded > LEAST_BAKED],
        tint=opaque_image(np.rint(128 + 127 * tint / TINTED).astype(np.uint8)).makeShader(
            clamp, clamp, LINEAR, placement
        ),
        effect=skia.RuntimeEffect.MakeForShader(_SKSL),
    )


def _bulge(
    tones: NDArray[np.floating], skin: NDArray[np.floating], cheek: NDArray[np.floating], unit: float
) -> NDArray[np.float64]:
    """What must be added to (height, width, 3) tones so that a cheek is evenly lit, its pores and lines left."""
    weight = skin[..., None] + 1e-3
    fine, broad = (
        gaussian(tones * weight, sigma * unit) / gaussian(weight, sigma * unit) for sigma in (CHEEK_DETAIL, CHEEK_BULGE)
    )
    change = (broad - fine).astype(np.float64)
    # A smile's deep shadow does not look like skin, but is not as dark as a beard.
    shaded = 1 - smooth_step(np.abs(change.mean(2)), *BEARDED)
    return change * (cheek * np.maximum(skin, shaded))[..., None]


def _lengthened(line: NDArray[np.floating]) -> NDArray[np.floating]:
    """The (n, 2) line, going on straight at both ends."""
    before, behind = np.arange(BEGIN[0], 0, -1)[:, None], np.arange(1, END[0] + 1)[:, None]
    return np.vstack(
        [line[0] + before * (line[0] - line[6]) / 6, line, line[-1] + behind * (line[-1] - line[-13]) / 12]
    )


def _normals(line: NDArray[np.floating]) -> NDArray[np.float64]:
    """Unit vectors (n, 2) across a line (n, 2)."""
    tangent = np.gradient(line, axis=0)
    return np.stack([-tangent[:, 1], tangent[:, 0]], 1) / np.maximum(np.linalg.norm(tangent, axis=1), 1e-6)[:, None]


def _along(values: NDArray[np.floating], sigma: float) -> NDArray[np.float64]:
    """Blur (n, ...) values along a line, by `sigma` steps."""
    steps = np.arange(len(values))
    kernel = np.exp(-0.5 * ((steps[:, None] - steps) / sigma) ** 2)
    return np.einsum("ij,j...->i...", kernel / kernel.sum(1, keepdims=True), values)


def _crease(
    tone: NDArray[np.floating], skin: NDArray[np.floating], line: NDArray[np.floating], reach: float, search: float
) -> NDArray[np.float64]:
    """The deepest valley (n, 2) of the (height, width) tone near a line (n, 2), by dynamic programming."""
    half, far = max(1, round(SCALE * reach)), int(search * reach)
    across = np.arange(-far - half, far + half + 1)
    place = line[:, None] + across[:, None] * _normals(line)[:, None] - 0.5
    profile = _along(bilinear(tone, place[..., 0], place[..., 1]), 3)
    sure = bilinear(skin, place[..., 0], place[..., 1])[:, half:-half]
    valley = (profile[:, 2 * half :] + profile[:, : -2 * half]) / 2 - profile[:, half:-half]
    across = across[half:-half]
    cost = STRAY * (across / max(far, 1)) ** 2 - np.maximum(valley, 0) * sure
    came, total = np.zeros(cost.shape, np.int64), cost[0]
    for row in range(1, len(cost)):
        padded = np.pad(total, 1, constant_values=np.inf)
        ways = np.stack([padded[:-2] + STEEP, padded[1:-1], padded[2:] + STEEP])
        came[row] = ways.argmin(0) - 1
        total = ways.min(0) + cost[row]
    offset, at = np.empty(len(cost)), int(total.argmin())
    for row in range(len(cost) - 1, -1, -1):
        offset[row] = across[at]
        at += came[row, at]
    return line + _normals(line) * _along(offset, 2.5)[:, None]


def _relief(
    tones: NDArray[np.floating], skin: NDArray[np.floating], line: NDArray[np.floating], reach: float, unit: float
) -> NDArray[np.float64]:
    """What must be added to (height, width, 3) tones so that they change evenly across a crease (n, 2)."""
    sigma = ALONG * unit / np.linalg.norm(np.diff(line, axis=0), axis=1).mean()
    far = int(np.ceil(reach))
    across = np.arange(-2 * far, 2 * far + 1) / 2  # half texels, so that the samples leave no gaps
    fine = np.arange(0, len(line) - 0.99, 0.25)
    # Where a crease turns, its profiles would cross.
    place = line[:, None] + across[:, None] * _normals(_along(line, 8))[:, None] - 0.5
    weight = bilinear(skin, place[..., 0], place[..., 1])[..., None] + 1e-4
    sure = _along(weight, sigma)
    profile = _along(bilinear(tones, place[..., 0], place[..., 1]) * weight, sigma) / sure
    edge = max(2, far // 4)
    one, other = (profile[:, part].mean(1)[:, None] for part in (np.s_[:edge], np.s_[-edge:]))
    known, also = (np.clip(sure[:, part].mean(1)[:, None], 0, 1) for part in (np.s_[:edge], np.s_[-edge:]))
    # Where one side is no skin, the other one tells.
    one, other = other + known * (one - other), one + also * (other - one)
    share = ((across + far) / (2 * far))[:, None]
    window = smooth_step(1 - np.abs(across) / far, 0, 0.25)[:, None]
    ways = np.linspace(0, 1, len(line))[:, None, None]
    taper = smooth_step(np.minimum(ways / BEGIN[1], (1 - ways) / END[1]), 0, 1)
    needed = np.clip(one + (other - one) * share - profile, -HIGHEST, DEEPEST)
    needed = needed * window * taper * np.maximum(known, also) * np.minimum(sure, 1)

    # Splat the samples; where they overlap, near ones count most.
    grid = np.meshgrid(np.arange(len(across), dtype=float), fine)
    samples, at = bilinear(needed, *grid), bilinear(place, *grid)
    near = np.broadcast_to(np.maximum(1 - np.abs(across) / far, 0.01) ** 4, at.shape[:2])
    height, width = skin.shape
    corner, total, weights = np.floor(at).astype(int), np.zeros((height * width, 3)), np.full(height * width, 1e-6)
    for step in ((0, 0), (0, 1), (1, 0), (1, 1)):
        column, row = np.moveaxis(corner + step, -1, 0)
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        shares = (near * np.prod(1 - np.abs(at - corner - step), -1))[inside]
        texel = (row * width + column)[inside]
        weights += np.bincount(texel, shares, height * width)
        for channel in range(3):
            total[:, channel] += np.bincount(texel, shares * samples[inside][:, channel], height * width)
    return (total / weights[:, None]).reshape(height, width, 3) * skin[..., None]
