"""Faces that move as they are told: the mean face, its actions, and a head that turns."""

from fractions import Fraction

import numpy as np

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.fluctuation.recognise import RecognisedTrack
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_matrix
from tietfg.portrait.tracking import TrackedFace


def acting(**actions):
    """(frames, 478, 3): the mean face with courses (frames,) of ARKit coefficients."""
    basis = load_basis()
    moved = sum(
        np.multiply.outer(np.asarray(course, float), basis.basis[coefficient(name)].astype(float))
        for name, course in actions.items()
    )
    return basis.resting.astype(float) + moved


def placed(faces, scale=120.0, angles=(0.1, -0.2, 0.15), shift=(250.0, 240.0, 5.0)):
    """The same faces elsewhere, of another size and turned."""
    return scale * faces @ rotation_matrix(np.array(angles)).T + np.array(shift)


def tracked(landmarks, fps=25.0, hidden=()):
    """A followed face, not seen in the hidden frames."""
    frames = len(landmarks)
    kept = np.setdiff1d(np.arange(frames), hidden)
    return TrackedFace(
        seconds=kept / fps,
        landmarks=np.asarray(landmarks, np.float32)[kept],
        blendshapes=np.zeros((len(kept), 52), np.float32),
        size=(512, 512),
        frames=frames,
        duration=frames / fps,
        sound_start=None,
        crowded=0.0,
        patches=np.zeros((len(kept), 48, 48), np.uint8),
        views=(),
    )


def recognised(names, fps=25, hidden=()):
    """A recognised track of emotions by name."""
    rows = np.full((len(names), 7), 0.05, np.float32)
    rows[np.arange(len(names)), [EMOTIONS.index(name) for name in names]] = 0.7
    face = np.ones(len(names), bool)
    face[list(hidden)] = False
    return RecognisedTrack(EmotionTrack(Fraction(fps), rows, np.ones(len(names), np.float32)), face, ())
