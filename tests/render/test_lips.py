import numpy as np
import pytest

from tests.motion.spoken import SENTENCES, frames_of, play, speak
from tests.render.faces import actions, demo_portrait
from tietfg.motion.performer import PerformerState, perform
from tietfg.portrait.basis import load_basis
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.lips import close_lips, lips_parted, seal_lips
from tietfg.render.mesh import build_mesh
from tietfg.render.neutral import close_mouth
from tietfg.render.tissue import adapt_units


def _mesh(name):
    basis, portrait = load_basis(), demo_portrait(name)
    rest = portrait.resting.astype(float)
    close_mouth(rest)
    units = adapt_units(basis.basis, basis.neutral, rest)
    return build_mesh(portrait.landmarks.astype(float), rest, basis.neutral, units, basis.triangles)[0]


def _gaps(mesh, coefficients):
    """Inner lips' gaps (11,) in units."""
    points = mesh.deform(coefficients.astype(float))
    seal_lips(points, coefficients, mesh.axes[:, 1], mesh.unit)
    return np.linalg.norm((points[LOWER_INNER_LIP] - points[UPPER_INNER_LIP])[:, :2], axis=1) / mesh.unit


@pytest.mark.parametrize("name", ["elena", "thomas"])
@pytest.mark.parametrize("emotion", ["neutral", "happy", "angry"])
def test_lips_of_portraits_meet_at_every_p_b_m(name, emotion):
    mesh = _mesh(name)
    widest = []
    for sentence in SENTENCES[:2]:
        speech = speak(sentence)
        track = play(emotion, 0.0 if emotion == "neutral" else 1.0, frames_of(speech))
        motion = perform(speech, track, PerformerState.initial(1))[0]
        for phone in speech.phones:
            if phone.symbol in "pbm":
                middle = round(25 * (phone.start + phone.end) / 2)
                frames = motion.coefficients[middle - 1 : middle + 2]
                widest.append(min(_gaps(mesh, frame).max() for frame in frames))
    assert np.mean(np.array(widest) < 0.01) >= 0.95


def test_lips_part_smoothly():
    mesh = _mesh("elena")
    gaps = np.array([_gaps(mesh, actions(jawOpen=jaw)).max() for jaw in np.linspace(0, 0.3, 61)])
    assert gaps[0] == 0
    assert gaps[-1] > 0.08
    assert np.diff(gaps).min() >= 0
    assert np.diff(gaps).max() < 0.005


def test_an_opening_jaw_bows_the_upper_lip_and_keeps_its_middle():
    mesh = _mesh("elena")
    down = mesh.axes[:, 1]
    moved = (mesh.deform(actions(jawOpen=1.0).astype(float)) - mesh.rest)[UPPER_INNER_LIP] @ down / mesh.unit
    lower = (mesh.deform(actions(jawOpen=1.0).astype(float)) - mesh.rest)[14] @ down / mesh.unit
    assert abs(moved[5]) < 0.1 * lower
    assert (np.diff(moved[:6]) < 0).all()
    assert 0.3 * lower < moved[0] < 0.5 * lower


def test_the_seam_is_found_between_closed_lips():
    landmarks = demo_portrait("elena").landmarks.astype(float)
    picture = np.full((1200, 1200, 3), 150, np.uint8)
    unit = float(np.linalg.norm(landmarks[33, :2] - landmarks[263, :2]))
    line = round(float(landmarks[[13, 14], 1].mean()) + 0.01 * unit)
    picture[line - 1 : line + 2] = 60
    close_lips(picture, landmarks, 0, unit)
    assert abs(landmarks[13, 1] - line - 0.5) < 0.008 * unit
    np.testing.assert_array_equal(landmarks[13], landmarks[14])


def test_slightly_open_lips_are_parted_only_if_the_face_opens_them():
    portrait = demo_portrait("elena")
    unit = float(np.linalg.norm(portrait.landmarks[33] - portrait.landmarks[263]))
    assert not lips_parted(portrait.landmarks, portrait.resting)
    ajar = portrait.landmarks.copy()
    ajar[LOWER_INNER_LIP[1:-1], 1] += 0.03 * unit
    assert not lips_parted(ajar, ajar)
    assert lips_parted(ajar, portrait.resting)
    ajar[LOWER_INNER_LIP[1:-1], 1] += 0.03 * unit
    assert lips_parted(ajar, ajar)
