"""The portrait in the video's own pixels, extended without a seam where the framing reaches beyond the picture."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tietfg.portrait.portrait import Framing, Portrait

MARGIN = 0.15
"""Pictured beyond each edge of the frame, in its longer side: moving heads bring it into view."""


def frame_margin(framing: Framing) -> int:
    """Pixels that framed_picture shows beyond each edge of the frame."""
    return round(MARGIN * max(framing.width, framing.height))


def framed_picture(portrait: Portrait) -> NDArray[np.uint8]:
    """Return (height + 2 m, width + 2 m, 3) sRGB pixels: frame position (x, y) lies at (x + m, y + m), m the margin.

    What lies beyond the picture's edge is its mirror image, the softer the farther out.
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

    x = left + (np.arange(width) + 0.5) / scale
    y = top + (np.arange(height) + 0.5) / scale
    beyond_x = np.maximum(np.maximum(-x, x - columns), 0)
    beyond_y = np.maximum(np.maximum(-y, y - rows), 0)
    side = max(framing.width, framing.height)
    beyond = np.hypot(beyond_y[:, None], beyond_x[None]) * scale / side
    result = picture.astype(np.float32)
    for softness, reach in ((0.008, 0.04), (0.03, 0.15)):
        soft = np.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(softness * side)), np.float32)
        weight = np.clip(beyond / reach, 0, 1)[..., None]
        result += (soft - result) * (weight * weight * (3 - 2 * weight))
    return np.rint(np.clip(result, 0, 255)).astype(np.uint8)
