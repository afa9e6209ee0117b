"""Resampling of motion latents to the video's frame rate."""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.contacts import impose_contacts, shift_contact
from tietfg.motion.motion import LATENT_RATE, LipContact, Motion
from tietfg.motion.units import UNITS
from tietfg.portrait.arkit import ARKIT_NAMES

_COEFFICIENTS = len(ARKIT_NAMES)
_LIDS = [*UNITS["eyeBlink"], *UNITS["eyeWide"]]
_SHUT = 0.99
_MARGIN = 2
"""Latents that a frame between two of them needs beyond the earlier one."""


class MotionResampler:
    """Turns latents at 25 Hz, given block by block, into video frames at another exact rate.

    Frame n is shown at n / fps. In all, push and flush return the ceil(duration * fps) frames that begin within the
    latents' duration, whatever the blocks; up to two latents' worth is held back until its successors are known.
    Between latents runs Steffen's monotone cubic (Astron. Astrophys. 239, 1990), which never leaves the range of its
    neighbours; lip contacts are imposed again on the frames, and the frame nearest to a latent with shut lids shows
    them shut. At 25 frames a second it is the identity.
    One resampler serves one video.
    """

    def __init__(self, fps: Fraction) -> None:
        self._fps = fps
        self._emitted = 0
        self._received = 0
        self._tail = np.zeros((0, _COEFFICIENTS + 6))
        """The last latents received, as far as frames to come need them."""
        self._contacts: tuple[LipContact, ...] = ()
        """Contacts in the clock of the whole video."""

    def push(self, motion: Motion) -> Motion:
        """The frames that are settled once these latents are known."""
        if motion.fps != LATENT_RATE:
            raise ValueError(f"latents have 25 frames a second, these have {motion.fps}")
        start = float(self._received / LATENT_RATE)
        self._contacts += tuple(shift_contact(contact, start) for contact in motion.contacts if contact.onset >= 0)
        latents = np.concatenate([motion.coefficients, motion.rotation, motion.translation], axis=1, dtype=np.float64)
        self._tail = np.concatenate([self._tail, latents])
        self._received += len(motion)
        # A frame at latent time x needs the latents up to floor(x) + 2, or x alone where x is whole.
        settled = max(math.ceil((self._received - _MARGIN) * self._fps / LATENT_RATE), self._emitted)
        while (place := settled * LATENT_RATE / self._fps) < self._received and place.denominator == 1:
            settled += 1
        return self._emit(settled)

    def flush(self) -> Motion:
        """The frames that were held back, after the last push; the last latent is held to the end."""
        return self._emit(math.ceil(self._received * self._fps / LATENT_RATE))

    def _emit(self, until: int) -> Motion:
        """Frames from the first not yet returned up to `until`; drops latents that no later frame needs."""
        numbers = range(self._emitted, until)
        places = [n * LATENT_RATE / self._fps for n in numbers]
        first = self._received - len(self._tail)
        index = np.array([math.floor(place) for place in places], int)
        fraction = np.array([float(place - math.floor(place)) for place in places])
        frames = _interpolate(self._tail, index - first, fraction)
        _shut_lids(frames, self._tail, index - first, fraction, float(LATENT_RATE / self._fps / 2))
        seconds = np.array([float(n / self._fps) for n in numbers])
        coefficients, head = frames[:, :_COEFFICIENTS], frames[:, _COEFFICIENTS:]
        if self._fps != LATENT_RATE:
            coefficients = impose_contacts(coefficients, self._contacts, seconds)
        self._emitted = until
        needed = math.floor(until * LATENT_RATE / self._fps) - 1
        self._tail = self._tail[max(needed - first, 0) :]
        motion = Motion(
            fps=self._fps,
            coefficients=coefficients.astype(np.float32),
            rotation=head[:, :3].astype(np.float32),
            translation=head[:, 3:].astype(np.float32),
        )
        self._contacts = tuple(contact for contact in self._contacts if contact.release > until / self._fps)
        return motion


def _interpolate(latents: NDArray[np.float64], index: NDArray[np.int_], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values between latents index and index + 1 at the fraction u, the ends held; Steffen 1990, eq 2-11."""
    if len(index) == 0:
        return np.zeros((0, latents.shape[1]))
    last = len(latents) - 1
    p0, p1, p2, p3 = (latents[(index + k).clip(0, last)] for k in (-1, 0, 1, 2))
    u = u[:, None]
    rise = p2 - p1
    slope1, slope2 = _steffen_slope(p1 - p0, rise), _steffen_slope(rise, p3 - p2)
    return p1 + u * (slope1 + u * (3 * rise - 2 * slope1 - slope2 + u * (slope1 + slope2 - 2 * rise)))


def _shut_lids(
    frames: NDArray[np.float64],
    latents: NDArray[np.float64],
    index: NDArray[np.int_],
    u: NDArray[np.float64],
    reach: float,
) -> None:
    """Shut the lids of frames that lie within `reach` latents of one with shut lids: no blink falls between frames."""
    for offset, distance in ((0, u), (1, 1.0 - u)):
        nearest = latents[(index + offset).clip(0, len(latents) - 1)][:, _LIDS]
        shut = (distance <= reach + 1e-9) & (nearest[:, :2].min(axis=1, initial=1.0) >= _SHUT)
        frames[np.ix_(shut, _LIDS)] = nearest[shut]


def _steffen_slope(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = np.abs(before + after) / 2
    return (np.sign(before) + np.sign(after)) * np.minimum(np.minimum(np.abs(before), np.abs(after)), middle / 2)
