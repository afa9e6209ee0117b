"""Rims of glasses in a portrait: thin lines over the bridge of the nose and around both eyes.

Seen on the plane of the face, in its own axes and units around the point between the eyes. Brows, bags, creases and
dark circles are lines too; only glasses draw one across the bridge and a like one under either eye.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.portrait.blur import bilinear, gaussian
from tietfg.portrait.topology import BROW_COLUMNS_LEFT, BROW_COLUMNS_RIGHT, IRIS_LEFT, IRIS_RIGHT
from tietfg.render.images import coverage, smooth_path
from tietfg.render.mesh import FaceMesh

DENSITY = 110
"""Samples of the face's plane in one unit."""
RIM_WIDTHS = (2, 3, 5, 8)
"""Widths of lines that are looked for, in samples."""
EVIDENCE = ((0.08, 0.045, 0.0), (0.4, 0.033, 0.0), (0.1, 0.0, 0.25))
"""Contrast with the skin that makes glasses, one of three ways: of the bridge, of both lenses' lower rims as far as
they are mirror images, of the clearer one alone (full rims, rims that end half-way down, turned heads)."""
DRAWN = 0.05
"""Contrast of a rim that is there."""
LENS = (0.31, 0.04)
"""Centre of a lens beside and below the point between the eyes, in units."""
EYES = (33, 133, 362, 263)
REACH = 1.1
"""Glasses lie within this distance of the point between the eyes, in units."""


@dataclass(frozen=True)
class FacePlane:
    """The plane of a face in the picture."""

    origin: NDArray[np.float64]
    """(2,) point between the eyes in pixels of the picture."""
    across: NDArray[np.float64]
    """(2, 2) units along the face to pixels."""
    corner: NDArray[np.int64]
    """(2,) pixel of the picture where what is known of it begins: its (height, width, 3) colours, ..."""
    photo: NDArray[np.float32]
    brows: NDArray[np.float32]
    """... and (height, width) how much of them is brow."""

    def __call__(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float64]:
        """Pixels (..., 2) of positions in units."""
        return self.origin + np.stack([x, y], -1) @ self.across.T

    def sample(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float32]:
        """Colours (..., 3) at positions in units."""
        places = self(x, y) - self.corner - 0.5
        return bilinear(self.photo, places[..., 0], places[..., 1])

    def rims(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.float32]:
        """Contrast of lines along the columns of positions, less of what is hair of the brows."""
        places = self(x, y) - self.corner - 0.5
        hair = bilinear(self.brows, places[..., 0], places[..., 1])
        return np.abs(_ridges(self.sample(x, y))) * (1 - 0.7 * hair)


def find_rims(
    picture: NDArray[np.uint8], landmarks: NDArray[np.floating], margin: int, mesh: FaceMesh
) -> list[NDArray[np.float64]]:
    """Return the rims, bridge and hinges of glasses as (n, 2) lines in the framed picture; none without glasses."""
    places = landmarks[:, :2] + margin
    across = mesh.unit * mesh.axes[:2, :2]
    finer = max(mesh.unit / DENSITY, 1.0)
    origin = places[list(EYES)].mean(0)
    corner = np.maximum(np.floor(origin - REACH * mesh.unit).astype(int), 0)
    end = np.ceil(origin + REACH * mesh.unit).astype(int)
    photo = picture[corner[1] : end[1], corner[0] : end[0]].astype(np.float32)
    if finer > 1.05:
        photo = gaussian(photo, 0.35 * finer)
    brows = np.zeros(photo.shape[:2], np.float32)
    for columns in (BROW_COLUMNS_RIGHT, BROW_COLUMNS_LEFT):
        brow = smooth_path(places[columns[:, 0]] - corner, places[columns[::-1, 1]] - corner)
        brows = np.maximum(brows, coverage(brow, photo.shape[1], photo.shape[0]))
    plane = FacePlane(origin, across, corner, photo, brows)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, 40), np.linspace(0.1, 0.4, 20))
    skin = max(float(np.median(plane.sample(x, y).max(-1))), 1.0)

    x, y = np.meshgrid(np.arange(-0.06, 0.06, 1 / DENSITY), np.arange(-0.2, 0.2, 1 / DENSITY))
    bridge = max((_trace(sign * _ridges(plane.sample(x, y)) / skin) for sign in (-1, 1)), key=_strength)
    # The lens's own height: glasses sit lower or higher than the eyes by little.
    heights = (places[[IRIS_RIGHT[0], IRIS_LEFT[0]]] - plane.origin) @ np.linalg.inv(across).T
    lifts = np.clip(heights[:, 1], -0.05, 0.05).tolist()
    centres = [(side * LENS[0], LENS[1] + lift) for side, lift in zip((-1, 1), lifts, strict=True)]
    lower = [_around(centre, np.linspace(15, 165, 60), 0.36) for centre in centres]
    ridges = [_ridges(plane.sample(*at), RIM_WIDTHS[:3]) / skin for at in lower]
    both, single = 0.0, 0.0
    for sign in (-1, 1):
        right, left = (np.maximum(sign * ridge, 0) for ridge in ridges)
        near = [np.max([np.roll(ridge, shift, 0) for shift in range(-2, 3)], 0) for ridge in (right, left)]
        both = max(both, float(np.percentile(_trace(np.minimum(*near))[1], 20)))
        single = max(single, *(float(np.percentile(_trace(ridge)[1], 25)) for ridge in (right, left)))
    strength = _strength(bridge)
    if not any(strength > a and both > b and single > c for a, b, c in EVIDENCE):
        return []

    x, y = np.meshgrid(np.arange(-0.11, 0.11, 1 / DENSITY), np.arange(-0.2, 0.2, 1 / DENSITY))
    lines = _drawn(plane, (x, y), plane.rims(x, y) / skin)
    for centre, side in zip(centres, (-1, 1), strict=True):
        for angles, radius in ((np.linspace(-5, 185, 90), 0.46), (np.linspace(-10, -170, 80), 0.3)):
            at = _around(centre, angles, radius)
            lines += _drawn(plane, at, plane.rims(*at) / skin)
        at = np.meshgrid(side * np.arange(0.5, 0.8, 1 / DENSITY), np.arange(-0.22, 0.1, 1 / DENSITY))
        lines += _drawn(plane, (at[0], at[1]), plane.rims(*at) / skin)
    return lines


