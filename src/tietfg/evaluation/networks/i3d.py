"""I3D on RGB, trained on Kinetics-400, as the Fréchet video distance is computed with.

Carreira and Zisserman, "Quo Vadis, Action Recognition?" (2017); Unterthiner et al. 2019 for FVD. Keys, and the eps of
batch normalisation, are those that i3d_pretrained_400.pt is published with (VideoGPT, after piergiaj's port).
"""

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.evaluation.networks.inception import scaled
from tietfg.evaluation.networks.published_weights import filled, keep, read_checkpoint

SIZE = 224
"""Side in pixels of what the network sees."""
SHORTEST = 10
"""Least frames of a clip: time is reduced eightfold, and two steps are averaged in the end."""
CLASSES = 400
Kernel = tuple[int, int, int]
MIXED: dict[str, tuple[int, int, int, int, int, int]] = {
    "Mixed_3b": (64, 96, 128, 16, 32, 32),
    "Mixed_3c": (128, 128, 192, 32, 96, 64),
    "Mixed_4b": (192, 96, 208, 16, 48, 64),
    "Mixed_4c": (160, 112, 224, 24, 64, 64),
    "Mixed_4d": (128, 128, 256, 24, 64, 64),
    "Mixed_4e": (112, 144, 288, 32, 64, 64),
    "Mixed_4f": (256, 160, 320, 32, 128, 128),
    "Mixed_5b": (256, 160, 320, 32, 128, 128),
    "Mixed_5c": (384, 192, 384, 48, 128, 128),
}
"""Channels of b0, b1a, b1b, b2a, b2b and b3b."""
POOLING: dict[str, tuple[Kernel, Kernel]] = {
    "Mixed_3b": ((1, 3, 3), (1, 2, 2)),
    "Mixed_4b": ((3, 3, 3), (2, 2, 2)),
    "Mixed_5b": ((2, 2, 2), (2, 2, 2)),
}
"""Kernel and stride of the pooling before a block."""


def same_padding(x: Tensor, kernel: Kernel, stride: Kernel) -> Tensor:
    """Zeros around (batch, channels, frames, height, width) so that a stride divides lengths, rounded up.

    As TensorFlow does it: where the zeros are odd in number, there is one more at the end.
    """
    pads: list[int] = []
    for length, size, step in zip(x.shape[:1:-1], kernel[::-1], stride[::-1], strict=True):
        zeros = max((math.ceil(length / step) - 1) * step + size - length, 0)
        pads += [zeros // 2, zeros - zeros // 2]
    return functional.pad(x, pads)


def pooled(x: Tensor, kernel: Kernel, stride: Kernel) -> Tensor:
    """Maximum pooling of values that are not negative, so that padding with zeros changes nothing."""
    return functional.max_pool3d(same_padding(x, kernel, stride), kernel, stride)


class Convolution(nn.Module):
    """Convolution with TensorFlow's "same" padding, batch normalisation and rectifier."""

    def __init__(self, channels: int, out_channels: int, size: int = 1, stride: int = 1) -> None:
        super().__init__()
        self.kernel, self.stride = (size, size, size), (stride, stride, stride)
        self.conv3d = nn.Conv3d(channels, out_channels, self.kernel, self.stride, bias=False)
        self.bn = nn.BatchNorm3d(out_channels, eps=1e-5)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, frames, height, width), the last three divided by the stride and rounded up."""
        return functional.relu(self.bn(self.conv3d(same_padding(x, self.kernel, self.stride))))


class Mixed(nn.Module):
    """An inception block in space and time."""

    def __init__(self, channels: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        b0, b1a, b1b, b2a, b2b, b3b = widths
        self.b0 = Convolution(channels, b0)
        self.b1a, self.b1b = Convolution(channels, b1a), Convolution(b1a, b1b, 3)
        self.b2a, self.b2b = Convolution(channels, b2a), Convolution(b2a, b2b, 3)
        self.b3b = Convolution(channels, b3b)
        self.out_channels = b0 + b1b + b2b + b3b

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, frames, height, width) to the same with out_channels."""
        branches = self.b0(x), self.b1b(self.b1a(x)), self.b2b(self.b2a(x)), self.b3b(pooled(x, (3, 3, 3), (1, 1, 1)))
        return torch.cat(branches, dim=1)


class Logits(nn.Module):
    """The classifier, a convolution of size 1."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.conv3d = nn.Conv3d(channels, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, frames, height, width) to the same with classes."""
        return self.conv3d(x)


class I3D(nn.Module):
    """Clips to the values of the classes before softmax, averaged over time; a `width` below 1 gives a thin network."""

    def __init__(self, width: float = 1.0, classes: int = CLASSES) -> None:
        super().__init__()
        self.Conv3d_1a_7x7 = Convolution(3, scaled(64, width), 7, stride=2)
        self.Conv3d_2b_1x1 = Convolution(scaled(64, width), scaled(64, width))
        self.Conv3d_2c_3x3 = Convolution(scaled(64, width), scaled(192, width), 3)
        channels = scaled(192, width)
        for name, widths in MIXED.items():
            mixed = Mixed(channels, tuple(scaled(count, width) for count in widths))
            self.add_module(name, mixed)
            channels = mixed.out_channels
        self.logits = Logits(channels, classes)
        self.features = classes

    def forward(self, clips: Tensor) -> Tensor:
        """(batch, frames, 3, height, width) RGB in [0, 1], of any size, SHORTEST frames at least, to (batch, 400)."""
        x = prepared(clips).transpose(1, 2)
        x = pooled(self.Conv3d_1a_7x7(x), (1, 3, 3), (1, 2, 2))
        x = self.Conv3d_2c_3x3(self.Conv3d_2b_1x1(x))
        for name in MIXED:
            x = pooled(x, *POOLING[name]) if name in POOLING else x
            x = self.get_submodule(name)(x)
        x = functional.avg_pool3d(x, (2, SIZE // 32, SIZE // 32), stride=1)
        return self.logits(x).mean((2, 3, 4))


def prepared(clips: Tensor) -> Tensor:
    """Clips (batch, frames, 3, height, width) in [0, 1] as the network sees them: in [-1, 1], 224 by 224.

    The shorter side is brought to 224, bilinear and without antialias, the longer one rounded up, and the middle cut
    out (VideoGPT's preparation, which common_metrics_on_video_quality shares).
    """
    batch, frames, colours, height, width = clips.shape
    scale = SIZE / min(height, width)
    size = [SIZE if side == min(height, width) else math.ceil(side * scale) for side in (height, width)]
    x = functional.interpolate(clips.flatten(0, 1), size, mode="bilinear", align_corners=False)
    top, left = (size[0] - SIZE) // 2, (size[1] - SIZE) // 2
    x = x[:, :, top : top + SIZE, left : left + SIZE]
    return 2 * x.view(batch, frames, colours, SIZE, SIZE) - 1


def convert(source: Path, target: Path) -> None:
    """Keep the weights of i3d_pretrained_400.pt as safetensors. Raises WeightsError for any other file."""
    keep(I3D(), read_checkpoint(source), source, target)


def load(path: Path) -> I3D:
    """The network with the kept weights, in evaluation mode. Raises WeightsError."""
    return filled(I3D(), path)
