"""The means by which motion is smooth over time and across blocks: noise, pulses and second-order followers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.easing import smooth_step


def smooth_noise(seed: int, channel: int, seconds: NDArray[np.float64], period: float) -> NDArray[np.float64]:
    """Noise with two continuous derivatives and unit variance, at absolute times; bounded by 3.

    A uniform cubic B-spline over independent normal knots, one a `period` in seconds. It depends on its arguments
    alone, so that blocks join without carried state.
    """
    place = seconds / period
    first = int(np.floor(place.min()))
    count = int(np.floor(place.max())) - first + 4
    knots = np.array([np.random.default_rng((seed, channel, first + k)).standard_normal() for k in range(count)])
    knots = knots.clip(-2.1, 2.1)
    index = np.floor(place).astype(int)
    u = place - index
    weights = np.stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3]) / 6
    return 1.42 * (weights * knots[index - first + np.arange(4)[:, None]]).sum(axis=0)


@dataclass(frozen=True)
class Pulse:
    """A rise, hold and fall between 0 and 1, in absolute seconds, on one channel."""

    channel: str
    start: float
    rise: float
    hold: float
    fall: float
    amplitude: float

    @property
    def end(self) -> float:
        """When it is over, in absolute seconds."""
        return self.start + self.rise + self.hold + self.fall


def sum_pulses(pulses: tuple[Pulse, ...], channel: str, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of a channel's pulses at absolute times, with continuous first derivative."""
    total = np.zeros_like(seconds)
    for pulse in pulses:
        if pulse.channel == channel:
            total += (
                pulse.amplitude
                * smooth_step((seconds - pulse.start) / pulse.rise)
                * smooth_step((pulse.end - seconds) / pulse.fall)
            )
    return total


@dataclass(frozen=True)
class FollowerState:
    """Value and velocity (per second) of a second-order follower."""

    value: NDArray[np.float64]
    velocity: NDArray[np.float64]

    @classmethod
    def at_rest(cls, size: int) -> "FollowerState":
        """All values and velocities zero."""
        return cls(np.zeros(size), np.zeros(size))


def follow(
    targets: NDArray[np.float64],
    state: FollowerState,
    rise: NDArray[np.float64] | float,
    fall: NDArray[np.float64] | float,
    frame_seconds: float,
) -> tuple[NDArray[np.float64], FollowerState]:
    """Critically damped pursuit of targets (frames, size), with own angular rates (1/s) for growing and for fading.

    The step is the exact solution of x'' = w^2 (target - x) - 2 w x' over a frame. A step is followed from a tenth
    to nine tenths in 3.4 / w seconds.
    """
    value, velocity = state.value, state.velocity
    followed = np.empty_like(targets)
    for index, target in enumerate(targets):
        rate = np.where(np.abs(target) >= np.abs(value), rise, fall)
        error = value - target
        drift = velocity + rate * error
        decay = np.exp(-rate * frame_seconds)
        value = target + (error + drift * frame_seconds) * decay
        velocity = (velocity - rate * drift * frame_seconds) * decay
        followed[index] = value
    return followed, FollowerState(value, velocity)
