"""Noise schedules: how much of a latent is left at each step of diffusion, in NumPy for torch and ONNX alike."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

STEPS = 1000
"""T, the steps of training."""


@dataclass(frozen=True)
class NoiseSchedule:
    """alpha_bar of every training step: z_t = sqrt(alpha_bar_t) z_0 + sqrt(1 - alpha_bar_t) noise (eq 3)."""

    alpha_bar: NDArray[np.float64]
    """(STEPS,) falling, in [0, 1]; 0 at the end under zero terminal SNR."""

    @classmethod
    def of_betas(
        cls,
        kind: Literal["linear", "scaled_linear"],
        *,
        first: float = 0.00085,
        last: float = 0.012,
        zero_terminal_snr: bool = True,
    ) -> Self:
        """The schedules of Stable Diffusion; "scaled_linear" is linear in the square roots of the betas.

        With `zero_terminal_snr` square roots of alpha_bar are shifted and scaled so that nothing of the latent is left
        in the last step (Lin et al. 2024, "Common diffusion noise schedules and sample steps are flawed", algorithm 1).
        """
        if kind == "linear":
            betas = np.linspace(first, last, STEPS)
        else:
            betas = np.linspace(np.sqrt(first), np.sqrt(last), STEPS) ** 2
        alpha_bar: NDArray[np.float64] = np.cumprod(1 - betas, dtype=np.float64)
        if zero_terminal_snr:
            root = np.sqrt(alpha_bar)
            alpha_bar = ((root - root[-1]) * root[0] / (root[0] - root[-1])) ** 2
        return cls(alpha_bar)

    @classmethod
    def cosine(cls) -> Self:
        """alpha_bar = cos^2 of a quarter turn over the steps (Nichol and Dhariwal 2021, offset 0), 0 at the end."""
        alpha_bar = np.cos(np.pi / 2 * np.arange(1, STEPS + 1) / STEPS) ** 2
        alpha_bar[-1] = 0.0  # but for rounding
        return cls(alpha_bar)

    def shares(self, steps: NDArray[np.integer]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Shares of the latent and of the noise at steps of any shape; step -1 is the clean latent."""
        steps = np.asarray(steps)
        alpha_bar = np.where(steps < 0, 1.0, self.alpha_bar[np.maximum(steps, 0)])
        return np.sqrt(alpha_bar), np.sqrt(1 - alpha_bar)

    def min_snr_weights(self, steps: NDArray[np.integer], gamma: float = 5.0) -> NDArray[np.float64]:
        """Weights of the losses of v-predictions, each of its own step: min(SNR + 1, gamma) / (SNR + 1).

        Hang et al. 2023, "Efficient diffusion training via min-SNR weighting strategy", with SNR + 1 in place of SNR:
        under zero terminal SNR the last step, from which sampling begins, would weigh nothing otherwise.
        """
        # SNR = alpha_bar / (1 - alpha_bar), so that 1 / (SNR + 1) is 1 - alpha_bar.
        return np.minimum(1.0, gamma * (1 - self.alpha_bar[np.asarray(steps)]))

    def trailing(self, count: int) -> tuple[int, ...]:
        """`count` steps from the last one down, evenly spaced (Lin et al. 2024); 1 to STEPS of them."""
        if not 1 <= count <= STEPS:
            raise ValueError(f"{count} steps are not between 1 and {STEPS}")
        return tuple(int(step) for step in np.round(np.arange(STEPS, 0, -STEPS / count)[:count]).astype(int) - 1)

    def early(self, count: int) -> tuple[int, ...]:
        """`count` steps from the last one down, the closer to each other the more noise there is; 1 to STEPS of them.

        Where there is much, it is decided which of many motions becomes of it.
        """
        if not 1 <= count <= STEPS:
            raise ValueError(f"{count} steps are not between 1 and {STEPS}")
        steps = (round(STEPS * (1 - (index / count) ** 2)) - 1 for index in range(count))
        return tuple(accumulate(steps, lambda before, step: min(before - 1, step)))
