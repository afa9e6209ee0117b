"""Inception-v3 as the Fréchet inception distance is computed with: TensorFlow's network of 2015-12-05, ported.

Keys, and what differs from the usual Inception-v3, are those of the published weights (M. Seitzer, pytorch-fid:
pt_inception-2015-12-05-6726825d.pth): average pooling leaves padding out, and the last block pools by the maximum.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.errors import WeightsError
from tietfg.evaluation.networks.published_weights import filled, keep, read_checkpoint

SIZE = 299
"""Side in pixels of what the network sees."""
DIGEST = "6726825d"
"""What sha256 of the published file begins with."""
CLASSES = 1008


@dataclass(frozen=True)
class Layer:
    """A convolution of a branch; with stride 1 it keeps the size, with stride 2 it has no padding."""

    name: str
    channels: int
    kernel: tuple[int, int] = (1, 1)
    stride: int = 1


Branch = Sequence[Sequence[Layer]]
"""Steps, one after the other; layers of one step see the same and are joined."""


@dataclass(frozen=True)
class Block:
    """Branches that see the same and are joined, and a pooling branch after them.

    `pool_channels` is the width of the convolution after pooling; None where pooling has stride 2 and stands alone.
    """

    branches: tuple[Branch, ...]
    pool: Literal["average", "maximum"]
    pool_channels: int | None = None


def _chain(name: str, *steps: tuple[int, tuple[int, int]], stride: int = 1) -> Branch:
    """Layers name_1, name_2, ... of (channels, kernel); the last has the stride."""
    strides = [1] * (len(steps) - 1) + [stride]
    return [[Layer(f"{name}_{n}", *step, pace)] for n, (step, pace) in enumerate(zip(steps, strides, strict=True), 1)]


def _fork(name: str, channels: int, *before: tuple[int, tuple[int, int]]) -> Branch:
    """A chain that ends in a horizontal and a vertical layer side by side."""
    last = len(before) + 1
    fork = [Layer(f"{name}_{last}a", channels, (1, 3)), Layer(f"{name}_{last}b", channels, (3, 1))]
    return [*_chain(name, *before), fork]


def _block_a(pool_channels: int) -> Block:
    single = [[Layer("branch1x1", 64)]]
    five = _chain("branch5x5", (48, (1, 1)), (64, (5, 5)))
    double = _chain("branch3x3dbl", (64, (1, 1)), (96, (3, 3)), (96, (3, 3)))
    return Block((single, five, double), "average", pool_channels)


def _block_c(channels: int) -> Block:
    across, down = (1, 7), (7, 1)
    single = [[Layer("branch1x1", 192)]]
    seven = _chain("branch7x7", (channels, (1, 1)), (channels, across), (192, down))
    turns = ((channels, down), (channels, across), (channels, down), (192, across))
    return Block((single, seven, _chain("branch7x7dbl", (channels, (1, 1)), *turns)), "average", 192)


def _block_e(pool: Literal["average", "maximum"]) -> Block:
    single = [[Layer("branch1x1", 320)]]
    three = _fork("branch3x3", 384, (384, (1, 1)))
    return Block((single, three, _fork("branch3x3dbl", 384, (448, (1, 1)), (384, (3, 3)))), pool, 192)


_REDUCTION_B = Block(
    (
        [[Layer("branch3x3", 384, (3, 3), 2)]],
        _chain("branch3x3dbl", (64, (1, 1)), (96, (3, 3)), (96, (3, 3)), stride=2),
    ),
    "maximum",
)
_REDUCTION_D = Block(
    (
        _chain("branch3x3", (192, (1, 1)), (320, (3, 3)), stride=2),
        _chain("branch7x7x3", (192, (1, 1)), (192, (1, 7)), (192, (7, 1)), (192, (3, 3)), stride=2),
    ),
    "maximum",
)
BLOCKS: Mapping[str, Block] = {
    **{"Mixed_5b": _block_a(32), "Mixed_5c": _block_a(64), "Mixed_5d": _block_a(64), "Mixed_6a": _REDUCTION_B},
    **{"Mixed_6b": _block_c(128), "Mixed_6c": _block_c(160), "Mixed_6d": _block_c(160), "Mixed_6e": _block_c(192)},
    **{"Mixed_7a": _REDUCTION_D, "Mixed_7b": _block_e("average"), "Mixed_7c": _block_e("maximum")},
}


class Convolution(nn.Module):
    """Convolution, batch normalisation and rectifier."""

    def __init__(
        self,
        channels: int,
        out_channels: int,
        kernel: int | tuple[int, int],
        stride: int = 1,
        padding: int | tuple[int, int] = 0,
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out_channels, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out_channels, eps=1e-3)

    def forward(self, features: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, out_channels, height, width)."""
        return functional.relu(self.bn(self.conv(features)))


