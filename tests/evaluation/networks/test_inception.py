"""Inception-v3 block by block against the published description, written out plainly."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.errors import WeightsError
from tietfg.evaluation.networks.inception import BLOCKS, InceptionV3, Mixed, convert, load
from tietfg.weights.store import WeightStore

REAL = WeightStore.default().home / "evaluation" / "inception-fid.safetensors"


def unsettled(network: nn.Module) -> nn.Module:
    """With random weights through which signals pass, and batch normalisation that is not as at the start."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Conv3d):
            nn.init.kaiming_normal_(module.weight)
        elif isinstance(module, nn.BatchNorm2d | nn.BatchNorm3d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.4, 1.2)
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.uniform_(module.bias, -0.2, 0.3)
    return network.eval().requires_grad_(False)


def layer(x: Tensor, state: dict[str, Tensor], name: str, stride: int = 1, padding: tuple[int, int] = (0, 0)) -> Tensor:
    y = functional.conv2d(x, state[f"{name}.conv.weight"], None, stride, padding)
    mean, variance, scale, shift = (
        state[f"{name}.bn.{part}"][:, None, None] for part in ("running_mean", "running_var", "weight", "bias")
    )
    return ((y - mean) / (variance + 1e-3).sqrt() * scale + shift).clamp(min=0)


def average(x: Tensor) -> Tensor:
    """Mean of those of 3 x 3 neighbours that lie in the picture."""
    ones = functional.avg_pool2d(torch.ones_like(x), 3, 1, 1)
    return functional.avg_pool2d(x, 3, 1, 1) / ones


def block_a(x: Tensor, s: dict[str, Tensor]) -> list[Tensor]:
    five = layer(layer(x, s, "branch5x5_1"), s, "branch5x5_2", padding=(2, 2))
    double = layer(layer(x, s, "branch3x3dbl_1"), s, "branch3x3dbl_2", padding=(1, 1))
    double = layer(double, s, "branch3x3dbl_3", padding=(1, 1))
    return [layer(x, s, "branch1x1"), five, double, layer(average(x), s, "branch_pool")]


def block_b(x: Tensor, s: dict[str, Tensor]) -> list[Tensor]:
    double = layer(layer(x, s, "branch3x3dbl_1"), s, "branch3x3dbl_2", padding=(1, 1))
    return [layer(x, s, "branch3x3", 2), layer(double, s, "branch3x3dbl_3", 2), functional.max_pool2d(x, 3, 2)]


def block_c(x: Tensor, s: dict[str, Tensor]) -> list[Tensor]:
    seven = layer(layer(x, s, "branch7x7_1"), s, "branch7x7_2", padding=(0, 3))
    double = layer(layer(x, s, "branch7x7dbl_1"), s, "branch7x7dbl_2", padding=(3, 0))
    double = layer(layer(double, s, "branch7x7dbl_3", padding=(0, 3)), s, "branch7x7dbl_4", padding=(3, 0))
    joined = [layer(x, s, "branch1x1"), layer(seven, s, "branch7x7_3", padding=(3, 0))]
    return [*joined, layer(double, s, "branch7x7dbl_5", padding=(0, 3)), layer(average(x), s, "branch_pool")]


def block_d(x: Tensor, s: dict[str, Tensor]) -> list[Tensor]:
    seven = layer(layer(x, s, "branch7x7x3_1"), s, "branch7x7x3_2", padding=(0, 3))
    seven = layer(layer(seven, s, "branch7x7x3_3", padding=(3, 0)), s, "branch7x7x3_4", 2)
    return [layer(layer(x, s, "branch3x3_1"), s, "branch3x3_2", 2), seven, functional.max_pool2d(x, 3, 2)]