def _around(
    centre: tuple[float, float], degrees: NDArray[np.floating], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Positions (radii, angles) around a lens, angles clockwise from the temple's or nose's side outwards."""
    radii, angles = np.arange(0.12, radius, 1 / DENSITY)[:, None], np.radians(degrees)
    mirrored = np.sign(centre[0])
    return centre[0] + mirrored * 1.15 * radii * np.cos(angles), centre[1] + radii * np.sin(angles)


def _ridges(profile: NDArray[np.float32], widths: tuple[int, ...] = RIM_WIDTHS) -> NDArray[np.float32]:
    """Contrast of lines along the rows of (rows, columns, 3) colours: above 0 where brighter than both sides."""
    result = np.zeros(profile.shape[:2], np.float32)
    for width in widths:
        half = max(1, round(width / 2)) - 1
        mean = sum(np.roll(profile, shift, 0) for shift in range(-half, half + 1)) / (2 * half + 1)
        above, below = mean - np.roll(mean, width, 0), mean - np.roll(mean, -width, 0)
        least = np.where(np.sign(above) == np.sign(below), np.sign(above) * np.minimum(np.abs(above), np.abs(below)), 0)
        least[:width] = least[-width:] = 0
        most = np.take_along_axis(least, np.abs(least).argmax(-1)[..., None], -1)[..., 0]
        result = np.where(np.abs(most) > np.abs(result), most, result)
    return result


def _trace(strength: NDArray[np.floating]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Row in each column of the strongest smooth line through (rows, columns), and its strength there."""
    gain = np.maximum(strength, 0).astype(np.float64)
    columns = gain.shape[1]
    total, steps = gain[:, 0], []
    for column in range(1, columns):
        padded = np.pad(total, 1, constant_values=-np.inf)
        before = np.stack([padded[:-2] - 0.004, padded[1:-1], padded[2:] - 0.004])
        steps.append(before.argmax(0) - 1)
        total = gain[:, column] + before.max(0)
    line = [int(total.argmax())]
    for step in steps[::-1]:
        line.append(line[-1] + int(step[line[-1]]))
    path = np.array(line[::-1])
    return path, gain[path, np.arange(columns)]


def _strength(trace: tuple[NDArray[np.int64], NDArray[np.float64]]) -> float:
    """Contrast that nearly all of a traced line has."""
    return float(np.percentile(trace[1], 15))


def _drawn(
    plane: FacePlane, at: tuple[NDArray[np.float64], NDArray[np.float64]], ridges: NDArray[np.floating]
) -> list[NDArray[np.float64]]:
    """Parts of the strongest line through positions (rows, columns) where one is drawn, in pixels."""
    path, strength = _trace(ridges)
    columns = np.arange(len(path))
    there = np.convolve(strength > DRAWN, np.ones(9) / 9, "same") > 0.6
    places = plane(at[0][path, columns], at[1][path, columns])
    cuts = np.flatnonzero(np.diff(there)) + 1
    parts = zip(np.split(places, cuts), np.split(there, cuts), strict=True)
    return [part for part, drawn in parts if drawn[0] and len(part) > 8]
