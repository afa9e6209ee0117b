"""From a picture file to a Portrait."""

from pathlib import Path

import numpy as np

from tietfg.media.input_files import file_error
from tietfg.media.pictures import load_picture
from tietfg.portrait.faces import choose_face, find_faces
from tietfg.portrait.fit import fit_portrait
from tietfg.portrait.framing import check_size, frame_face
from tietfg.portrait.matte import person_matte
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.quality import problem, remarks
from tietfg.weights.store import WeightStore


def read_portrait(path: Path, size: int, framing: str, store: WeightStore, matte: str = "quick") -> Portrait:
    """Read a picture, find the face that is to speak, and frame it (one of FRAMINGS) for a video of `size` pixels.

    `matte` (one of MATTE_CHOICES) tells how the person is cut out of the background.
    Raises InputError for a picture that cannot be read (see load_picture), that shows no face, or whose face is cut
    off, too small, turned or tilted too far, drawn too simply or hidden too much to be animated, and for an impossible
    size; WeightsError without the landmarker.
    """
    check_size(size)
    picture = load_picture(path)
    height, width = picture.pixels.shape[:2]
    faces = find_faces(picture.pixels, store.path("face-landmarker"))
    if not faces:
        advice = "use a picture of one person, upright, from the front, in good light; drawings need human proportions"
        raise file_error(path, f"no face found; {advice}")
    face = choose_face(faces, width, height)
    refusal = problem(face, picture.pixels)
    if refusal:
        raise file_error(path, refusal)
    frame = frame_face(face, width, height, size, framing)
    notes = list(picture.notes)
    if len(faces) > 1:
        notes.append(f"{len(faces)} faces found; the largest is used; crop the picture to choose another")
    notes += remarks(face, picture.pixels, frame)
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
