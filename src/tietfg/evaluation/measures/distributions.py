"""Distances of sets: what networks tell of all pictures, clips or faces of generated and of real videos."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.evaluation.case import RATE, Case, MeasuredVideo
from tietfg.evaluation.functional.face_alignment import faces_shown
from tietfg.evaluation.measures.pictures import pictures_with_faces
from tietfg.evaluation.probe import Measured, Weights
from tietfg.media.input_files import file_error

if TYPE_CHECKING:
    from tietfg.evaluation.networks.face_reconstruction import FaceReconstruction
    from tietfg.evaluation.networks.i3d import I3D
    from tietfg.evaluation.networks.inception import InceptionV3

BATCH, CLIP_BATCH = 16, 2
"""Pictures and clips that a network sees at a time."""
FACE_EXTENT = 1.3
"""Side of the square around a face, in longer sides of the box of its landmarks."""
FACE_SIDE = 299
"""Side in pixels to which that square is brought: Inception's own."""
Pictures = Iterator[NDArray[np.uint8]]


@dataclass(frozen=True)
class ClipProtocol:
    """How videos are cut into clips for FVD: one after the other without overlap, at 25 pictures a second."""

    frames: int
    most: int | None = None
    """Clips of a video, from its start; None for as many as it has."""


SIXTEEN = ClipProtocol(16)
"""StyleGAN-V's length, the usual choice."""
COMMON = ClipProtocol(30, most=1)
"""common_metrics_on_video_quality's way, one clip a video, with the length of its published example."""


def fid(case: Case, weights: Weights) -> Measured:
    """Inception's features of every picture at 25 a second. Raises InputError and WeightsError."""
    return _told(case, _inception(weights["inception-fid"]), MeasuredVideo.pictures, BATCH)


def fvd(case: Case, weights: Weights) -> Measured:
    """I3D's of clips of 16 pictures. Raises InputError for a video that is shorter, and WeightsError."""
    return _told(case, _i3d(weights["i3d-kinetics400"]), lambda video: clips(video, SIXTEEN), CLIP_BATCH)


def fvd_common(case: Case, weights: Weights) -> Measured:
    """I3D's of the first 30 pictures. Raises InputError for a video that is shorter, and WeightsError."""
    return _told(case, _i3d(weights["i3d-kinetics400"]), lambda video: clips(video, COMMON), CLIP_BATCH)


def e_fid_3dmm(case: Case, weights: Weights) -> Measured:
    """Coefficients of expression of every face at 25 pictures a second. Raises InputError and WeightsError."""
    from tietfg.evaluation.networks.face_reconstruction import aligned_face

    network = _face_reconstruction(weights["face-reconstruction"])
    return _told(case, network, lambda video: _faces(video, aligned_face), BATCH, _faceless(case))


def fid_face_crop(case: Case, weights: Weights) -> Measured:
    """Inception's features of every face at 25 pictures a second. Raises InputError and WeightsError."""
    network = _inception(weights["inception-fid"])
    return _told(case, network, lambda video: _faces(video, face_square), BATCH, _faceless(case))


def clips(video: MeasuredVideo, protocol: ClipProtocol) -> Pictures:
    """(frames, height, width, 3) RGB; what is left at the end is not used. Raises InputError for a shorter video."""
    pictures = video.pictures()
    count = 0
    while count != protocol.most and len(clip := list(islice(pictures, protocol.frames))) == protocol.frames:
        yield np.stack(clip)
        count += 1
    if count == 0:
        seconds = float(protocol.frames / RATE)
        raise file_error(video.path, f"it is shorter than a clip of {seconds:g} s; leave it out, or give a longer one")


def face_square(picture: NDArray[np.uint8], landmarks: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Cut the square around a face out of an RGB picture (height, width, 3): (299, 299, 3), bilinear with antialias.

    `landmarks` are (478, 2 or 3) in pixels. The square is FACE_EXTENT times the longer side of their box, about its
    middle; what lies beyond the picture is like its edge.
    """
    low, high = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
    side = round(FACE_EXTENT * float((high - low).max()))
    left, top = np.rint((low + high - side) / 2).astype(int)
    rows = np.clip(np.arange(top, top + side), 0, picture.shape[0] - 1)
    columns = np.clip(np.arange(left, left + side), 0, picture.shape[1] - 1)
    square = Image.fromarray(picture[rows[:, None], columns])
    return np.asarray(square.resize((FACE_SIDE, FACE_SIDE), Image.Resampling.BILINEAR))


def _told(
    case: Case,
    network: "InceptionV3 | I3D | FaceReconstruction",
    items: Callable[[MeasuredVideo], Pictures],
    batch: int,
    notes: tuple[str, ...] = (),
) -> Measured:
    from tietfg.evaluation.networks.features import features

    assert case.reference is not None  # noqa: S101 - the probes need it
    return Measured(
        generated=features(network, items(case.generated), batch),
        reference=features(network, items(case.reference), batch),
        notes=notes,
    )


def _faces(
    video: MeasuredVideo, cut: Callable[[NDArray[np.uint8], NDArray[np.floating]], NDArray[np.uint8]]
) -> Pictures:
    """What is cut out of each picture that shows a face."""
    for shown in pictures_with_faces(video):
        if shown is not None:
            yield cut(*shown)


def _faceless(case: Case) -> tuple[str, ...]:
    """How many pictures without a face are left out."""
    notes = []
    for name, video in (("generated", case.generated), ("reference", case.reference)):
        shown = faces_shown(video.face, RATE) if video is not None else np.empty(0)
        if (shown < 0).any():
            notes.append(f"{(shown < 0).sum()} of {len(shown)} pictures of the {name} video show no face: left out")
    return tuple(notes)


@cache
def _inception(path: Path) -> "InceptionV3":
    from tietfg.evaluation.networks.inception import load

    return load(path)


@cache
def _i3d(path: Path) -> "I3D":
    from tietfg.evaluation.networks.i3d import load

    return load(path)


@cache
def _face_reconstruction(path: Path) -> "FaceReconstruction":
    from tietfg.evaluation.networks.face_reconstruction import load

    return load(path)
