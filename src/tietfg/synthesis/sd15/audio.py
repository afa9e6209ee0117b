"""The audio module: where speech and emotion enter the picture, region by region (eq 7 to 9)."""

from diffusers.models.attention import FeedForward
from torch import Tensor, nn

from tietfg.synthesis.attention import Attention
from tietfg.synthesis.regions import RegionAttention
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.maps import to_maps, to_tokens


class AudioModule(nn.Module):
    """Self-attention, region attention to c_fusion and feed-forward, over tokens of width `inner`, with residuals.

    In Hallo's checkpoints `inner` is the width that a level's first input has on the way down and the width of the
    level above on the way up, not always the `channels` of the maps.
    """

    def __init__(self, configuration: Configuration, channels: int, inner: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(configuration.groups, channels, eps=1e-6)
        self.proj_in = nn.Linear(channels, inner)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(inner) for _ in range(3))
        self.attn1 = Attention(inner, configuration.heads)
        self.regions = RegionAttention(inner, configuration.heads, configuration.context_width, configuration.form)
        self.ff = FeedForward(inner)
        self.proj_out = nn.Linear(inner, channels)

    def forward(self, maps: Tensor, fusion: Tensor | None, masks: Tensor, strengths: Tensor) -> Tensor:
        """Maps (N, C, H, W), c_fusion (N, K, D) or None for zeros, masks (N or 1, P, 3) and strengths (3,) to maps."""
        tokens = self.proj_in(to_tokens(self.norm(maps)))
        tokens = tokens + self.attn1(self.norm1(tokens))
        tokens = tokens + self.regions(self.norm2(tokens), fusion, masks, strengths)
        tokens = tokens + self.ff(self.norm3(tokens))
        return maps + to_maps(self.proj_out(tokens), maps)
