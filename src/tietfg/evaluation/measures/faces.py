"""The face of a generated video: whose it is, how its lips follow speech, and how it moves."""

from functools import cache
from pathlib import Path

import numpy as np

from tietfg.evaluation.case import RATE, Case
from tietfg.evaluation.functional.face_alignment import aligned, landmarks_at
from tietfg.evaluation.functional.face_motion import (
    count_blinks,
    eye_openness,
    face_motion,
    face_shape_distance,
    head_motion,
)
from tietfg.evaluation.functional.lips import landmark_errors, lip_gap, lips_in_speech
from tietfg.evaluation.measures.pictures import pictures_with_faces
from tietfg.evaluation.networks.arcface import ArcFace, aligned_face, load
from tietfg.evaluation.probe import Measured, Weights
from tietfg.portrait.fit_sequence import fit_sequence

EVERY = 5
"""One in so many frames is looked at for identity."""


def identity(case: Case, weights: Weights) -> Measured:
    """Cosine of ArcFace's embeddings of the generated frames and of the frames of the reference at the same time."""
    assert case.reference is not None  # noqa: S101 - the probe needs it
    network = _network(weights["arcface"])
    cosines = []
    pairs = zip(pictures_with_faces(case.generated, EVERY), pictures_with_faces(case.reference, EVERY), strict=False)
    for made, true in pairs:
        if made is not None and true is not None:
            first, second = network.embed(np.stack([aligned_face(*made), aligned_face(*true)]))
            cosines.append(float(first @ second))
    mean = float(np.mean(cosines)) if cosines else float("nan")
    return Measured({"identity_similarity": mean}, {"identity_similarity": len(cosines)})


def shape(case: Case, _weights: Weights) -> Measured:
    """Distance of the face's shape from the reference's; needs no outside weights."""
    assert case.reference is not None  # noqa: S101 - the probe needs it
    faces = (video.face for video in (case.generated, case.reference))
    made, true = (fit_sequence(face.landmarks[::EVERY], face.blendshapes[::EVERY]).identity for face in faces)
    return Measured({"face_shape_distance": face_shape_distance(made, true)})


def lip_errors(case: Case, _weights: Weights) -> Measured:
    """Distances of landmarks from the reference's, frame by frame."""
    assert case.reference is not None  # noqa: S101 - the probe needs it
    (made, seen), (true, seen_there) = (landmarks_at(each.face, RATE) for each in (case.generated, case.reference))
    frames = min(len(made), len(true))
    both = np.flatnonzero(seen[:frames] & seen_there[:frames])
    notes = []
    if len(made) != len(true):
        notes.append(f"{abs(len(made) - len(true))} frames dropped: the videos are not of one length")
    if len(both) < frames:
        notes.append(f"{frames - len(both)} of {frames} frames left out: one of the videos shows no face")
    names = ("lip_landmark_error", "mouth_landmark_distance", "face_landmark_distance")
    if len(both) == 0:
        return Measured(dict.fromkeys(names, float("nan")), notes=tuple(notes))
    errors = landmark_errors(made[both], true[both])
    values = (errors.lips_largest, errors.lips, errors.face)
    return Measured(dict(zip(names, values, strict=True)), dict.fromkeys(names, len(both)), tuple(notes))


def speaking(case: Case, _weights: Weights) -> Measured:
    """Whether the lips meet in p, b and m, and how far they open in vowels."""
    landmarks, seen = landmarks_at(case.generated.face, RATE)
    found = lips_in_speech(lip_gap(landmarks), seen, case.phones, RATE)
    return Measured(
        {"lip_closure": found.closure, "vowel_openness": found.openness},
        {"lip_closure": found.bilabials, "vowel_openness": found.vowels},
    )


def motion(case: Case, _weights: Weights) -> Measured:
    """Blinks, speed and jerk of the face without the head, and motion of the head."""
    landmarks, seen = landmarks_at(case.generated.face, RATE)
    faces = aligned(landmarks)
    moved, turned = face_motion(faces, seen), head_motion(faces.rotation, seen, RATE)
    values = {
        "blink_rate": float(60 * RATE) * count_blinks(eye_openness(faces.shape[seen]), RATE) / seen.sum(),
        "face_speed": moved.speed,
        "face_jerk": moved.jerk,
        "head_spread": turned.spread,
        "head_speed": turned.speed,
    }
    return Measured(values, dict.fromkeys(values, float(seen.sum())))


@cache
def _network(path: Path) -> ArcFace:
    return load(path)
