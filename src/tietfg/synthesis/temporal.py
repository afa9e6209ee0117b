"""Attention along the time axis, over the frames of a clip and the motion frames before it."""

import math

import torch
from torch import Tensor, nn

from tietfg.synthesis.attention import Attention


class TemporalAttention(nn.Module):
    """Self-attention over the frames of each position, which see the last frames of the clip before as well.

    Motion frames stand in front on the time axis and a sinusoidal code of the place in time is added to all; what
    comes out for the motion frames themselves is not computed. At most `length` frames, motion frames included.
    """

    places: Tensor

    def __init__(self, channels: int, heads: int, length: int) -> None:
        super().__init__()
        self.attention = Attention(channels, heads)
        self.register_buffer("places", sinusoidal_places(length, channels))

    def forward(self, frames: Tensor, motion_features: Tensor | None = None) -> Tensor:
        """(N, F, C) to the same; `motion_features` (N, M, C) are the frames before. Callers normalise both."""
        motion = 0 if motion_features is None else motion_features.shape[1]
        frames = frames + self.places[motion : motion + frames.shape[1]]
        if motion_features is None:
            return self.attention(frames)
        context = torch.cat([motion_features + self.places[:motion], frames], dim=1)
        return self.attention(frames, context)


def sinusoidal_places(length: int, channels: int) -> Tensor:
    """(length, channels): sines in even and cosines in odd channels, of wavelengths from 2 pi to 20,000 pi.

    Vaswani et al. 2017, section 3.5.
    """
    rates = torch.exp(torch.arange(0, channels, 2) * (-math.log(10_000.0) / channels))
    angles = torch.arange(length)[:, None] * rates
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)
