"""Pictures of a generated video: likeness to the true ones, steadiness, and length against the sound."""

from collections.abc import Iterator
from itertools import islice, zip_longest

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.errors import InputError
from tietfg.evaluation.case import RATE, SOUND_RATE, Case, MeasuredVideo
from tietfg.evaluation.functional.face_alignment import faces_shown
from tietfg.evaluation.functional.picture_similarity import WINDOW, psnr, ssim
from tietfg.evaluation.functional.steadiness import background, background_drift, flicker, skin_patch
from tietfg.evaluation.probe import Measured, Weights

DRIFT_SECONDS = 1
"""Length of the beginning and of the end that are compared."""


def similarity(case: Case, _weights: Weights) -> Measured:
    """PSNR and SSIM of the frames of the shorter video, in the reference's size."""
    assert case.reference is not None  # noqa: S101 - the probe needs it
    generated, reference = case.generated.pictures(), case.reference.pictures()
    values: list[tuple[float, float]] = []
    left = [0, 0]
    notes = []
    for made, true in zip_longest(generated, reference):
        if made is None or true is None:
            left[made is None] += 1
            continue
        height, width = true.shape[:2]
        if min(height, width) < WINDOW:
            raise InputError(
                f"{case.reference.path}: {width}x{height} pixels are too few for SSIM; use larger pictures"
            )
        if made.shape != true.shape:
            if not values:
                notes.append(f"resized from {made.shape[1]}x{made.shape[0]} to the reference's {width}x{height}")
            made = np.asarray(Image.fromarray(made).resize((width, height), Image.Resampling.LANCZOS))
        values.append((psnr(made, true), ssim(made, true)))
    notes += [
        f"{count} of {count + len(values)} frames dropped: the {other} is shorter"
        for count, other in zip(left, ("reference", "generated video"), strict=True)
        if count
    ]
    means = np.mean(values, axis=0)
    found = {"psnr": float(means[0]), "ssim": float(means[1])}
    return Measured(found, dict.fromkeys(found, len(values)), tuple(notes))


def skin_flicker(case: Case, _weights: Weights) -> Measured:
    """Flicker of light and of detail on cheeks and nose."""
    shown = pictures_with_faces(case.generated)
    found = flicker(None if each is None else skin_patch(*each) for each in shown)
    values = {"flicker_light": found.light, "flicker_detail": found.detail}
    return Measured(values, dict.fromkeys(values, found.triples))


def drift(case: Case, _weights: Weights) -> Measured:
    """How far the background moves away from the beginning."""
    face = case.generated.face
    region = background(face.size, face.landmarks)
    frames = len(faces_shown(face, RATE))
    found = background_drift(case.generated.pictures(), region, frames, DRIFT_SECONDS * int(RATE))
    notes = ("the person fills the picture: no background to measure",) if np.isnan(found) else ()
    return Measured({"background_drift": found}, notes=notes)


def length(case: Case, _weights: Weights) -> Measured:
    """How much longer pictures are than sound, or the other way round."""
    face = case.generated.face
    if case.speech is None and face.sound_start is None:
        return Measured({"length_difference": float("nan")}, notes=("no sound: its length is not compared",))
    difference = len(case.sound) / SOUND_RATE - face.duration
    return Measured({"length_difference": abs(1000 * difference)})


def pictures_with_faces(
    video: MeasuredVideo, every: int = 1
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32]] | None]:
    """One in `every` pictures with its (478, 3) landmarks; None where no face is seen."""
    face = video.face
    shown = zip(video.pictures(), faces_shown(face, RATE), strict=False)
    for picture, index in islice(shown, None, None, every):
        yield None if index < 0 else (picture, face.landmarks[index])
