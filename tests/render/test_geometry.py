import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.faces import actions, demo_portrait
from tietfg.portrait.basis import load_basis
from tietfg.portrait.geometry import rotation_matrix, similarity
from tietfg.portrait.topology import LOWER_INNER_LIP, UPPER_INNER_LIP
from tietfg.render.lips import seal_lips
from tietfg.render.mesh import build_mesh
from tietfg.render.neutral import close_mouth
from tietfg.render.tissue import adapt_units, limit_squeeze

DOWN = np.array([0.0, 1.0, 0.0])


@given(st.tuples(*[st.floats(-0.6, 0.6)] * 3), st.floats(20, 400), st.tuples(*[st.floats(-500, 500)] * 3))
def test_similarity_recovers_pose_and_size(angles, scale, shift):
    neutral = load_basis().neutral.astype(float)
    rotation = rotation_matrix(np.array(angles))
    found_scale, found_rotation, found_shift = similarity(neutral, scale * neutral @ rotation.T + shift)
    assert found_scale == pytest.approx(scale)
    np.testing.assert_allclose(found_rotation, rotation, atol=1e-8)
    np.testing.assert_allclose(found_shift, shift, atol=1e-6 * (scale + 500))


def test_rotation_signs():
    nose = np.array([0.0, 0.0, -1.0])
    pitch, yaw, roll = (rotation_matrix(0.1 * axis) for axis in np.eye(3))
    assert (pitch @ nose)[1] > 0
    assert (yaw @ nose)[0] < 0
    assert (roll @ [0, -1, 0])[0] > 0


@pytest.fixture(scope="module")
def mesh():
    basis, portrait = load_basis(), demo_portrait("elena")
    landmarks = portrait.landmarks.astype(float)
    units = adapt_units(basis.basis, basis.neutral, landmarks)
    return build_mesh(landmarks, landmarks, basis.neutral, units, basis.triangles)[0]


def test_outermost_ring_stays_and_the_face_follows(mesh):
    pose = mesh.pose(np.array([0.05, -0.1, 0.08]), np.array([0.02, 0.01, 0.0]))
    moved = mesh.turn(mesh.rest, pose)
    np.testing.assert_allclose(moved[-36:], mesh.rest[-36:])
    np.testing.assert_allclose(moved[:478], pose(mesh.rest[:478]))


def test_turns_fold_no_triangle_over(mesh):
    """Triangles of a frontal portrait keep their winding under turns of up to 12 degrees."""

    def areas(points):
        a, b, c = (points[mesh.face_triangles[:, k], :2] for k in range(3))
        return (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]

    rest = areas(mesh.rest)
    large = np.abs(rest) > 1
    for yaw in (-0.2, 0.2):
        turned = areas(mesh.turn(mesh.rest, mesh.pose(np.array([0, yaw, 0]), np.zeros(3))))
        assert (np.sign(turned[large]) == np.sign(rest[large])).mean() > 0.995


@given(st.integers(0, 2**32 - 1))
def test_lips_never_cross(seed):
    basis = load_basis()
    coefficients = np.random.default_rng(seed).uniform(0, 1.5, 52)
    points = basis.neutral + np.einsum("k,kvc->vc", coefficients, basis.basis).astype(float)
    seal_lips(points, coefficients, DOWN, 1.0)
    gaps = (points[LOWER_INNER_LIP] - points[UPPER_INNER_LIP]) @ DOWN
    assert gaps.min() >= -1e-9


def test_skin_keeps_height_and_rest_is_untouched(mesh):
    points = mesh.rest.copy()
    limit_squeeze(points, mesh.rest, mesh.axes[:, 1])
    np.testing.assert_allclose(points, mesh.rest)
    points = mesh.deform(actions(browDown=3.0))
    limit_squeeze(points, mesh.rest, mesh.axes[:, 1])
    for brow, lid in ((105, 159), (334, 386)):
        height, rest = ((at[lid] - at[brow]) @ mesh.axes[:, 1] for at in (points, mesh.rest))
        assert 0.3 * rest < height < rest


@given(st.integers(0, 2**32 - 1))
def test_every_mouth_closes_and_closed_ones_stay(seed):
    basis = load_basis()
    coefficients = np.random.default_rng(seed).uniform(0, 0.4, 52)
    points = basis.resting + np.einsum("k,kvc->vc", coefficients, basis.basis).astype(float)
    close_mouth(points)
    np.testing.assert_allclose(points[LOWER_INNER_LIP], points[UPPER_INNER_LIP], atol=1e-9)
    again = points.copy()
    close_mouth(again)
    np.testing.assert_allclose(again, points, atol=1e-9)
