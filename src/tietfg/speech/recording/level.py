"""The level of a recording: quiet ones are raised to a synthetic voice's, overloaded ones are reported."""

import numpy as np
from numpy.typing import NDArray

from tietfg.speech.sound import limit

USUAL_LEVEL = -21.0
"""Active speech level of synthetic voices, dB of full scale."""
_QUIET_LEVEL = -36.0
"""Below this a recording is raised."""
_ACTIVE_RANGE = 25.0
"""Frames that are not more than this many dB below the loudest count as speech."""
_FRAME_SECONDS = 0.02
_PIECE_SECONDS = 20
_FLAT = 0.98
"""Share of the highest sample from which samples count as clipped."""
_CLIPPED_SHARE = 0.002
"""Share of clipped samples in speech from which clipping is reported; undistorted speech stays far below."""


def check_level(waveform: NDArray[np.float32], sample_rate: int) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """The waveform within [-1, 1], raised to USUAL_LEVEL when it is very quiet, and remarks on its level."""
    notes: list[str] = []
    peak = float(np.abs(waveform).max())
    clipped = float(np.mean(np.abs(waveform) > _FLAT * peak))
    if clipped > _CLIPPED_SHARE:
        notes.append(f"the recording is clipped ({100 * clipped:.1f} % of its samples); record it with less gain")
    waveform = waveform / max(peak, 1.0)
    level = active_level(waveform, sample_rate)
    if level < _QUIET_LEVEL:
        notes.append(f"the recording is very quiet ({level:.0f} dB): it is raised by {USUAL_LEVEL - level:.0f} dB")
        raised = waveform * np.float32(10 ** ((USUAL_LEVEL - level) / 20))
        pieces = np.split(raised, range(_PIECE_SECONDS * sample_rate, len(raised), _PIECE_SECONDS * sample_rate))
        waveform = np.concatenate([limit(piece, sample_rate) for piece in pieces])
    return waveform, tuple(notes)


def active_level(waveform: NDArray[np.float32], sample_rate: int) -> float:
    """Mean level of the frames that hold speech, in dB of full scale."""
    length = round(_FRAME_SECONDS * sample_rate)
    frames = np.pad(waveform, (0, -len(waveform) % length)).reshape(-1, length)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    loudest = float(np.percentile(power, 99))
    active = power[power >= loudest * 10 ** (-_ACTIVE_RANGE / 10)]
    return float(10 * np.log10(active.mean() + 1e-12))
