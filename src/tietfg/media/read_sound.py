"""Sounds from outside: any common sound or video file becomes mono samples, decoded in a child process under limits."""

import re
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tietfg.media.input_files import check_file, file_error
from tietfg.media.limits import ChildError, run_limited

FILE_LIMIT = 4 * 2**30
"""Largest file, bytes."""
SECONDS_LIMIT = 30 * 60
"""Longest sound."""
SILENT_PEAK = 1e-3
"""A sound whose samples all stay below this (-60 dB of full scale) is silent."""


def read_sound(path: str | Path, sample_rate: int) -> NDArray[np.float32]:
    """The sound of a file, or the sound of a video, as mono samples (n,) without constant offset at `sample_rate`.

    Channels are mixed; samples may exceed 1 where the file's do. Raises InputError: no such file, no regular file,
    nothing that holds sound or can be decoded within FILE_LIMIT, SECONDS_LIMIT, 2 GiB and 120 s of CPU time, cut off,
    of 0 s, silent, or with samples that are no numbers.
    """
    path = Path(path)
    if re.match(r"\w+:/", str(path)) and not path.exists():  # Path has made one of two slashes
        raise file_error(path, "it is an address; download the file and give its name")
    check_file(path, "sound", FILE_LIMIT, "cut it into parts")
    request = {"path": str(path.absolute()), "sample_rate": sample_rate, "seconds_limit": SECONDS_LIMIT}
    try:
        answer, samples = run_limited(Path(__file__).with_name("decode_sound.py"), request, seconds=120, memory=2**31)
    except ChildError as error:
        action = "cut it into parts" if error.over_limit else "save it again"
        raise file_error(path, f"its sound cannot be decoded ({error}); {action}") from error
    if "error" in answer:
        raise file_error(path, answer["error"])
    waveform = np.frombuffer(samples, "<i2").astype(np.float32)
    waveform *= answer["scale"]
    waveform -= waveform.mean(dtype=np.float64)
    peak = float(np.abs(waveform).max())
    if peak < SILENT_PEAK:
        raise file_error(path, "it is silent; name a recording of speech")
    return waveform


def resample(waveform: NDArray[np.float32], sample_rate: int, new_rate: int) -> NDArray[np.float32]:
    """Mono samples at another rate, band-limited."""
    frame = av.AudioFrame.from_ndarray(waveform[np.newaxis], format="flt", layout="mono")
    frame.sample_rate = sample_rate
    resampler = av.AudioResampler("flt", "mono", new_rate)
    return np.concatenate([piece.to_ndarray()[0] for piece in (*resampler.resample(frame), *resampler.resample(None))])