def block_e(x: Tensor, s: dict[str, Tensor], pooled: Tensor) -> list[Tensor]:
    three = layer(x, s, "branch3x3_1")
    double = layer(layer(x, s, "branch3x3dbl_1"), s, "branch3x3dbl_2", padding=(1, 1))
    return [
        layer(x, s, "branch1x1"),
        layer(three, s, "branch3x3_2a", padding=(0, 1)),
        layer(three, s, "branch3x3_2b", padding=(1, 0)),
        layer(double, s, "branch3x3dbl_3a", padding=(0, 1)),
        layer(double, s, "branch3x3dbl_3b", padding=(1, 0)),
        layer(pooled, s, "branch_pool"),
    ]


PLAIN = {
    **dict.fromkeys(("Mixed_5b", "Mixed_5c", "Mixed_5d"), block_a),
    "Mixed_6a": block_b,
    **dict.fromkeys(("Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"), block_c),
    "Mixed_7a": block_d,
    "Mixed_7b": lambda x, s: block_e(x, s, average(x)),
    "Mixed_7c": lambda x, s: block_e(x, s, functional.max_pool2d(x, 3, 1, 1)),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_what_is_published(name: str) -> None:
    torch.manual_seed(0)
    block = unsettled(Mixed(6, BLOCKS[name], width=1 / 16))
    x = torch.rand(2, 6, 11, 9)
    torch.testing.assert_close(block(x), torch.cat(PLAIN[name](x, block.state_dict()), dim=1), atol=1e-5, rtol=1e-4)


def test_the_whole_is_the_stem_the_blocks_and_a_mean() -> None:
    torch.manual_seed(1)
    network = unsettled(InceptionV3(width=1 / 16))
    pictures = torch.rand(1, 3, 40, 60)
    s = network.state_dict()
    x = functional.interpolate(pictures, size=(299, 299), mode="bilinear", align_corners=False, antialias=False) * 2 - 1
    x = layer(layer(x, s, "Conv2d_1a_3x3", 2), s, "Conv2d_2a_3x3")
    x = functional.max_pool2d(layer(x, s, "Conv2d_2b_3x3", padding=(1, 1)), 3, 2)
    x = functional.max_pool2d(layer(layer(x, s, "Conv2d_3b_1x1"), s, "Conv2d_4a_3x3"), 3, 2)
    assert x.shape[2:] == (35, 35)
    for name, plain in PLAIN.items():
        inner = {key.removeprefix(f"{name}."): value for key, value in s.items() if key.startswith(f"{name}.")}
        x = torch.cat(plain(x, inner), dim=1)
    assert x.shape[2:] == (8, 8)
    torch.testing.assert_close(network(pictures), functional.adaptive_avg_pool2d(x, 1).flatten(1), atol=1e-5, rtol=1e-3)


def test_the_published_form() -> None:
    with torch.device("meta"):
        state = InceptionV3().state_dict()
    assert sum(value.numel() for name, value in state.items() if not name.endswith("tracked")) == 23_885_392
    assert tuple(state["fc.weight"].shape) == (1008, 2048)
    assert tuple(state["Conv2d_1a_3x3.conv.weight"].shape) == (32, 3, 3, 3)
    assert tuple(state["Mixed_5b.branch1x1.bn.running_mean"].shape) == (64,)
    assert tuple(state["Mixed_6b.branch7x7dbl_4.conv.weight"].shape) == (128, 128, 7, 1)
    assert tuple(state["Mixed_7c.branch3x3dbl_1.conv.weight"].shape) == (448, 2048, 1, 1)


def test_another_file_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "inception.pth"
    source.write_bytes(b"something else")
    with pytest.raises(WeightsError, match="is not the published file"):
        convert(source, tmp_path / "kept.safetensors")
    with pytest.raises(WeightsError, match="cannot be read"):
        convert(tmp_path / "none.pth", tmp_path / "kept.safetensors")


@pytest.mark.skipif(not REAL.is_file(), reason=f"the published Inception is not at {REAL}")
def test_the_real_weights_tell_pictures_apart() -> None:
    network = load(REAL)
    found = network(torch.stack([torch.zeros(3, 299, 299), torch.ones(3, 299, 299)]))
    assert found.shape == (2, 2048)
    assert (found >= 0).all()
    assert (found[0] - found[1]).norm() > 1
