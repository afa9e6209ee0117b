"""The mouth's interior: what is seen between the lips, and the lips' own inner side."""

from dataclasses import dataclass, replace

import numpy as np
import skia
from numpy.typing import NDArray

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.blur import gaussian
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.images import LUMA, blurred, coverage, paint_over, smooth_path
from tietfg.render.inner_lips import InnerLip, build_inner_lips
from tietfg.render.mesh import FaceMesh, HeadPose
from tietfg.render.mouth_light import LUMINANCE, encoded, measure_light
from tietfg.render.own_teeth import find_own_teeth
from tietfg.render.teeth import (
    CORNER_SHADE,
    TONGUE_FALL,
    TOOTH_LENGTH,
    Layer,
    bend,
    frame_mouth,
    load_layers,
    lower_teeth_shift,
)

SHADE = np.array([0.14, 0.04, 0.03])
"""sRGB, 0..1, of what lies in the dark between the lips, in a picture with colours."""
CAVITY = np.array([0.05, 0.016, 0.014])
"""Linear RGB of the throat against white teeth."""
SHADOW_DEPTH, SHADOW_STRENGTH = 0.055, 0.5
"""Shadow of the upper lip: depth in units, darkening at the lip."""
SOFTNESS = 0.005
"""Of the edge of the lips, in units."""
TONGUE_REACH = 75.0
"""How far the raised tongue comes forward, which is down in the picture, at tongueOut = 1."""
TONGUE_SHOWN, TONGUE_BETWEEN = 0.4, 0.6
"""The tongueOut at which the raised tongue is fully seen, and at which it begins to come between the teeth."""
TEETH_SHADOW, TEETH_SHADOW_REACH = 0.5, 28.0
"""Darkening below the upper teeth, and how far it reaches in pixels of the layers: it parts the two rows."""
PAINTED = 0.01
"""Rim of parted lips that may hold pixels of the teeth, in units."""
SEAM, SEAM_WIDTH = 0.6, 0.012
"""Shade of the line between lips that were parted in the photo, and its width in units."""
_JAW, _TONGUE = coefficient("jawOpen"), coefficient("tongueOut")
_PUCKER, _FUNNEL = coefficient("mouthPucker"), coefficient("mouthFunnel")


