"""The reference branch: features of the portrait as further keys and values of self-attention.

Features are plain tensors, one a layer, made once a clip and handed to every call; no module keeps them.
"""

import torch
from torch import Tensor

from tietfg.synthesis.attention import Attention

ReferenceFeatures = tuple[Tensor, ...]
"""Per layer (B, P, C): what the reference network's self-attention of that layer sees, at the latents' P positions."""


def reference_attention(
    attention: Attention, tokens: Tensor, reference: Tensor | None = None, keep: Tensor | None = None
) -> Tensor:
    """softmax(Q [K; K_ref]^T / sqrt(d)) [V; V_ref]: self-attention that sees the reference as well as the tokens.

    (N, P, C) to the same, with the reference (B, P, C) of B samples of N / B frames each, whose keys and values are
    made once for all frames; None: without one.

    `keep` (B,) is 1 for samples that see their reference and 0 for those that do not. The latter get their own keys
    and values a second time, which leaves a softmax's mean unchanged: exact, without a mask.
    """
    own = attention.keys_values(tokens)
    if reference is None:
        return attention.attend(tokens, *own)
    joined = []
    for part, other in zip(own, attention.keys_values(reference), strict=True):
        part = part.unflatten(0, (reference.shape[0], -1))
        other = other[:, None].expand_as(part)
        if keep is not None:
            other = torch.where(keep[:, None, None, None] > 0, other, part)
        joined.append(torch.cat([part, other], dim=2).flatten(0, 1))
    return attention.attend(tokens, *joined)
