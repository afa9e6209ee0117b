"""Modules of Hallo's UNet in plain functional calls on a checkpoint under its own names, from their description."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional


class Plain:
    """Functions of the tensors whose names begin with `prefix`."""

    def __init__(self, state: Mapping[str, Tensor], prefix: str, groups: int, heads: int) -> None:
        self.state, self.prefix, self.groups, self.heads = state, prefix, groups, heads

    def tensor(self, name: str) -> Tensor:
        return self.state[self.prefix + name]

    def linear(self, x: Tensor, name: str) -> Tensor:
        bias = self.state.get(f"{self.prefix}{name}.bias")
        return functional.linear(x, self.tensor(f"{name}.weight"), bias)

    def convolution(self, x: Tensor, name: str) -> Tensor:
        return functional.conv2d(x, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def group_norm(self, x: Tensor, name: str) -> Tensor:
        return functional.group_norm(x, self.groups, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"), 1e-6)

    def layer_norm(self, x: Tensor, name: str) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"), 1e-5)

    def attention(self, x: Tensor, context: Tensor, name: str) -> Tensor:
        query, key, value = (
            self.linear(source, f"{name}.to_{part}").unflatten(-1, (self.heads, -1)).transpose(-2, -3)
            for source, part in ((x, "q"), (context, "k"), (context, "v"))
        )
        weights = (query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])).softmax(-1)
        return self.linear((weights @ value).transpose(-2, -3).flatten(-2), f"{name}.to_out.0")

    def feed_forward(self, x: Tensor, name: str) -> Tensor:
        value, gate = self.linear(x, f"{name}.net.0.proj").chunk(2, dim=-1)
        return self.linear(value * functional.gelu(gate), f"{name}.net.2")


def spatial_transformer(plain: Plain, maps: Tensor, identity: Tensor, reference: Tensor | None) -> Tensor:
    """maps, identity and reference of one map each (N, ...)."""
    height, width = maps.shape[2:]
    x = plain.convolution(plain.group_norm(maps, "norm"), "proj_in")
    x = x.permute(0, 2, 3, 1).reshape(len(maps), height * width, -1)
    block = "transformer_blocks.0."
    own = plain.layer_norm(x, f"{block}norm1")
    context = own if reference is None else torch.cat([own, reference], dim=1)
    x = x + plain.attention(own, context, f"{block}attn1")
    x = x + plain.attention(plain.layer_norm(x, f"{block}norm2"), identity, f"{block}attn2")
    x = x + plain.feed_forward(plain.layer_norm(x, f"{block}norm3"), f"{block}ff")
    x = x.reshape(len(maps), height, width, -1).permute(0, 3, 1, 2)
    return maps + plain.convolution(x, "proj_out")


def audio_module(plain: Plain, maps: Tensor, audio: Tensor, masks: Tensor, scale: tuple[float, ...]) -> Tensor:
    """Three cross-attentions, each masked, as a map through its own convolution, weighted and summed."""
    height, width = maps.shape[2:]

    def as_map(x: Tensor) -> Tensor:
        return x.reshape(len(maps), height, width, -1).permute(0, 3, 1, 2)

    x = plain.convolution(plain.group_norm(maps, "norm"), "proj_in")
    x = x.permute(0, 2, 3, 1).reshape(len(maps), height * width, -1)
    block = "transformer_blocks.0."
    own = plain.layer_norm(x, f"{block}norm1")
    x = x + plain.attention(own, own, f"{block}attn1")
    query, total = plain.layer_norm(x, f"{block}norm2"), x
    for index, name in enumerate(("full", "face", "lip")):
        masked = plain.attention(query, audio, f"{block}attn2_{index}") * masks[:, :, index : index + 1]
        shown = plain.convolution(as_map(masked), f"{block}zero_conv_{name}")
        total = total + scale[index] * shown.permute(0, 2, 3, 1).reshape(x.shape)
    total = total + plain.feed_forward(plain.layer_norm(total, f"{block}norm3"), f"{block}ff")
    return maps + plain.convolution(as_map(total), "proj_out")


def motion_module(plain: Plain, maps: Tensor, motion: Tensor) -> Tensor:
    """maps (F, C, H, W) of one clip, motion maps (M, C, H, W) in front, the first M of the result cut off."""
    everything = torch.cat([motion, maps])
    height, width = maps.shape[2:]
    x = plain.group_norm(everything, "norm").permute(2, 3, 0, 1).reshape(height * width, len(everything), -1)
    x = plain.linear(x, "proj_in")
    block = "transformer_blocks.0."
    for index in range(2):
        place = f"{block}attention_blocks.{index}"
        own = plain.layer_norm(x, f"{block}norms.{index}") + plain.tensor(f"{place}.pos_encoder.pe")[:, : x.shape[1]]
        x = x + plain.attention(own, own, place)
    x = x + plain.feed_forward(plain.layer_norm(x, f"{block}ff_norm"), f"{block}ff")
    x = plain.linear(x, "proj_out").reshape(height, width, len(everything), -1).permute(2, 3, 0, 1)
    return (everything + x)[len(motion) :]
