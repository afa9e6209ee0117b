"""Training of the classifier of whole videos that Emo-Acc is counted with, on acted clips of the user's own."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.data.acted_clips import CLIP_SETS
from tietfg.errors import InputError
from tietfg.evaluation.classification import Classification
from tietfg.evaluation.networks.emotion_classifier import WIDTH, EmotionClassifier, load_backbone, save
from tietfg.evaluation.tables import classification_json
from tietfg.training.classifier_clips import ClipSplit, FaceClip, read_face_clips, split_clips, usual_test_speakers
from tietfg.training.loop import Batch, train
from tietfg.training.recipe import Recipe

RECIPE = Recipe(
    epochs=30,
    batch_size=32,
    learning_rate=3e-4,
    weight_decay=0.05,
    average=0.998,
    clip=1.0,
    patience=8,
    precision="bf16",
)
DRAWN = 8
"""Faces of a clip that an example has; all are looked at where it is tested."""
SMOOTHING = 0.1
_TOLD_AT_ONCE = 8


class EmotionClassification:
    """Task: the emotion that is played in a clip, from its faces."""

    metric = "accuracy"

    def __init__(self, split: ClipSplit, model: EmotionClassifier) -> None:
        self.model = model
        self.split = split

    def fingerprint(self) -> dict[str, Any]:
        """What a resumed run must share."""
        speakers = sorted({each.clip.speaker for each in self.split.test})
        clips = [each.path.name for part in (self.split.train, self.split.validation) for each in part]
        return {
            "classes": list(self.model.classes),
            "width": self.model.width,
            "test_speakers": speakers,
            "clips": hashlib.sha256("\n".join(clips).encode()).hexdigest()[:16],
        }

    def batches_an_epoch(self, batch_size: int) -> int:
        """All clips once; the last batch may be smaller."""
        return -(-len(self.split.train) // batch_size)

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Clips in a random order: faces (batch, DRAWN, 3, SIDE, SIDE) in [0, 1], altered, and labels (batch,)."""
        for chosen in torch.randperm(len(self.split.train), generator=generator).split(batch_size):
            clips = [self.split.train[index] for index in chosen.tolist()]
            yield {
                "faces": torch.stack([altered(drawn(_faces(each), generator), generator) for each in clips]),
                "labels": torch.tensor([self.model.classes.index(each.label) for each in clips]),
            }

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy with smoothed labels."""
        return functional.cross_entropy(model(batch["faces"]), batch["labels"], label_smoothing=SMOOTHING)

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Accuracy on the clips that validate, and recall averaged over the classes."""
        told = self.classify(model, self.split.validation)
        return {"accuracy": told.accuracy, "recall": told.macro.recall}

    def classify(self, model: nn.Module, clips: Sequence[FaceClip]) -> Classification:
        """What is told of clips whose class is trained with."""
        device = next(self.model.parameters()).device
        model.to(device)
        true = [self.model.classes.index(each.label) for each in clips]
        told: list[int] = []
        for start in range(0, len(clips), _TOLD_AT_ONCE):
            faces = torch.stack([_faces(each).float() / 255 for each in clips[start : start + _TOLD_AT_ONCE]])
            told += model(faces.to(device)).argmax(1).tolist()
        return Classification.of(np.array(true, int), np.array(told, int), self.model.classes)


def drawn(faces: Tensor, generator: torch.Generator) -> Tensor:
    """DRAWN of a clip's faces (FRAMES, ...), one out of each equal part of it."""
    part = len(faces) // DRAWN
    return faces[torch.arange(DRAWN) * part + torch.randint(part, (DRAWN,), generator=generator)]


def altered(faces: Tensor, generator: torch.Generator) -> Tensor:
    """(frames, 3, side, side) uint8 faces of one clip, mirrored, moved, turned, scaled and relit alike; in [0, 1]."""

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand((), generator=generator)

    angle, scale, mirror = uniform(-0.2, 0.2), uniform(0.85, 1.1), torch.sign(uniform(-1, 1))
    cos, sin = angle.cos() / scale, angle.sin() / scale
    move = torch.stack(
        [
            torch.stack([mirror * cos, -sin, uniform(-0.1, 0.1)]),
            torch.stack([mirror * sin, cos, uniform(-0.1, 0.1)]),
        ]
    )
    size = list(faces.shape)
    grid = functional.affine_grid(move.expand(size[0], 2, 3), size, align_corners=False)
    moved = functional.grid_sample(faces.float() / 255, grid, padding_mode="border", align_corners=False)
    middle = moved.mean()
    return (middle + (moved - middle) * uniform(0.7, 1.4) + uniform(-0.12, 0.12)).clamp(0, 1)


def train_emotion_classifier(
    data: Path,
    data_set: str,
    folder: Path,
    landmarker: Path,
    *,
    recipe: Recipe = RECIPE,
    width: int = WIDTH,
    backbone: Path | None = None,
    test_speakers: Sequence[str] = (),
    progress: Callable[[str], None],
) -> Path:
    """Train on the clips of a data set (see CLIP_SETS); give folder/classifier.safetensors, with a card beside it.

    `backbone` is a trained ResNet-18 to begin with (see load_backbone); `test_speakers` are the usual ones where none
    is named. Raises InputError and WeightsError.
    """
    clips = read_face_clips(data, data_set, folder / "faces", landmarker, progress)
    speakers = tuple(test_speakers) or usual_test_speakers(clips, data_set)
    split = split_clips(clips, data_set, speakers)
    untrained = {each.label for each in (*split.validation, *split.test)} - set(split.classes)
    if untrained:
        raise InputError(f"{', '.join(sorted(untrained))} is to be told and no clip of it trains; add some")
    torch.manual_seed(recipe.seed)  # initial weights are drawn from the global generator
    model = EmotionClassifier(split.classes, width)
    if backbone is not None:
        load_backbone(model, backbone)
    task = EmotionClassification(split, model)
    figures = train(task, recipe, folder, progress)
    path = folder / "classifier.safetensors"
    save(model, path)
    card = {
        "data": data_set,
        "licence_of_the_data": CLIP_SETS[data_set].licence,
        "classes": list(model.classes),
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "clips": {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        "validation": "the training clips" if split.validation == split.train else "later sentences or other people",
        "test_speakers": list(speakers),
        "validation_accuracy": figures["accuracy"],
        "recipe": recipe.model_dump(),
    }
    if split.test:
        with torch.inference_mode():
            tested = task.classify(model.eval(), split.test)
        card |= {"test_accuracy": tested.accuracy, "test": classification_json(tested)}
        progress(f"accuracy on {len(split.test)} clips of {', '.join(speakers)}: {tested.accuracy:.4f}")
    (folder / "classifier.json").write_text(json.dumps(card, indent=2) + "\n")
    return path


def _faces(each: FaceClip) -> Tensor:
    """(FRAMES, 3, SIDE, SIDE) uint8."""
    return torch.from_numpy(each.faces()).permute(0, 3, 1, 2)
