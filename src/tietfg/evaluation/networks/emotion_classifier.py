"""The classifier of whole videos that Emo-Acc is counted with: a ResNet-18 with attention over the frames.

Frame attention networks of Meng et al. 2019 ("Frame attention networks for facial expression recognition in videos",
ICIP), which Gan et al. 2023 (EAT) trained on the eight emotions of MEAD.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from tietfg.errors import WeightsError
from tietfg.evaluation.networks.published_weights import filled

SIDE = 112
"""Pixels of a face picture's side."""
WIDTH = 64
"""Channels of the first layer; the feature vector has eight times as many."""
_DEPTH = 2
"""Blocks a layer."""
_COUNTER = "num_batches_tracked"
"""Which older files have not, and which only training without momentum would use."""
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of the red, green and blue of ImageNet's pictures, for which trained backbones are published."""


class _Block(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.downsample = None
        if stride > 1 or before != after:
            self.downsample = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        passed = x if self.downsample is None else self.downsample(x)
        return functional.relu(self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x))))) + passed)


class ResNet18(nn.Module):
    """The residual network of 18 layers (He et al. 2016), without its classifier; keys are those of torchvision."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels = [width, width, 2 * width, 4 * width, 8 * width]
        for layer in range(1, 5):
            before, after = channels[layer - 1], channels[layer]
            blocks = [_Block(before, after, 1 if layer == 1 else 2)]
            blocks += [_Block(after, after, 1) for _ in range(_DEPTH - 1)]
            self.add_module(f"layer{layer}", nn.Sequential(*blocks))

    def forward(self, pictures: Tensor) -> Tensor:
        """(pictures, 3, height, width) to (pictures, 8 width)."""
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(pictures))), 3, 2, 1)
        for layer in range(1, 5):
            x = self.get_submodule(f"layer{layer}")(x)
        return x.mean((2, 3))


class EmotionClassifier(nn.Module):
    """Tells the emotion of a video from pictures of its face; how many pictures is free.

    With features f_i: a_i = sigmoid(w f_i), f = sum(a_i f_i) / sum(a_i); b_i = sigmoid(v [f_i : f]), and the video is
    sum(a_i b_i [f_i : f]) / sum(a_i b_i).
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, classes: Sequence[str], width: int = WIDTH) -> None:
        super().__init__()
        self.classes, self.width = tuple(classes), width
        features = 8 * width
        self.backbone = ResNet18(width)
        self.self_attention = nn.Linear(features, 1)
        self.relation_attention = nn.Linear(2 * features, 1)
        self.classifier = nn.Linear(2 * features, len(classes))
        self.register_buffer("mean", torch.tensor(_MEAN)[:, None, None], persistent=False)
        self.register_buffer("deviation", torch.tensor(_DEVIATION)[:, None, None], persistent=False)

    def forward(self, faces: Tensor) -> Tensor:
        """(videos, frames, 3, SIDE, SIDE) RGB in [0, 1] to (videos, classes) before softmax."""
        pictures = (faces.flatten(0, 1) - self.mean) / self.deviation
        features = self.backbone(pictures).unflatten(0, faces.shape[:2])
        noisy = functional.dropout(features, 0.5, self.training)
        alone = self.self_attention(noisy).sigmoid()
        whole = (alone * features).sum(1, keepdim=True) / alone.sum(1, keepdim=True)
        pairs = torch.cat([features, whole.expand_as(features)], 2)
        weights = alone * self.relation_attention(functional.dropout(pairs, 0.5, self.training)).sigmoid()
        video = (weights * pairs).sum(1) / weights.sum(1)
        return self.classifier(functional.dropout(video, 0.5, self.training))

    @torch.inference_mode()
    def tell(self, faces: NDArray[np.uint8]) -> str:
        """The class of one video, from (frames, SIDE, SIDE, 3) pictures."""
        pictures = torch.from_numpy(faces).permute(0, 3, 1, 2).float() / 255
        return self.classes[int(self(pictures[None])[0].argmax())]


def load(path: Path) -> EmotionClassifier:
    """The classifier of a file that `save` wrote, ready to use. Raises WeightsError."""
    try:
        with safe_open(path, "pt") as file:
            described = json.loads((file.metadata() or {})["emotion_classifier"])
        model = EmotionClassifier(described["classes"], described["width"])
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{path} is no emotion classifier; name a classifier.safetensors of `tietfg train emotion-classifier`"
        ) from error
    return filled(model, path)


def save(model: EmotionClassifier, path: Path) -> None:
    """Write a classifier with its classes."""
    described = {"classes": model.classes, "width": model.width, "side": SIDE}
    weights = {name: tensor.cpu().contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, path, {"emotion_classifier": json.dumps(described)})


def convert(source: Path, target: Path) -> None:
    """Check a trained classifier and keep it as `target`. Raises WeightsError."""
    save(load(source), target)


def load_backbone(model: EmotionClassifier, path: Path) -> None:
    """Begin with a trained ResNet-18 in safetensors, with torchvision's keys; its last layer `fc` is left out.

    Raises WeightsError.
    """
    try:
        weights = {name: tensor for name, tensor in load_file(path).items() if not name.startswith("fc.")}
        counters = {name: value for name, value in model.backbone.state_dict().items() if name.endswith(_COUNTER)}
        model.backbone.load_state_dict(counters | weights)
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:300]
        raise WeightsError(f"{path} holds no ResNet-18 of {model.width} channels as safetensors: {reason}") from error
