"""I3D against its published description, written out plainly."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from tests.evaluation.networks.test_inception import unsettled
from tietfg.evaluation.functional.frechet import Moments
from tietfg.evaluation.networks.i3d import I3D, MIXED, convert, load, prepared
from tietfg.weights.store import WeightStore

REAL = WeightStore.default().home / "evaluation" / "i3d-kinetics400.safetensors"


def padded(x: Tensor, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Tensor:
    """TensorFlow's rule, as its documentation words it."""
    pads: list[int] = []
    for axis in (2, 1, 0):
        length, size, step = x.shape[2 + axis], kernel[axis], stride[axis]
        whole = max(size - step, 0) if length % step == 0 else max(size - length % step, 0)
        pads += [math.floor(whole / 2), math.ceil(whole / 2)]
    return functional.pad(x, pads)


def layer(x: Tensor, s: dict[str, Tensor], name: str, stride: int = 1) -> Tensor:
    weight = s[f"{name}.conv3d.weight"]
    y = functional.conv3d(padded(x, tuple(weight.shape[2:]), (stride,) * 3), weight, stride=stride)
    parts = (s[f"{name}.bn.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
    return functional.batch_norm(y, *parts, eps=1e-5).clamp(min=0)


def pool(x: Tensor, kernel: tuple[int, ...], stride: tuple[int, ...]) -> Tensor:
    return functional.max_pool3d(padded(x, kernel, stride), kernel, stride)


@pytest.mark.parametrize("frames", [10, 16])
def test_the_whole_against_plain_operations(frames: int) -> None:
    torch.manual_seed(0)
    network = unsettled(I3D(width=1 / 16, classes=7))
    s = network.state_dict()
    clips = torch.rand(2, frames, 3, 32, 32)
    x = torch.stack([functional.interpolate(clip, size=(224, 224), mode="bilinear") for clip in clips])
    x = 2 * x.permute(0, 2, 1, 3, 4) - 1
    x = pool(layer(x, s, "Conv3d_1a_7x7", 2), (1, 3, 3), (1, 2, 2))
    x = layer(layer(x, s, "Conv3d_2b_1x1"), s, "Conv3d_2c_3x3")
    steps = {"Mixed_3b": ((1, 3, 3), (1, 2, 2)), "Mixed_4b": ((3, 3, 3), (2, 2, 2)), "Mixed_5b": ((2, 2, 2),) * 2}
    for name in MIXED:
        x = pool(x, *steps[name]) if name in steps else x
        first = layer(layer(x, s, f"{name}.b1a"), s, f"{name}.b1b")
        second = layer(layer(x, s, f"{name}.b2a"), s, f"{name}.b2b")
        third = layer(pool(x, (3, 3, 3), (1, 1, 1)), s, f"{name}.b3b")
        x = torch.cat([layer(x, s, f"{name}.b0"), first, second, third], dim=1)
    assert tuple(x.shape[2:]) == (math.ceil(frames / 8), 7, 7)
    over_time = functional.avg_pool3d(x, (2, 7, 7), stride=1)
    logits = functional.conv3d(over_time, s["logits.conv3d.weight"], s["logits.conv3d.bias"])
    torch.testing.assert_close(network(clips), logits[..., 0, 0].mean(2), atol=1e-5, rtol=1e-3)


def test_the_middle_of_wide_and_of_high_clips_is_seen() -> None:
    wide = torch.rand(1, 1, 3, 50, 90)
    wide[..., 20:70] = 0.25
    seen = prepared(wide)
    assert tuple(seen.shape) == (1, 1, 3, 224, 224)
    assert (seen[..., 3:-3] == -0.5).all()
    torch.testing.assert_close(prepared(wide.transpose(3, 4)), seen.transpose(3, 4))


def test_the_published_form() -> None:
    with torch.device("meta"):
        network = I3D()
    assert sum(parameter.numel() for parameter in network.parameters()) == 12_697_264
    state = network.state_dict()
    assert tuple(state["Conv3d_1a_7x7.conv3d.weight"].shape) == (64, 3, 7, 7, 7)
    assert tuple(state["Mixed_4e.b1b.conv3d.weight"].shape) == (288, 144, 3, 3, 3)
    assert tuple(state["logits.conv3d.weight"].shape) == (400, 1024, 1, 1, 1)


def test_a_published_file_is_kept_and_loaded(tmp_path: Path) -> None:
    network = I3D()
    torch.save(network.state_dict(), tmp_path / "i3d.pt")
    convert(tmp_path / "i3d.pt", tmp_path / "kept.safetensors")
    assert torch.equal(load(tmp_path / "kept.safetensors").logits.conv3d.weight, network.logits.conv3d.weight)


@pytest.mark.skipif(not REAL.is_file(), reason=f"the published I3D is not at {REAL}")
def test_black_and_white_clips_have_the_published_distance() -> None:
    network = load(REAL)
    told = [network(torch.full((1, 30, 3, 64, 64), value)).numpy().repeat(8, axis=0) for value in (0.0, 1.0)]
    distance = Moments.of(told[0]).distance(Moments.of(told[1]))
    assert distance == pytest.approx(151.26, abs=1.5)  # 151.26 by StyleGAN-V's file, 151.39 by TensorFlow's
    assert np.isfinite(distance)
