"""The emotion fluctuation predictor's network (eq 2): audio and text features, frame by frame, to emotions."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from tietfg.emotion.labels import EMOTIONS


@dataclass(frozen=True)
class NetworkConfiguration:
    """Widths and depths. `audio_width` and `text_width` are those of the features, 0 where the network has none."""

    audio_width: int
    text_width: int
    width: int
    layers: int
    heads: int
    dropout: float = 0.2

    def as_json(self) -> dict[str, Any]:
        """For the card of a trained network."""
        return asdict(self)


class FluctuationNetwork(nn.Module):
    """p(L_i | f_a, f_t) and an intensity for each frame at 25 Hz.

    f_a are projected audio features, as they are and relative to their block; f_t the sum of projected features of the
    spoken word and of the phrase of the description that governs it, each of which a learned vector stands in for where
    there is none. Frames meet in a convolution over a quarter of a second and in attention whose weights fall with the
    distance in time.
    """

    audio_mean: Tensor
    audio_deviation: Tensor

    def __init__(self, configuration: NetworkConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        width = configuration.width
        if configuration.audio_width:
            self.audio = nn.Linear(2 * configuration.audio_width, width)
        if configuration.text_width:
            self.word = nn.Sequential(
                nn.LayerNorm(configuration.text_width), nn.Linear(configuration.text_width, width)
            )
            self.phrase = nn.Sequential(
                nn.LayerNorm(configuration.text_width), nn.Linear(configuration.text_width, width)
            )
            self.no_word = nn.Parameter(torch.zeros(width))
            self.no_phrase = nn.Parameter(torch.zeros(width))
        self.register_buffer("audio_mean", torch.zeros(configuration.audio_width))
        self.register_buffer("audio_deviation", torch.ones(configuration.audio_width))
        self.near = nn.Conv1d(width, width, 7, padding=3)
        self.blocks = nn.ModuleList(
            Block(width, configuration.heads, configuration.dropout) for _ in range(configuration.layers)
        )
        self.norm = nn.LayerNorm(width)
        self.emotion = nn.Linear(width, len(EMOTIONS))
        self.intensity = nn.Linear(width, 1)

    def scale_to(self, audio: NDArray[np.float32]) -> None:
        """Take mean and deviation of (frames, audio_width) features, by which inputs are scaled."""
        self.audio_mean.copy_(torch.from_numpy(audio.mean(0)))
        self.audio_deviation.copy_(torch.from_numpy(audio.std(0) + 1e-3))

    def forward(
        self, audio: Tensor, word: Tensor, has_word: Tensor, phrase: Tensor, has_phrase: Tensor, valid: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits (batch, frames, 7) and intensity in [0, 1] (batch, frames).

        audio (batch, frames, audio_width), word and phrase (batch, frames, text_width); has_word, has_phrase and valid
        (batch, frames) are 1 where there is a word, a phrase, a frame, else 0.
        """
        frames = torch.zeros(*valid.shape, self.configuration.width, device=valid.device)
        if self.configuration.audio_width:
            heard = (audio - self.audio_mean) / self.audio_deviation
            frames = frames + self.audio(torch.cat([heard, relative(heard, valid)], 2))
        if self.configuration.text_width:
            frames = frames + torch.lerp(self.no_word, self.word(word), has_word[..., None])
            frames = frames + torch.lerp(self.no_phrase, self.phrase(phrase), has_phrase[..., None])
        frames = frames * valid[..., None]
        frames = frames + functional.gelu(self.near(frames.transpose(1, 2)).transpose(1, 2))
        hidden = (valid - 1)[:, None, None, :] * 1e4
        for block in self.blocks:
            frames = block(frames, hidden)
        frames = self.norm(frames)
        return self.emotion(frames), self.intensity(frames)[..., 0].sigmoid()


def relative(features: Tensor, valid: Tensor) -> Tensor:
    """Features (batch, frames, width) in standard scores within each block: another voice or microphone changes little.

    The deviation counts as at least a tenth of the usual one, which is 1.
    """
    weights = (valid / valid.sum(1, keepdim=True))[..., None]
    mean = (features * weights).sum(1, keepdim=True)
    variance = ((features - mean).square() * weights).sum(1, keepdim=True)
    return (features - mean) / (variance + 0.01).sqrt()


class Block(nn.Module):
    """Attention over the frames, with a penalty linear in the distance (Press et al. 2022), and a feed-forward part."""

    slopes: Tensor

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query_key_value, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed_forward = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(dropout)
        slopes = torch.tensor([2.0 ** (-8 * (head + 1) / heads) for head in range(heads)])
        self.register_buffer("slopes", slopes[:, None, None], persistent=False)

    def forward(self, frames: Tensor, hidden: Tensor) -> Tensor:
        """(batch, frames, width) to the same; `hidden` is added to the attention's logits."""
        batch, count, width = frames.shape
        parts = self.query_key_value(self.norm1(frames)).reshape(batch, count, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        times = torch.arange(count, device=frames.device)
        distance = (times[:, None] - times[None, :]).abs()
        logits = query @ key.transpose(2, 3) / math.sqrt(width // self.heads) - self.slopes * distance + hidden
        mixed = (logits.softmax(3) @ value).transpose(1, 2).reshape(batch, count, width)
        frames = frames + self.dropout(self.out(mixed))
        return frames + self.dropout(self.feed_forward(self.norm2(frames)))
