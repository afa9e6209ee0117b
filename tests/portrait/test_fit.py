"""Who a person is and what the face does, told apart on faces that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.portrait.people import person, picture_of
from tests.render.faces import actions
from tietfg.portrait.arkit import coefficient
from tietfg.portrait.basis import load_basis
from tietfg.portrait.fit import fit_portrait
from tietfg.portrait.geometry import rotation_angles, rotation_matrix
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.neutral import close_mouth

RESTING_SEEN = actions(browDown=0.45, eyeSquint=0.45, mouthSmile=0.3, mouthPress=0.1)
"""What the landmarker sees in many faces at rest."""
SMILE = actions(mouthSmile=1.0, mouthUpperUp=0.5, jawOpen=0.15, mouthLowerDown=0.5)
SMILE_SEEN = actions(browDown=0.1, eyeSquint=0.6, mouthSmile=0.88, mouthUpperUp=0.55, mouthLowerDown=0.3)


def moved(landmarks: np.ndarray, others: np.ndarray) -> float:
    """Largest distance in the picture between two sets of landmarks, in units."""
    return float(np.linalg.norm((landmarks - others)[:468, :2], axis=1).max() / 180)


def gaps(landmarks: np.ndarray) -> np.ndarray:
    return (landmarks[LOWER_INNER_LIP] - landmarks[UPPER_INNER_LIP])[:, 1]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("angles", [(0, 0, 0), (0.2, -0.4, 0.1), (-0.3, 0.3, -0.4)])
def test_a_neutral_face_stays_whoever_it_is(seed: int, angles: tuple[float, float, float]) -> None:
    landmarks = picture_of(person(seed), np.zeros(52), angles)
    fit = fit_portrait(landmarks, RESTING_SEEN)
    assert fit.coefficients.max() < 0.2
    assert moved(fit.rest(), landmarks) < 0.02


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("angles", [(0, 0, 0), (0.2, -0.4, 0.1), (-0.3, 0.3, -0.4)])
def test_a_broad_smile_is_taken_back(seed: int, angles: tuple[float, float, float]) -> None:
    face = person(seed)
    smiling, resting = picture_of(face, SMILE, angles), picture_of(face, np.zeros(52), angles)
    fit = fit_portrait(smiling, SMILE_SEEN)
    for name in ("mouthSmileLeft", "mouthSmileRight"):
        assert fit.coefficients[coefficient(name)] == pytest.approx(1, abs=0.25)
    assert moved(fit.rest(), resting) < 0.3 * moved(smiling, resting)


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        (actions(jawOpen=0.6), actions(jawOpen=0.5)),
        (actions(browInnerUp=0.9, browOuterUp=0.8), actions(browInnerUp=0.8, browOuterUp=0.8)),
        (actions(eyeWide=1.0), actions(eyeWide=0.4)),
        (actions(mouthSmileLeft=0.9), actions(mouthSmileLeft=0.85, mouthSmileRight=0.5)),
    ],
    ids=["open mouth", "raised brows", "wide eyes", "smile of one side"],
)
def test_other_expressions_are_taken_back(shown: np.ndarray, seen: np.ndarray) -> None:
    face = person(1)
    fit = fit_portrait(picture_of(face, shown), seen)
    resting = picture_of(face, np.zeros(52))
    assert moved(fit.rest(), resting) < 0.45 * moved(picture_of(face, shown), resting)


def test_parted_lips_close_without_getting_thin() -> None:
    face = person(2)
    close_mouth(face)
    rest = fit_portrait(picture_of(face, SMILE), SMILE_SEEN).rest()
    assert np.abs(gaps(rest)).max() < 0.03 * 180
    close_mouth(rest)
    assert np.abs(gaps(rest)).max() < 1e-6
    for outer, inner in ((0, 13), (17, 14)):
        heights = [abs(points[inner, 1] - points[outer, 1]) for points in (rest / 180, face)]
        assert heights[0] == pytest.approx(heights[1], rel=0.25)


def test_the_parts_make_up_the_whole() -> None:
    landmarks = picture_of(person(3), SMILE, (0.1, 0.2, 0.1))
    fit = fit_portrait(landmarks, SMILE_SEEN)
    shape = fit.identity + fit.style + np.einsum("k,kvc->vc", fit.coefficients, load_basis().basis)
    np.testing.assert_allclose(fit.scale * shape @ fit.rotation.T + fit.translation, landmarks, atol=1e-6)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_coefficients_are_bounded_whatever_is_measured(seed: int) -> None:
    generator = np.random.default_rng(seed)
    landmarks = picture_of(load_basis().resting + generator.normal(0, 0.1, (478, 3)), np.zeros(52))
    fit = fit_portrait(landmarks, generator.uniform(0, 1, 52))
    assert np.isfinite(fit.rest()).all()
    assert fit.coefficients.min() >= 0
    assert fit.coefficients.max() <= 1.6
    assert fit.coefficients[coefficient("mouthClose")] <= fit.coefficients[coefficient("jawOpen")] + 1e-9


@given(st.tuples(*[st.floats(-1.2, 1.2)] * 3))
def test_angles_of_a_rotation(angles: tuple[float, float, float]) -> None:
    np.testing.assert_allclose(rotation_angles(rotation_matrix(np.array(angles))), angles, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_smile_larger_than_the_basis_leaves_the_corners_at_rest(seed: int) -> None:
    units = load_basis().basis.astype(float)
    corners = [61, 78, 291, 308]
    for name in ("mouthSmileLeft", "mouthSmileRight"):
        units[coefficient(name), corners, 1] *= 1.5
    face = person(seed)
    smiling = face + np.einsum("k,kvc->vc", SMILE, units)
    fit = fit_portrait(picture_of(smiling, np.zeros(52)), SMILE_SEEN)
    at_rest, lifted, left = (
        shape[corners, 1].mean() - shape[[0, 13, 14, 17], 1].mean() for shape in (face, smiling, fit.identity)
    )
    assert abs(left - at_rest) < 0.2 * abs(lifted - at_rest)
    for name in ("cheekSquintLeft", "cheekSquintRight"):
        assert fit.coefficients[coefficient(name)] > 0.05
