"""What sampling at this scale costs: the stages of a clip, and how many operations each takes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch.utils.flop_counter import FlopCounterMode

from tietfg.synthesis.emotion_features import EMOTION_WIDTH
from tietfg.synthesis.sd15.clips import CLIP, MOTION_FRAMES
from tietfg.synthesis.sd15.conditions import ClipInputs
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.sampling import PictureSampling
from tietfg.synthesis.sd15.sitter import PATCH

VAE_CONFIGURATION = {
    "block_out_channels": (128, 256, 512, 512),
    "layers_per_block": 2,
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "latent_channels": 4,
    "sample_size": 512,
    "scaling_factor": 0.18215,
}
"""Of Stable Diffusion 1.5."""
_MATRIX = 1024
"""Side of the matrices that a computer's speed is measured with."""


@dataclass(frozen=True)
class ClipCost:
    """Floating-point operations of each stage, a multiplication and an addition being two."""

    reference: float
    """Features of reference and motion frames, once a clip."""
    conditions: float
    """All other conditions, once a clip."""
    guided_step: float
    unguided_step: float
    encode: float
    """Of one picture."""
    decode: float
    """Of one picture."""

    def of_frame(self, sampling: PictureSampling) -> float:
        """Of one frame of video, all in all."""
        unguided = sampling.steps - sampling.guided_steps
        clip = self.reference + self.conditions + sampling.guided_steps * self.guided_step
        clip += unguided * self.unguided_step + MOTION_FRAMES * (self.encode + self.decode)
        return clip / CLIP + self.decode


def clip_cost(
    configuration: Configuration, width: int, height: int, vae: Mapping[str, object] = VAE_CONFIGURATION
) -> ClipCost:
    """The cost of a clip of pictures of this size, counted on networks without weights; `vae` is its config.json."""
    with torch.device("meta"):
        model, codec = VisualModel(configuration).eval(), AutoencoderKL.from_config(dict(vae)).eval()  # type: ignore[union-attr]
    return ClipCost(
        **{name: _operations(run) for name, run in stages(model, codec, width, height, model.denoiser).items()}
    )


def parameters(configuration: Configuration) -> int:
    """How many numbers the visual model has."""
    with torch.device("meta"):
        return sum(value.numel() for value in VisualModel(configuration).state_dict().values())


def stages(
    model: VisualModel, vae: AutoencoderKL, width: int, height: int, denoise: Callable[..., torch.Tensor]
) -> dict[str, Callable[[], object]]:
    """What runs each stage of a clip once on random inputs, by the names of ClipCost's fields.

    `denoise` is the model's denoiser, or that compiled.
    """
    configuration, parameter = model.configuration, model.denoiser.conv_in.weight
    there = {"device": parameter.device, "dtype": parameter.dtype}
    columns, rows = width // PATCH, height // PATCH
    masks, size = [], (rows, columns)
    for _ in configuration.channels:
        masks.append(torch.rand(1, size[0] * size[1], 3, **there))
        size = (-(-size[0] // 2), -(-size[1] // 2))
    channels = configuration.latent_channels
    inputs = ClipInputs(
        identity=torch.randn(1, configuration.identity_width, **there),
        pictures=torch.randn(1, 1 + MOTION_FRAMES, channels, rows, columns, **there),
        face=torch.ones(1, 3, height, width, **there),
        audio=torch.randn(
            1, CLIP, configuration.audio_window, configuration.audio_layers, configuration.audio_width, **there
        ),
        emotion=torch.rand(1, CLIP, EMOTION_WIDTH, **there),
        masks=tuple(masks),
        strengths=torch.ones(3, **there),
    )
    latents = torch.randn(1, CLIP, channels, rows, columns, **there)
    timesteps = torch.full((1,), 499, device=parameter.device)
    with torch.inference_mode():
        conditional, unconditional = model.guidance_conditions(inputs)
    # As guidance_conditions does: Hallo's form encodes motion frames for each half of guidance.
    again = 1 if configuration.form == "paper" else 2
    pictures = torch.cat([inputs.pictures[:, :1], *[inputs.pictures[:, 1:]] * again], dim=1)
    picture = torch.randn(1, 3, height, width, device=parameter.device, dtype=vae.dtype)
    latent = torch.randn(1, channels, rows, columns, device=parameter.device, dtype=vae.dtype)

    def guided() -> object:
        return denoise(latents, timesteps, conditional), denoise(latents, timesteps, unconditional)

    def others() -> object:
        audio = model.audio_projection(inputs.audio)
        return model.fusion(audio, model.emotion_projection(inputs.emotion)), model.face_locator(inputs.face)

    return {
        "reference": lambda: model.reference_network(pictures, conditional.identity),
        "conditions": others,
        "guided_step": guided,
        "unguided_step": lambda: denoise(latents, timesteps, conditional),
        "encode": lambda: vae.encode(picture),
        "decode": lambda: vae.decode(latent),  # type: ignore[arg-type]
    }


def matrix_speed() -> float:
    """Floating-point operations a second of this computer's CPU in single precision, as matrix products show."""
    one, other = torch.rand(_MATRIX, _MATRIX), torch.rand(_MATRIX, _MATRIX)
    torch.mm(one, other)
    start, times = time.perf_counter(), 0
    while time.perf_counter() - start < 0.3 or times < 3:
        torch.mm(one, other)
        times += 1
    return times * 2 * _MATRIX**3 / (time.perf_counter() - start)


def _operations(run: Callable[[], object]) -> float:
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        run()
    return float(counter.get_total_flops())
