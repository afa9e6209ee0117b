"""On which device the networks run, at which precision, and whether a user wants to wait for a CPU."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from tietfg.errors import InputError, TietfgError
from tietfg.motion.motion import LATENT_RATE
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.cost import clip_cost, matrix_speed, parameters
from tietfg.synthesis.sd15.files import VAE, VISUAL, read_sd15, read_vae
from tietfg.synthesis.sd15.sampling import ClipSampler, PictureSampling

_GIGA = 1e9


def default_device() -> str:
    """A CUDA GPU where there is one."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def load_sampler(folder: Path, device: str, sampling: PictureSampling) -> ClipSampler:
    """The models of a folder on a device, ready to sample.

    On a CPU in single precision; on a GPU float16 or bfloat16 as the files are, and bfloat16 where they are in single
    precision, but the VAE, for whose colours bfloat16 is too coarse, in float16. Raises WeightsError, and TietfgError
    where the GPU's memory does not do.
    """
    precision = _precision(folder, device)
    try:
        models = read_sd15(folder, device, precision)
        if precision == torch.bfloat16:
            vae = read_vae(folder / VAE, torch.float16)
            models = replace(models, vae=vae.to(device))  # type: ignore[arg-type]
        return ClipSampler(models, sampling)
    except torch.OutOfMemoryError as error:
        need = precision.itemsize * parameters(_configurations(folder)[0]) / _GIGA
        raise TietfgError(
            f"the GPU's memory is too small for the {need:.0f} GB of sd15's networks; end what else uses it, "
            "or choose another GPU"
        ) from error


def _precision(folder: Path, device: str) -> torch.dtype:
    if device == "cpu":
        return torch.float32
    try:
        with safe_open(folder / VISUAL, "pt") as file:
            stored = file.get_slice("denoiser.conv_in.weight").get_dtype()
    except (OSError, SafetensorError):
        stored = ""  # reading tells what is wrong
    return torch.float16 if stored == "F16" or not torch.cuda.is_bf16_supported() else torch.bfloat16


def check_patience(folder: Path, size: int, sampling: PictureSampling) -> None:
    """Raise InputError that tells how long sd15 takes on this CPU; WeightsError where its weights are missing."""
    configuration, vae = _configurations(folder)
    frame, speed = clip_cost(configuration, size, size, vae).of_frame(sampling), matrix_speed()
    seconds = frame * float(LATENT_RATE) / speed
    memory = 4 * parameters(configuration) / _GIGA
    raise InputError(
        f"sd15 has no CUDA GPU here; on this CPU a second of video takes about {_told(seconds)} "
        f"({frame / 1e12:.3g} TFLOP a frame at {speed / _GIGA:.0f} GFLOP/s) and more than {memory:.2g} GB of memory "
        f"at --size {size} and --steps {sampling.steps}; add --yes to wait for it"
    )


def _configurations(folder: Path) -> tuple[Configuration, Mapping[str, object]]:
    """Of the visual model and of the VAE in a folder."""
    try:
        with safe_open(folder / VISUAL, "pt") as file:
            configuration = Configuration.from_json((file.metadata() or {})["configuration"])
        return configuration, json.loads((folder / VAE / "config.json").read_text())
    except (OSError, SafetensorError, KeyError, ValueError):
        models = read_sd15(folder)  # which tells what is wrong
        return models.configuration, models.vae.config


def _told(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.2g} seconds"
