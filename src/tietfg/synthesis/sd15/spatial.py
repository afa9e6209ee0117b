"""The spatial transformer of Stable Diffusion 1.5, whose self-attention sees the reference as well."""

from diffusers.models.attention import FeedForward
from torch import Tensor, nn

from tietfg.synthesis.attention import Attention
from tietfg.synthesis.reference import reference_attention
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.maps import to_maps, to_tokens


class SpatialTransformer(nn.Module):
    """Self-attention with the reference, cross-attention to identity tokens, feed-forward; each with its residual."""

    def __init__(self, configuration: Configuration, channels: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(configuration.groups, channels, eps=1e-6)
        self.proj_in = nn.Linear(channels, channels)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(channels) for _ in range(3))
        self.attn1 = Attention(channels, configuration.heads)
        self.attn2 = Attention(channels, configuration.heads, configuration.context_width)
        self.ff = FeedForward(channels)
        self.proj_out = nn.Linear(channels, channels)

    def forward(
        self, maps: Tensor, identity: Tensor, reference: Tensor | None = None, keep: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Maps (N, C, H, W), and the tokens (N, P, C) that self-attention sees, as another network's reference.

        identity (B, T, D) is that of B samples of N / B maps each; reference (B, P, C) and keep (B,) as in
        `reference_attention`.
        """
        tokens, seen = self.embed(maps)
        tokens = tokens + reference_attention(self.attn1, seen, reference, keep)
        samples = self.norm2(tokens).reshape(identity.shape[0], -1, tokens.shape[2])
        tokens = tokens + self.attn2(samples, identity).view_as(tokens)
        tokens = tokens + self.ff(self.norm3(tokens))
        return maps + to_maps(self.proj_out(tokens), maps), seen

    def embed(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (N, P, C) of maps, and the same normalised for self-attention."""
        tokens = self.proj_in(to_tokens(self.norm(maps)))
        return tokens, self.norm1(tokens)
