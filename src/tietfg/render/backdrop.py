"""The portrait in the video's own pixels, extended without a seam where the framing reaches beyond the picture."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.portrait import Portrait
from tietfg.render.images import gaussian

MARGIN = 0.15
"""Pictured beyond each edge of the frame, in its longer side: moving heads bring it into view."""


def framed_picture(portrait: Portrait) -> tuple[NDArray[np.uint8], int]:
    """Return (height + 2 m, width + 2 m, 3) sRGB and the margin m: frame pixel (x, y) lies at (x + m, y + m).

    What lies beyond the picture's edge is its mirror image, the softer the farther out.
    """
    framing = portrait.framing
    margin = round(MARGIN * max(framing.width, framing.height))
    width, height = framing.width + 2 * margin, framing.height + 2 * margin
    left, top = framing.left - margin / framing.scale, framing.top - margin / framing.scale
    right, bottom = left + width / framing.scale, top + height / framing.scale

    rows, columns = portrait.image.shape[:2]
    pad = [max(0, int(np.ceil(beyond))) for beyond in (-top, bottom - rows, -left, right - columns)]
    mirrored = np.pad(portrait.image, [(pad[0], pad[1]), (pad[2], pad[3]), (0, 0)], "symmetric")
    box = (left + pad[2], top + pad[0], right + pad[2], bottom + pad[0])
    picture = np.asarray(Image.fromarray(mirrored).resize((width, height), Image.Resampling.LANCZOS, box=box))
    if not any(pad):
        return picture, margin

    x = left + (np.arange(width) + 0.5) / framing.scale
    y = top + (np.arange(height) + 0.5) / framing.scale
    beyond_x = np.maximum(np.maximum(-x, x - columns), 0)
    beyond_y = np.maximum(np.maximum(-y, y - rows), 0)
    beyond = np.hypot(beyond_y[:, None], beyond_x[None]) * framing.scale / max(framing.width, framing.height)
    result = picture.astype(np.float32)
    for softness, reach in ((0.008, 0.04), (0.03, 0.15)):
        soft = gaussian(picture, softness * max(framing.width, framing.height))
        weight = np.clip(beyond / reach, 0, 1)[..., None]
        result += (soft - result) * (weight * weight * (3 - 2 * weight))
    return np.rint(np.clip(result, 0, 255)).astype(np.uint8), margin
