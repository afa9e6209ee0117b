"""emotion2vec (Ma et al. 2023), a self-supervised representation of emotion in speech, with the authors' weights.

The architecture is data2vec 2.0's for audio (Baevski et al. 2022): a convolutional front, convolutional positions, and
transformer blocks whose norms follow their residuals, with a distance bias (ALiBi, Press et al. 2022) of learned
strength. Keys and shapes are those of the authors' base checkpoints; the decoder and the averaged teacher of their
pretraining, which nothing needs afterwards, are left out.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.errors import WeightsError

CLASSES = ("angry", "disgusted", "fearful", "happy", "neutral", "other", "sad", "surprised", "unknown")
"""The utterance classes of the authors' fine-tuned checkpoints, in their order."""
_CONVOLUTIONS = ((10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2))
"""Kernel and stride of each convolution of the front."""


@dataclass(frozen=True)
class Configuration:
    """Sizes of the network."""

    width: int
    heads: int
    prenet_blocks: int
    blocks: int
    channels: int
    hidden: int
    extra_tokens: int
    position_layers: int
    position_kernel: int
    position_groups: int


BASE = Configuration(768, 12, 4, 8, 512, 3072, 10, 5, 19, 16)


class Attention(nn.Module):
    """Self-attention whose scores are biased by distance."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, tokens: Tensor, bias: Tensor) -> Tensor:
        """(batch, n, width) tokens and (heads, n, n) bias to (batch, n, width)."""
        query, key, value = self.qkv(tokens).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        return self.proj(heard.transpose(1, 2).flatten(2))


class Block(nn.Module):
    """A transformer block with a norm after each residual."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        width = configuration.width
        self.attn = Attention(width, configuration.heads)
        self.norm1 = nn.LayerNorm(width)
        self.mlp = nn.ModuleDict(
            {"fc1": nn.Linear(width, configuration.hidden), "fc2": nn.Linear(configuration.hidden, width)}
        )
        self.norm2 = nn.LayerNorm(width)

    def forward(self, tokens: Tensor, bias: Tensor) -> Tensor:
        """(batch, n, width) tokens and (heads, n, n) bias to (batch, n, width)."""
        tokens = self.norm1(tokens + self.attn(tokens, bias))
        hidden = functional.gelu(self.mlp["fc1"](tokens))
        return self.norm2(tokens + self.mlp["fc2"](hidden))


class Prenet(nn.Module):
    """A norm and the first blocks."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(configuration.width)
        self.blocks = nn.ModuleList(Block(configuration) for _ in range(configuration.prenet_blocks))

    def forward(self, tokens: Tensor, bias: Tensor) -> Tensor:
        """(batch, n, width) tokens and (heads, n, n) bias to (batch, n, width)."""
        tokens = self.norm(tokens)
        for block in self.blocks:
            tokens = block(tokens, bias)
        return tokens


class Transpose(nn.Module):
    """Exchanges time and channels."""

    def forward(self, features: Tensor) -> Tensor:
        """(batch, a, b) to (batch, b, a)."""
        return features.mT


class AudioEncoder(nn.Module):
    """Everything before the shared blocks: from samples to tokens with positions, extra tokens and the prenet."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        width, channels, kernel = configuration.width, configuration.channels, configuration.position_kernel
        self.extra_tokens = nn.Parameter(torch.zeros(1, configuration.extra_tokens, width))
        self.alibi_scale = nn.Parameter(torch.ones(1, 1, configuration.heads, 1, 1))
        inputs = (1, *[channels] * (len(_CONVOLUTIONS) - 1))
        convolutions = [
            nn.Sequential(
                nn.Conv1d(count, channels, size, stride, bias=False),
                nn.Identity(),
                nn.Sequential(Transpose(), nn.LayerNorm(channels), Transpose()),
                nn.GELU(),
            )
            for count, (size, stride) in zip(inputs, _CONVOLUTIONS, strict=True)
        ]
        self.local_encoder = nn.ModuleDict({"conv_layers": nn.Sequential(*convolutions)})
        self.project_features = nn.Sequential(Transpose(), nn.LayerNorm(channels), nn.Linear(channels, width))
        positions = [
            nn.Sequential(
                nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=configuration.position_groups),
                Transpose(),
                nn.LayerNorm(width, elementwise_affine=False),
                Transpose(),
                nn.GELU(),
            )
            for _ in range(configuration.position_layers)
        ]
        self.relative_positional_encoder = nn.Sequential(Transpose(), *positions, Transpose())
        self.context_encoder = Prenet(configuration)

    def forward(self, waveforms: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, samples) to (batch, extra + frames, width) tokens and the (heads, n, n) bias of their distances."""
        features = self.project_features(self.local_encoder["conv_layers"](waveforms[:, None]))
        features = features + self.relative_positional_encoder(features)
        bias = self._bias(features.shape[1])
        tokens = torch.cat((self.extra_tokens.expand(len(features), -1, -1), features), 1)
        return self.context_encoder(tokens, bias), bias

    def _bias(self, frames: int) -> Tensor:
        """Minus the distance of two frames times their head's slope and strength; none for the extra tokens."""
        slopes = torch.tensor(alibi_slopes(self.alibi_scale.shape[2]), device=self.alibi_scale.device)
        place = torch.arange(frames, device=self.alibi_scale.device)
        strength = self.alibi_scale[0, 0].clamp_min(0) * slopes[:, None, None]
        extra = self.extra_tokens.shape[1]
        return functional.pad(-strength * (place - place[:, None]).abs(), (extra, 0, extra, 0))


class Emotion2vec(nn.Module):
    """The whole network: 93,171,212 parameters in the base size, and 6,921 more with a head of nine classes.

    Waveforms are at 16 kHz, each with mean 0 and variance 1 over its whole length.
    """

    def __init__(self, configuration: Configuration = BASE, *, classes: int = 0) -> None:
        super().__init__()
        self.modality_encoders = nn.ModuleDict({"AUDIO": AudioEncoder(configuration)})
        self.blocks = nn.ModuleList(Block(configuration) for _ in range(configuration.blocks))
        self.proj = nn.Linear(configuration.width, classes) if classes else None
        self.configuration = configuration

    def forward(self, waveforms: Tensor) -> Tensor:
        """(batch, samples) of at least 400 samples to (batch, floor((samples - 400) / 320) + 1, width) features."""
        tokens, bias = self.modality_encoders["AUDIO"](waveforms)
        for block in self.blocks:
            tokens = block(tokens, bias)
        return tokens[:, self.configuration.extra_tokens :]

    def classify(self, features: Tensor) -> Tensor:
        """(batch, frames, width) features to (batch, classes) logits of the utterance.

        The authors' are in the order of CLASSES. Raises WeightsError unless the checkpoint was fine-tuned to classes.
        """
        if self.proj is None:
            raise WeightsError("these emotion2vec weights have no classes; take a fine-tuned checkpoint")
        return self.proj(features.mean(1))


def alibi_slopes(heads: int) -> list[float]:
    """The slope of each head: 2^(-8k / heads) for powers of two, else filled up from the next power's odd ones."""
    power = 2 ** int(math.log2(heads))
    slopes = [2 ** (-8 * (index + 1) / power) for index in range(power)]
    return slopes if power == heads else slopes + alibi_slopes(2 * power)[::2][: heads - power]
