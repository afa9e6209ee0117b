"""Region masks and the face locator's picture, from landmarks."""

import numpy as np
import pytest

from tietfg.errors import InputError
from tietfg.portrait.topology import FACE_OVAL, LOWER_LIP_RINGS, UPPER_LIP_RINGS
from tietfg.synthesis.sd15.masks import FaceBoxes, face_boxes, face_picture, region_masks

LIPS = np.union1d(UPPER_LIP_RINGS[3], LOWER_LIP_RINGS[3])


def landmarks(left: float = 150, top: float = 120, width: float = 200, height: float = 260) -> np.ndarray:
    """A face's oval in a box, and lips in the lower third."""
    found = np.full((478, 3), np.nan)
    angles = np.linspace(0, 2 * np.pi, len(FACE_OVAL), endpoint=False)
    found[FACE_OVAL, 0] = left + width / 2 * (1 + np.cos(angles))
    found[FACE_OVAL, 1] = top + height / 2 * (1 + np.sin(angles))
    angles = np.linspace(0, 2 * np.pi, len(LIPS), endpoint=False)
    found[LIPS, 0] = left + width * (0.5 + 0.2 * np.cos(angles))
    found[LIPS, 1] = top + height * (0.75 + 0.06 * np.sin(angles))
    return found


def test_boxes_are_around_the_face_and_the_lips() -> None:
    assert len(LIPS) == 20
    assert len(FACE_OVAL) == 36
    boxes = face_boxes(landmarks(), 512, 512)
    np.testing.assert_allclose(boxes.face * 512, [130, 94, 370, 406], atol=1)
    np.testing.assert_allclose(boxes.lips * 512, [170, 283.8, 330, 346.2], atol=1)
    np.testing.assert_allclose(
        face_boxes(landmarks(), 512, 512, face_expansion=1, lip_expansion=1).face * 512, [150, 120, 350, 380], atol=1
    )


def test_boxes_stay_in_the_picture_at_their_size() -> None:
    boxes = face_boxes(landmarks(left=0, top=0), 512, 512)
    np.testing.assert_allclose(boxes.face * 512, [0, 0, 240, 312], atol=1)
    assert face_boxes(landmarks(-50, -50, 700, 700), 512, 512).face.tolist() == [0, 0, 1, 1]


def test_boxes_of_a_video_hold_all_its_frames() -> None:
    both = np.stack([landmarks(left=100), landmarks(left=200)])
    boxes = face_boxes(both, 512, 512, face_expansion=1, lip_expansion=1)
    np.testing.assert_allclose(boxes.face * 512, [100, 120, 400, 380], atol=1)


@pytest.mark.parametrize("wrong", [np.full((478, 3), np.nan), np.zeros((478, 3)), landmarks(left=-900)])
def test_a_picture_without_a_face_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(InputError, match="face"):
        face_boxes(wrong, 512, 512)


def test_the_face_locators_picture() -> None:
    picture = face_picture(FaceBoxes(np.array([0.25, 0.5, 0.75, 1.0]), np.zeros(4)), 8, 4)
    expected = np.zeros((4, 8))
    expected[2:, 2:6] = 1
    for channel in picture:
        np.testing.assert_array_equal(channel, expected)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (32, 48), (9, 14)])
def test_masks_at_four_sizes(width: int, height: int) -> None:
    masks = region_masks(face_boxes(landmarks(), 512, 512), width, height)
    sizes = [(width, height)]
    for _ in range(3):
        sizes.append((-(-sizes[-1][0] // 2), -(-sizes[-1][1] // 2)))
    assert [len(mask) for mask in masks] == [columns * rows for columns, rows in sizes]
    for mask, (columns, rows) in zip(masks, sizes, strict=True):
        assert mask.shape[1] == 3
        assert mask.dtype == np.float32
        assert mask.min() >= 0
        assert mask.max() <= 1
        pose, expression, lip = (mask[:, index].reshape(rows, columns) for index in range(3))
        if min(rows, columns) >= 8:
            np.testing.assert_allclose(mask.mean(0), masks[0].mean(0), atol=0.03)
            assert pose[0, 0] > 0.8
            assert expression[int(rows * 0.35), columns // 2] > 0.5
            assert lip[int(rows * 0.615), columns // 2] > 0.5


def test_masks_cover_the_picture() -> None:
    mask = region_masks(face_boxes(landmarks(), 512, 512), 64, 64)[0]
    total = mask.sum(1)
    assert total.min() >= 1 - 1e-5
    assert total.max() < 1.2, "where lips reach beyond the face's blur"
    assert mask[:, 2].max() == 1
    assert mask[:, 0].min() < 0.01


def test_a_blurred_box_is_its_convolution() -> None:
    """Against a direct sum over the kernel, with the picture mirrored at its edges without the edge itself."""
    boxes = FaceBoxes(np.array([16, 24, 48, 56]) / 64, np.array([24, 40, 40, 48]) / 64)
    hard = np.zeros((64, 64))
    hard[40:48, 24:40] = 1
    kernel = np.exp(-0.5 * (np.arange(-15, 16) / 5) ** 2)
    kernel = np.outer(kernel, kernel) / kernel.sum() ** 2
    padded = np.pad(hard, 15, mode="reflect")
    soft = np.array([[(padded[y : y + 31, x : x + 31] * kernel).sum() for x in range(64)] for y in range(64)])
    expected = (soft - soft.min()) / (soft.max() - soft.min())
    found = region_masks(boxes, 64, 64)[0][:, 2].reshape(64, 64)
    np.testing.assert_allclose(found, expected, atol=1e-5)