class Mixed(nn.Module):
    """A block at a width; `out_channels` is what it gives."""

    def __init__(self, channels: int, block: Block, width: float = 1.0) -> None:
        super().__init__()
        self.block = block
        self.out_channels = channels if block.pool_channels is None else scaled(block.pool_channels, width)
        for branch in block.branches:
            inner = channels
            for step in branch:
                for layer in step:
                    height, length = layer.kernel
                    padding = (height // 2, length // 2) if layer.stride == 1 else 0
                    layer_channels = scaled(layer.channels, width)
                    self.add_module(layer.name, Convolution(inner, layer_channels, layer.kernel, layer.stride, padding))
                inner = sum(scaled(layer.channels, width) for layer in step)
            self.out_channels += inner
        if block.pool_channels is not None:
            self.branch_pool = Convolution(channels, scaled(block.pool_channels, width), 1)

    def forward(self, features: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, out_channels, height, width), halved in blocks of stride 2."""
        joined = []
        for branch in self.block.branches:
            inner = features
            for step in branch:
                inner = torch.cat([self.get_submodule(layer.name)(inner) for layer in step], dim=1)
            joined.append(inner)
        return torch.cat([*joined, self._pooled(features)], dim=1)

    def _pooled(self, features: Tensor) -> Tensor:
        if self.block.pool_channels is None:
            return functional.max_pool2d(features, 3, stride=2)
        if self.block.pool == "average":
            return self.branch_pool(functional.avg_pool2d(features, 3, 1, 1, count_include_pad=False))
        return self.branch_pool(functional.max_pool2d(features, 3, 1, 1))


class InceptionV3(nn.Module):
    """Pictures to the values that stand before the classifier ("pool3"); a `width` below 1 gives a thinner network.

    The classifier is there because the published file has it; features do not pass through it.
    """

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        self.Conv2d_1a_3x3 = Convolution(3, scaled(32, width), 3, stride=2)
        self.Conv2d_2a_3x3 = Convolution(scaled(32, width), scaled(32, width), 3)
        self.Conv2d_2b_3x3 = Convolution(scaled(32, width), scaled(64, width), 3, padding=1)
        self.Conv2d_3b_1x1 = Convolution(scaled(64, width), scaled(80, width), 1)
        self.Conv2d_4a_3x3 = Convolution(scaled(80, width), scaled(192, width), 3)
        channels = scaled(192, width)
        for name, block in BLOCKS.items():
            mixed = Mixed(channels, block, width)
            self.add_module(name, mixed)
            channels = mixed.out_channels
        self.features = channels
        """How many values a picture gives: 2,048 at width 1."""
        self.fc = nn.Linear(channels, CLASSES)

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 3, height, width) RGB in [0, 1], of any size, to (batch, features)."""
        x = functional.interpolate(pictures, (SIZE, SIZE), mode="bilinear", align_corners=False)
        x = self.Conv2d_2b_3x3(self.Conv2d_2a_3x3(self.Conv2d_1a_3x3(2 * x - 1)))
        x = functional.max_pool2d(x, 3, stride=2)
        x = self.Conv2d_4a_3x3(self.Conv2d_3b_1x1(x))
        x = functional.max_pool2d(x, 3, stride=2)
        for name in BLOCKS:
            x = self.get_submodule(name)(x)
        return x.mean((2, 3))


def scaled(channels: int, width: float) -> int:
    """How many channels a layer has in a network of that width."""
    return max(1, round(channels * width))


def convert(source: Path, target: Path) -> None:
    """Keep the weights of the published file as safetensors. Raises WeightsError for any other file."""
    try:
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(f"{source} cannot be read ({error.strerror or error}); name the published file") from error
    if not digest.startswith(DIGEST):
        raise WeightsError(
            f"{source} is not the published file (sha256 {digest[:8]} and not {DIGEST}); fetch "
            "pt_inception-2015-12-05-6726825d.pth anew"
        )
    keep(InceptionV3(), read_checkpoint(source), source, target)


def load(path: Path) -> InceptionV3:
    """The network with the kept weights, in evaluation mode. Raises WeightsError."""
    return filled(InceptionV3(), path)