@dataclass(frozen=True)
class Mouth:
    """The mouth of a portrait."""

    upper_teeth: Layer
    teeth_shadow: Layer
    """What the upper teeth cast on what lies behind them."""
    lower_teeth: Layer
    own_upper_teeth: Layer | None
    """Those that the photo shows, where it shows them."""
    own_lower_teeth: Layer | None
    photo_shift: tuple[float, float, float]
    """How far right, down and away from their place at rest the lower teeth are in the photo."""
    tongue: Layer
    raised_tongue: Layer
    shifts: tuple[float, float]
    """How much lower than their own frame upper and lower teeth sit, in pixels of the layers."""
    inner_lips: tuple[InnerLip, InnerLip]
    cavity: int
    shade: tuple[float, float, float]
    """sRGB, 0..1, of what lies in the dark."""
    unit: float

    def draw(
        self,
        canvas: skia.Canvas,
        points: NDArray[np.float64],
        pose: HeadPose,
        coefficients: NDArray[np.floating],
    ) -> None:
        """Draw the interior between the inner lips of turned (vertices, 3) points, and the lips' inner side."""
        upper, lower = points[UPPER_INNER_LIP, :2], points[LOWER_INNER_LIP, :2]
        gap = float(np.linalg.norm(lower - upper, axis=1).max())
        if gap < 0.05:
            return
        opening = smooth_path(upper, lower[::-1])
        bounds = opening.getBounds().makeOutset(3, 3)
        canvas.saveLayer(bounds)
        canvas.drawColor(self.cavity)
        self._draw_layers(canvas, pose, coefficients)
        # Little light gets in through pursed lips or a narrow slit.
        pursed = 0.75 * np.clip(coefficients[_PUCKER] + 0.7 * coefficients[_FUNNEL], 0, 1)
        slit = 0.2 * np.clip(1.2 - gap / (0.05 * self.unit), 0, 1)
        canvas.drawColor(skia.Color4f(*self.shade, float(1 - (1 - pursed) * (1 - slit))))
        shadow = min(SHADOW_DEPTH * self.unit, 0.6 * gap)
        canvas.drawRect(bounds, _corner_falloff(upper[[0, -1]]))
        canvas.drawPath(
            smooth_path(upper),
            skia.Paint(
                AntiAlias=True,
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=shadow,
                Color4f=skia.Color4f(*self.shade, SHADOW_STRENGTH),
                MaskFilter=blurred(shadow / 3),
            ),
        )
        canvas.saveLayer(bounds, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
        canvas.drawPath(opening, skia.Paint(AntiAlias=True, MaskFilter=blurred(SOFTNESS * self.unit)))
        canvas.restore()
        canvas.restore()
        for lip in self.inner_lips:
            lip.draw(canvas, points, coefficients)

    def _draw_layers(self, canvas: skia.Canvas, pose: HeadPose, coefficients: NDArray[np.floating]) -> None:
        """Draw tongue and teeth from back to front."""
        tongue_out = float(np.clip(coefficients[_TONGUE], 0, 1))
        aside, down, back = lower_teeth_shift(coefficients, self.shifts[1])
        fall = TONGUE_FALL * float(coefficients[_JAW])
        self.tongue.draw(canvas, pose, (aside, fall, back))
        # Raised, it stays near the upper teeth: behind both rows, or between them where it comes farthest.
        raised = aside, fall + (TONGUE_REACH - 0.5 * fall) * tongue_out, back * (1 - tongue_out)
        if tongue_out > 0:
            self.raised_tongue.draw(canvas, pose, raised, min(tongue_out / TONGUE_SHOWN, 1))
        self.lower_teeth.draw(canvas, pose, (aside, down, back))
        if self.own_lower_teeth:
            x, y, z = self.photo_shift
            self.own_lower_teeth.draw(canvas, pose, (aside - x, down - y, back - z))
        if tongue_out > TONGUE_BETWEEN:
            between = (tongue_out - TONGUE_BETWEEN) / (1 - TONGUE_BETWEEN)
            self.raised_tongue.draw(canvas, pose, raised, between)
        self.teeth_shadow.draw(canvas, pose, (0, self.shifts[0] + TEETH_SHADOW_REACH, 0))
        self.upper_teeth.draw(canvas, pose, (0, self.shifts[0], 0))
        if self.own_upper_teeth:
            self.own_upper_teeth.draw(canvas, pose, (0, 0, 0))


def build_mouth(
    mesh: FaceMesh,
    picture: NDArray[np.uint8],
    landmarks: NDArray[np.floating],
    margin: int,
    expression: NDArray[np.floating],
    colour: float,
) -> Mouth:
    """Place the layers behind the lips of the mesh, lit like the face in the framed picture.

    `landmarks` (478, 3) are the photo's in frame pixels, `expression` (52,) what its face does; `colour` goes from 0 in
    a picture without colours to 1.
    """
    places = landmarks[:, :2] + margin
    light = measure_light(picture, places, mesh.unit, colour)
    colour = light.colour
    frame = frame_mouth(mesh)
    layers = load_layers(frame, light)
    own = find_own_teeth(picture, places, frame, margin, layers["upper"], light.teeth)
    if own:
        layers = load_layers(frame, replace(light, teeth=own.colour))
    shade = LUMA @ SHADE + colour * (SHADE - LUMA @ SHADE)
    cavity = encoded((LUMINANCE @ CAVITY + colour * (CAVITY - LUMINANCE @ CAVITY)) * light.teeth)
    coverage = layers["upper"][..., 3]
    shadow = gaussian(coverage, TEETH_SHADOW_REACH / 2 * coverage.shape[1] / frame.layout["size"][0])
    shadow = np.dstack([np.broadcast_to(255 * shade, (*shadow.shape, 3)), TEETH_SHADOW * shadow])
    return Mouth(
        upper_teeth=bend(frame, layers["upper"], TOOTH_LENGTH, frame.layout["upper"]["incisal_edge_y"]),
        teeth_shadow=bend(frame, shadow),
        lower_teeth=bend(frame, layers["lower"]),
        own_upper_teeth=bend(frame, own.upper) if own else None,
        own_lower_teeth=bend(frame, own.lower) if own else None,
        photo_shift=lower_teeth_shift(expression, frame.shifts[1]),
        tongue=bend(frame, layers["tongue_rest"]),
        raised_tongue=bend(frame, layers["tongue_raised"]),
        shifts=frame.shifts,
        inner_lips=build_inner_lips(picture, places, mesh.unit, float(light.teeth @ LUMINANCE), colour),
        cavity=skia.Color(*np.rint(cavity).astype(int).tolist()),
        shade=tuple(shade.tolist()),
        unit=mesh.unit,
    )


def without_teeth(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float, blur: float
) -> None:
    """Paint lips over what shows between parted ones in the framed picture, in place: the line where they close.

    `landmarks` (478, 3) are the photo's in frame pixels, `blur` its own in frame pixels.
    """
    upper, lower = (landmarks[lip, :2] + margin for lip in (UPPER_INNER_LIP, LOWER_INNER_LIP[::-1]))
    paint_over(picture, upper, lower, PAINTED * unit + blur, unit, darken=False)
    for lip in (upper, lower):
        corner = np.maximum(np.floor(lip.min(0) - SEAM_WIDTH * unit - 2).astype(int), 0)
        end = np.minimum(np.ceil(lip.max(0) + SEAM_WIDTH * unit + 2).astype(int), picture.shape[1::-1])
        patch = picture[corner[1] : end[1], corner[0] : end[0]]
        line = coverage(smooth_path(lip - corner), patch.shape[1], patch.shape[0], SEAM_WIDTH * unit)
        patch[...] = np.rint(patch * (1 - (1 - SEAM) * gaussian(line, 0.25 * SEAM_WIDTH * unit)[..., None]))


def _corner_falloff(corners: NDArray[np.float64]) -> skia.Paint:
    """Multiply by 1 - CORNER_SHADE x^2, x = -1 and 1 at the (2, 2) corners of the mouth."""
    positions = np.linspace(-1, 1, 9)
    greys = np.rint(255 * (1 - CORNER_SHADE * positions**2)).astype(int).tolist()
    shader = skia.GradientShader.MakeLinear(
        points=[tuple(corners[0].tolist()), tuple(corners[1].tolist())],
        colors=[skia.Color(grey, grey, grey) for grey in greys],
        positions=np.linspace(0, 1, 9).tolist(),
    )
    return skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kMultiply)
