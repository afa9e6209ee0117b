"""Performance: what a real face did, at the moments at which it was seen, and how it is played at a frame rate."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.media.rates import FRAME_RATES
from tietfg.motion.motion import Motion
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.basis import load_basis
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP

BRIDGED = 0.6
"""Seconds; over shorter gaps motion is interpolated, in longer ones the face comes to rest."""
EASE = 0.5
"""Seconds from the last moment before a long gap to rest, and from rest to the first one after it."""
HEAD_LIMITS = np.radians([10.0, 12.0, 10.0])
"""Pitch, yaw and roll that a portrait bears; larger ones are compressed."""
TRANSLATION_LIMIT = 0.1
_KNEE = 0.8
"""Share of a limit up to which motion is played as it is."""
_BLINK = 0.5
"""A maximum of eyeBlink above this is a blink, whose depth must not be lost between two frames."""
_COEFFICIENTS = len(ARKIT_NAMES)
_CLOSE = ARKIT_NAMES.index("mouthClose")
_OPENERS = [index for unit in ("mouthUpperUp", "mouthLowerDown", "mouthFunnel") for index in UNITS[unit]]


@dataclass(frozen=True)
class Performance:
    """Motion at `n` moments, in seconds from the start; as in Motion, but at any times."""

    seconds: NDArray[np.float64]
    """(n,), increasing, from 0 on."""
    coefficients: NDArray[np.float32]
    """(n, 52)."""
    rotation: NDArray[np.float32]
    """(n, 3) pitch, yaw, roll in radians."""
    translation: NDArray[np.float32]
    """(n, 3) in outer-eye distances."""
    lips_touch: NDArray[np.bool_]
    """(n,): lips that must touch whichever face plays this."""
    duration: float
    """Seconds, to the end of what was recorded."""
    rate: Fraction
    """The rate of videos next to its own."""
    notes: tuple[str, ...] = ()
    """Remarks for the user, one line each."""

    @property
    def frames(self) -> int:
        """How many frames the whole takes at its own rate."""
        return self.frames_at(self.rate)

    def frames_at(self, fps: Fraction) -> int:
        """How many frames the whole takes."""
        return max(round(self.duration * float(fps)), 1)

    def play(self, fps: Fraction, first: int = 0, count: int | None = None) -> Motion:
        """The frames from `first` on, `count` or all; frame n shows the time n / fps.

        Between moments runs a monotone cubic; short gaps are bridged by it, in long ones, before the first moment and
        after the last the face comes to rest. Blinks keep their depth, and lips that touch do so in the frame nearest.
        """
        count = self.frames_at(fps) - first if count is None else count
        at = (first + np.arange(count)) / float(fps)
        values = np.concatenate([self.coefficients, self.rotation, self.translation], axis=1, dtype=np.float64)
        frames = monotone_cubic(*_with_rests(self.seconds, values, max(self.duration, at[-1])), at)
        coefficients = frames[:, :_COEFFICIENTS]

        nearest = np.rint(self.seconds * float(fps)).astype(int) - first
        shown = (nearest >= 0) & (nearest < count)
        for column in UNITS["eyeBlink"]:
            course = self.coefficients[:, column]
            peak = (course >= np.roll(course, 1)) & (course >= np.roll(course, -1)) & (course > _BLINK) & shown
            np.maximum.at(coefficients[:, column], nearest[peak], course[peak])
        touching = np.zeros(count, bool)
        touching[nearest[self.lips_touch & shown]] = True
        coefficients[touching] = close_lips(coefficients[touching])

        rotation, translation = frames[:, _COEFFICIENTS:-3], frames[:, -3:]
        return Motion(
            fps=fps,
            coefficients=coefficients.astype(np.float32),
            rotation=soft_limit(rotation, HEAD_LIMITS).astype(np.float32),
            translation=soft_limit(translation, TRANSLATION_LIMIT).astype(np.float32),
        )


def nearest_rate(fps: float) -> Fraction:
    """The rate of videos nearest to a number of frames a second, by ratio."""
    return min(FRAME_RATES.values(), key=lambda rate: abs(np.log(float(rate) / fps)))


def monotone_cubic(
    times: NDArray[np.float64], values: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Values (m, k) at times (m,) of a course (n, k) known at increasing times (n,), held at its ends.

    It never leaves the range of its neighbours, and has slope 0 at the ends (Steffen, Astron. Astrophys. 239, 1990).
    """
    if len(times) == 1:
        return np.repeat(values, len(at), axis=0)
    step = np.diff(times)[:, None]
    secant = np.diff(values, axis=0) / step
    before, after = secant[:-1], secant[1:]
    parabola = (before * step[1:] + after * step[:-1]) / (step[:-1] + step[1:])
    slope = np.zeros_like(values)
    least = np.minimum(np.minimum(np.abs(before), np.abs(after)), np.abs(parabola) / 2)
    slope[1:-1] = (np.sign(before) + np.sign(after)) * least
    index = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    h, s, first, second = step[index], secant[index], slope[index], slope[index + 1]
    u = np.clip(at - times[index], 0.0, h[:, 0])[:, None]
    cubic, square = (first + second - 2 * s) / h**2, (3 * s - 2 * first - second) / h
    return values[index] + u * (first + u * (square + u * cubic))


def soft_limit(values: NDArray[np.float64], limit: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Values that are themselves up to 80 % of the limit, and then approach it smoothly."""
    knee = _KNEE * np.asarray(limit)
    room = limit - knee
    size = np.abs(values)
    beyond = knee + room * np.tanh(np.maximum(size - knee, 0.0) / room)
    return np.sign(values) * np.where(size > knee, beyond, size)


def close_lips(coefficients: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coefficients (n, 52) changed so that the lips meet, on a mesh like the basis' neutral one.

    What parts the lips without the jaw yields as far as it must; mouthClose takes back what the jaw opens.
    """
    height = load_basis().basis[:, :, 1].astype(np.float64)
    change = (height[:, LOWER_INNER_LIP] - height[:, UPPER_INNER_LIP])[:, 3:-3]
    closed = coefficients.copy()
    closed[:, _CLOSE] = 0.0
    gap, parted = closed @ change, closed[:, _OPENERS] @ change[_OPENERS]
    worst = gap.argmax(axis=1)[:, None]
    share = np.take_along_axis(gap, worst, 1) / np.maximum(np.take_along_axis(parted, worst, 1), 1e-6)
    closed[:, _OPENERS] *= 1.0 - share.clip(0.0, 1.0)
    needed = (closed @ change / -change[_CLOSE]).max(axis=1).clip(0.0)
    closed[:, _CLOSE] = np.maximum(coefficients[:, _CLOSE], needed)
    return closed


def _with_rests(
    seconds: NDArray[np.float64], values: NDArray[np.float64], end: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The moments, and where they are far apart or far from the ends, moments of rest between them."""
    earlier, later = np.append(-np.inf, seconds), np.append(seconds, np.inf)
    gap = np.minimum(later, end) - np.maximum(earlier, 0.0) > BRIDGED
    inner = np.isfinite(earlier) & np.isfinite(later)
    reach = np.where(inner, np.minimum(EASE, (later - earlier) / 2), EASE)
    rests = np.concatenate([(earlier + reach)[gap & np.isfinite(earlier)], (later - reach)[gap & np.isfinite(later)]])
    times = np.unique(rests[~np.isin(rests, seconds)])
    order = np.argsort(np.concatenate([seconds, times]), kind="stable")
    everything = np.concatenate([values, np.zeros((len(times), values.shape[1]))])
    return np.concatenate([seconds, times])[order], everything[order]
