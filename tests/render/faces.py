import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.portrait.fit import fit_portrait
from tietfg.portrait.portrait import Framing, Portrait
from tietfg.render.renderer import PortraitRenderer

STILL = np.zeros(3, np.float32)


def demo_portrait(name: str, width: int = 512, height: int = 512) -> Portrait:
    """A shipped portrait with the landmarks that the landmarker found in it, framed from the hair to the chest."""
    with np.load(Path(__file__).parent / "faces.npz") as faces:
        landmarks, blendshapes = faces[f"{name}_landmarks"], faces[f"{name}_blendshapes"]
    image = np.asarray(Image.open(DEMO_PORTRAITS[name]).convert("RGB"))
    centre = landmarks[168, :2]
    scale = min(width, height) / 700
    framing = Framing(
        width, height, scale, float(centre[0]) - width / scale / 2, float(centre[1]) - 0.45 * height / scale
    )
    fit = fit_portrait(landmarks, blendshapes)
    return Portrait(
        image=image,
        landmarks=landmarks,
        blendshapes=blendshapes,
        expression=fit.coefficients.astype(np.float32),
        resting=fit.rest().astype(np.float32),
        framing=framing,
        notes=(),
    )


@functools.cache
def demo_renderer(name: str) -> PortraitRenderer:
    """Of demo_portrait(name), made once for all tests."""
    return PortraitRenderer(demo_portrait(name))


def in_frame(portrait: Portrait) -> np.ndarray:
    """Landmarks (478, 2) in pixels of the video."""
    return (portrait.landmarks[:, :2] - [portrait.framing.left, portrait.framing.top]) * portrait.framing.scale


def actions(**values: float) -> np.ndarray:
    """Coefficients by name; names without a side set both."""
    coefficients = np.zeros(52, np.float32)
    for name, value in values.items():
        indices = [ARKIT_NAMES.index(each) for each in (name, name + "Left", name + "Right") if each in ARKIT_NAMES]
        assert indices, name
        coefficients[indices] = value
    return coefficients


def with_matte(name: str, width: int = 512, height: int = 512) -> Portrait:
    """The same with the matte that the quick network gives, at a third of its resolution: elena and amara."""
    portrait = demo_portrait(name, width, height)
    with np.load(Path(__file__).parent / "mattes.npz") as mattes:
        matte = Image.fromarray(mattes[name]).resize(portrait.image.shape[1::-1], Image.Resampling.BICUBIC)
    return replace(portrait, matte=np.asarray(matte))
