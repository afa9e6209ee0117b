"""DistillMOS (Stahl and Gamper 2025): the quality of speech from 1 to 5, by the package `distillmos` if it is here."""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout

import numpy as np
import torch
from numpy.typing import NDArray

from tietfg.errors import InputError


def load() -> Callable[[NDArray[np.float32]], float]:
    """What tells the quality of mono samples at 16 kHz. Raises InputError where the package cannot be used."""
    try:
        import distillmos  # type: ignore[import-not-found]
    except (ImportError, OSError) as error:  # its torchaudio may not fit the torch that is here
        raise InputError(
            f"DistillMOS cannot be used here ({' '.join(str(error).split())[:160]}); `pip install distillmos` "
            "with the torchaudio of your torch"
        ) from error
    with redirect_stdout(sys.stderr):  # it tells where its weights are
        network = distillmos.ConvTransformerSQAModel().eval()  # type: ignore[attr-defined]

    @torch.inference_mode()
    def quality(waveform: NDArray[np.float32]) -> float:
        return float(network(torch.from_numpy(waveform)[None])[0])

    return quality
