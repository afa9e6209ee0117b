"""Teeth, gums and tongue as layers behind the lips: the shipped ones in the portrait's light, and the photo's own."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.arkit import coefficient
from tietfg.portrait.topology import UPPER_INNER_LIP
from tietfg.render.images import LINEAR, one_pipeline, translucent_image
from tietfg.render.mesh import FaceMesh, HeadPose
from tietfg.render.mouth_light import LUMINANCE, MouthLight, encoded, linear

OVERSAMPLING = 2.0
"""Pixels of the layers' images for one pixel of the frame."""
BEHIND_LIPS = 0.06
"""Depth of the front teeth behind the lips' line, in units."""
ARCH = 2.6
"""The rows of teeth bend back like this times the square of the distance from their middle, in units."""
BEND = 0.2
"""Where the bend ends, in units from the middle."""
COLUMNS = 9
"""Of the grid on which a layer is bent."""
FRONT_TEETH = np.s_[110:180, 300:470]
"""Pixels of the upper layer that stand for white teeth in full light."""
BRIGHTNESS = {"upper": 1.0, "lower": 0.8, "tongue_rest": 0.65, "tongue_raised": 0.7}
"""Of the layers, in linear light; what lies deeper gets less."""
TONGUE_PALENESS = 0.35
"""Share of its saturation that the tongue loses."""
TONGUE_TINT = np.array([1.0, 0.97, 0.84])
"""It is less blue than its layer, too."""
TONGUE_BACK, TONGUE_TIP = 150.0, 270.0
"""Rows of the tongue's layer between which it comes out of the dark of the throat, ..."""
DARKEST_TONGUE = 0.12
"""... where it has this share of its brightness."""
TOOTH_LENGTH = 1.15
"""How much longer the upper teeth are than in their layer, on most people."""
SIDE_TEETH, SIDE_REACH, SIDE_SHADE = 130.0, 150.0, 0.45
"""From where on teeth lie in the shade of the cheeks, over what distance, in pixels of the layers, and how much."""
LOWER_TEETH_FALL, TONGUE_FALL = 267.8, 161.1
"""How far jawOpen = 1 moves a layer down, in pixels of the layers."""
LOWER_TEETH_RETREAT = 162.3
"""How far it moves the lower teeth back."""
JAW_SLIDE = 70.0
"""How far jawLeft = 1 moves them sideways."""
CORNER_SHADE = 0.5
"""Darkening in the corners of the mouth."""
OVERBITE, OVERBITE_JAW = 30.0, 0.4
"""How much higher than recommended the lower teeth sit at a closed jaw, and the jawOpen at which they no longer do. The
upper ones cover them while the jaw has hardly opened, as gaps between the edges look like wire."""


@dataclass(frozen=True)
class Layer:
    """A picture on an arch behind the lips."""

    shader: skia.Shader
    grid: NDArray[np.float64]
    """(2 x columns, 3) of the resting head: upper and lower edge of a column, from right to left."""
    texture: list[tuple[float, float]]
    """Their places in the picture."""
    axes: NDArray[np.float64]
    """(3, 3); columns are a pixel of the layers to the right, down, away."""

    def draw(
        self, canvas: skia.Canvas, pose: HeadPose, shift: tuple[float, float, float], opacity: float = 1.0
    ) -> None:
        """Draw it, moved right, down and away by pixels of the layers."""
        places = pose(self.grid + self.axes @ np.array(shift))[:, :2]
        strip = skia.Vertices(
            skia.Vertices.kTriangleStrip_VertexMode, list(map(tuple, places.tolist())), self.texture, None
        )
        canvas.drawVertices(strip, skia.Paint(Shader=self.shader, Alphaf=opacity))


@dataclass(frozen=True)
class MouthFrame:
    """Where the layers lie on the resting head."""

    layout: dict[str, Any]
    anchor: NDArray[np.float64]
    """(3,) of the resting head, where the layers' lip line lies."""
    axes: NDArray[np.float64]
    """(3, 3); columns are a pixel of the layers to the right, down, away."""
    scale: float
    """Frame pixels for a pixel of the layers."""
    unit: float

    @property
    def shifts(self) -> tuple[float, float]:
        """How much lower than their own frame upper and lower teeth sit, in pixels of the layers."""
        width = self.layout["mouth_width_px"]["inner_78_308"]
        recommended = self.layout["recommended_shift"]
        return recommended["upper"] * width, recommended["lower"] * width

    def place(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float64]:
        """Places (..., 3) on the resting head of pixels of the layers."""
        x, y = x - self.layout["midline_x"], y - self.layout["lip_line_y"]
        # Beyond the bend it goes straight on, or turned heads would see it folded.
        bent = np.minimum(np.abs(x), BEND * self.unit / self.scale)
        away = ARCH * bent * (2 * np.abs(x) - bent) * self.scale / self.unit
        return self.anchor + np.stack([x, y, away], -1) @ self.axes.T


