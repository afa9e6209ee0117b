"""Training of the networks that tell emotions from faces: the labeller and the evaluator."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.data.fer2013 import read_fer2013
from tietfg.emotion.labels import EMOTIONS
from tietfg.fluctuation.plain_network import PlainNetwork
from tietfg.fluctuation.recogniser import Role
from tietfg.fluctuation.resemotenet import NARROW, ResEmoteNet
from tietfg.training.export import export
from tietfg.training.loop import Batch, train
from tietfg.training.recipe import Recipe


@dataclass(frozen=True)
class ClassifierSpec:
    """A network with its role, the half of the training pictures that it may see, and its recipe.

    Labeller and evaluator differ in architecture and share no picture, so that the one may make labels to train on and
    the other may judge what comes out.
    """

    role: Role
    network: Callable[[], nn.Module]
    half: str


CLASSIFIERS: dict[str, ClassifierSpec] = {
    "labeller": ClassifierSpec("labeller", lambda: ResEmoteNet(NARROW), "even"),
    "evaluator": ClassifierSpec("evaluator", PlainNetwork, "odd"),
}
RECIPE = Recipe(
    epochs=120,
    batch_size=64,
    learning_rate=0.08,
    optimizer="sgd",
    weight_decay=5e-4,
    average=0.998,
    precision="bf16",
)
SMOOTHING, MIXED = 0.1, 0.2
"""Label smoothing; the Beta parameter by which pairs of faces are mixed (Zhang et al. 2018)."""
BALANCE = 0.25
"""A class of n pictures is drawn as if it had n^(1 - BALANCE)."""


class FaceClassification:
    """Task of one classifier on FER2013, validated on its public test split."""

    metric = "accuracy"

    def __init__(self, spec: ClassifierSpec, data: Path, half: str) -> None:
        self.model = spec.network().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._half = half
        faces, validation = read_fer2013(data, "train", half), read_fer2013(data, "validation")
        order = torch.tensor([EMOTIONS.index(name) for name in self.model.classes])
        rank = torch.argsort(order)
        self._faces, self._labels = torch.from_numpy(faces.pictures), rank[torch.from_numpy(faces.labels)]
        self._validation = torch.from_numpy(validation.pictures), rank[torch.from_numpy(validation.labels)]
        self.validation_faces = self._validation[0]
        counts = torch.bincount(self._labels, minlength=len(EMOTIONS)).double()
        self._weights = counts[self._labels] ** -BALANCE

    def fingerprint(self) -> dict[str, Any]:
        """What a resumed run must share."""
        return {"network": type(self.model).__name__, "half": self._half, "faces": len(self._faces)}

    def batches_an_epoch(self, batch_size: int) -> int:
        """Whole batches only."""
        return len(self._faces) // batch_size

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Faces drawn by class, altered, mixed in pairs: faces (batch, 48, 48) in [0, 1], soft labels (batch, 7)."""
        steps = self.batches_an_epoch(batch_size)
        drawn = torch.multinomial(self._weights, steps * batch_size, replacement=True, generator=generator)
        beta = torch.distributions.Beta(MIXED, MIXED)
        for chosen in drawn.split(batch_size):
            faces = altered(self._faces[chosen].float() / 255, generator)
            labels = functional.one_hot(self._labels[chosen], len(EMOTIONS)).float()
            share = beta.sample()
            yield {
                "faces": share * faces + (1 - share) * faces.flip(0),
                "labels": share * labels + (1 - share) * labels.flip(0),
            }

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy with smoothed labels."""
        return functional.cross_entropy(model(batch["faces"]), batch["labels"], label_smoothing=SMOOTHING)

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Accuracy, and recall averaged over the classes."""
        faces, labels = self._validation
        found = torch.cat([probabilities(model, part.float() / 255).argmax(1) for part in faces.split(512)])
        recalls = [(found[labels == index] == index).float().mean().item() for index in range(len(EMOTIONS))]
        return {"accuracy": (found == labels).float().mean().item(), "recall": sum(recalls) / len(recalls)}


def probabilities(model: nn.Module, faces: Tensor) -> Tensor:
    """(batch, 7) in the model's order: the mean of each face and its mirror image."""
    return (model(faces).softmax(1) + model(faces.flip(2)).softmax(1)) / 2


def altered(faces: Tensor, generator: torch.Generator) -> Tensor:
    """(batch, 48, 48) faces in [0, 1], mirrored, moved, turned, scaled, relit and partly hidden at random."""
    count = len(faces)

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    angle, scale = uniform(-0.25, 0.25), uniform(0.8, 1.15)
    mirror = torch.sign(uniform(-1, 1))
    cos, sin = angle.cos() / scale, angle.sin() / scale
    moves = torch.stack(
        [
            torch.stack([mirror * cos, -sin, uniform(-0.15, 0.15)], 1),
            torch.stack([mirror * sin, cos, uniform(-0.15, 0.15)], 1),
        ],
        1,
    )
    grid = functional.affine_grid(moves, [count, 1, *faces.shape[1:]], align_corners=False)
    moved = functional.grid_sample(faces[:, None], grid, padding_mode="border", align_corners=False)[:, 0]
    middle = moved.mean((1, 2))[:, None, None]
    moved = middle + (moved - middle) * uniform(0.6, 1.5)[:, None, None] + uniform(-0.15, 0.15)[:, None, None]
    across = torch.arange(faces.shape[1])
    inside = [
        ((across - uniform(0, 48)[:, None]).abs() < (uniform(0, 24) / 2 * (uniform(0, 1) < 0.5))[:, None])
        for _ in range(2)
    ]
    hidden = inside[0][:, :, None] & inside[1][:, None, :]
    return torch.where(hidden, uniform(0, 1)[:, None, None], moved).clamp(0, 1)


class FaceProbabilities(nn.Module):
    """A classifier as it is used: (batch, 48, 48) uint8 to (batch, 7) probabilities in the order of EMOTIONS."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self._order = [model.classes.index(name) for name in EMOTIONS]  # type: ignore[union-attr, operator]

    def forward(self, faces: Tensor) -> Tensor:
        """The mean of each face and its mirror image."""
        return probabilities(self.model, faces.float() / 255)[:, self._order]


def train_classifier(
    role: str, data: Path, half: str, recipe: Recipe, folder: Path, progress: Callable[[str], None]
) -> Path:
    """Train one classifier, and write it as folder/ROLE.onnx with what it says of itself."""
    spec = CLASSIFIERS[role]
    torch.manual_seed(recipe.seed)  # initial weights are drawn from the global generator
    task = FaceClassification(spec, data, half)
    figures = train(task, recipe, folder, progress)
    metadata = {
        "role": spec.role,
        "network": type(task.model).__name__,
        "parameters": str(sum(parameter.numel() for parameter in task.model.parameters())),
        "data": f"FER2013, training pictures, {half} half" if half != "both" else "FER2013, all training pictures",
        "validation_accuracy": f"{figures['accuracy']:.4f}",
        "recipe": recipe.model_dump_json(),
    }
    path = folder / f"{role}.onnx"
    faces = task.validation_faces[:8]
    axes = {"faces": {0: "faces"}, "probabilities": {0: "faces"}}
    export(FaceProbabilities(task.model), {"faces": faces}, ["probabilities"], axes, metadata, path, tolerance=5e-3)
    return path
