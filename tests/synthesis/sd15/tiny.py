"""Small random models and inputs of the very same classes."""

import math
from dataclasses import replace
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch import Tensor, nn
from transformers import Wav2Vec2Config, Wav2Vec2Model

from tietfg.synthesis.emotion_features import EMOTION_WIDTH
from tietfg.synthesis.regions import RegionForm
from tietfg.synthesis.sd15.conditions import ClipInputs
from tietfg.synthesis.sd15.configuration import TINY, Configuration
from tietfg.synthesis.sd15.files import Origin, Sd15Models, write_sd15
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.names import hallo_tensors

FRAMES, MOTION = 5, 2


def configuration(form: RegionForm = "compat") -> Configuration:
    return replace(TINY, form=form)


def rouse(module: nn.Module, seed: int = 0) -> None:
    """Random values for what starts at zero too, so that everything has an effect."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in module.parameters():
        spread = 0.5 / math.sqrt(max(parameter[0].numel(), 4)) if parameter.dim() > 1 else 0.2
        drawn = torch.randn(parameter.shape, generator=generator) * spread
        with torch.no_grad():
            parameter.copy_(drawn + (parameter if parameter.dim() == 1 else 0))


def model(form: RegionForm = "compat", *, emotional: bool = True) -> VisualModel:
    torch.manual_seed(0)
    made = VisualModel(configuration(form))
    rouse(made)
    if not emotional:
        nn.init.zeros_(made.emotion_projection.last.weight)
        nn.init.zeros_(made.emotion_projection.last.bias)
    return made.eval()


def levels(height: int, width: int) -> list[tuple[int, int]]:
    return [(math.ceil(height / 2**level), math.ceil(width / 2**level)) for level in range(4)]


def inputs(batch: int = 2, height: int = 8, width: int = 16, seed: int = 0) -> ClipInputs:
    generator = torch.Generator().manual_seed(seed)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    return ClipInputs(
        identity=drawn(batch, TINY.identity_width),
        pictures=drawn(batch, 1 + MOTION, TINY.latent_channels, height, width),
        face=(drawn(batch, 3, 8 * height, 8 * width) > 0).float(),
        audio=drawn(batch, FRAMES, TINY.audio_window, TINY.audio_layers, TINY.audio_width),
        emotion=drawn(batch, FRAMES, EMOTION_WIDTH).sigmoid(),
        masks=tuple(drawn(batch, rows * columns, 3).sigmoid() for rows, columns in levels(height, width)),
        strengths=torch.tensor([1.0, 0.8, 1.2]),
    )


def latents(batch: int = 2, height: int = 8, width: int = 16, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, FRAMES, TINY.latent_channels, height, width, generator=generator)


def timesteps(batch: int = 2) -> Tensor:
    return torch.tensor([999, 417, 3, 0])[:batch]


def hallo_state(seed: int = 0) -> dict[str, Tensor]:
    """A random checkpoint with Hallo's names and shapes."""
    _, used, unused = hallo_tensors(TINY)
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.randn(shape, generator=generator) * (0.5 / math.sqrt(max(math.prod(shape[1:]), 4)))
        for name, shape in (used | unused).items()
    }


def models(form: RegionForm = "compat", seed: int = 0) -> Sd15Models:
    """Everything of the scale, with random weights."""
    torch.manual_seed(seed)
    vae = AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),  # type: ignore[arg-type]
        down_block_types=("DownEncoderBlock2D",) * 4,  # type: ignore[arg-type]
        up_block_types=("UpDecoderBlock2D",) * 4,  # type: ignore[arg-type]
        norm_num_groups=4,
        latent_channels=TINY.latent_channels,
        sample_size=64,
        scaling_factor=0.18215,
    )
    encoder = Wav2Vec2Model(
        Wav2Vec2Config(
            hidden_size=TINY.audio_width,
            num_hidden_layers=TINY.audio_layers,
            num_attention_heads=2,
            intermediate_size=32,
            conv_dim=(8,) * 7,
            num_conv_pos_embeddings=16,
            num_conv_pos_embedding_groups=4,
        )
    )
    visual = VisualModel(configuration(form))
    rouse(visual, seed)
    return Sd15Models(visual.eval(), vae.eval(), encoder.eval(), Origin("hallo", {"net.pth": "0" * 64}))


def write_tiny(folder: Path, seed: int = 0, form: RegionForm = "compat") -> None:
    """A folder of weights of this scale as `read_sd15` reads it, with random tiny networks."""
    write_sd15(models(form, seed), folder)
