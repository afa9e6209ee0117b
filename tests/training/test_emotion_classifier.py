"""Training of the classifier of Emo-Acc: who trains and who is tested, what it learns, and a run that is cut."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("accelerate")

from safetensors.torch import load_file  # noqa: E402

from tests.data.test_labelled_clips import clip  # noqa: E402
from tietfg.data.acted_clips import ActedClip  # noqa: E402
from tietfg.errors import InputError  # noqa: E402
from tietfg.evaluation.networks.emotion_classifier import EmotionClassifier, load  # noqa: E402
from tietfg.training.classifier_clips import FaceClip, split_clips, usual_test_speakers  # noqa: E402
from tietfg.training.emotion_classifier import (  # noqa: E402
    DRAWN,
    EmotionClassification,
    altered,
    drawn,
    train_emotion_classifier,
)
from tietfg.training.loop import train  # noqa: E402
from tietfg.training.recipe import Recipe  # noqa: E402
from tietfg.weights.store import WeightStore  # noqa: E402

RECIPE = Recipe(epochs=16, batch_size=4, learning_rate=3e-3, average=0.9, schedule="constant")


def acted(speaker: str, label: str, sentence: int, intensity: float = 0.9) -> FaceClip:
    played = ActedClip(Path("x.mp4"), label, intensity, speaker, f"{sentence:03}")
    return FaceClip(played, label, Path(f"{speaker}-{label}-{intensity}-{sentence:03}.npz"))


def test_meads_last_sentences_validate_and_four_people_are_tested():
    clips = [
        acted(speaker, label, sentence, level)
        for speaker in ("M003", "M005", "W011")
        for label, level, count in (("neutral", 0.0, 40), ("sad", 0.3, 30), ("sad", 0.9, 30))
        for sentence in range(1, count + 1)
    ]
    speakers = usual_test_speakers(clips, "mead")
    split = split_clips(clips, "mead", speakers)
    assert speakers == ("M003",)
    assert {each.clip.speaker for each in split.test} == {"M003"}
    assert len(split.validation) == 2 * (10 + 6 + 6)
    assert {each.clip.sentence for each in split.validation if each.label == "neutral"} == {
        f"{n:03}" for n in range(31, 41)
    }
    assert not {each.path for each in split.train} & {each.path for each in (*split.validation, *split.test)}
    assert len(split.train) + len(split.validation) + len(split.test) == len(clips)


def test_other_sets_are_split_by_people():
    clips = [acted(f"{person:04}", label, 1) for person in range(1001, 1041) for label in ("sad", "happy")]
    split = split_clips(clips, "crema-d", usual_test_speakers(clips, "crema-d"))
    people = [{each.clip.speaker for each in part} for part in (split.train, split.validation, split.test)]
    assert list(map(len, people)) == [33, 3, 4]
    assert not people[0] & people[1] | people[0] & people[2] | people[1] & people[2]


def test_people_who_are_not_there_or_nobody_left_are_refused():
    clips = [acted("M003", "sad", 1)]
    with pytest.raises(InputError, match="no clip is of the speaker W001"):
        split_clips(clips, "mead", ("W001",))
    with pytest.raises(InputError, match="all clips are of M003"):
        split_clips(clips, "mead", ("M003",))


def test_faces_of_a_clip_are_altered_alike():
    faces = torch.randint(0, 256, (1, 3, 40, 40), dtype=torch.uint8).expand(16, 3, 40, 40)
    found = altered(drawn(faces, torch.Generator().manual_seed(1)), torch.Generator().manual_seed(2))
    assert found.shape == (DRAWN, 3, 40, 40)
    assert 0 <= found.min() <= found.max() <= 1
    torch.testing.assert_close(found, found[:1].expand_as(found))
    assert (found[0] - faces[0] / 255).abs().mean() > 0.05


def patterned(folder: Path) -> list[FaceClip]:
    """Two classes: stripes across and stripes down, on noise."""
    generator, clips = np.random.default_rng(5), []
    for number in range(12):
        label = ("sad", "happy")[number % 2]
        stripes = np.where(np.arange(32) // 4 % 2, 200, 60)
        picture = np.broadcast_to(stripes[:, None] if label == "sad" else stripes, (32, 32))
        faces = picture[None, ..., None] + generator.integers(-30, 30, (16, 32, 32, 3))
        played = acted("M005", label, number)
        np.savez(folder / played.path, faces=faces.astype(np.uint8))
        clips.append(FaceClip(played.clip, label, folder / played.path))
    return clips


def task(folder: Path) -> EmotionClassification:
    split = split_clips([*patterned(folder), acted("M003", "sad", 1)], "crema-d", ("M003",))
    torch.manual_seed(3)
    return EmotionClassification(split, EmotionClassifier(split.classes, 4))


def test_it_learns_two_kinds_of_faces(tmp_path):
    learned = task(tmp_path)
    figures = train(learned, RECIPE, tmp_path / "run", lambda _: None)
    log = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert figures["accuracy"] == 1
    assert np.mean([entry["loss"] for entry in log[-5:]]) < 0.75 * log[0]["loss"]
    with torch.inference_mode():
        told = learned.classify(learned.model, learned.split.train)
    assert told.confusion.tolist() == [[6, 0], [0, 6]]


def test_a_cut_run_goes_on_exactly(tmp_path):
    recipe = RECIPE.model_copy(update={"epochs": 3})

    class CutError(Exception):
        pass

    def cut(said: str) -> None:
        if said.startswith("epoch 2"):
            raise CutError

    train(task(tmp_path), recipe, tmp_path / "whole", lambda _: None)
    with pytest.raises(CutError):
        train(task(tmp_path), recipe, tmp_path / "parted", cut)
    train(task(tmp_path), recipe, tmp_path / "parted", lambda _: None)
    for name in ("best.safetensors", "state/model.safetensors"):
        expected, found = load_file(tmp_path / "whole" / name), load_file(tmp_path / "parted" / name)
        for key, value in expected.items():
            torch.testing.assert_close(found[key], value, rtol=0, atol=0)


@pytest.mark.weights
@pytest.mark.slow
def test_from_videos_to_a_classifier_with_its_card(tmp_path):
    videos, out = tmp_path / "videos", tmp_path / "run"
    for speaker, emotion, name in (
        ("M005", "contempt", "elena"),
        ("M005", "happy", "kofi"),
        ("M003", "happy", "kofi"),
        ("M005", "sad", None),
    ):
        clip(videos / f"{speaker}_front_{emotion}_level3_001.mp4", name or "elena", frames=5, face=name is not None)
    told: list[str] = []
    recipe = RECIPE.model_copy(update={"epochs": 1})
    landmarker = WeightStore.default().path("face-landmarker")
    path = train_emotion_classifier(videos, "mead", out, landmarker, recipe=recipe, width=4, progress=told.append)
    card = json.loads((out / "classifier.json").read_text())
    assert load(path).classes == ("contempt", "happy")
    assert card["clips"] == {"train": 2, "validation": 2, "test": 1}
    assert card["validation"] == "the training clips"
    assert card["test_speakers"] == ["M003"]
    assert card["test_accuracy"] in (0, 1)
    assert any("left out" in line and "sad" in line for line in told)
    assert len(list((out / "faces").iterdir())) == 3
