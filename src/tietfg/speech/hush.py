"""Hushed delivery: durations, F0 and energy move towards those of a hushed voice, by a share that changes in time."""

import numpy as np
from numpy.typing import NDArray

from tietfg.speech.acoustic_model import Curves
from tietfg.speech.prosody import voicing


def hushed_durations(
    plain: NDArray[np.int64], hushed: NDArray[np.int64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Units that tokens sound with a share (tokens,) of the hushed rhythm, at the plain voice's rate over the block.

    Tokens without sound, and the padding at both ends, stay what they are.
    """
    sounding = (plain > 0) & (hushed > 0)
    sounding[[0, -1]] = False
    rate = hushed[sounding].sum() / max(plain[sounding].sum(), 1)
    return plain * np.where(sounding, hushed / np.maximum(plain, 1) / max(rate, 1e-9), 1.0) ** share


def hushed_curves(plain: Curves, hushed: Curves, share: NDArray[np.float64], shift: float) -> Curves:
    """Curves with a share (points,) of the hushed F0 contour, moved by `shift` semitones, and energy."""
    contour = 12 * np.log2(np.maximum(hushed.f0, 1.0) / np.maximum(plain.f0, 1.0)) + shift
    both = voicing(plain.f0) * voicing(hushed.f0)
    f0 = plain.f0 * 2 ** (both * share * contour / 12)
    energy = plain.energy + share * (hushed.energy - plain.energy)
    return Curves(plain.aligned, f0.astype(np.float32), energy.astype(np.float32))
