"""Faces cut out of many pictures at once, for networks that tell emotions from faces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import TietfgError
from tietfg.media.limits import ChildError, stream_limited
from tietfg.media.pictures import PIXEL_LIMIT, SIDE_LIMIT
from tietfg.portrait.face_patch import SIDE

SMALL = 100
"""Pictures with no longer side, in pixels, are taken for faces that were cut out already."""
AT_ONCE = 200
"""Pictures that a child process sees."""


@dataclass(frozen=True)
class FacePictures:
    """What was found in pictures; those that could not be used are told apart."""

    patches: NDArray[np.uint8]
    """(faces, 48, 48), see face_patch."""
    indices: tuple[int, ...]
    """Which picture each shows."""
    without_face: tuple[int, ...]
    """Pictures in which no face was found."""
    unreadable: dict[int, str]
    """Pictures that cannot be read, and why."""


def cut_faces(paths: Sequence[Path], landmarker: Path, progress: Callable[[int, int], None]) -> FacePictures:
    """Cut the largest face out of each picture, in child processes; `progress` is told (done, of).

    A picture on which a child dies counts as unreadable, and the rest goes on. Raises TietfgError when the landmarker
    does not run at all.
    """
    found: dict[int, bytes] = {}
    without: list[int] = []
    unreadable: dict[int, str] = {}
    script, done = Path(__file__).with_name("detect_pictures.py"), 0
    request = {"model": str(landmarker), "small": SMALL, "pixel_limit": PIXEL_LIMIT, "side_limit": SIDE_LIMIT}
    while done < len(paths):
        first = done
        part = [str(path.absolute()) for path in paths[done : done + AT_ONCE]]
        try:
            for header, body in stream_limited(script, request | {"paths": part}, seconds=600, memory=2**32):
                if "error" in header:
                    unreadable[done] = header["error"]
                elif header["faces"]:
                    found[done] = body
                else:
                    without.append(done)
                done += 1
                progress(done, len(paths))
        except ChildError as error:
            if done == 0:
                raise TietfgError(
                    f"the face landmarker does not run here: {error}; run `tietfg weights verify`"
                ) from error
            unreadable[done] = str(error)
            done += 1
            progress(done, len(paths))
        else:
            if done == first:
                raise TietfgError("the face landmarker gives no answer here; run `tietfg weights verify`")
    return FacePictures(
        patches=np.frombuffer(b"".join(found.values()), np.uint8).reshape(-1, SIDE, SIDE),
        indices=tuple(found),
        without_face=tuple(without),
        unreadable=unreadable,
    )
