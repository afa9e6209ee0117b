"""What the networks are told: the inputs of a clip, and the conditions made of them once for all steps."""

from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor

from tietfg.synthesis.reference import ReferenceFeatures


@dataclass(frozen=True)
class ClipInputs:
    """B clips of F frames with M motion frames before them, at latents of height H and width W."""

    identity: Tensor
    """(B, identity_width) of a face recogniser; zeros where there is none."""
    pictures: Tensor
    """(B, 1 + M, latent_channels, H, W): the reference picture, then the motion frames, by the VAE."""
    face: Tensor
    """(B, 3, 8 H, 8 W): 1 inside the box around the face, else 0."""
    audio: Tensor
    """(B, F, audio_window, audio_layers, audio_width)."""
    emotion: Tensor
    """(B, F, EMOTION_WIDTH) of `emotion_features`."""
    masks: tuple[Tensor, ...]
    """A level each, from the finest, (B or 1, P, 3) in [0, 1] in the order of REGIONS."""
    strengths: Tensor
    """(3,) in the order of REGIONS, 1 as trained."""

    def to(self, device: torch.device | str, dtype: torch.dtype) -> Self:
        """The same where a model is, at its precision."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        masks = tuple(mask.to(device, dtype) for mask in values.pop("masks"))
        return type(self)(masks=masks, **{name: value.to(device, dtype) for name, value in values.items()})


@dataclass(frozen=True)
class Conditions:
    """What a step of denoising is told besides z_t and t."""

    identity: Tensor
    """(B, T, D)."""
    fusion: Tensor | None
    """c_fusion (B, F, K, D); None is the same as zeros and costs less."""
    masks: tuple[Tensor, ...]
    strengths: Tensor
    face: Tensor | None
    """(B, C, H, W) of the face locator; None is the same as zeros."""
    reference: ReferenceFeatures | None
    """Of the reference picture; None: no reference attention at all."""
    motion: ReferenceFeatures | None
    """Of the motion frames, (B, M, P, C) a layer: the motion features of the temporal attention at the same layer."""
    keep_reference: Tensor | None = None
    """(B,) 1 for samples that see their reference, 0 for those that do not; None: all do."""
