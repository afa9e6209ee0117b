"""Multi-head attention, the one of every visual network (eq 7)."""

from torch import Tensor, nn
from torch.nn import functional


class Attention(nn.Module):
    """softmax(Q K^T / sqrt(d)) V over `heads` heads; Q of the tokens, K and V of the context (eq 7).

    Layers are named as in Stable Diffusion's checkpoints: no bias but the last one's.
    """

    def __init__(self, width: int, heads: int, context_width: int | None = None) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"a width of {width} cannot be divided among {heads} heads")
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context_width or width, width, bias=False)
        self.to_v = nn.Linear(context_width or width, width, bias=False)
        self.to_out = nn.Sequential(nn.Linear(width, width))

    def forward(self, tokens: Tensor, context: Tensor | None = None) -> Tensor:
        """(N, P, width) to the same, from a context (N, K, context_width) or the tokens themselves."""
        return self.attend(tokens, *self.keys_values(tokens if context is None else context))

    def of_silence(self) -> Tensor:
        """(1, 1, width): what any token gets from a context of zeros, whose keys and values are zero."""
        return self.to_out(self.to_q.weight.new_zeros(1, 1, self.to_q.out_features))

    def keys_values(self, context: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values (N, K, width) of a context (N, K, context_width)."""
        return self.to_k(context), self.to_v(context)

    def attend(self, tokens: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """(N, P, width) to the same, from keys and values (N, K, width)."""
        query, key, value = (self._by_head(part) for part in (self.to_q(tokens), keys, values))
        mixed = functional.scaled_dot_product_attention(query, key, value)
        return self.to_out(mixed.transpose(1, 2).flatten(2))

    def _by_head(self, tokens: Tensor) -> Tensor:
        return tokens.unflatten(2, (self.heads, -1)).transpose(1, 2)
