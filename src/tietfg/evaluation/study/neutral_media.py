"""Media of a study as participants get them: checked, and without anything that tells who made them."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

import tietfg.media
from tietfg.errors import InputError
from tietfg.evaluation.labelled_faces import SUFFIXES as PICTURES
from tietfg.media.input_files import check_file, file_error
from tietfg.media.limits import ChildError, run_limited
from tietfg.media.read_sound import read_sound

VIDEOS = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".avi", ".webm"})
SOUNDS = frozenset({".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".aac"})
SUFFIXES = {"video": VIDEOS, "listening": SOUNDS, "labels": PICTURES}
"""Endings of the files that each kind of study shows."""
FILE_LIMIT = 256 * 2**20
SECONDS_LIMIT = 600.0
PIXEL_LIMIT = 10_000_000
SIDE_LIMIT = 2048
_RATE = 48_000


@dataclass(frozen=True)
class NeutralMedia:
    """`content` is a whole file of the ending `suffix`; seconds are 0 for a picture, the size 0 x 0 for a sound."""

    suffix: str
    content: bytes
    seconds: float
    size: tuple[int, int] = (0, 0)


def neutral_media(path: Path, kind: str) -> NeutralMedia:
    """Check one file of a study of this kind, and make what is shown of it. Raises InputError.

    Videos keep their coded pictures and sound (H.264, AAC) in a new MP4. Sounds become WAV: mono, 48 kHz, 16 bits.
    Pictures become PNG, upright sRGB. Metadata and the signatures of encoders stay behind.
    """
    if kind == "labels":
        return _picture(path)
    return _sound(path) if kind == "listening" else _video(path)


def find_media(folder: Path, name: str, kind: str, owner: str) -> Path:
    """The one file in the folder with this name and an ending of the kind. Raises InputError."""
    found = [path for path in media_in(folder, kind, owner) if path.stem == name]
    if len(found) != 1:
        told = (
            f"has {' and '.join(path.name for path in found)}; keep one" if found else f"lacks it in {folder}; add it"
        )
        raise InputError(f"every system needs one file for the stimulus {name!r}, and {owner!r} {told}")
    return found[0]


def media_in(folder: Path, kind: str, owner: str) -> list[Path]:
    """The files of this kind in a folder, by name. Raises InputError."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        raise InputError(f"the folder {folder} of {owner!r} does not exist or cannot be read; correct it") from None
    return [path for path in paths if path.suffix.lower() in SUFFIXES[kind] and not path.name.startswith(".")]


def _video(path: Path) -> NeutralMedia:
    check_file(path, "video", FILE_LIMIT, "cut it shorter")
    request = {"path": str(path.absolute()), "pixel_limit": PIXEL_LIMIT, "seconds_limit": SECONDS_LIMIT}
    try:
        shown, content = run_limited(Path(__file__).with_name("strip_video.py"), request, seconds=300, memory=2**32)
    except ChildError as error:
        raise file_error(path, f"it cannot be decoded ({error}); save it again") from error
    if "error" in shown:
        raise file_error(path, shown["error"])
    return NeutralMedia(".mp4", content, shown["seconds"], (shown["width"], shown["height"]))


def _sound(path: Path) -> NeutralMedia:
    waveform = read_sound(path, _RATE)
    if len(waveform) > SECONDS_LIMIT * _RATE:
        raise file_error(path, f"it lasts more than {SECONDS_LIMIT / 60:.0f} min; cut it into parts")
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setparams((1, 2, _RATE, len(waveform), "NONE", ""))
        written.writeframes(np.clip(np.rint(waveform * 2**15), -(2**15), 2**15 - 1).astype("<i2").tobytes())
    return NeutralMedia(".wav", file.getvalue(), len(waveform) / _RATE)


def _picture(path: Path) -> NeutralMedia:
    check_file(path, "picture", FILE_LIMIT, "save it smaller")
    request = {"path": str(path.absolute()), "pixel_limit": 5 * PIXEL_LIMIT, "side_limit": SIDE_LIMIT}
    script = Path(tietfg.media.__file__).with_name("decode.py")
    try:
        shown, pixels = run_limited(script, request, seconds=15, memory=2**30)
    except ChildError as error:
        raise file_error(path, f"it cannot be decoded ({error}); save it again") from error
    if "error" in shown:
        raise file_error(path, shown["error"])
    size = shown["width"], shown["height"]
    file = io.BytesIO()
    Image.frombytes("RGB", size, pixels).save(file, "PNG")
    return NeutralMedia(".png", file.getvalue(), 0.0, size)
