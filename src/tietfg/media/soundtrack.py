"""The sound that goes with a video: as long as its pictures, and in time with them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.media.read_sound import read_sound

SOUND_RATE = 48_000
TOLERANCE = 0.2
"""Seconds by which sound and pictures may differ in length without a remark."""


@dataclass(frozen=True)
class Soundtrack:
    """Sound from the first frame to the end of the last, with what the user should know about it."""

    waveform: NDArray[np.float32] | None
    """Mono at SOUND_RATE; None: no sound."""
    notes: tuple[str, ...] = ()


def own_soundtrack(video: Path, start: float, duration: float) -> Soundtrack:
    """The sound of a video that begins `start` seconds after its first frame.

    Sound that cannot be used is left out, with a note.
    """
    try:
        return Soundtrack(_cut(read_sound(video, SOUND_RATE), start, duration))
    except InputError as error:
        return Soundtrack(None, (f"the sound is left out: {error}",))


def given_soundtrack(path: Path, duration: float) -> Soundtrack:
    """The sound of a file from its start on. Raises InputError where it cannot be used."""
    sound = read_sound(path, SOUND_RATE)
    beyond = len(sound) / SOUND_RATE - duration
    change = "longer than the motion and is cut" if beyond > 0 else "shorter than the motion, which ends in silence"
    notes = (f"the sound is {abs(beyond):.1f} s {change}",) if abs(beyond) > TOLERANCE else ()
    return Soundtrack(_cut(sound, 0.0, duration), notes)


def _cut(sound: NDArray[np.float32], start: float, duration: float) -> NDArray[np.float32]:
    """From 0 s to `duration` of a sound that begins at `start`, with silence where there is none."""
    begin = round(start * SOUND_RATE)
    waveform = np.zeros(round(duration * SOUND_RATE), np.float32)
    heard = sound[max(-begin, 0) :][: max(len(waveform) - max(begin, 0), 0)]
    waveform[max(begin, 0) :][: len(heard)] = heard
    return waveform
