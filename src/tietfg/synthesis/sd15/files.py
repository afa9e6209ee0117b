"""The folder of weights of this scale: the visual model, the VAE of its latents, and the encoder of its speech.

visual.safetensors   all networks of VisualModel, their configuration and their origin as metadata
vae/                 an AutoencoderKL of diffusers
speech_encoder/      a Wav2Vec2Model of transformers
"""

import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.utils import logging as diffusers_logging
from safetensors import SafetensorError, safe_open
from transformers import Wav2Vec2Model
from transformers.utils import logging as transformers_logging

from tietfg.errors import WeightsError
from tietfg.synthesis.sd15 import weights
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.weights.store import WeightStore

VISUAL, VAE, SPEECH_ENCODER = "visual.safetensors", "vae", "speech_encoder"
_ONLY_TRAINING = "masked_spec_embed"
"""A weight of wav2vec2 that is not used here and that fine-tuned checkpoints lack."""
_REMEDY = "`tietfg weights pull sd15` fetches all of it, and `tietfg weights convert sd15` makes it of files you have"


@dataclass(frozen=True)
class Origin:
    """Where a visual model comes from: what it is made of, and the sha256 of the files by their names."""

    source: str
    """hallo, sd15+animatediff or trained."""
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sd15Models:
    """All that turns speech, emotion and a portrait into pictures at this scale, in evaluation mode."""

    model: VisualModel
    vae: AutoencoderKL
    speech_encoder: Wav2Vec2Model
    """Whose waveforms `speech_features` normalises."""
    origin: Origin

    @property
    def configuration(self) -> Configuration:
        """Sizes of the visual model."""
        return self.model.configuration


def default_folder() -> Path:
    """$TIETFG_HOME/sd15."""
    return WeightStore.default().home / "sd15"


def read_sd15(folder: Path, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32) -> Sd15Models:
    """The models of a folder; at this precision, but for the speech encoder, always in float32.

    Raises WeightsError, naming what is missing or does not fit the rest.
    """
    parts = (VISUAL, f"{VAE}/config.json", f"{SPEECH_ENCODER}/config.json")
    missing = [part for part in parts if not (folder / part).is_file()]
    if missing:
        raise WeightsError(f"the weights of sd15 in {folder} lack {', '.join(missing)}; {_REMEDY}")
    vae = read_vae(folder / VAE, dtype)
    speech_encoder = read_speech_encoder(folder / SPEECH_ENCODER)
    model = weights.load(folder / VISUAL)
    _check_fit(model.configuration, vae, speech_encoder, folder)
    return Sd15Models(
        model.to(device, dtype).requires_grad_(False),
        vae.to(device),  # type: ignore[arg-type]
        speech_encoder.to(device),  # type: ignore[arg-type]
        _origin(folder / VISUAL),
    )


def write_sd15(models: Sd15Models, folder: Path) -> None:
    """Write the folder, whole or not at all, in place of what is there. Raises WeightsError."""
    _check_fit(models.configuration, models.vae, models.speech_encoder, folder)
    part, old = folder.with_name(folder.name + ".part"), folder.with_name(folder.name + ".old")
    metadata = {"source": models.origin.source, "sources": json.dumps(dict(models.origin.digests))}
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        weights.save(models.model, part / VISUAL, metadata)
        with _quiet():
            models.vae.save_pretrained(part / VAE)
            models.speech_encoder.save_pretrained(part / SPEECH_ENCODER)
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)
            folder.rename(old)
        part.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, SafetensorError) as error:
        raise WeightsError(f"{folder} cannot be written ({weights.one_line(error)}); choose another place") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_vae(folder: Path, dtype: torch.dtype = torch.float32) -> AutoencoderKL:
    """The AutoencoderKL of a folder. Raises WeightsError."""
    try:
        with _quiet():
            vae, report = AutoencoderKL.from_pretrained(  # type: ignore[misc]
                folder, local_files_only=True, use_safetensors=True, torch_dtype=dtype, output_loading_info=True
            )
    except Exception as error:  # diffusers raises whatever a foreign configuration leads to
        raise WeightsError(
            f"{folder} holds no VAE of Stable Diffusion ({weights.one_line(error)}); {_REMEDY}"
        ) from error
    _check_whole(folder, report["missing_keys"], report["unexpected_keys"])
    return vae.eval().requires_grad_(False)


def read_speech_encoder(folder: Path) -> Wav2Vec2Model:
    """The Wav2Vec2Model of a folder, in float32. Raises WeightsError."""
    try:
        with _quiet():
            encoder, report = Wav2Vec2Model.from_pretrained(  # type: ignore[misc]
                folder, local_files_only=True, use_safetensors=True, dtype=torch.float32, output_loading_info=True
            )
    except Exception as error:  # transformers raises whatever a foreign configuration leads to
        raise WeightsError(f"{folder} holds no wav2vec2 model ({weights.one_line(error)}); {_REMEDY}") from error
    _check_whole(folder, [name for name in report["missing_keys"] if name != _ONLY_TRAINING], [])
    if encoder.config.model_type != "wav2vec2" or encoder.config.do_stable_layer_norm:
        raise WeightsError(f"{folder} holds another kind of speech encoder than wav2vec2-base-960h; {_REMEDY}")
    return encoder.eval().requires_grad_(False)


def _check_whole(folder: Path, missing: list[str], unexpected: list[str]) -> None:
    if missing or unexpected:
        named = ", ".join([*sorted(missing)[:4], *sorted(unexpected)[:4]])
        raise WeightsError(
            f"{folder} does not fit its config.json: {len(missing)} tensors are missing and {len(unexpected)} are not "
            f"known ({named}); {_REMEDY}"
        )


def _check_fit(configuration: Configuration, vae: AutoencoderKL, encoder: Wav2Vec2Model, folder: Path) -> None:
    """Raise WeightsError unless latents and hidden states are what the visual model takes."""
    sizes = {
        "channels of a latent": (vae.config.latent_channels, configuration.latent_channels),  # type: ignore[attr-defined]
        "halvings of a picture": (len(vae.config.block_out_channels) - 1, 3),  # type: ignore[attr-defined]
        "layers of the speech encoder": (encoder.config.num_hidden_layers, configuration.audio_layers),
        "width of the speech encoder": (encoder.config.hidden_size, configuration.audio_width),
    }
    unlike = [f"{what}: {found} and not {wanted}" for what, (found, wanted) in sizes.items() if found != wanted]
    if unlike:
        raise WeightsError(f"the weights of sd15 in {folder} do not fit together ({'; '.join(unlike)}); {_REMEDY}")


def _origin(path: Path) -> Origin:
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
    return Origin(metadata.get("source", "trained"), json.loads(metadata.get("sources", "{}")))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the libraries' reports on their loading, which is checked here, and without their progress bars."""
    libraries = diffusers_logging, transformers_logging
    before = [(library.get_verbosity(), library.is_progress_bar_enabled()) for library in libraries]
    for library in libraries:
        library.set_verbosity(logging.ERROR)
        library.disable_progress_bar()
    try:
        yield
    finally:
        for library, (verbosity, bars) in zip(libraries, before, strict=True):
            library.set_verbosity(verbosity)
            if bars:
                library.enable_progress_bar()
