"""Training of the emotion fluctuation predictor (eq 2)."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import label_indices
from tietfg.evaluation.classification import Classification
from tietfg.fluctuation.features import SpokenFeatures
from tietfg.fluctuation.network import FluctuationNetwork, NetworkConfiguration
from tietfg.training.export import export
from tietfg.training.loop import Batch


@dataclass(frozen=True)
class Example:
    """A clip: its features and, for each frame, the true mixture (frames, 7) and intensity (frames,)."""

    features: SpokenFeatures
    probabilities: NDArray[np.float32]
    intensity: NDArray[np.float32]

    @property
    def labels(self) -> NDArray[np.int64]:
        """L_i: the likeliest emotion, or neutral below the neutral intensity."""
        return label_indices(self.probabilities, self.intensity)


@dataclass(frozen=True)
class Objective:
    """How frames are scored and what is kept from the network at random while it learns."""

    smoothing: float = 0.1
    class_weights: float = 0.5
    """A class of n frames weighs n^-class_weights, so that the mean weight is 1."""
    intensity_weight: float = 2.0
    description_dropout: float = 0.5
    text_dropout: float = 0.3
    noise: float = 0.2
    """Standard deviation of noise on the features, in their own standard deviations; ..."""
    channel: float = 0.25
    """... and of what is the same in all frames of a clip: another microphone, distance or gain."""


class FluctuationTraining:
    """Task of one network on examples; validated without descriptions."""

    metric = "f1"

    def __init__(
        self,
        configuration: NetworkConfiguration,
        training: Sequence[Example],
        validation: Sequence[Example],
        objective: Objective,
    ) -> None:
        self.model = FluctuationNetwork(configuration)
        self._training, self._validation, self._objective = training, validation, objective
        if configuration.audio_width:
            self.model.scale_to(np.concatenate([example.features.audio for example in training]))
        counts = np.bincount(np.concatenate([example.labels for example in training]), minlength=len(EMOTIONS))
        weights = np.maximum(counts, 1.0) ** -objective.class_weights
        self._weights = torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)

    def fingerprint(self) -> dict[str, Any]:
        """What a resumed run must share."""
        frames = sum(len(example.features) for example in self._training)
        return {
            **self.model.configuration.as_json(),
            **vars(self._objective),
            "clips": len(self._training),
            "frames": frames,
        }

    def batches_an_epoch(self, batch_size: int) -> int:
        """The last one may be smaller."""
        return -(-len(self._training) // batch_size)

    def batches(self, batch_size: int, generator: torch.Generator) -> Iterator[Batch]:
        """Clips of similar length together, in an order drawn at random."""
        lengths = torch.tensor([len(example.features) for example in self._training], dtype=torch.float32)
        # Lengths are blurred before sorting, so that batches differ from epoch to epoch.
        order = (lengths * (0.9 + 0.2 * torch.rand(len(lengths), generator=generator))).argsort()
        batches = order.split(batch_size)
        for index in torch.randperm(len(batches), generator=generator):
            batch = collated([self._training[place] for place in batches[index].tolist()])
            count = len(batch["valid"])
            keep = torch.rand(2, count, 1, generator=generator)
            batch["has_phrase"] = batch["has_phrase"] * (keep[0] >= self._objective.description_dropout)
            batch["has_word"] = batch["has_word"] * (keep[1] >= self._objective.text_dropout)
            noise = torch.randn(batch["audio"].shape, generator=generator)
            channel = torch.randn(count, 1, 1, generator=generator) + 0.5 * torch.randn(
                count, 1, noise.shape[2], generator=generator
            )
            if self.model.configuration.audio_width:
                changes = self._objective.noise * noise + self._objective.channel * channel
                batch["audio"] = batch["audio"] + changes * self.model.audio_deviation
            yield batch

    def loss(self, model: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy of eq 2 over the frames that are there, and the squared error of the intensity."""
        logits, intensity = model(*(batch[name] for name in INPUTS))
        valid = batch["valid"].bool()
        entropy = functional.cross_entropy(
            logits[valid],
            batch["labels"][valid],
            weight=self._weights.to(logits.device),
            label_smoothing=self._objective.smoothing,
        )
        error = functional.mse_loss(intensity[valid], batch["intensity"][valid])
        return entropy + self._objective.intensity_weight * error

    def evaluate(self, model: nn.Module) -> dict[str, float]:
        """Frame accuracy, macro F1 and mean absolute error of the intensity, descriptions withheld."""
        found, true, errors = [], [], []
        for start in range(0, len(self._validation), 32):
            examples = self._validation[start : start + 32]
            batch = collated(examples)
            batch["has_phrase"].zero_()
            logits, intensity = model(*(batch[name] for name in INPUTS))
            valid = batch["valid"].bool()
            found.append(logits[valid].argmax(1).numpy())
            true.append(batch["labels"][valid].numpy())
            errors.append((intensity - batch["intensity"])[valid].abs().numpy())
        result = Classification.of(np.concatenate(true), np.concatenate(found), EMOTIONS)
        return {
            "accuracy": result.accuracy,
            "f1": result.macro.f1,
            "intensity_error": float(np.concatenate(errors).mean()),
        }


INPUTS = ("audio", "word", "has_word", "phrase", "has_phrase", "valid")
"""The network's arguments by name, in order."""


def collated(examples: Sequence[Example]) -> Batch:
    """Examples as one batch, padded at their ends: the network's inputs, labels and intensity."""
    longest = max(len(example.features) for example in examples)
    rows: dict[str, list[NDArray[Any]]] = {}
    for example in examples:
        values: dict[str, NDArray[Any]] = dict(example.features.inputs())
        values |= {"valid": np.ones(len(example.features), np.float32)}
        values |= {"labels": example.labels, "intensity": example.intensity}
        for name, value in values.items():
            padding = [(0, longest - len(value)), *[(0, 0)] * (value.ndim - 1)]
            rows.setdefault(name, []).append(np.pad(value, padding))
    return {name: torch.from_numpy(np.stack(values)) for name, values in rows.items()}


class FluctuationOutputs(nn.Module):
    """A network as it is used: probabilities (batch, frames, 7) and intensity (batch, frames)."""

    def __init__(self, model: FluctuationNetwork) -> None:
        super().__init__()
        self.model = model

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """The network's inputs in the order of INPUTS."""
        logits, intensity = self.model(*inputs)
        return logits.softmax(2), intensity


def export_network(
    model: FluctuationNetwork, audio: str, example: Example, metadata: dict[str, str], path: Path
) -> float:
    """Write a network as ONNX; `audio` is its encoder's name. Gives the largest difference from torch."""
    batch = collated([example])
    inputs = {name: batch[name] for name in INPUTS}
    axes = {name: {0: "batch", 1: "frames"} for name in (*INPUTS, "probabilities", "intensity")}
    configuration = json.dumps({"audio": audio, **model.configuration.as_json()})
    return export(
        FluctuationOutputs(model),
        inputs,
        ["probabilities", "intensity"],
        axes,
        {"configuration": configuration, **metadata},
        path,
        tolerance=1e-2,
    )
