"""Sounds from outside: any common sound or video file becomes mono samples, decoded in a child process under limits."""

import os
import re
import stat
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tietfg.errors import InputError
from tietfg.media.limits import ChildError, run_limited

FILE_LIMIT = 4 * 2**30
"""Largest file, bytes."""
SECONDS_LIMIT = 30 * 60
"""Longest sound."""
SILENT_PEAK = 1e-3
"""A sound whose samples all stay below this (-60 dB of full scale) is silent."""


def sound_error(path: Path, reason: str) -> InputError:
    """The one-line error for a sound that cannot be used; what a terminal could not show of its name becomes "?"."""
    name = "".join(character if character.isprintable() else "?" for character in str(path))
    return InputError(f"{name}: {reason}")


def read_sound(path: str | Path, sample_rate: int) -> NDArray[np.float32]:
    """The sound of a file, or the sound of a video, as mono samples (n,) without constant offset at `sample_rate`.

    Channels are mixed; samples may exceed 1 where the file's do. Raises InputError: no such file, no regular file,
    nothing that holds sound or can be decoded within FILE_LIMIT, SECONDS_LIMIT, 2 GiB and 120 s of CPU time, cut off,
    of 0 s, silent, or with samples that are no numbers.
    """
    path = Path(path)
    _check_file(path)
    request = {"path": str(path.absolute()), "sample_rate": sample_rate, "seconds_limit": SECONDS_LIMIT}
    try:
        answer, samples = run_limited(Path(__file__).with_name("decode_sound.py"), request, seconds=120, memory=2**31)
    except ChildError as error:
        action = "cut it into parts" if error.over_limit else "save it again"
        raise sound_error(path, f"its sound cannot be decoded ({error}); {action}") from error
    if "error" in answer:
        raise sound_error(path, answer["error"])
    waveform = np.frombuffer(samples, "<i2").astype(np.float32)
    waveform *= answer["scale"]
    waveform -= waveform.mean(dtype=np.float64)
    peak = float(np.abs(waveform).max())
    if peak < SILENT_PEAK:
        raise sound_error(path, "it is silent; name a recording of speech")
    return waveform


def resample(waveform: NDArray[np.float32], sample_rate: int, new_rate: int) -> NDArray[np.float32]:
    """Mono samples at another rate, band-limited."""
    frame = av.AudioFrame.from_ndarray(waveform[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = sample_rate
    resampler = av.AudioResampler("flt", "mono", new_rate)
    return np.concatenate([piece.to_ndarray()[0] for piece in (*resampler.resample(frame), *resampler.resample(None))])


def _check_file(path: Path) -> None:
    if re.match(r"\w+:/", str(path)) and not path.exists():  # Path has made one of two slashes
        raise sound_error(path, "it is an address; download the file and give its name")
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else "it cannot be opened"
        raise sound_error(path, f"{reason}; check the name") from error
    if stat.S_ISDIR(status.st_mode):
        raise sound_error(path, "it is a folder; name a sound file in it")
    if not stat.S_ISREG(status.st_mode):
        raise sound_error(path, "it is no regular file; save the sound to a file")
    if status.st_size == 0:
        raise sound_error(path, "the file is empty")
    if status.st_size > FILE_LIMIT:
        size, limit = status.st_size / 2**30, FILE_LIMIT // 2**30
        raise sound_error(path, f"the file has {size:.1f} GiB and the limit is {limit}; cut it into parts")
    if not os.access(path, os.R_OK):
        raise sound_error(path, "reading it is not permitted; change its permissions")
