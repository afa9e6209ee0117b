"""ResEmoteNet (Roy et al. 2024), the network that labels faces with emotions, at any width."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

CLASSES = ("happy", "surprise", "sad", "angry", "disgust", "fear", "neutral")
"""The order of the published network's outputs, in this project's words."""
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
SIZE = 64


@dataclass(frozen=True)
class Widths:
    """Channels of the three plain layers and of the three residual blocks, and units of the three hidden layers.

    `dropout` is the share of features that is dropped after the first two plain layers, and after hidden layers.
    """

    plain: tuple[int, int, int]
    residual: tuple[int, int, int]
    hidden: tuple[int, int, int]
    dropout: tuple[float, float] = (0.2, 0.5)


PUBLISHED = Widths((64, 128, 256), (512, 1024, 2048), (1024, 512, 256))
NARROW = Widths((24, 64, 160), (256, 320, 384), (192, 96, 48), dropout=(0.05, 0.2))


class SqueezeExcitation(nn.Module):
    """Weights channels by what their means say; reduction 16, no biases."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // 16, bias=False),
            nn.ReLU(),
            nn.Linear(channels // 16, channels, bias=False),
            nn.Sigmoid(),
        )

    def forward(self, features: Tensor) -> Tensor:
        """(batch, channels, height, width) to the same."""
        return features * self.fc(features.mean((2, 3)))[:, :, None, None]


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions with a 1 x 1 shortcut, halving the size."""

    def __init__(self, channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, out_channels, 3, stride=2, padding=1)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Sequential(nn.Conv2d(channels, out_channels, 1, stride=2), nn.BatchNorm2d(out_channels))

    def forward(self, features: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, out_channels, height / 2, width / 2)."""
        inner = self.bn1(self.conv1(features)).relu()
        return (self.bn2(self.conv2(inner)) + self.shortcut(features)).relu()


class ResEmoteNet(nn.Module):
    """Logits of the seven emotions, in the order of CLASSES, from normalised faces.

    With the published widths it has 80,238,599 parameters, and its keys and shapes are those of the authors'
    checkpoints (approach/ResEmoteNet.py of their repository).
    """

    classes = CLASSES

    def __init__(self, widths: Widths = PUBLISHED) -> None:
        super().__init__()
        first, second, third = widths.plain
        self.conv1, self.bn1 = nn.Conv2d(3, first, 3, padding=1), nn.BatchNorm2d(first)
        self.conv2, self.bn2 = nn.Conv2d(first, second, 3, padding=1), nn.BatchNorm2d(second)
        self.conv3, self.bn3 = nn.Conv2d(second, third, 3, padding=1), nn.BatchNorm2d(third)
        self.se = SqueezeExcitation(third)
        self.res_block1 = ResidualBlock(third, widths.residual[0])
        self.res_block2 = ResidualBlock(widths.residual[0], widths.residual[1])
        self.res_block3 = ResidualBlock(widths.residual[1], widths.residual[2])
        self.fc1 = nn.Linear(widths.residual[2], widths.hidden[0])
        self.fc2 = nn.Linear(widths.hidden[0], widths.hidden[1])
        self.fc3 = nn.Linear(widths.hidden[1], widths.hidden[2])
        self.fc4 = nn.Linear(widths.hidden[2], len(CLASSES))
        self.pool = nn.MaxPool2d(2)
        self.dropout1, self.dropout2 = nn.Dropout(widths.dropout[0]), nn.Dropout(widths.dropout[1])

    def forward(self, faces: Tensor) -> Tensor:
        """(batch, 48, 48) grey faces in [0, 1], any square size, to (batch, 7) logits."""
        return self.classify(_prepared(faces))

    def classify(self, pictures: Tensor) -> Tensor:
        """(batch, 3, 64, 64) normalised pictures to (batch, 7) logits: the published network itself."""
        features = self.dropout1(self.pool(self.bn1(self.conv1(pictures)).relu()))
        features = self.dropout1(self.pool(self.bn2(self.conv2(features)).relu()))
        features = self.se(self.pool(self.bn3(self.conv3(features)).relu()))
        features = self.res_block3(self.res_block2(self.res_block1(features))).mean((2, 3))
        for layer in (self.fc1, self.fc2, self.fc3):
            features = self.dropout2(layer(features).relu())
        return self.fc4(features)


def _prepared(faces: Tensor) -> Tensor:
    resized = nn.functional.interpolate(faces[:, None], (SIZE, SIZE), mode="bilinear", align_corners=False)
    mean, deviation = (torch.tensor(values, device=faces.device)[:, None, None] for values in (MEAN, DEVIATION))
    return ((resized - mean) / deviation).contiguous(memory_format=torch.channels_last)
