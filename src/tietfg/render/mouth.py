"""The mouth: lips that meet, and what is seen between them: cavity, tongue, lower and upper teeth."""

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.images import LINEAR, LUMA, blurred, gaussian, paint_over, smooth_path, translucent_image
from tietfg.render.mesh import FaceMesh, HeadPose

SHADE = (0.14, 0.04, 0.03)
"""sRGB, 0..1, of what lies in the dark between the lips, in a picture with colours."""
SHADOW_DEPTH, SHADOW_STRENGTH = 0.05, 0.45
"""Shadow of the upper lip: depth in units, darkening at the lip."""
OVERSAMPLING = 2.0
"""Pixels of the layers' images for one pixel of the frame."""
WARMTH = (1.0, 0.955, 0.91)
"""Colour that light takes on between the lips."""
TONGUE_BACK, TONGUE_TIP = 140.0, 290.0
"""Rows of the layers."""
PAINTED = 0.01
"""Rim of parted lips that may hold pixels of the teeth, in units."""
SEAM = 0.6
"""Shade of the line between lips that were parted in the photo."""
CAVITY = (40.0, 14.0, 13.0)
"""sRGB of the throat under full light."""
LOWER_TEETH_FALL = 267.8
TONGUE_FALL = 161.1
"""How far jawOpen = 1 moves a layer down, in pixels of the layers."""
TONGUE_REACH = 75.0
"""How far the raised tongue comes forward, which is down in the picture, at tongueOut = 1."""
TEETH_SHADOW, TEETH_SHADOW_REACH = 0.5, 22.0
"""Darkening below the upper teeth, and how far it reaches in pixels of the layers: it parts the two rows."""
OVERBITE, OVERBITE_JAW = 30.0, 0.4
"""How much higher than recommended the lower teeth sit at a closed jaw, and the jawOpen at which they no longer do. The
upper ones cover them while the jaw has hardly opened, as gaps between the edges look like wire."""
JAW_SLIDE = 70.0
"""How far jawLeft = 1 moves the lower teeth sideways, in pixels of the layers."""


@dataclass(frozen=True)
class Mouth:
    """The mouth of a portrait; positions in frame pixels."""

    anchor: NDArray[np.float64]
    """(3,) middle of the lips' line at rest: where the layers' lip line lies."""
    origin: tuple[float, float]
    """The same point in the layers."""
    placement: NDArray[np.float64]
    """(3, 2) from pixels of the layers to the resting head."""
    density: float
    """Pixels of the layers' images for one pixel of the layers."""
    upper_teeth: skia.Image
    teeth_shadow: skia.Image
    """What the upper teeth cast on what lies behind them."""
    lower_teeth: skia.Image
    tongue: skia.Image
    raised_tongue: skia.Image
    shifts: tuple[float, float]
    """How much lower than their own frame upper and lower teeth sit, in pixels of the layers."""
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
        """Draw the interior between the inner lips of turned (vertices, 3) points."""
        upper, lower = points[UPPER_INNER_LIP, :2], points[LOWER_INNER_LIP, :2]
        gap = float(np.linalg.norm(lower - upper, axis=1).max())
        if gap < 0.05:
            return
        opening = smooth_path(upper, lower[::-1])
        bounds = opening.getBounds().makeOutset(4, 4)
        softness = 0.006 * self.unit
        jaw_open = float(coefficients[coefficient("jawOpen")])
        jaw_aside = float(coefficients[coefficient("jawLeft")] - coefficients[coefficient("jawRight")])
        tongue_out = float(np.clip(coefficients[coefficient("tongueOut")], 0, 1))
        aside = JAW_SLIDE * jaw_aside

        canvas.saveLayer(bounds)
        canvas.drawColor(self.cavity)
        canvas.save()
        canvas.concat(self._matrix(pose))
        fall = TONGUE_FALL * jaw_open
        self._layer(canvas, self.tongue, aside, fall)
        overbite = OVERBITE * max(1 - jaw_open / OVERBITE_JAW, 0)
        self._layer(canvas, self.lower_teeth, aside, self.shifts[1] + LOWER_TEETH_FALL * jaw_open - overbite)
        if tongue_out > 0:
            # Raised, it stays near the upper teeth.
            reach = fall + (TONGUE_REACH - 0.5 * fall) * tongue_out
            self._layer(canvas, self.raised_tongue, aside, reach, tongue_out)
        self._layer(canvas, self.teeth_shadow, 0, self.shifts[0] + TEETH_SHADOW_REACH)
        self._layer(canvas, self.upper_teeth, 0, self.shifts[0])
        canvas.restore()
        pursed = coefficients[coefficient("mouthPucker")] + 0.7 * coefficients[coefficient("mouthFunnel")]
        # Little light gets in through pursed lips or a narrow slit.
        slit = np.clip(1.1 - gap / (0.07 * self.unit), 0, 1)
        canvas.drawColor(skia.Color4f(*self.shade, float(1 - (1 - 0.6 * np.clip(pursed, 0, 1)) * (1 - 0.6 * slit))))

        corners = points[[UPPER_INNER_LIP[0], UPPER_INNER_LIP[-1]], :2]
        canvas.drawRect(bounds, _corner_falloff(corners))
        canvas.drawPath(
            smooth_path(upper),
            skia.Paint(
                AntiAlias=True,
                Style=skia.Paint.kStroke_Style,
                StrokeWidth=SHADOW_DEPTH * self.unit,
                Color4f=skia.Color4f(*self.shade, SHADOW_STRENGTH),
                MaskFilter=blurred(SHADOW_DEPTH * self.unit / 3),
            ),
        )
        canvas.saveLayer(bounds, skia.Paint(BlendMode=skia.BlendMode.kDstIn))
        canvas.drawPath(opening, skia.Paint(AntiAlias=True, MaskFilter=blurred(softness)))
        canvas.restore()
        canvas.restore()

    def _layer(self, canvas: skia.Canvas, image: skia.Image, x: float, y: float, opacity: float = 1.0) -> None:
        """Draw an image of the layers, shifted by pixels of the layers."""
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(1 / self.density, 1 / self.density)
        canvas.drawImage(image, 0, 0, LINEAR, skia.Paint(Alphaf=opacity))
        canvas.restore()

    def _matrix(self, pose: HeadPose) -> skia.Matrix:
        """From pixels of the layers to the frame, for the skull."""
        linear = (pose.rotation @ self.placement)[:2]
        x, y = pose(self.anchor)[:2] - linear @ self.origin
        return skia.Matrix.MakeAll(linear[0, 0], linear[0, 1], x, linear[1, 0], linear[1, 1], y, 0, 0, 1)


