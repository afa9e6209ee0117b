"""Regions of the face: cross-attention to speech and emotion, masked by region and summed adaptively (eq 7 to 9)."""

from collections.abc import Sequence
from typing import Literal

from torch import Tensor, nn

from tietfg.synthesis.attention import Attention
from tietfg.synthesis.face_regions import REGIONS

RegionForm = Literal["paper", "compat"]
"""One attention for all regions as in eq 7, or one for each as in Hallo's checkpoints."""


class RegionSum(nn.Module):
    """sum over regions u of strength_u Conv_u(o_u * M_u), with the b, f, l of eq 8 in the sum of eq 9.

    Conv_u is a 1x1 convolution: a linear map of the channels with a bias, zero at the start. A strength of 0 switches a
    region off, bias included; 1 is the trained strength. (What equation 9 calls a is the pose part, b in equation 8.)
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Linear(channels, channels) for _ in REGIONS)
        for convolution in self.convolutions:
            nn.init.zeros_(convolution.weight)  # type: ignore[arg-type]
            nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]

    def forward(self, outputs: Tensor | Sequence[Tensor], masks: Tensor, strengths: Tensor) -> Tensor:
        """(N, P, C) of one output (N, P, C) or one a region, masks (N or 1, P, 3) in [0, 1] and strengths (3,)."""
        each = [outputs] * len(REGIONS) if isinstance(outputs, Tensor) else outputs
        pose, expression, lip = (
            convolution(output * masks[..., index, None]) * strengths[index]
            for index, (convolution, output) in enumerate(zip(self.convolutions, each, strict=True))
        )
        return pose + expression + lip


class RegionAttention(nn.Module):
    """o = CrossAttn(z, c_fusion) and the adaptive sum over its regions (eq 7 to 9).

    In the form "paper" one attention serves all regions; in "compat" each has its own over the same context. What comes
    out is zero at the start and is to be added to z.
    """

    def __init__(self, channels: int, heads: int, context_width: int, form: RegionForm = "paper") -> None:
        super().__init__()
        count = len(REGIONS) if form == "compat" else 1
        self.attentions = nn.ModuleList(Attention(channels, heads, context_width) for _ in range(count))
        self.sum = RegionSum(channels)

    def forward(self, latent: Tensor, context: Tensor | None, masks: Tensor, strengths: Tensor) -> Tensor:
        """From z (N, P, C), c_fusion (N, K, D), masks (N or 1, P, 3) and strengths (3,) to (N, P, C).

        No context is the same as one of zeros, which guidance's unconditional half has, at next to no cost; what comes
        out has then as many samples as the masks.
        """
        if context is None:
            outputs = [attention.of_silence() for attention in self.attentions]  # type: ignore[operator]
        else:
            outputs = [attention(latent, context) for attention in self.attentions]
        return self.sum(outputs if len(outputs) > 1 else outputs[0], masks, strengths)
