"""The portrait in the video's own pixels, and its continuation where the framing reaches beyond the picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.portrait.portrait import Framing, Portrait
from tietfg.portrait.spread import local_statistics

MARGIN = 0.15
"""Pictured beyond each edge of the frame, in its longer side: moving heads bring it into view."""
CELL = 0.025
"""Cells on which colours are continued beyond the edge, in the frame's longer side; finer detail is mirrored, ..."""
MIRRORED, MIRRORED_PERSON = 0.06, 0.025
"""... and fades over this distance, in the background and in clothes, whose patterns look odd in a mirror."""
SLOPE_HEIGHT = 0.1
"""Depth from the edge over which the slope of head or shoulders is taken, likewise."""


@dataclass(frozen=True)
class _Place:
    """Where the picture lies in the padded frame: rows top to bottom, columns left to right, of height x width."""

    top: int
    bottom: int
    left: int
    right: int
    height: int
    width: int
    side: int
    """Longer side of the frame."""

    @property
    def pads(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return (self.top, self.height - self.bottom), (self.left, self.width - self.right)

    @property
    def inside(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)


def frame_margin(framing: Framing) -> int:
    """Pixels that framed_picture shows beyond each edge of the frame."""
    return round(MARGIN * max(framing.width, framing.height))


def framed_picture(portrait: Portrait) -> NDArray[np.uint8]:
    """Return (height + 2 m, width + 2 m, 3) sRGB pixels: frame position (x, y) lies at (x + m, y + m), m the margin.

    Beyond the picture's edge person and background each go on in their own colours, with mirrored detail that fades.
    """
    place = _place(portrait)
    picture = _resampled(portrait.image, portrait.framing, place).astype(np.float32)
    if not any(map(any, place.pads)):
        return np.rint(picture).astype(np.uint8)
    matte = framed_matte(portrait)
    if matte is None:
        continued = _continued(picture, np.ones(picture.shape[:2], bool), place, MIRRORED)
    else:
        share, within = matte[..., None], matte[place.inside]
        person = _continued(picture, within > 0.98, place, MIRRORED_PERSON)
        continued = share * person + (1 - share) * _continued(picture, within < 0.02, place, MIRRORED)
    continued[place.inside] = picture
    return np.rint(np.clip(continued, 0, 255)).astype(np.uint8)


def framed_matte(portrait: Portrait) -> NDArray[np.float32] | None:
    """The person's share in every pixel of framed_picture, in [0, 1]; None for a portrait without a matte.

    Beyond the picture the head is closed by a round crown, and shoulders go on with their slope.
    """
    if portrait.matte is None:
        return None
    place, framing = _place(portrait), portrait.framing
    matte = _resampled(portrait.matte, framing, place).astype(np.float32) / np.float32(255)
    matte = np.pad(matte, place.pads, "edge")
    reach = round(SLOPE_HEIGHT * place.side)
    above = np.arange(place.top, 0, -1, dtype=float)
    if len(above):
        # A parabola through the head's widths at the edge and below it; the wider the cut, the more an ellipse.
        first, lower = (matte[place.top + down].sum() for down in (0, reach))
        parabola = reach * first**2 / max(float(lower**2 - first**2), 1.0) + 1
        height = float(np.clip(parabola, 0.05 * first, 0.4 * first)) + 1
        bent = min(height / parabola, 1.0)
        up = above / height
        shrink = np.sqrt(np.clip(1 - bent * up - (1 - bent) * up * up, 0, 1))
        matte[: place.top] = _scaled_rows(matte[place.top], shrink)
    below = np.arange(1, place.height - place.bottom + 1, dtype=float)
    if len(below):
        last, higher = (matte[place.bottom - 1 - back] for back in (0, reach))
        growth = np.clip(last.sum() - higher.sum(), 0, None) / max(float(last.sum()), 1.0) / reach
        matte[place.bottom :] = _scaled_rows(last, 1 + growth * below)
    return matte


def _place(portrait: Portrait) -> _Place:
    framing = portrait.framing
    margin, side = frame_margin(framing), max(framing.width, framing.height)
    height, width = framing.height + 2 * margin, framing.width + 2 * margin
    starts = np.array([-framing.top, -framing.left]) * framing.scale + margin
    ends = starts + np.array(portrait.image.shape[:2]) * framing.scale
    # A pixel that the picture covers by half and more shows it.
    (top, left), (bottom, right) = np.rint(starts).astype(int).tolist(), np.rint(ends).astype(int).tolist()
    return _Place(max(top, 0), min(bottom, height), max(left, 0), min(right, width), height, width, side)


def _resampled(pixels: NDArray[np.uint8], framing: Framing, place: _Place) -> NDArray[np.uint8]:
    """The part of the image that lies in the padded frame, in its pixels."""
    margin, scale = frame_margin(framing), framing.scale
    x = np.array([place.left, place.right]) / scale + framing.left - margin / scale
    y = np.array([place.top, place.bottom]) / scale + framing.top - margin / scale
    x, y = x.clip(0, pixels.shape[1]).tolist(), y.clip(0, pixels.shape[0]).tolist()
    size = (place.right - place.left, place.bottom - place.top)
    box = (x[0], y[0], x[1], y[1])
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS, box=box))


def _continued(
    picture: NDArray[np.float32], known: NDArray[np.bool_], place: _Place, mirrored: float
) -> NDArray[np.float32]:
    """Colours of the padded frame from the `known` part of the picture: local means, and their detail mirrored."""
    cell = max(2, round(CELL * place.side))
    mean, _ = local_statistics(picture, known, cell)
    detail = np.where(known[..., None], picture - mean, 0)
    beyond = [
        np.maximum(start - np.arange(length), np.arange(length) + 1 - end).clip(0) / (mirrored * place.side)
        for start, end, length in (
            (place.top, place.bottom, place.height),
            (place.left, place.right, place.width),
        )
    ]
    fade = np.exp(-np.hypot(beyond[0][:, None], beyond[1][None])).astype(np.float32)
    pads = (*place.pads, (0, 0))
    return np.pad(mean, pads, "edge") + fade[..., None] * np.pad(detail, pads, "symmetric")


def _scaled_rows(row: NDArray[np.float32], factors: NDArray[np.floating]) -> NDArray[np.float32]:
    """A row (width,) stretched about the middle of its content by each of (n,) factors; 0 leaves nothing."""
    columns = np.arange(len(row))
    middle = float((row * columns).sum() / max(float(row.sum()), 1e-6))
    places = middle + (columns - middle) / np.maximum(factors, 1e-3)[:, None]
    return (np.interp(places, columns, row) * np.clip(factors * 4, 0, 1)[:, None]).astype(np.float32)
