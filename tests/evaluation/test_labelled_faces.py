"""Folders of labelled pictures, with the shipped recognisers."""

from pathlib import Path

import pytest
from PIL import Image

from tests.data.test_fer2013 import write
from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError
from tietfg.evaluation.labelled_faces import classify, read_labelled
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.portrait.demo import DEMO_PORTRAITS
from tietfg.weights.store import WeightStore

pytestmark = pytest.mark.weights


def read(path: Path):
    return read_labelled(path, WeightStore.default().path("face-landmarker"), lambda *_: None)


def test_folders_name_emotions_in_many_ways(tmp_path):
    for folder, name in (("Happiness", "elena"), ("neutral/more", "kofi"), ("ANGER", "mei"), ("landscapes", "thomas")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"{name}.png").symlink_to(DEMO_PORTRAITS[name])
    Image.new("RGB", (200, 200)).save(tmp_path / "neutral" / "dark.png")
    (tmp_path / "neutral" / "broken.jpg").write_text("a text")
    (tmp_path / "neutral" / "notes.txt").write_text("a text")
    faces = read(tmp_path)
    assert sorted(EMOTIONS[label] for label in faces.labels) == ["angry", "happy", "neutral"]
    assert [path.name for path in faces.without_face] == ["dark.png"]
    assert len(faces.unreadable) == 1
    assert "broken.jpg: it holds text" in faces.unreadable[0]
    told = classify(RECOGNISERS["labeller"].load(), faces)
    assert told.confusion.sum() == 3
    assert [figures.support for figures in told.by_class.values()] == [1, 1, 0, 1, 0, 0, 0]


def test_the_private_split_of_fer2013(tmp_path):
    faces = read(write(tmp_path / "fer.npz"))
    assert faces.patches.shape[1:] == (48, 48)
    assert classify(RECOGNISERS["evaluator"].load(), faces).confusion.sum() == len(faces.labels)


def test_what_holds_no_labelled_picture_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "gone")
    with pytest.raises(InputError, match="no pictures in folders named by emotions"):
        read(tmp_path)
    (tmp_path / "happy").mkdir()
    Image.new("RGB", (200, 200)).save(tmp_path / "happy" / "dark.png")
    with pytest.raises(InputError, match="none of the 1 pictures"):
        read(tmp_path)
