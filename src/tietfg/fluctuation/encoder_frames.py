"""What goes into an audio encoder, and how its features come to the 25 Hz frames of the latents.

emotion2vec, wav2vec 2.0 and HuBERT share one convolutional front: a frame every 20 ms that sees 25 ms, without padding,
so that n samples have floor((n - 400) / 320) + 1 frames, never quite 50 a second. Their features therefore reach 25 Hz
by the times of the frames' centres.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.media.read_sound import resample
from tietfg.motion.motion import LATENT_RATE

ENCODER_RATE = 16_000
"""Samples per second that every audio encoder hears."""
FIELD, HOP = 400, 320
"""Samples that a frame of the convolutional front sees, and from one frame to the next."""
WINDOW, OVERLAP = 1000, 200
"""Frames of a window of a long sound, 20 s, and the least overlap of two windows, 4 s."""
_MARGIN = 50
"""Frames next to a window's border that are not used: they lack context."""


def prepare_waveform(waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
    """Mono samples (n,) at ENCODER_RATE; none where the sound is too short for one 25 Hz frame.

    Raises InputError for another shape or samples that are no numbers.
    """
    if waveform.ndim != 1:
        raise InputError(f"the waveform has the shape {waveform.shape}; mix its channels to one")
    if not np.isfinite(waveform).all():
        raise InputError("the waveform has samples that are no finite numbers; read the sound again from its source")
    if latent_frame_count(len(waveform), sample_rate) == 0:
        return np.zeros(0, np.float32)
    waveform = waveform.astype(np.float32, copy=False)
    return waveform if sample_rate == ENCODER_RATE else resample(waveform, sample_rate, ENCODER_RATE)


def latent_frame_count(samples: int, sample_rate: int) -> int:
    """How many 25 Hz frames a sound has: the nearest whole number."""
    return round(LATENT_RATE * samples / sample_rate)


def frame_count(samples: int) -> int:
    """How many frames the convolutional front makes of samples at ENCODER_RATE."""
    return max(0, (samples - FIELD) // HOP + 1)


def frame_times(frames: int) -> NDArray[np.float64]:
    """Seconds of the centres of the first frames of the convolutional front."""
    return (FIELD / 2 + HOP * np.arange(frames)) / ENCODER_RATE


def to_latent_rate(features: NDArray[np.float32], times: NDArray[np.float64], frames: int) -> NDArray[np.float32]:
    """(n, width) features at rising times in seconds, n > 0, to (frames, width) at the centres of 25 Hz frames.

    Linear interpolation; before the first time and after the last the features are held.
    """
    centres = (np.arange(frames) + 0.5) / float(LATENT_RATE)
    position = np.interp(centres, times, np.arange(len(times)))
    before = position.astype(int)
    after = np.minimum(before + 1, len(times) - 1)
    share = (position - before)[:, None]
    return ((1 - share) * features[before] + share * features[after]).astype(np.float32)


def encode_in_windows(
    encode: Callable[[NDArray[np.float32]], NDArray[np.float32]], waveform: NDArray[np.float32], width: int
) -> NDArray[np.float32]:
    """(frames, width) features of samples at ENCODER_RATE by an encoder whose cost grows with the square of the length.

    `encode` makes of n samples frame_count(n) frames. Up to 20 s are one window. Longer sounds are cut into windows of
    20 s, the last of which ends with the sound; where they overlap one fades into the next.
    """
    frames = frame_count(len(waveform))
    if frames <= WINDOW:
        return encode(waveform)
    rise = np.clip((np.arange(WINDOW) + 0.5 - _MARGIN) / (OVERLAP - 2 * _MARGIN), 0.0, 1.0).astype(np.float32)[:, None]
    features, weights = np.zeros((frames, width), np.float32), np.zeros((frames, 1), np.float32)
    last = frames - WINDOW
    for start in (*range(0, last, WINDOW - OVERLAP), last):
        weight = (rise if start > 0 else 1.0) * (rise[::-1] if start < last else np.ones_like(rise))
        part = encode(waveform[start * HOP : (start + WINDOW - 1) * HOP + FIELD])
        features[start : start + WINDOW] += weight * part
        weights[start : start + WINDOW] += weight
    return features / weights
