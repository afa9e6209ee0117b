"""From a picture file to a Portrait."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tietfg.media.input_files import file_error
from tietfg.media.pictures import load_picture
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.faces import Face, choose_face, find_faces
from tietfg.portrait.fit import fit_portrait
from tietfg.portrait.framing import check_size, frame_face
from tietfg.portrait.matte import person_matte
from tietfg.portrait.portrait import Framing, Portrait
from tietfg.weights.store import WeightStore

SHARP = 0.006
"""Sharpness under which a face is called blurred; a Gaussian blur of 2 % of the eye distance gives this."""

EYES_AND_MOUTH = [33, 133, 159, 145, 362, 263, 386, 374, 61, 291, 0, 17]
"""Landmarks of the eyes' and the mouth's contours, which must lie in the picture."""


def read_portrait(path: Path, size: int, framing: str, store: WeightStore, matte: str = "quick") -> Portrait:
    """Read a picture, find the face that is to speak, and frame it (one of FRAMINGS) for a video of `size` pixels.

    `matte` (one of MATTE_CHOICES) tells how the person is cut out of the background.
    Raises InputError for a picture that cannot be read (see load_picture), that shows no face, or whose face is cut
    off, too small, turned or tilted too far to be animated, and for an impossible size; WeightsError without the
    landmarker.
    """
    check_size(size)
    picture = load_picture(path)
    height, width = picture.pixels.shape[:2]
    faces = find_faces(picture.pixels, store.path("face-landmarker"))
    if not faces:
        raise file_error(path, "no face found; use a picture of one person, upright, from the front, in good light")
    face = choose_face(faces, width, height)
    problem = _problem(face, width, height)
    if problem:
        raise file_error(path, problem)
    frame = frame_face(face, width, height, size, framing)
    notes = list(picture.notes)
    if len(faces) > 1:
        notes.append(f"{len(faces)} faces found; the largest is used; crop the picture to choose another")
    notes += _remarks(face, picture.pixels, frame)
    others = tuple(other.centre for other in faces if other is not face)
    person = None
    if matte != "none":
        person = person_matte(picture.pixels, face.landmarks, frame, matte, store, others)
    if person is None and matte != "none":
        notes.append("the person does not stand out from the background, which will move with the head a little")
    fit = fit_portrait(face.landmarks, face.blendshapes)
    return Portrait(
        image=picture.pixels,
        landmarks=face.landmarks,
        blendshapes=face.blendshapes,
        expression=fit.coefficients.astype(np.float32),
        resting=fit.rest().astype(np.float32),
        framing=frame,
        notes=tuple(notes),
        matte=person,
    )


def _problem(face: Face, width: int, height: int) -> str | None:
    """Why a face cannot be animated, and what to do."""
    pitch, yaw, roll = face.turn
    if abs(roll) > 45:
        return f"the head is tilted by {abs(roll):.0f} degrees; turn the picture upright"
    if abs(yaw) > 40 or abs(pitch) > 30:
        return f"the face is turned {max(abs(yaw), abs(pitch)):.0f} degrees away; use a frontal picture"
    contours = face.landmarks[EYES_AND_MOUTH, :2]
    if (contours < 0).any() or (contours > (width, height)).any():
        return "the face is cut off by the picture's edge; use a picture that shows all of it"
    if face.eye_distance < 24:
        return f"the face is too small (eyes {face.eye_distance:.0f} pixels apart, 24 needed); use a closer picture"
    return None


def _remarks(face: Face, image: NDArray[np.uint8], frame: Framing) -> list[str]:
    """What will show in the video, and how to avoid it."""
    pitch, yaw, roll = face.turn
    notes = []
    if abs(yaw) > 20 or abs(pitch) > 20:
        notes.append(f"the face is turned {max(abs(yaw), abs(pitch)):.0f} degrees away; a frontal picture moves better")
    if abs(roll) > 20:
        notes.append(f"the head is tilted by {abs(roll):.0f} degrees; an upright one moves better")
    if face.eye_distance < 60:
        notes.append(f"small face (eyes {face.eye_distance:.0f} pixels apart), the video will look soft")
    elif _sharpness(face, image) < SHARP:
        notes.append("the face is blurred, the video will look soft")
    if face.blendshapes[[ARKIT_NAMES.index("eyeBlinkLeft"), ARKIT_NAMES.index("eyeBlinkRight")]].min() > 0.6:
        notes.append("the eyes are closed and will stay so; use a picture with open eyes")
    if frame.scale > 2:
        notes.append(f"the picture is enlarged {frame.scale:.1f} times; use a larger picture or a smaller size")
    height, width = image.shape[:2]
    beyond = max(
        -frame.left,
        -frame.top,
        frame.left + frame.width / frame.scale - width,
        frame.top + frame.height / frame.scale - height,
    )
    if beyond * frame.scale > 0.03 * frame.width:
        notes.append("the picture ends close to the face, its surroundings are filled in; framing full avoids that")
    return notes


def _sharpness(face: Face, image: NDArray[np.uint8]) -> float:
    """Variance of the Laplacian over variance, of the face's box reduced to 160 pixels."""
    left, top = np.maximum(face.landmarks.min(axis=0)[:2], 0)
    right, bottom = np.minimum(face.landmarks.max(axis=0)[:2], image.shape[1::-1])
    crop = Image.fromarray(image).crop((int(left), int(top), int(right), int(bottom))).convert("L")
    grey = np.asarray(crop.resize((160, 160), Image.Resampling.LANCZOS), np.float32)
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var() / max(grey.var(), 1.0))
