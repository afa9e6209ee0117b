"""Feature maps (N, C, H, W) as tokens (N, H W, C) and back; views where maps are stored channels last."""

from torch import Tensor


def to_tokens(maps: Tensor) -> Tensor:
    """(N, C, H, W) to (N, H W, C)."""
    return maps.flatten(2).transpose(1, 2)


def to_maps(tokens: Tensor, like: Tensor) -> Tensor:
    """(N, H W, C) to (N, C, H, W) of the height and width of `like`."""
    return tokens.transpose(1, 2).unflatten(2, like.shape[2:])
