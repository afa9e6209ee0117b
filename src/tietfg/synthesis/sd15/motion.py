"""The motion module of AnimateDiff (Guo et al. 2024, second version), over a clip and the motion frames before it."""

import torch
from diffusers.models.attention import FeedForward
from torch import Tensor, nn

from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.maps import to_maps, to_tokens
from tietfg.synthesis.temporal import TemporalAttention


class MotionModule(nn.Module):
    """Two temporal attentions and a feed-forward at each position, with residuals; at the start it adds nothing."""

    def __init__(self, configuration: Configuration, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(configuration.groups, channels, eps=1e-6)
        self.proj_in = nn.Linear(channels, channels)
        self.norms = nn.ModuleList(nn.LayerNorm(channels) for _ in range(2))
        self.attentions = nn.ModuleList(
            TemporalAttention(channels, configuration.heads, configuration.motion_length) for _ in range(2)
        )
        self.ff_norm = nn.LayerNorm(channels)
        self.ff = FeedForward(channels)
        self.proj_out = nn.Linear(channels, channels)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)

    def forward(self, maps: Tensor, frames: int, motion_features: Tensor | None) -> Tensor:
        """Maps (B F, C, H, W) of clips of F `frames` to the same; motion_features (B, M, P, C) or None.

        Motion features take part as maps in front of the clip do. They are changed by the first attention; the second
        and the feed-forward are done for the clip alone, since nobody looks at what would become of them.
        """
        tokens = self._embed(maps).unflatten(0, (-1, frames))
        batch, motion = tokens.shape[0], 0 if motion_features is None else motion_features.shape[1]
        if motion_features is not None:
            before = self._embed(to_maps(motion_features.flatten(0, 1), maps))
            tokens = torch.cat([before.unflatten(0, (batch, motion)), tokens], dim=1)
        tokens = tokens.transpose(1, 2).flatten(0, 1)
        tokens = tokens + self.attentions[0](self.norms[0](tokens))
        seen = self.norms[1](tokens)
        tokens, before = tokens[:, motion:], seen[:, :motion] if motion else None
        tokens = tokens + self.attentions[1](seen[:, motion:], before)
        tokens = tokens + self.ff(self.ff_norm(tokens))
        tokens = self.proj_out(tokens).unflatten(0, (batch, -1)).transpose(1, 2).flatten(0, 1)
        return maps + to_maps(tokens, maps)

    def _embed(self, maps: Tensor) -> Tensor:
        return self.proj_in(to_tokens(self.norm(maps)))
