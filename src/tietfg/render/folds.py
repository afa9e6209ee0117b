"""Folds of the skin: soft relief along lines of the face that deepens with the action that folds it."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import FACE_OVAL
from tietfg.render.images import LINEAR, LUMA, gaussian

DENSITY = 90
"""Texels of the relief in one unit."""


SKIN_SHADE = np.array([0.6, 1.0, 1.1], np.float32)
"""Light lost in a fold, by channel: skin in shadow turns redder."""
SKIN_PATCHES = (151, 69, 299, 50, 280, 101, 330, 205, 425)
"""Landmarks on forehead and cheeks."""
USUAL_DETAIL = 0.009
"""Contrast of skin on which folds have their stated depth; smooth skin folds less, rough skin more."""


@dataclass(frozen=True)
class Fold:
    """A line of the face; depth is the darkening in the line at full action, width its standard deviation in units."""

    points: tuple[tuple[int, ...], ...]
    """Each the mean of some landmarks, on the right half or across the face."""
    actions: tuple[tuple[str, float], ...]
    """Coefficients (without the side) and their shares."""
    depth: float
    width: float


FOLDS = (
    Fold(((9, 9, 107, 108), (107, 9), (55, 8), (55, 193, 8)), (("browDown", 1.0), ("noseSneer", 0.25)), 0.1, 0.012),
    Fold(
        ((129,), (203, 206), (206, 92), (216, 186), (212, 57)),
        (("mouthSmile", 0.6), ("noseSneer", 0.7), ("mouthUpperUp", 0.4), ("mouthStretch", 0.3)),
        0.075, 0.02,
    ),
    Fold(((68, 63), (104, 105), (69, 66), (108, 107), (151, 9)), (("browOuterUp", 0.8),), 0.045, 0.013),
    Fold(((68,), (104,), (69,), (108,), (151,)), (("browOuterUp", 0.8),), 0.05, 0.013),
    Fold(((68, 103), (104, 67), (69, 67, 109), (108, 109)), (("browOuterUp", 0.6),), 0.035, 0.013),
    Fold(
        ((104, 105), (69, 66), (108, 107), (151, 9), (337, 336), (299, 296), (333, 334)),
        (("browInnerUp", 0.9),),
        0.05, 0.013,
    ),
    Fold(((104,), (69,), (108,), (151,), (337,), (299,), (333,)), (("browInnerUp", 0.9),), 0.05, 0.013),
    Fold(
        ((130, 226), (35, 124), (143, 156)),
        (("cheekSquint", 0.7), ("eyeSquint", 0.4), ("mouthSmile", 0.3)),
        0.05, 0.009,
    ),
    Fold(
        ((226, 31), (35, 111), (143, 116)),
        (("cheekSquint", 0.7), ("eyeSquint", 0.4), ("mouthSmile", 0.3)),
        0.05, 0.009,
    ),
    Fold(((228,), (229,), (230,), (231,), (232,)), (("cheekSquint", 0.6), ("eyeSquint", 0.6)), 0.045, 0.012),
    Fold(((122, 6), (122, 245), (188, 245)), (("noseSneer", 0.8),), 0.05, 0.01),
    Fold(
        ((61, 57, 43), (43, 202), (204, 202), (204, 211)),
        (("mouthFrown", 0.8), ("mouthStretch", 0.3)),
        0.05, 0.016,
    ),
    Fold(
        ((204,), (194,), (201, 18), (18, 200), (421, 18), (418,), (424,)),
        (("mouthShrugLower", 0.8), ("mouthFrown", 0.3), ("mouthPress", 0.2)),
        0.05, 0.02,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Relief:
    """Reliefs of all folds over the photo's face."""

    maps: NDArray[np.float32]
    """(folds, height x width) brightness against 0 at no fold."""
    shares: NDArray[np.float64]
    """(folds, 52) from coefficients to actions."""
    size: tuple[int, int]
    """Height, width."""
    face: NDArray[np.uint8]
    """(height, width, 4) opaque part of the photo."""
    shade: NDArray[np.float32]
    """(3,) light lost in a fold, by channel."""
    placement: skia.Matrix
    """From that part to the photo."""

    def fold(self, coefficients: NDArray[np.floating]) -> skia.Image:
        """The photo's face with its folds, to be placed by `placement`."""
        action = np.clip(self.shares @ np.clip(coefficients, 0, None), 0, 1.6) ** 1.2
        folded = np.flatnonzero(action)
        relief = np.einsum("f,fp->p", action[folded].astype(np.float32), self.maps[folded]).reshape(self.size)
        rgba = np.ones((*self.size, 4), np.float16)
        rgba[..., :3] = np.clip(0.5 + relief[..., None] * self.shade, 0, 1)
        image = skia.Image.fromarray(rgba, skia.kRGBA_F16_ColorType, skia.kOpaque_AlphaType)
        pixels = self.face.copy()
        canvas = skia.Surface(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType).getCanvas()
        canvas.drawImageRect(
            image, skia.Rect.MakeWH(*pixels.shape[1::-1]), LINEAR, skia.Paint(BlendMode=skia.BlendMode.kHardLight)
        )
        return skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)


