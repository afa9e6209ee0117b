"""Small picture tools of the renderer: Skia images, smooth paths and their coverage, blur, sampling."""

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tietfg.portrait.spread import spread_blurred

CUBIC = skia.SamplingOptions(skia.CubicResampler.CatmullRom())
LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)


EMPHASIS = 0.2
"""Detail added to textures."""
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
"""Weights of sRGB in luma (ITU-R BT.601)."""
_EFFECT = skia.RuntimeEffect.MakeForShader(
    "uniform shader picture; half4 main(float2 place) { return picture.eval(place); }"
)


def opaque_image(rgb: NDArray[np.uint8]) -> skia.Image:
    """Image of (height, width, 3) sRGB pixels."""
    rgba = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    return skia.Image.fromarray(rgba, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType, copy=True)


def texture(picture: NDArray[np.uint8]) -> skia.Shader:
    """Shader over (height, width, channels 3 or 4, premultiplied) pixels that stays sharp wherever it is sampled.

    The picture is interpolated once to twice its density by Lanczos' filter, which keeps its pixels; between texels as
    near as that, bilinear samples lose little, and EMPHASIS gives the mean loss back.
    """
    height, width, channels = picture.shape
    # PIL would divide RGBA by its alpha.
    mode = "RGBX" if channels == 4 else "RGB"
    dense = Image.frombytes(mode, (width, height), np.ascontiguousarray(picture).tobytes()).resize(
        (2 * width - 1, 2 * height - 1), Image.Resampling.LANCZOS, box=(0.25, 0.25, width - 0.25, height - 0.25)
    )
    soft = np.outer([1, 2, 1], [1, 2, 1]) / 16
    sharpened = EMPHASIS * (np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]) - soft)
    sharpened[1, 1] += 1
    dense = np.array(dense.filter(ImageFilter.Kernel((3, 3), sharpened.ravel().tolist(), 1)))
    if channels == 4:
        for channel in range(3):
            np.minimum(dense[..., channel], dense[..., 3], out=dense[..., channel])
        image = skia.Image.fromarray(dense, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True)
    else:
        image = opaque_image(dense)
    clamp = skia.TileMode.kClamp
    shader = image.makeShader(clamp, clamp, LINEAR, skia.Matrix.MakeAll(0.5, 0, 0.25, 0, 0.5, 0.25, 0, 0, 1))
    return one_pipeline(shader)


def one_pipeline(shader: skia.Shader) -> skia.Shader:
    """The same shader; Skia prepares a plain image shader again for every triangle, and an effect once for all."""
    builder = skia.RuntimeShaderBuilder(_EFFECT)
    builder.setChild("picture", shader)
    return builder.makeShader()


def translucent_image(rgb: NDArray[np.floating], alpha: NDArray[np.floating]) -> skia.Image:
    """Image of (height, width, 3) sRGB in [0, 255] under (height, width) alpha in [0, 1]."""
    premultiplied = np.dstack([np.clip(rgb, 0, 255) * alpha[..., None], alpha * 255])
    return skia.Image.fromarray(
        np.rint(premultiplied).astype(np.uint8), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True
    )


def smooth_path(points: NDArray[np.floating], *more: NDArray[np.floating]) -> skia.Path:
    """Path through (n, 2) points as a Catmull-Rom spline; `more` curves go on from its end, and close it."""
    path = skia.Path()
    path.moveTo(*map(float, points[0]))
    for curve in (points, *more):
        before = np.vstack([2 * curve[0] - curve[1], curve[:-2]])
        after = np.vstack([curve[2:], 2 * curve[-1] - curve[-2]])
        first = curve[:-1] + (curve[1:] - before) / 6
        second = curve[1:] - (after - curve[:-1]) / 6
        for controls in np.hstack([first, second, curve[1:]]).tolist():
            path.cubicTo(*controls)
    if more:
        path.close()
    return path


def blurred(sigma: float) -> skia.MaskFilter:
    """Soft edge of a path."""
    return skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(sigma, 0.05))


def coverage(path: skia.Path, width: int, height: int, stroke: float = 0.0) -> NDArray[np.float32]:
    """Share of each of height x width pixels that the path (or its stroke of that width) covers."""
    pixels = np.zeros((height, width), np.uint8)
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
    if stroke:
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(stroke)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
    skia.Surface(pixels, skia.kAlpha_8_ColorType, skia.kPremul_AlphaType).getCanvas().drawPath(path, paint)
    return pixels.astype(np.float32) / np.float32(255)


def paint_over(
    picture: NDArray[np.uint8],
    upper: NDArray[np.floating],
    lower: NDArray[np.floating],
    rim: float,
    unit: float,
    shade: float = 1.0,
    *,
    darken: bool = True,
) -> None:
    """Give what is lighter than its surroundings their colours within a closed outline and a rim around it, in place.

    `upper` and `lower` (n, 2) follow each other around the outline, in pixels like `rim` and `unit`; `shade` multiplies
    the colours that spread from the surroundings into it. Without `darken` what is darker gets them too.
    """
    contour = np.vstack([upper, lower])
    corner = np.maximum(np.floor(contour.min(0) - 0.1 * unit).astype(int), 0)
    end = np.minimum(np.ceil(contour.max(0) + 0.1 * unit).astype(int), picture.shape[1::-1])
    width, height = (end - corner).tolist()
    if width < 4 or height < 4:
        return
    outline = smooth_path(upper - corner, lower - corner)
    painted = np.maximum(coverage(outline, width, height), coverage(outline, width, height, 2 * rim))
    source = np.clip(coverage(outline, width, height, 6 * rim) - painted, 0, 1)
    patch = picture[corner[1] : end[1], corner[0] : end[0]]
    around = spread_blurred(patch, source, ((0.008 * unit, 1.0), (0.02 * unit, 0.01), (0.1 * unit, 0.0001)))
    colours = np.minimum(shade * around, patch) if darken else shade * around
    patch[...] = np.rint(patch + (colours - patch) * painted[..., None])
