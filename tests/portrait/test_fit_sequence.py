"""A video of a known person: one identity, and its own motion."""

import numpy as np
import pytest

from tests.portrait.people import person, picture_of
from tests.render.faces import actions
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.fit_sequence import fit_sequence
from tietfg.portrait.geometry import rotation_angles, rotation_matrix
from tietfg.portrait.landmarker_response import load_response


def seen(played: np.ndarray) -> np.ndarray:
    """The blendshapes (52,) that the landmarker shows of coefficients."""
    response = load_response()
    return np.array([np.interp(played[k], response.amounts, response.blendshapes[:, k]) for k in range(52)])


def test_a_video_has_one_identity_and_its_own_motion() -> None:
    face, frames = person(4), 40
    phase = np.linspace(0, 4 * np.pi, frames)
    played = np.zeros((frames, 52))
    played[:, coefficient("jawOpen")] = 0.3 - 0.3 * np.cos(phase)
    for name in ("mouthSmileLeft", "mouthSmileRight"):
        played[:, coefficient(name)] = np.clip(np.sin(phase / 2), 0, 1)
    played[10:13, [coefficient("eyeBlinkLeft"), coefficient("eyeBlinkRight")]] = 1
    played[20:30, [coefficient("eyeLookInLeft"), coefficient("eyeLookOutRight")]] = 0.6
    angles = np.stack([0.1 * np.sin(phase), 0.2 * np.cos(phase), 0.05 * np.sin(phase)], 1)
    units = load_response().units
    landmarks = np.stack([picture_of(face, *each, units) for each in zip(played, map(tuple, angles), strict=True)])
    fit = fit_sequence(landmarks, np.array([seen(each) for each in played]))

    error = np.linalg.norm((fit.landmarks() - landmarks)[:, :468, :2], axis=2) / 180
    assert error.mean() < 0.01
    found = fit.coefficients
    assert np.abs(found - played)[:, coefficient("jawOpen")].mean() < 0.06
    assert found[10:13, coefficient("eyeBlinkLeft")].min() > 0.95
    assert found[:9, coefficient("eyeBlinkLeft")].max() < 0.15
    assert found[20:30, coefficient("eyeLookInLeft")] == pytest.approx(0.6, abs=0.2)
    assert not found[:, [coefficient("tongueOut"), coefficient("cheekPuff")]].any()
    turned, _ = fit.head_motion(np.array([0.0, 1.15, 0.75]), reference=0)
    start = rotation_matrix(angles[0])
    expected = [rotation_angles(rotation_matrix(each) @ start.T) for each in angles]
    np.testing.assert_allclose(turned, expected, atol=0.04)


@pytest.mark.parametrize(
    "expression",
    [
        actions(browInnerUp=1.3, browOuterUp=1.1),
        actions(browDown=1.4, mouthFrown=0.7),
        actions(mouthSmile=0.9, mouthUpperUp=0.4),
    ],
    ids=["surprise", "anger", "joy"],
)
def test_an_expression_that_is_held_throughout_is_no_identity(expression: np.ndarray) -> None:
    face, frames, units = person(5), 30, load_response().units
    played = np.tile(expression, (frames, 1))
    played[:, coefficient("jawOpen")] = 0.2 - 0.2 * np.cos(np.linspace(0, 4 * np.pi, frames))
    landmarks = np.stack([picture_of(face, each, units=units) for each in played])
    found = fit_sequence(landmarks, np.array([seen(each) for each in played])).coefficients
    assert (found[:, expression > 0].mean(0) > 0.5 * expression[expression > 0]).all()
    at_rest = np.stack([picture_of(face, np.zeros(52)) for _ in range(frames)])
    assert fit_sequence(at_rest, np.tile(seen(np.zeros(52)), (frames, 1))).coefficients.max() < 0.3
