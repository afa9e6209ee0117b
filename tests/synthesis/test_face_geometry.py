"""What the reference branch of the portrait scale sees of a face."""

import numpy as np

from tietfg.portrait.face_model import face_model
from tietfg.portrait.geometry import rotation_matrix
from tietfg.synthesis.face_geometry import GEOMETRY, GEOMETRY_WIDTH, draw_geometry, face_geometry
from tietfg.synthesis.motion_tokens import TOKENS


def test_the_mean_face_is_the_origin():
    np.testing.assert_allclose(face_geometry(face_model().mean), 0.0, atol=1e-5)


def test_size_place_and_pose_do_not_count():
    rest = face_model().mean + np.random.default_rng(0).normal(0, 0.01, (478, 3))
    moved = 300 * rest @ rotation_matrix(np.array([0.1, -0.2, 0.3])).T + [200, 150, 10]
    np.testing.assert_allclose(face_geometry(moved), face_geometry(rest), atol=1e-4)


def test_a_wider_mouth_shows_in_its_region_most():
    wide = face_model().mean.copy()
    lips = GEOMETRY[[region.name for region in TOKENS].index("mouth corners")]
    wide[lips, 0] *= 1.15
    change = np.abs(face_geometry(wide)).max(axis=1)
    assert TOKENS[int(change.argmax())].name == "mouth corners"


def test_drawn_people_differ_about_as_much_as_people_do():
    drawn = np.stack([draw_geometry(np.random.default_rng(seed)) for seed in range(200)])
    assert drawn.shape == (200, len(TOKENS), GEOMETRY_WIDTH)
    assert 0.4 < drawn.std(axis=0).mean() < 1.5
    np.testing.assert_array_equal(draw_geometry(np.random.default_rng(3)), drawn[3])
