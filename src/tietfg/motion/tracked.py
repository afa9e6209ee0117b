"""From the landmarks of a tracked face to a performance: fitted, freed from jitter, and relative to a resting pose."""

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.performance import Performance, nearest_rate
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES, GAZE
from tietfg.portrait.fit_sequence import fit_sequence
from tietfg.portrait.topology import LOWER_INNER_LIP, OUTER_EYE_CORNERS, UPPER_INNER_LIP
from tietfg.portrait.tracking import TrackedFace

REFERENCES: tuple[str, ...] = ("median", "first")
"""What of the performer stands for the portrait's picture: the usual pose and gaze, or the first frame as a whole."""
WINDOW = 0.1
"""Seconds before and after a moment over which jitter is told from motion."""
COEFFICIENT_NOISE, ANGLE_NOISE, SHIFT_NOISE = 0.03, np.radians(0.3), 0.01
"""Standard deviations that jitter does not exceed."""
TOUCH, PASSING_TOUCH = 0.02, 0.055
"""Lips with a smaller gap, in outer-eye distances, touch; where the gap is smallest, with one smaller than the second:
the landmarker sees brief contacts as gaps of up to this."""
SHUT = 0.3
"""Where eyeBlink is larger, the irises are covered and the gaze is that before and after."""
MISSING = 0.1
"""Share of frames without face that a user is told of."""


def performance_of(
    face: TrackedFace, pivot: NDArray[np.float64], expression: NDArray[np.floating], reference: str = "median"
) -> Performance:
    """What a tracked face did, for a portrait whose picture shows an `expression` (52,).

    `pivot` (3,) is the point about which the head turns, in axes and units of the basis. Pose and gaze are relative to
    those of the `reference`, one of REFERENCES; with "first" so is the expression: the portrait begins with its own.
    """
    fit = fit_sequence(face.landmarks, face.blendshapes)
    first = 0 if reference == "first" else None
    rotation, translation = fit.head_motion(pivot, first)
    translation[:, 2] = 0.0  # landmarks tell no distance
    half = max(1, round(WINDOW * face.fps))
    coefficients = smooth(_steady_gaze(fit.coefficients, first), half, COEFFICIENT_NOISE)
    if first is not None:
        # Unbounded: below 0, the portrait's face loses what it shows beyond what was told of it.
        coefficients += np.where(GAZE, 0.0, expression - coefficients[first])
        coefficients[:, UNITS["eyeBlink"]] = coefficients[:, UNITS["eyeBlink"]].clip(0.0, 1.0)
    return Performance(
        seconds=face.seconds,
        coefficients=coefficients.astype(np.float32),
        rotation=smooth(rotation, half, ANGLE_NOISE).astype(np.float32),
        translation=smooth(translation, half, SHIFT_NOISE).astype(np.float32),
        lips_touch=_lips_touch(face.landmarks),
        duration=face.duration,
        rate=nearest_rate(face.fps),
        notes=_notes(face),
    )


def smooth(values: NDArray[np.float64], half: int, most_noise: float) -> NDArray[np.float64]:
    """Values (n, k) without jitter, and without lag: each is drawn to the mean of the 2 half + 1 about it.

    It is drawn as far as their variance is that of the jitter, so that quick motion stays as it is (the local Wiener
    filter of Lee, "Digital image enhancement and noise filtering by use of local statistics", IEEE PAMI 1980). The
    jitter is estimated from third differences, which smooth motion hardly has.
    """
    if len(values) < 2 * half + 2:
        return values
    noise = 1.4826 * np.median(np.abs(np.diff(values, n=3, axis=0)), axis=0) / np.sqrt(20)
    jitter = 2 * np.minimum(noise, most_noise) ** 2
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(values, ((half, half), (0, 0)), "edge"), 2 * half + 1, 0)
    mean, variance = windows.mean(axis=2), windows.var(axis=2)
    return mean + np.maximum(variance - jitter, 0.0) / np.maximum(variance, 1e-12) * (values - mean)


def _steady_gaze(coefficients: NDArray[np.float64], first: int | None) -> NDArray[np.float64]:
    """Coefficients (n, 52) with the gaze relative to the reference's, and going on behind closed lids."""
    steady = coefficients.copy()
    frames = np.arange(len(coefficients))
    seen = coefficients[:, UNITS["eyeBlink"]].max(axis=1) < SHUT
    if not seen.any():
        steady[:, GAZE] = 0.0
        return steady
    for side in ("Left", "Right"):
        for towards, away in (("In", "Out"), ("Up", "Down")):
            columns = [ARKIT_NAMES.index(f"eyeLook{way}{side}") for way in (towards, away)]
            course = np.interp(frames, frames[seen], (coefficients[:, columns] @ [1.0, -1.0])[seen])
            course -= np.median(course) if first is None else course[first]
            steady[:, columns] = np.stack([course, -course], axis=1).clip(0.0)
    return steady


def _lips_touch(landmarks: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(n,): whether the middle of the inner lips is closed."""
    left, right = OUTER_EYE_CORNERS
    unit = np.linalg.norm(landmarks[:, left] - landmarks[:, right], axis=1)
    apart = np.linalg.norm(landmarks[:, LOWER_INNER_LIP[4:7], :2] - landmarks[:, UPPER_INNER_LIP[4:7], :2], axis=2)
    gap = apart.mean(axis=1) / unit
    around = np.pad(gap, 1, constant_values=np.inf)
    smallest = (gap <= around[:-2]) & (gap <= around[2:])
    return (gap < TOUCH) | (smallest & (gap < PASSING_TOUCH))


def _notes(face: TrackedFace) -> tuple[str, ...]:
    notes = []
    missing = 1 - len(face.seconds) / face.frames
    if missing > MISSING:
        notes.append(f"no face in {missing:.0%} of the frames; the portrait rests where it is missing for long")
    if face.crowded:
        notes.append("the video shows several faces; the largest is followed")
    return tuple(notes)
