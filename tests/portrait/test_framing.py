"""Framing: where the video's picture lies, for faces anywhere in pictures of any shape."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tietfg.errors import InputError
from tietfg.portrait.basis import load_basis
from tietfg.portrait.faces import Face, choose_face
from tietfg.portrait.framing import check_size, frame_face


def face_at(x: float, y: float, eye_distance: float) -> Face:
    """The neutral face of the basis in a picture, the middle between its eyes at (x, y)."""
    neutral = load_basis().neutral
    landmarks = (neutral - neutral[[33, 263]].mean(axis=0)) * eye_distance + (x, y, 0)
    return Face(landmarks.astype(np.float32), np.zeros(52, np.float32), np.eye(3, dtype=np.float32))


faces = st.builds(face_at, st.floats(100, 1900), st.floats(100, 1400), st.floats(24, 500))
sides = st.integers(128, 2048)
sizes = st.integers(64, 512).map(lambda half: 2 * half)


@given(faces, sides, sides, sizes)
def test_crop_is_square_holds_the_face_and_stays_inside_where_it_can(
    face: Face, width: int, height: int, size: int
) -> None:
    frame = frame_face(face, width, height, size, "crop")
    assert (frame.width, frame.height) == (size, size)
    points = (face.landmarks[:, :2] - (frame.left, frame.top)) * frame.scale / size
    assert 0.4 < face.height * frame.scale / size < 0.79
    eyes = points[[33, 263]].mean(axis=0)
    assert 0.25 < eyes[1] < 0.6
    assert 0.3 < eyes[0] < 0.7
    assert points.min() > 0.03
    assert points.max() < 0.97


def test_crop_of_a_face_in_the_open_is_head_and_shoulders() -> None:
    face = face_at(1000, 700, 100)
    frame = frame_face(face, 2000, 1500, 512, "crop")
    eyes = (face.landmarks[[33, 263], :2].mean(axis=0) - (frame.left, frame.top)) * frame.scale
    assert eyes == pytest.approx((256, 0.43 * 512), abs=3)
    assert face.height * frame.scale == pytest.approx(0.45 * 512, abs=1)


@pytest.mark.parametrize(("x", "y"), [(350, 400), (1650, 400), (1000, 260), (1000, 1150)])
def test_crop_near_the_edge_moves_inside(x: float, y: float) -> None:
    frame = frame_face(face_at(x, y, 180), 2000, 1500, 512, "crop")
    side = 512 / frame.scale
    assert frame.left >= 0
    assert frame.top >= 0
    assert frame.left + side <= 2000.001
    assert frame.top + side <= 1500.001


@given(faces, sides, sides, sizes)
@example(face_at(100, 100, 24), 128, 1558, 256)
def test_full_shows_the_whole_picture(face: Face, width: int, height: int, size: int) -> None:
    frame = frame_face(face, width, height, size, "full")
    assert max(frame.width, frame.height) == size
    assert frame.width % 2 == frame.height % 2 == 0
    assert abs(frame.left * frame.scale) <= 0.51
    assert abs(frame.top * frame.scale) <= 0.51
    # Sides are rounded to even numbers, which moves each by one pixel at most.
    assert abs(frame.width - width * frame.scale) <= 1 + 1e-6
    assert abs(frame.height - height * frame.scale) <= 1 + 1e-6


@pytest.mark.parametrize("size", [0, -512, 126, 127, 255, 1025, 1026])
def test_impossible_sizes(size: int) -> None:
    with pytest.raises(InputError, match=f"size {size} is not possible"):
        check_size(size)


@pytest.mark.parametrize("size", [128, 130, 512, 1024])
def test_possible_sizes(size: int) -> None:
    check_size(size)


@given(st.permutations([face_at(500, 500, 100), face_at(1500, 500, 60), face_at(60, 500, 110), face_at(500, 900, 30)]))
def test_the_largest_face_that_is_not_at_the_edge_speaks(found: list[Face]) -> None:
    assert choose_face(found, 2000, 1000).eye_distance == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(
    ("axis", "degrees", "expected"),
    [("x", 25, (17, 0)), ("x", -25, (-33, 0)), ("y", -30, (-8, 30)), ("y", 30, (-8, -30))],
)
def test_turn_has_the_signs_of_motion(axis: str, degrees: float, expected: tuple[float, float]) -> None:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = {"x": [[1, 0, 0], [0, c, -s], [0, s, c]], "y": [[c, 0, s], [0, 1, 0], [-s, 0, c]]}[axis]
    face = face_at(500, 500, 100)
    pitch, yaw, roll = Face(face.landmarks, face.blendshapes, np.array(turned, np.float32)).turn
    assert (pitch, yaw) == pytest.approx(expected, abs=0.1)
    assert roll == pytest.approx(0, abs=0.5)
