"""Latents of pictures, and pictures of latents: the VAE of latent diffusion (Rombach et al. 2022)."""

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import Tensor


@torch.inference_mode()
def encode(vae: AutoencoderKL, pictures: Tensor) -> Tensor:
    """Latents (n, C, height / 8, width / 8), float32, of pictures (n, 3, height, width) in [-1, 1].

    They are the means of the VAE's distributions, at its scaling about 1 in size.
    """
    distribution = vae.encode(_laid(vae, pictures)).latent_dist  # type: ignore[union-attr]
    return distribution.mode().float() * vae.config.scaling_factor  # type: ignore[attr-defined]


@torch.inference_mode()
def decode(vae: AutoencoderKL, latents: Tensor) -> Tensor:
    """Pictures in [-1, 1] or a little beyond, float32; the inverse of encode."""
    scaled = latents / vae.config.scaling_factor  # type: ignore[attr-defined]
    return vae.decode(_laid(vae, scaled)).sample.float()  # type: ignore[union-attr]


def _laid(vae: AutoencoderKL, maps: Tensor) -> Tensor:
    """Maps where the VAE is, at its precision, in the layout that is fastest for convolutions."""
    return maps.to(vae.device, vae.dtype).contiguous(memory_format=torch.channels_last)
