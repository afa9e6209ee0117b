"""Export of motion as the CSV that the Live Link Face app records.

Names, order and capitals of the columns, their count of 61, radians, the time code, and the signs of the eyes' angles
are those of takes recorded with the app, which importers for Blender, Maya and MotionBuilder expect.
"""

import math
from fractions import Fraction
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.eyes import EYE_DEGREES
from tietfg.motion.motion import Motion
from tietfg.portrait.arkit import ARKIT_NAMES

_EYE = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")
_PAIRED = ("Smile", "Frown", "Dimple", "Stretch")
CURVES: tuple[str, ...] = (
    *(f"Eye{part}{side}" for side in ("Left", "Right") for part in _EYE),
    *("JawForward", "JawRight", "JawLeft", "JawOpen"),
    *("MouthClose", "MouthFunnel", "MouthPucker", "MouthRight", "MouthLeft"),
    *(f"Mouth{part}{side}" for part in _PAIRED for side in ("Left", "Right")),
    *("MouthRollLower", "MouthRollUpper", "MouthShrugLower", "MouthShrugUpper"),
    *(f"Mouth{part}{side}" for part in ("Press", "LowerDown", "UpperUp") for side in ("Left", "Right")),
    *("BrowDownLeft", "BrowDownRight", "BrowInnerUp", "BrowOuterUpLeft", "BrowOuterUpRight"),
    *("CheekPuff", "CheekSquintLeft", "CheekSquintRight", "NoseSneerLeft", "NoseSneerRight", "TongueOut"),
)
"""The 52 coefficients in the app's order and capitals."""

ROTATIONS: tuple[str, ...] = tuple(
    f"{part}{angle}" for part in ("Head", "LeftEye", "RightEye") for angle in ("Yaw", "Pitch", "Roll")
)
COLUMNS: tuple[str, ...] = ("Timecode", "BlendShapeCount", *CURVES, *ROTATIONS)

_ORDER = [[name.lower() for name in ARKIT_NAMES].index(curve.lower()) for curve in CURVES]


class ArkitCsvWriter:
    """Writes motion frame by frame to an open text file (newline=""), as Live Link Face's 63 columns.

    Angles are radians with the signs of Motion: yaw towards the image's left, pitch down, roll clockwise in the image;
    eyes relative to the head. Coefficients may exceed 1. The time code is HH:MM:SS:FF.fff: frames and thousandths
    of a frame at the whole rate next to the motion's (30 for 30000/1001).
    """

    def __init__(self, handle: TextIO) -> None:
        self._handle = handle
        self._frames = 0
        handle.write(",".join(COLUMNS) + "\n")

    def append(self, motion: Motion) -> None:
        """Write the next frames; all must have the same rate."""
        eyes = _eye_rotation(motion)
        head = motion.rotation[:, [1, 0, 2]]
        values = np.concatenate([motion.coefficients[:, _ORDER], head, eyes], axis=1)
        for row in values:
            numbers = ",".join(f"{value:.6f}" for value in row)
            self._handle.write(f"{_timecode(self._frames, motion.fps)},{len(row)},{numbers}\n")
            self._frames += 1


def _eye_rotation(motion: Motion) -> NDArray[np.float64]:
    """Yaw, pitch and roll of the left, then of the right eye: (frames, 6)."""

    def look(direction: str, side: str) -> NDArray[np.float64]:
        index = ARKIT_NAMES.index(f"eyeLook{direction}{side}")
        return np.radians(EYE_DEGREES[direction]) * motion.coefficients[:, index].astype(np.float64)

    columns = []
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        yaw = sign * (look("In", side) - look("Out", side))
        columns += [yaw, look("Down", side) - look("Up", side), np.zeros(len(motion))]
    return np.stack(columns, axis=1)


def _timecode(frame: int, fps: Fraction) -> str:
    whole, part = divmod(Fraction(frame) / fps, 1)
    thousandths = int(part * math.ceil(fps) * 1000)
    within = f"{thousandths // 1000:02}.{thousandths % 1000:03}"
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}:{within}"
