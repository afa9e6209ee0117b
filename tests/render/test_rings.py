import numpy as np
import pytest

from tests.render.faces import demo_portrait
from tietfg.portrait.basis import load_basis
from tietfg.portrait.topology import FACE_OVAL
from tietfg.render.mesh import FaceMesh, build_mesh
from tietfg.render.rings import ring_vertices


def mesh_of(name: str, *, cut_out: bool) -> FaceMesh:
    portrait, basis = demo_portrait(name), load_basis()
    landmarks = portrait.landmarks.astype(float) * portrait.framing.scale
    return build_mesh(landmarks, landmarks, basis.neutral, basis.basis.astype(float), basis.triangles, cut_out=cut_out)[
        0
    ]


def areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    first, second, third = (points[triangles[:, corner], :2] for corner in range(3))
    one, two = second - first, third - first
    return one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]


@pytest.mark.parametrize("cut_out", [True, False])
@pytest.mark.parametrize("name", ["amara", "elena", "thomas"])
def test_nothing_folds_over_around_the_face(name, cut_out):
    mesh = mesh_of(name, cut_out=cut_out)
    rim = mesh.face_triangles[np.isin(mesh.face_triangles, FACE_OVAL).any(1)]
    triangles = np.vstack([mesh.ring_triangles, rim])
    rest = mesh.deform(np.zeros(52))
    for angles in ((0, 12, 0), (0, -12, 0), (10, 0, 0), (-10, 0, 0), (8, 10, 10)):
        moved = mesh.turn(rest, mesh.pose(np.radians(angles), np.array([0.1, -0.1, 0])))
        ratio = areas(moved, triangles) / areas(rest, triangles)
        assert ratio.min() > 0.1
        assert ratio.max() < 3


def test_a_head_that_is_cut_out_moves_as_one_and_shoulders_stay():
    mesh = mesh_of("elena", cut_out=True)
    places = (mesh.rest[:, :2] - mesh.rest[152, :2]) / mesh.unit
    weight = mesh.head_weight[:, 0]
    head = (places[:, 1] < -0.6) & (np.abs(places[:, 0]) < 1) & (places[:, 1] > -3)
    assert (weight[head] > 0.99).all()
    shoulders = (places[:, 1] > 0.85) | ((places[:, 1] > 0.45) & (np.abs(places[:, 0]) > 1.4))
    assert shoulders.sum() > 10
    assert (weight[shoulders] == 0).all()
    below_chin = ring_vertices(np.array([152]), 9)[0][::-1]
    assert (np.diff(weight[below_chin]) <= 0).all()


def test_without_a_matte_motion_fades_outwards():
    mesh = mesh_of("elena", cut_out=False)
    above = ring_vertices(np.array([10]), 7)[0][::-1]
    weights = mesh.head_weight[above, 0]
    assert weights[0] == 1
    assert weights[-1] == 0
    assert (np.diff(weights) <= 0).all()
