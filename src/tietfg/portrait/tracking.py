"""The face of a video, followed frame by frame."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import TietfgError
from tietfg.media.input_files import check_file, file_error
from tietfg.media.limits import ChildError, stream_limited
from tietfg.media.read_pictures import FILE_LIMIT, PIXEL_LIMIT, SIDE_LIMIT
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.face_patch import SIDE

SECONDS_LIMIT = 10 * 60
"""Longest video."""
_LANDMARKS, _TRANSFORM = 478 * 3, 16
_ROW = 4 * (_LANDMARKS + len(ARKIT_NAMES) + _TRANSFORM)
"""Bytes of a face."""


@dataclass(frozen=True)
class View:
    """A small picture of a whole frame, (height, width, 3) RGB, `seconds` after the first frame."""

    seconds: float
    picture: NDArray[np.uint8]


@dataclass(frozen=True)
class TrackedFace:
    """One face in the frames of a video that show it, `n` of `frames`; times are seconds after the first frame."""

    seconds: NDArray[np.float64]
    """(n,), increasing."""
    landmarks: NDArray[np.float32]
    """(n, 478, 3) in pixels of the pictures of read_pictures, z away from the camera at the scale of x."""
    blendshapes: NDArray[np.float32]
    """(n, 52) in the order of ARKIT_NAMES."""
    size: tuple[int, int]
    """Width and height of the frames in which the landmarks are, in pixels."""
    frames: int
    duration: float
    """Seconds until the last frame ends."""
    sound_start: float | None
    """When the sound begins, in seconds after the first frame; None for a video without sound."""
    crowded: float
    """Share of the frames with a face that show others too."""
    patches: NDArray[np.uint8]
    """(n, 48, 48), see face_patch; none if they were not asked for."""
    views: tuple[View, ...]
    """A few a second, if patches were asked for."""

    @property
    def fps(self) -> float:
        """Frames a second, on the average."""
        return self.frames / self.duration


def track_face(
    path: Path, landmarker: Path, progress: Callable[[float], None] | None = None, pictures: bool = False
) -> TrackedFace:
    """Follow the largest face of a video through its frames with MediaPipe's face landmarker, in a child process.

    With `pictures` it keeps patches of the face and views of the frames. A face that is lost is looked for again;
    `progress` is called with the seconds seen so far. Raises InputError for a file that is no video, holds no face, or
    cannot be decoded within FILE_LIMIT, SECONDS_LIMIT, PIXEL_LIMIT, 4 GiB and an hour of CPU time; TietfgError when
    the landmarker cannot run.
    """
    check_file(path, "video", FILE_LIMIT, "cut it into parts")
    request = {"path": str(path.absolute()), "model": str(landmarker), "blendshapes": ARKIT_NAMES, "pictures": pictures}
    request |= {"pixel_limit": PIXEL_LIMIT, "seconds_limit": SECONDS_LIMIT, "side_limit": SIDE_LIMIT}
    script = Path(__file__).with_name("detect_video.py")
    seconds: list[float] = []
    rows: list[bytes] = []
    patches: list[bytes] = []
    views: list[View] = []
    last = 0.0
    frames, crowded = 0, 0
    end = {}
    try:
        for header, body in stream_limited(script, request, seconds=3600, memory=2**32):
            if "error" in header:
                raise file_error(path, header["error"])
            if "view" in header:
                width, height = header["view"]
                views.append(View(last, np.frombuffer(body, np.uint8).reshape(height, width, 3)))
                continue
            if "faces" not in header:
                end = header
                break
            last = header["seconds"]
            frames += 1
            crowded += header["faces"] > 1
            if body:
                seconds.append(header["seconds"])
                rows.append(body[:_ROW])
                patches.append(body[_ROW:])
            if progress is not None:
                progress(header["seconds"])
    except ChildError as error:
        if error.over_limit:
            raise file_error(path, f"it cannot be decoded ({error}); cut it into parts") from error
        raise TietfgError(f"the face landmarker does not run here: {error}; run `tietfg weights verify`") from error
    if not rows:
        raise file_error(path, f"no face found in {frames} frames; use a video of one person, from the front")
    faces = np.frombuffer(b"".join(rows), np.float32).reshape(len(rows), -1)
    return TrackedFace(
        seconds=np.array(seconds),
        landmarks=faces[:, :_LANDMARKS].reshape(-1, 478, 3),
        blendshapes=faces[:, _LANDMARKS:-_TRANSFORM],
        size=tuple(end["size"]),
        frames=frames,
        duration=end["seconds"],
        sound_start=end["sound_start"],
        crowded=crowded / len(rows),
        patches=np.frombuffer(b"".join(patches), np.uint8).reshape(-1, SIDE, SIDE),
        views=tuple(views),
    )