def build_relief(
    photo: NDArray[np.floating], picture: NDArray[np.uint8], mirror: NDArray[np.integer], unit: float, colour: float
) -> Relief:
    """Draw the folds on a face whose (478, 2) landmarks lie at `photo` in the (height, width, 3) picture.

    `mirror` (478,) maps landmarks to those of the other half; `colour` goes from 0 in a picture without colours to 1.
    """
    oval = photo[FACE_OVAL]
    corner = np.maximum(np.floor(oval.min(0)).astype(int) - 3, 0)
    end = np.minimum(np.ceil(oval.max(0)).astype(int) + 3, picture.shape[1::-1])
    width, height = np.ceil((end - corner) * DENSITY / unit).astype(int).tolist()
    y, x = np.mgrid[:height, :width]
    texels = (np.stack([x, y], -1).reshape(-1, 2) + 0.5) / [width, height] * (end - corner) + corner
    face = picture[corner[1] : end[1], corner[0] : end[0]]

    brightness = [
        picture[tuple(np.rint(photo[side, ::-1]).astype(int).T)].mean() for side in ([50, 101, 205], [280, 330, 425])
    ]
    roughness = float(np.clip((_skin_detail(photo, picture, unit) / USUAL_DETAIL) ** 0.5, 0.65, 1.25))
    light = np.array([np.clip((brightness[1] - brightness[0]) / sum(brightness) * 4, -0.7, 0.7), -0.7])
    maps, shares = [], []
    for fold in FOLDS:
        points = np.array([photo[list(landmarks)].mean(0) for landmarks in fold.points])
        mirrored = np.array([photo[mirror[list(landmarks)]].mean(0) for landmarks in fold.points])
        across = np.allclose(points, mirrored[::-1], atol=0.1 * unit)
        for line, side in ((points, "Right"), (mirrored, "Left"))[: 1 if across else 2]:
            maps.append(roughness * _relief(texels, line, fold, light, unit))
            share = np.zeros(52)
            for action, weight in fold.actions:
                share += weight * _action(action, None if across else side)
            shares.append(share)
    return Relief(
        maps=np.stack(maps).astype(np.float32),
        shares=np.stack(shares),
        size=(height, width),
        face=np.dstack([face, np.full(face.shape[:2], 255, np.uint8)]),
        shade=1 + colour * (SKIN_SHADE - 1),
        placement=skia.Matrix.Translate(*corner.tolist()),
    )


def _skin_detail(photo: NDArray[np.floating], picture: NDArray[np.uint8], unit: float) -> float:
    """Contrast of pores and lines: deviation of the finer detail over the mean, median of patches of skin."""
    luma = (picture @ LUMA)[..., None]
    detail = gaussian(luma, 0.008 * unit) - gaussian(luma, 0.05 * unit)
    reach = 0.08 * unit
    contrasts = []
    for x, y in photo[list(SKIN_PATCHES)]:
        rows = slice(max(int(y - reach), 0), max(int(y + reach), 1) + 1)
        columns = slice(max(int(x - reach), 0), max(int(x + reach), 1) + 1)
        if (patch := luma[rows, columns]).size:
            contrasts.append(detail[rows, columns].std() / max(float(patch.mean()), 1.0))
    return float(np.median(contrasts)) if contrasts else USUAL_DETAIL


def _relief(
    texels: NDArray[np.floating], line: NDArray[np.floating], fold: Fold, light: NDArray[np.floating], unit: float
) -> NDArray[np.floating]:
    """Brightness (texels,) of a fold: dark in the line, bright where its bulge faces the light, fading at the ends."""
    length = np.append(0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
    # Rounding the corners keeps the distance to the line smooth.
    along = np.linspace(0, 1, 64)
    curve = np.stack([np.interp(along * length[-1], length, line[:, axis]) for axis in (0, 1)], 1)
    for _ in range(60):
        curve[1:-1] = curve[1:-1] / 2 + (curve[:-2] + curve[2:]) / 4
    normal = np.gradient(curve, axis=0)[:, ::-1] * [1, -1]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    normal *= np.where(normal @ light > 0, 1, -1)[:, None]

    result = np.zeros(len(texels))
    near = (np.abs(texels - (curve.min(0) + curve.max(0)) / 2) < np.ptp(curve, axis=0) / 2 + 8 * fold.width * unit).all(
        1
    )
    offset = texels[near, None] - curve
    nearest = np.argmin((offset**2).sum(-1), 1)
    distance = np.sqrt((offset**2).sum(-1)[np.arange(len(nearest)), nearest]) / (fold.width * unit)
    signed = np.einsum("ij,ij->i", offset[np.arange(len(nearest)), nearest], normal[nearest]) / (fold.width * unit)
    taper = np.sin(np.pi * along[nearest])
    bulge = np.exp(-0.5 * ((signed + 3.2) / 1.8) ** 2) * np.exp(
        -0.5 * (np.maximum(distance - np.abs(signed), 0) / 2) ** 2
    )
    valley = 0.5 * np.exp(-0.5 * distance**2) + 0.5 * np.exp(-0.5 * (distance / 2.5) ** 2)
    result[near] = fold.depth * taper * (0.12 * bulge - valley)
    return result


def _action(name: str, side: str | None) -> NDArray[np.float64]:
    """Weights (52,) that read an action on one side, or the mean of both."""
    weights = np.zeros(52)
    if name in ("browInnerUp", "mouthShrugLower"):
        weights[coefficient(name)] = 1
    else:
        for each in ("Left", "Right"):
            weights[coefficient(name + each)] = (each == side) if side else 0.5
    return weights
