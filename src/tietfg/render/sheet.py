"""Contact sheets: many faces of one portrait on a page, in rows and columns with labels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tietfg.emotion.labels import EMOTIONS
from tietfg.motion.pose import VISEMES, held_pose
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.portrait import Portrait
from tietfg.render.renderer import PortraitRenderer

SPOKEN_INTENSITY = 0.7
"""Of the emotions with which visemes are shown on the default page."""
_STILL = (0.0, 0.0, 0.0)
_BACKGROUND, _INK = (250, 250, 250), (40, 40, 40)
_FACE_SHARE = 0.72
"""Height of the face in a cell."""


@dataclass(frozen=True)
class Pose:
    """A face of a sheet."""

    label: str
    coefficients: NDArray[np.float32]
    """(52,)."""
    rotation: tuple[float, float, float] = _STILL
    """Pitch, yaw and roll in degrees, as in Motion."""


@dataclass(frozen=True)
class Row:
    """A row of a sheet."""

    label: str
    poses: tuple[Pose, ...]


def default_rows(emotions: Sequence[str] = EMOTIONS) -> tuple[Row, ...]:
    """Everything a portrait does: emotions at rest and with all visemes, lids and gaze, turns of the head."""
    rows = []
    for emotion in emotions:
        rest = [Pose(f"{share:g}", held_pose(emotion, share)) for share in (0.5, 1.0)]
        spoken = [Pose(viseme, held_pose(emotion, SPOKEN_INTENSITY, viseme)) for viseme in VISEMES]
        rows.append(Row(emotion, (*rest, *spoken)))
    lids = [Pose(f"blink {share:g}", _units(eyeBlink=share)) for share in (0.25, 0.5, 0.75, 1.0)]
    lids += [Pose("wide", _units(eyeWide=1.0)), Pose("squint", _units(eyeSquint=1.0))]
    gaze = [("left", "Out", "In"), ("right", "In", "Out"), ("up", "Up", "Up"), ("down", "Down", "Down")]
    looks = [
        Pose(f"look {name}", _units(**{f"eyeLook{right}Right": 1.0, f"eyeLook{left}Left": 1.0}))
        for name, right, left in gaze
    ]
    brows = [Pose("brows up", _units(browInnerUp=1.0, browOuterUp=1.0)), Pose("brows down", _units(browDown=1.0))]
    rows.append(Row("eyes", (*lids, *looks, *brows)))
    turns = [(f"yaw {angle:+g}", (0.0, angle, 0.0)) for angle in (-12.0, -6.0, 6.0, 12.0)]
    turns += [(f"pitch {angle:+g}", (angle, 0.0, 0.0)) for angle in (-10.0, 10.0)]
    turns += [(f"roll {angle:+g}", (0.0, 0.0, angle)) for angle in (-10.0, 10.0)]
    faces = (("turned", held_pose("neutral", 0.0)), ("happy", held_pose("happy", SPOKEN_INTENSITY, "aa")))
    rows += [Row(name, tuple(Pose(label, face, turn) for label, turn in turns)) for name, face in faces]
    return tuple(rows)


def product_rows(
    emotions: Sequence[str], intensities: Sequence[float], visemes: Sequence[str], turns: Sequence[float]
) -> tuple[Row, ...]:
    """Every emotion with every turn of the head (yaw in degrees) in rows; intensities and visemes in columns.

    The viseme "rest" is a face that says nothing.
    """
    rows = []
    for emotion in emotions:
        poses = [
            Pose(f"{viseme} {share:g}", held_pose(emotion, share, None if viseme == "rest" else viseme))
            for share in intensities
            for viseme in visemes
        ]
        for turn in turns:
            label = emotion if len(turns) == 1 and not turn else f"{emotion} {turn:+g}"
            rows.append(Row(label, tuple(replace(pose, rotation=(0.0, turn, 0.0)) for pose in poses)))
    return tuple(rows)


def draw_sheet(portraits: dict[str, Portrait], rows: Sequence[Row], cell: int) -> NDArray[np.uint8]:
    """A page (height, width, 3) sRGB of faces, `cell` pixels wide and high; each portrait below the one before it."""
    letters = max(cell / 11, 9.0)
    font, line = ImageFont.load_default(letters), round(1.5 * letters)
    margin = line + round(max(font.getlength(row.label) for row in rows))
    columns = max(len(row.poses) for row in rows)
    height = len(portraits) * (2 * line + len(rows) * (cell + line))
    page = Image.new("RGB", (margin + columns * cell, height), _BACKGROUND)
    ink = ImageDraw.Draw(page)
    top = 0
    for name, portrait in portraits.items():
        renderer, box = PortraitRenderer(portrait), _face_box(portrait)
        ink.text((line // 2, top + line), name, _INK, font, anchor="lm")
        top += 2 * line
        for row in rows:
            ink.text((line // 2, top + cell / 2), row.label, _INK, font, anchor="lm")
            for column, pose in enumerate(row.poses):
                left = margin + column * cell
                frame = renderer.render(pose.coefficients, np.radians(pose.rotation), np.zeros(3))
                face = Image.fromarray(frame).resize((cell, cell), Image.Resampling.LANCZOS, box)
                page.paste(face, (left, top))
                ink.text((left + cell / 2, top + cell + line / 2), pose.label, _INK, font, anchor="mm")
            top += cell + line
    return np.asarray(page)


def _face_box(portrait: Portrait) -> tuple[float, float, float, float]:
    """The square round the face in the frame: left, top, right, bottom."""
    framing = portrait.framing
    points = (portrait.landmarks[:, :2] - [framing.left, framing.top]) * framing.scale
    low, high = points.min(axis=0), points.max(axis=0)
    side = min((high[1] - low[1]) / _FACE_SHARE, framing.width, framing.height)
    left, top = np.clip((low + high) / 2 - side / 2, 0, [framing.width - side, framing.height - side])
    return float(left), float(top), float(left + side), float(top + side)


def _units(**values: float) -> NDArray[np.float32]:
    """Coefficients by the name of a unit, on both sides, or of one coefficient."""
    coefficients = np.zeros(len(ARKIT_NAMES), np.float32)
    for name, value in values.items():
        coefficients[UNITS.get(name) or [ARKIT_NAMES.index(name)]] = value
    return coefficients
