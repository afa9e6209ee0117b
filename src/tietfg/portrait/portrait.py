"""Portrait: the reference image with what was found in it, and how it is framed in the video."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Framing:
    """Where the video's picture lies in the portrait: output pixel = (image pixel - (left, top)) * scale.

    The picture may reach beyond the image's edge; the renderer fills what lies outside.
    """

    width: int
    height: int
    """Size of the video in pixels, both even."""
    scale: float
    left: float
    top: float


@dataclass(frozen=True)
class Portrait:
    """The reference image I of the paper, upright, with one face.

    Landmarks are MediaPipe's 478 in pixels of `image` (x right, y down, z away from the camera at the scale of x).
    """

    image: NDArray[np.uint8]
    """(height, width, 3) sRGB."""
    landmarks: NDArray[np.float32]
    """(478, 3)."""
    blendshapes: NDArray[np.float32]
    """(52,) ARKit coefficients that the landmarker sees in the picture, in the order of ARKIT_NAMES, in [0, 1]."""
    expression: NDArray[np.float32]
    """(52,) what the face does in the picture, by fit_portrait: expressions are added to the face without it."""
    resting: NDArray[np.float32]
    """(478, 3) where the landmarks lie when the face rests without the expression, lips perhaps not quite closed."""
    framing: Framing
    notes: tuple[str, ...]
    """Remarks on quality for the user, one line each (small face, blur, strong turn)."""
    matte: NDArray[np.uint8] | None = None
    """(height, width) share of the speaking person in each pixel of `image`, 255 for all of it; None: not known."""