def frame_mouth(mesh: FaceMesh) -> MouthFrame:
    """Place the layers behind the lips of the mesh."""
    layout = json.loads((files("tietfg") / "assets" / "mouth" / "mouth.json").read_text())
    corners = mesh.rest[[UPPER_INNER_LIP[0], UPPER_INNER_LIP[-1]]]
    inner_width = float(np.linalg.norm(corners[1] - corners[0]))
    scale = (mesh.unit / layout["px_per_iod"] + inner_width / layout["mouth_width_px"]["inner_78_308"]) / 2
    return MouthFrame(
        layout=layout,
        anchor=mesh.rest[[13, 14]].mean(0) + BEHIND_LIPS * mesh.unit * mesh.axes[:, 2],
        axes=scale * mesh.axes,
        scale=scale,
        unit=mesh.unit,
    )


def lower_teeth_shift(coefficients: NDArray[np.floating], shift: float) -> tuple[float, float, float]:
    """How far right, down and away (52,) coefficients move the lower teeth, in pixels of the layers."""
    jaw = float(coefficients[coefficient("jawOpen")])
    aside = JAW_SLIDE * float(coefficients[coefficient("jawLeft")] - coefficients[coefficient("jawRight")])
    overbite = OVERBITE * max(1 - jaw / OVERBITE_JAW, 0)
    return aside, shift + LOWER_TEETH_FALL * jaw - overbite, LOWER_TEETH_RETREAT * jaw


def load_layers(frame: MouthFrame, light: MouthLight) -> dict[str, NDArray[np.float64]]:
    """The shipped layers as (height, width, 4) sRGB in [0, 255] and alpha in [0, 1], lit like the portrait."""
    assets = files("tietfg") / "assets" / "mouth"
    layers: dict[str, NDArray[np.float64]] = {}
    white = 1.0
    for name, brightness in BRIGHTNESS.items():
        with assets.joinpath(frame.layout["files"][name]).open("rb") as file:
            layer = Image.open(file).convert("RGBA")
        size = [round(side * min(1.0, OVERSAMPLING * frame.scale)) for side in layer.size]
        density = size[0] / layer.width
        rgba = np.asarray(layer.resize((size[0], size[1]), Image.Resampling.LANCZOS))
        rgb = linear(np.arange(256.0))[rgba[..., :3]]
        if name == "upper":
            rows, columns = (slice(*(round(density * end) for end in (s.start, s.stop))) for s in FRONT_TEETH)
            white = float(np.median(rgb[rows, columns] @ LUMINANCE))
        x = (np.arange(size[0]) + 0.5) / density - frame.layout["midline_x"]
        half = frame.layout["mouth_width_px"]["inner_78_308"] / 2
        shade = brightness / white * np.exp(light.slope * np.clip(x / half, -1.3, 1.3))[:, None]
        grey = (rgb @ LUMINANCE)[..., None]
        if name.startswith("tongue"):
            rgb = (rgb + TONGUE_PALENESS * (grey - rgb)) * TONGUE_TINT
        else:
            aside = np.clip((np.abs(x) - SIDE_TEETH) / SIDE_REACH, 0, 1)
            shade = shade * (1 - SIDE_SHADE * aside * aside)[:, None]
        alpha = rgba[..., 3] / 255
        if name == "tongue_rest":
            row = (np.arange(size[1])[:, None] + 0.5) / density
            out = np.clip((row - TONGUE_BACK) / (TONGUE_TIP - TONGUE_BACK), 0, 1)
            shade = shade * (DARKEST_TONGUE + (1 - DARKEST_TONGUE) * out[..., None])
            alpha = alpha * np.clip(2 * out + 0.2, 0, 1)
        lit = encoded((grey + light.colour * (rgb - grey)) * shade * light.teeth)
        layers[name] = np.dstack([lit, alpha])
    return layers


def bend(frame: MouthFrame, pixels: NDArray[np.floating], stretch: float = 1.0, pivot: float = 0.0) -> Layer:
    """A layer of (height, width, 4) sRGB in [0, 255] and alpha in [0, 1] that covers the layers' whole frame.

    It is stretched in height about a row of the frame.
    """
    width, height = frame.layout["size"]
    x, y = np.repeat(np.linspace(0, width, COLUMNS), 2), np.tile([0.0, height], COLUMNS)
    pixels = np.ascontiguousarray(pixels)
    image = translucent_image(pixels[..., :3], pixels[..., 3])
    density = image.width() / width
    return Layer(
        shader=one_pipeline(image.makeShader(skia.TileMode.kClamp, skia.TileMode.kClamp, LINEAR)),
        grid=frame.place(x, pivot + stretch * (y - pivot)),
        texture=list(zip((density * x).tolist(), (density * y).tolist(), strict=True)),
        axes=frame.axes,
    )
