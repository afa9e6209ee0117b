"""FER2013 is read from a small file of the same form."""

import io

import numpy as np
import pytest
from PIL import Image

from tietfg.data.fer2013 import read_fer2013
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError

CLASSES = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]


def jpeg(value: int, size: int = 48) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (size, size), value).save(buffer, "JPEG")
    return buffer.getvalue()


def write(path, **changes):
    """Training pictures have the brightness 10, 20, ..., 160; the first is also in the test split."""
    splits = {"Training": [10 * i + 10 for i in range(16)], "PublicTest": [205, 215], "PrivateTest": [10, 225]}
    arrays: dict[str, object] = {"classes": np.array(CLASSES)}
    for split, values in splits.items():
        pieces = [jpeg(value) for value in values]
        arrays[f"{split}_jpeg"] = np.frombuffer(b"".join(pieces), np.uint8)
        arrays[f"{split}_offset"] = np.cumsum([0, *map(len, pieces)])
        arrays[f"{split}_label"] = np.arange(len(values), dtype=np.uint8) % 7
    np.savez(path, **(arrays | changes))
    return path


def test_labels_come_in_the_projects_order(tmp_path):
    faces = read_fer2013(write(tmp_path / "fer.npz"), "test")
    assert faces.pictures.shape == (2, 48, 48)
    assert [EMOTIONS[label] for label in faces.labels] == CLASSES[:2]
    assert abs(int(faces.pictures[1].mean()) - 225) <= 1


def test_halves_are_disjoint_and_leave_out_test_pictures(tmp_path):
    path = write(tmp_path / "fer.npz")
    halves = [{int(face.mean()) for face in read_fer2013(path, "train", half).pictures} for half in ("even", "odd")]
    both = [int(face.mean()) for face in read_fer2013(path, "train").pictures]
    assert not halves[0] & halves[1]
    assert halves[0] | halves[1] == set(both)
    assert len(both) == 15
    assert min(both) > 15


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"classes": np.array(["cat", "dog"])}, "has the classes cat, dog"),
        ({"PublicTest_jpeg": np.zeros(100, np.uint8)}, "damaged in its split validation"),
        ({"PublicTest_jpeg": np.frombuffer(jpeg(9, 40), np.uint8)}, "not 48 x 48"),
    ],
)
def test_what_is_no_fer2013_is_refused(tmp_path, changes, said):
    if "40" in str(changes.get("PublicTest_jpeg", "")) or said == "not 48 x 48":
        changes |= {"PublicTest_offset": np.array([0, len(jpeg(9, 40))]), "PublicTest_label": np.zeros(1, np.uint8)}
    path = write(tmp_path / "fer.npz", **changes)
    with pytest.raises(InputError, match=said):
        read_fer2013(path, "validation")


def test_other_files_are_refused(tmp_path):
    text = tmp_path / "fer.npz"
    text.write_text("no archive")
    with pytest.raises(InputError, match="is not FER2013"):
        read_fer2013(text, "train")
    with pytest.raises(InputError, match="is not FER2013"):
        read_fer2013(tmp_path / "missing.npz", "train")
