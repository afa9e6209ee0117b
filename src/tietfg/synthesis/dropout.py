"""Condition dropout: what a model in training does without now and then, so that guidance can do without it."""

from collections.abc import Mapping

import torch
from torch import Tensor


def keep_mask(batch: int, probability: float, generator: torch.Generator) -> Tensor:
    """(batch,) of 1, and of 0 with `probability`, each sample's drawn on its own, on the generator's device."""
    return (torch.rand(batch, generator=generator, device=generator.device) >= probability).float()


def keep_masks(batch: int, probabilities: Mapping[str, float], generator: torch.Generator) -> dict[str, Tensor]:
    """A keep_mask for each named condition (reference, audio, motion frames ...), drawn independently."""
    return {name: keep_mask(batch, probability, generator) for name, probability in probabilities.items()}


def kept(condition: Tensor, keep: Tensor) -> Tensor:
    """A condition (B, ...) with zeros for the samples that do without it; `keep` (B,)."""
    return condition * keep.to(condition).reshape(-1, *[1] * (condition.dim() - 1))
