"""Latents of pictures, and how they come to a video's frame rate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tietfg.motion.motion import LATENT_RATE


@dataclass(frozen=True)
class PictureLatents:
    """z_0 of frames at `fps`: what the VAE makes pictures of."""

    fps: Fraction
    values: NDArray[np.float16]
    """(frames, channels, height / 8, width / 8), by the VAE's scaling about 1 in size."""

    def __len__(self) -> int:
        return len(self.values)

    @classmethod
    def concatenate(cls, parts: Sequence[Self]) -> Self:
        """Latents of one rate, one after the other."""
        return cls(parts[0].fps, np.concatenate([part.values for part in parts]))


class LatentResampler:
    """Turns latents at 25 Hz, given clip by clip, into latents at another exact rate.

    Frame n is shown at n / fps, by linear interpolation between the latents around that time; in all, push and flush
    return the ceil(duration * fps) frames that begin within the latents' duration, whatever the clips. The last latent
    is held to the end. At 25 frames a second it is the identity. One resampler serves one video.
    """

    def __init__(self, fps: Fraction) -> None:
        self._fps = fps
        self._emitted, self._received = 0, 0
        self._last: NDArray[np.float16] | None = None
        """(1, ...) the last latent received, which frames to come may lie after."""

    def push(self, latents: PictureLatents) -> PictureLatents:
        """The frames that are settled once these latents are known."""
        if latents.fps != LATENT_RATE:
            raise ValueError(f"latents have 25 frames a second, these have {latents.fps}")
        known = latents.values if self._last is None else np.concatenate([self._last, latents.values])
        self._received += len(latents)
        # A frame between two latents needs both.
        settled = math.floor((self._received - 1) * self._fps / LATENT_RATE) + 1
        return self._emit(known, max(settled, self._emitted))

    def flush(self) -> PictureLatents:
        """The frames that were held back, after the last push."""
        if self._last is None:
            raise ValueError("there are no latents yet")
        return self._emit(self._last, math.ceil(self._received * self._fps / LATENT_RATE))

    def _emit(self, known: NDArray[np.float16], until: int) -> PictureLatents:
        """Frames from the first not yet returned up to `until`, of the last latents received."""
        places = [n * LATENT_RATE / self._fps for n in range(self._emitted, until)]
        first, last = self._received - len(known), len(known) - 1
        index = np.array([math.floor(place) - first for place in places], int)
        share = np.array([float(place % 1) for place in places], np.float32)[:, None, None, None]
        before, after = known[index.clip(0, last)], known[(index + 1).clip(0, last)]
        self._emitted, self._last = until, known[-1:]
        mixed = before * (1 - share) + after * share if self._fps != LATENT_RATE else before
        return PictureLatents(self._fps, mixed.astype(np.float16))