def build_mouth(mesh: FaceMesh, luminance: float, colour: float) -> Mouth:
    """Place the shipped layers behind the lips of the mesh, lit like skin of this luminance (0..1).

    `colour` goes from 0 in a picture without colours to 1.
    """
    assets = files("tietfg") / "assets" / "mouth"
    layout = json.loads((assets / "mouth.json").read_text())
    corners = mesh.rest[[UPPER_INNER_LIP[0], UPPER_INNER_LIP[-1]]]
    inner_width = float(np.linalg.norm(corners[1] - corners[0]))
    scale = (mesh.unit / layout["px_per_iod"] + inner_width / layout["mouth_width_px"]["inner_78_308"]) / 2
    light = 0.38 + 0.75 * luminance
    images, coverages = [], []
    for name, brightness in (("upper", 1.0), ("lower", 0.85), ("tongue_rest", 0.62), ("tongue_raised", 0.62)):
        with assets.joinpath(layout["files"][name]).open("rb") as file:
            layer = Image.open(file).convert("RGBA")
        size = [round(side * min(1.0, OVERSAMPLING * scale)) for side in layer.size]
        density = size[0] / layer.width
        rgba = np.asarray(layer.resize((size[0], size[1]), Image.Resampling.LANCZOS), np.float32)
        shade = 1.2 * light * brightness * np.array(WARMTH, np.float32)
        if name == "tongue_rest":
            # The back of the tongue lies in the dark of the throat.
            row = np.arange(size[1])[:, None, None] / density
            shade = shade * np.clip((row - TONGUE_BACK) / (TONGUE_TIP - TONGUE_BACK), 0.12, 1)
        lit = rgba[..., :3] * shade
        grey = lit @ LUMA
        images.append(translucent_image(grey[..., None] + colour * (lit - grey[..., None]), rgba[..., 3] / 255))
        coverages.append(rgba[..., 3:] / 255)
    shadow = gaussian(coverages[0], TEETH_SHADOW_REACH / 2 * images[0].width() / layout["size"][0])[..., 0]
    cavity, shade = (LUMA @ tint + colour * (tint - LUMA @ tint) for tint in (np.array(CAVITY), np.array(SHADE)))
    width = layout["mouth_width_px"]["inner_78_308"]
    middle = mesh.rest[[13, 14]].mean(0)
    return Mouth(
        anchor=middle + 0.06 * mesh.unit * mesh.axes[:, 2],
        origin=(layout["midline_x"], layout["lip_line_y"]),
        placement=scale * mesh.axes[:, :2],
        density=images[0].width() / layout["size"][0],
        upper_teeth=images[0],
        teeth_shadow=translucent_image(np.broadcast_to(255 * shade, (*shadow.shape, 3)), TEETH_SHADOW * shadow),
        lower_teeth=images[1],
        tongue=images[2],
        raised_tongue=images[3],
        shifts=(layout["recommended_shift"]["upper"] * width, layout["recommended_shift"]["lower"] * width),
        cavity=skia.Color(*np.rint(light * cavity).astype(int).tolist()),
        shade=tuple(shade.tolist()),
        unit=mesh.unit,
    )


def without_teeth(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, unit: float, blur: float
) -> None:
    """Darken what shows between the parted lips of the framed picture, in place: lips that close keep no light rim.

    `landmarks` (478, 3) are the photo's in frame pixels, `blur` its own in frame pixels.
    """
    upper, lower = (landmarks[lip, :2] + margin for lip in (UPPER_INNER_LIP, LOWER_INNER_LIP[::-1]))
    paint_over(picture, upper, lower, PAINTED * unit + blur, unit, SEAM)


def _corner_falloff(corners: NDArray[np.float64]) -> skia.Paint:
    """Multiply by 1 - .58 x^2, x = -1 and 1 at the (2, 2) corners of the mouth."""
    positions = np.linspace(-1, 1, 9)
    greys = np.rint(255 * (1 - 0.583 * positions**2)).astype(int).tolist()
    shader = skia.GradientShader.MakeLinear(
        points=[tuple(corners[0].tolist()), tuple(corners[1].tolist())],
        colors=[skia.Color(grey, grey, grey) for grey in greys],
        positions=np.linspace(0, 1, 9).tolist(),
    )
    return skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kMultiply)
