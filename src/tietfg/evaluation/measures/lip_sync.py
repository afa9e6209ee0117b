"""Lip synchrony of a case: by SyncNet on squares about the face, and by the mouth's opening alone."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.evaluation.case import RATE, SOUND_RATE, Case, MeasuredVideo
from tietfg.evaluation.functional.audio_visual_lag import (
    LEAST_SPEECH,
    audio_visual_lag,
    mouth_opening,
    sound_level,
    speech_seconds,
)
from tietfg.evaluation.functional.lip_sync import mean_distances, synchrony
from tietfg.evaluation.functional.mel_cepstrum import mel_cepstrum
from tietfg.evaluation.probe import Measured, Weights
from tietfg.portrait.tracking import TrackedFace

if TYPE_CHECKING:
    from tietfg.evaluation.networks.syncnet import SyncNet

SMOOTHING = 13
"""Pictures over which the median of a box is taken."""
MARGIN = 0.4
"""What is added to a box on its left, on its right and, twice, below it, in halves of its longer side."""
BEYOND = (110, 110, 110)
"""The grey beyond the edges of a picture."""
BATCH = 20
"""Windows that are embedded at a time."""
FEWEST = 100
"""Pictures from which on the authors of SyncNet follow a face."""
MISSING = 0.1
"""Share of frames without a face that is worth a note."""
_SAMPLES = SOUND_RATE // int(RATE)
"""Of sound, a picture."""
_FRAMES = 100 // int(RATE)
"""Of mel cepstra, a picture."""

Embeddings = tuple[NDArray[np.float32], NDArray[np.float32]]
"""(windows, 1024) of pictures, and of the sound with them."""


def measure_synchrony(case: Case, weights: Weights) -> Measured:
    """Sync-D, Sync-C and the offset in pictures; NaN for a video of less than six pictures with sound."""
    face = case.generated.face
    network = _network(weights["syncnet-v2"])
    found = synchrony(mean_distances(embeddings(network, face_squares(case.generated), case.sound)))
    pictures = min(len(case.sound) // _SAMPLES, round(face.duration * RATE))
    missing = 1 - len(face.seconds) / face.frames
    notes = []
    if pictures < FEWEST:
        notes.append(f"{pictures} pictures with sound; Sync-D and Sync-C are made for {FEWEST} or more")
    if missing > MISSING:
        notes.append(f"no face in {missing:.0%} of the frames; its place there is taken from those before and after")
    offset = np.nan if np.isnan(found.distance) else float(found.offset)
    values = {"sync_d": found.distance, "sync_c": found.confidence, "sync_offset": offset}
    return Measured(values, notes=tuple(notes))


def measure_lag(case: Case, weights: Weights) -> Measured:  # noqa: ARG001 - needs none
    """The lag of the mouth in ms, and its correlation with the sound's level; NaN with too little speech."""
    face = case.generated.face
    count = min(round(face.duration * RATE), len(case.sound) // _SAMPLES)
    level = sound_level(case.sound, count)
    speech = speech_seconds(level)
    notes: tuple[str, ...] = ()
    if speech < LEAST_SPEECH:
        values = (np.nan, np.nan, np.nan)
        notes = (f"{speech:.1f} s of speech with pictures, too little for a lag",)
    else:
        found = audio_visual_lag(*_opening(face, count), level)
        values = (found.milliseconds, found.correlation, found.correlation_at_zero)
        if np.isnan(found.correlation):
            notes = ("the mouth is not seen, or does not move: it has no lag",)
    return Measured(dict(zip(("av_lag", "av_correlation", "av_correlation_at_zero"), values, strict=True)), notes=notes)


def face_squares(video: MeasuredVideo) -> Iterator[NDArray[np.uint8]]:
    """(224, 224, 3) BGR out of each picture, cut as by syncnet_python: from the top of the face to below its chin."""
    from tietfg.evaluation.networks.syncnet import SIDE

    boxes = face_boxes(video.face)
    for picture, (x, y, half) in zip(video.pictures(), boxes, strict=False):
        left, top, side = x - (1 + MARGIN) * half, y - half, 2 * (1 + MARGIN) * half
        extent = (left, top, left + side, top + side)
        square = Image.fromarray(picture).transform(
            (SIDE, SIDE), Image.Transform.EXTENT, extent, Image.Resampling.BILINEAR, fillcolor=BEYOND
        )
        yield np.asarray(square)[:, :, ::-1]


def face_boxes(face: TrackedFace) -> NDArray[np.float64]:
    """(pictures, 3) centre x, centre y and half the longer side of the landmarks' box, in pixels, at RATE.

    Between frames with a face they go on evenly; each is the median over SMOOTHING pictures. There is one more than
    the video has pictures, for its last may end early.
    """
    low, high = face.landmarks[:, :, :2].min(axis=1), face.landmarks[:, :, :2].max(axis=1)
    boxes = np.column_stack([(low + high) / 2, (high - low).max(axis=1) / 2])
    times = np.arange(int(np.ceil(face.duration * RATE)) + 1) / float(RATE)
    even = np.column_stack([np.interp(times, face.seconds, column) for column in boxes.T])
    padded = np.pad(even, ((SMOOTHING // 2, SMOOTHING // 2), (0, 0)), "edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING, axis=0), axis=2)


def embeddings(
    network: "SyncNet", squares: Iterable[NDArray[np.uint8]], sound: NDArray[np.float32]
) -> Iterator[Embeddings]:
    """Of windows of (224, 224, 3) BGR squares at RATE and of sound at SOUND_RATE, BATCH windows at a time.

    The longer of the two is cut, and the window of the last five pictures is dropped, as by syncnet_python.
    """
    from tietfg.evaluation.networks.syncnet import CEPSTRA, PICTURES, embed

    cepstra = mel_cepstrum(np.rint(sound * 2.0**15).clip(-(2**15), 2**15 - 1))
    held: list[NDArray[np.uint8]] = []
    start = 0

    def embedded() -> Embeddings:
        windows = range(start, start + len(held) - PICTURES)
        heard = [cepstra[_FRAMES * window : _FRAMES * window + CEPSTRA].T for window in windows]
        return embed(network, np.stack(held[:-1]), np.stack(heard))

    for square in islice(squares, len(sound) // _SAMPLES):
        held.append(square)
        if len(held) == PICTURES + BATCH:
            yield embedded()
            held, start = held[BATCH:], start + BATCH
    if len(held) > PICTURES:
        yield embedded()


@lru_cache(maxsize=1)
def _network(path: Path) -> "SyncNet":
    """Read once a process."""
    from tietfg.evaluation.networks.syncnet import load

    return load(path)


def _opening(face: TrackedFace, count: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(count,) openings of the mouth in the middle of each picture at RATE, and whether the mouth is seen there."""
    length = 1 / max(face.fps, 1.0)
    shown = face.seconds + length / 2
    times = (np.arange(count) + 0.5) / float(RATE)
    opening = np.interp(times, shown, mouth_opening(face.landmarks))
    nearest = shown[np.searchsorted((shown[1:] + shown[:-1]) / 2, times)]
    return opening, np.abs(nearest - times) <= max(length, 1 / float(RATE))
