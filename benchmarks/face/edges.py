"""The head's edge and what lies behind it: tears when the head turns, and whether the background stays still."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from face.mesh import FACE_OVAL, STEADY, unit
from face.pixels import luma
from tietfg.portrait.portrait import Portrait

TURNS = tuple(
    np.radians(degrees) for degrees in ((0, 12, 0), (0, -12, 0), (8, 0, 0), (-8, 0, 0), (0, 0, 8), (5, 9, -5))
)
"""Pitch, yaw and roll in radians."""
_REACH = 0.1
"""So near an edge of the resting picture, in units of the eye distance, an edge is that picture's own."""
_STRONGER, _MORE = 1.3, 0.05
"""A tear's gradient is so much steeper than any near it in the resting picture."""
_HEAD = 1.7
"""Size of the head over the face oval."""
_PERSON = 0.05
_SWAY = 0.25
"""Nothing of the person comes further than this out of its matte, in units of the eye distance."""
_CHANGED = 4 / 255


def tears(
    turned: NDArray[np.uint8],
    rest: NDArray[np.uint8],
    turned_landmarks: NDArray[np.floating],
    rest_landmarks: NDArray[np.floating],
) -> float:
    """Pixels per thousand around the face whose edge nothing in the resting frame explains.

    Looked at is the ring from just inside the face oval to where the hair ends; an edge counts when it is steeper than
    all within its reach were before, both where the resting frame has them and where the head's motion carries them.
    """
    scale = float(unit(rest_landmarks))
    before = Image.fromarray(_gradient(rest))
    matrix = _similarity(turned_landmarks[STEADY, :2], rest_landmarks[STEADY, :2])
    carried = before.transform(before.size, Image.Transform.AFFINE, tuple(matrix.ravel()), Image.Resampling.BILINEAR)
    widen = ImageFilter.MaxFilter(2 * round(_REACH * scale) + 1)
    strongest = np.maximum(*(np.asarray(image.filter(widen), np.float32) for image in (before, carried))) / 255
    now = _gradient(turned).astype(np.float32) / 255
    ring = _oval(rest.shape, turned_landmarks, _HEAD) & ~_oval(rest.shape, turned_landmarks, 0.9)
    return float(1000 * (now > _STRONGER * strongest + _MORE)[ring].mean())


def background(portrait: Portrait, landmarks: NDArray[np.floating]) -> NDArray[np.bool_] | None:
    """Where the video shows what nobody ever stands before, (height, width); None where the portrait has no matte."""
    if portrait.matte is None:
        return None
    framing = portrait.framing
    matrix = (1 / framing.scale, 0, framing.left, 0, 1 / framing.scale, framing.top)
    matte = Image.fromarray((255 * (portrait.matte > 255 * _PERSON)).astype(np.uint8))
    inside = Image.new("L", matte.size, 255).transform((framing.width, framing.height), Image.Transform.AFFINE, matrix)
    person = matte.transform((framing.width, framing.height), Image.Transform.AFFINE, matrix)
    person = person.filter(ImageFilter.MaxFilter(2 * round(_SWAY * float(unit(landmarks))) + 1))
    return (np.asarray(person) == 0) & (np.asarray(inside) > 0)


def background_motion(frames: NDArray[np.uint8], rest: NDArray[np.uint8], region: NDArray[np.bool_] | None) -> float:
    """Share in % of the background's pixels that change by more than 4 levels, over the frames; NaN without one."""
    if region is None or not region.any():
        return float("nan")
    still = luma(rest)
    return float(100 * np.mean([(np.abs(luma(frame) - still) > _CHANGED)[region].mean() for frame in frames]))


def _similarity(source: NDArray[np.floating], target: NDArray[np.floating]) -> NDArray[np.float64]:
    """(2, 3) matrix of the similarity of the plane that carries (n, 2) points nearest to others."""
    first, second = source - source.mean(0), target - target.mean(0)
    norm = (first**2).sum()
    along = (first * second).sum() / norm
    turn = (first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]).sum() / norm
    linear = np.array([[along, -turn], [turn, along]])
    return np.column_stack([linear, target.mean(0) - linear @ source.mean(0)])


def _gradient(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Steepness of the luma, 255 for a step from black to white within two pixels."""
    bright = luma(picture)
    down, across = np.gradient(bright)
    return (255 * np.clip(2 * np.hypot(down, across), 0, 1)).astype(np.uint8)


def _oval(shape: tuple[int, ...], landmarks: NDArray[np.floating], factor: float) -> NDArray[np.bool_]:
    """Inside the face oval enlarged about its centre."""
    outline = landmarks[FACE_OVAL, :2]
    centre = outline.mean(0)
    mask = Image.new("1", (shape[1], shape[0]))
    ImageDraw.Draw(mask).polygon([tuple(point) for point in (centre + factor * (outline - centre)).tolist()], fill=1)
    return np.array(mask)
