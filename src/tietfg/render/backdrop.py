"""The portrait in the video's own pixels, extended without a seam where the framing reaches beyond the picture."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.portrait import Framing, Portrait
from tietfg.render.images import gaussian

MARGIN = 0.15
"""Pictured beyond each edge of the frame, in its longer side: moving heads bring it into view."""
EDGE = 0.03
"""Depth of the picture's edge whose colours spread beyond it, in the frame's longer side."""
REFLECTED = 0.02
"""Where nothing is left of the mirror image, likewise."""
COARSENESS = 8
"""Pixels of the frame for one of the grid on which colours spread."""


def frame_margin(framing: Framing) -> int:
    """Pixels that framed_picture shows beyond each edge of the frame."""
    return round(MARGIN * max(framing.width, framing.height))


def framed_picture(portrait: Portrait) -> NDArray[np.uint8]:
    """Return (height + 2 m, width + 2 m, 3) sRGB pixels: frame position (x, y) lies at (x + m, y + m), m the margin.

    Beyond the picture's edge its mirror image fades into the colours of the edge.
    """
    framing = portrait.framing
    margin, scale = frame_margin(framing), framing.scale
    width, height = framing.width + 2 * margin, framing.height + 2 * margin
    left, top = framing.left - margin / scale, framing.top - margin / scale
    right, bottom = left + width / scale, top + height / scale

    rows, columns = portrait.image.shape[:2]
    pad = [max(0, int(np.ceil(beyond))) for beyond in (-top, bottom - rows, -left, right - columns)]
    mirrored = np.pad(portrait.image, [(pad[0], pad[1]), (pad[2], pad[3]), (0, 0)], "symmetric")
    box = (left + pad[2], top + pad[0], right + pad[2], bottom + pad[0])
    picture = np.asarray(Image.fromarray(mirrored).resize((width, height), Image.Resampling.LANCZOS, box=box))
    if not any(pad):
        return picture

    # Distance of every pixel beyond the picture, and within it from its nearest edge, in sides of the frame.
    x, y = left + (np.arange(width) + 0.5) / scale, top + (np.arange(height) + 0.5) / scale
    side = max(framing.width, framing.height) / scale
    beyond_x, beyond_y = (np.maximum(-at, at - end)[None] / side for at, end in ((x, columns), (y, rows)))
    beyond = np.hypot(np.maximum(beyond_x, 0), np.maximum(beyond_y, 0).T)
    edge = np.exp(-0.5 * (np.maximum(beyond_x, beyond_y.T) / EDGE) ** 2) * (beyond == 0)

    # Colours of the picture's edges, spread ever wider, on a coarse grid.
    coarse = (width // COARSENESS, height // COARSENESS)
    weight = np.asarray(Image.fromarray(edge.astype(np.float32)).resize(coarse, Image.Resampling.BOX))[..., None]
    colour = np.asarray(Image.fromarray(picture).resize(coarse, Image.Resampling.BOX), np.float32)
    spread, total = np.zeros_like(colour), np.full_like(weight, 1e-12)
    for sigma, trust in ((0.02, 1.0), (0.04, 0.1), (0.08, 0.01), (0.16, 1e-3), (0.32, 1e-4), (0.64, 1e-5)):
        spread = spread + trust * gaussian(colour * weight, sigma * max(coarse))
        total = total + trust * gaussian(weight, sigma * max(coarse))
    far = Image.fromarray(np.rint(np.clip(spread / total, 0, 255)).astype(np.uint8))
    far = np.asarray(far.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    share = np.clip(beyond / REFLECTED, 0, 1)[..., None]
    return np.rint(picture + (far - picture) * (share * share * (3 - 2 * share))).astype(np.uint8)
