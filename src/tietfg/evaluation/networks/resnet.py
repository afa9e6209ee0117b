"""ResNet-50 without its classifier, with torchvision's names (He et al. 2016; stride in the 3 x 3 layers, "V1.5")."""

from torch import Tensor, nn
from torch.nn import functional

DEPTHS = (3, 4, 6, 3)
EXPANSION = 4


class Bottleneck(nn.Module):
    """Three convolutions with a shortcut, which is a convolution where size or channels change."""

    def __init__(self, channels: int, inner: int, stride: int) -> None:
        super().__init__()
        out_channels = EXPANSION * inner
        self.conv1, self.bn1 = nn.Conv2d(channels, inner, 1, bias=False), nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = nn.Conv2d(inner, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels)
        self.downsample = None
        if stride > 1 or channels != out_channels:
            shortcut = nn.Conv2d(channels, out_channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(out_channels))

    def forward(self, features: Tensor) -> Tensor:
        """(batch, channels, height, width) to (batch, 4 inner, height / stride, width / stride)."""
        x = functional.relu(self.bn1(self.conv1(features)))
        x = functional.relu(self.bn2(self.conv2(x)))
        shortcut = features if self.downsample is None else self.downsample(features)
        return functional.relu(self.bn3(self.conv3(x)) + shortcut)


class ResNet50(nn.Module):
    """Pictures to features; `base` is the number of channels of the first layer, 64 in the published form."""

    def __init__(self, base: int = 64) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, base, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(base)
        channels = base
        for stage, depth in enumerate(DEPTHS):
            inner = base * 2**stage
            blocks = [Bottleneck(channels, inner, stride=2 if stage else 1)]
            channels = EXPANSION * inner
            blocks += [Bottleneck(channels, inner, stride=1) for _ in range(depth - 1)]
            self.add_module(f"layer{stage + 1}", nn.Sequential(*blocks))
        self.out_channels = channels

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 3, height, width) to (batch, out_channels, 1, 1), the mean over the picture."""
        x = functional.relu(self.bn1(self.conv1(pictures)))
        x = functional.max_pool2d(x, 3, stride=2, padding=1)
        for stage in range(len(DEPTHS)):
            x = self.get_submodule(f"layer{stage + 1}")(x)
        return x.mean((2, 3), keepdim=True)
