"""Pre-trained speech encoders of the user's own: emotion2vec, and wav2vec 2.0 and HuBERT through transformers."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from safetensors import SafetensorError
from torch import nn

from tietfg.errors import WeightsError
from tietfg.fluctuation.emotion2vec_weights import load
from tietfg.fluctuation.encoder_frames import (
    ENCODER_RATE,
    FIELD,
    HOP,
    encode_in_windows,
    frame_count,
    frame_times,
    latent_frame_count,
    prepare_waveform,
    to_latent_rate,
)

MODELS: Mapping[str, tuple[str, str]] = {
    "wav2vec2": ("Wav2Vec2Model", "facebook/wav2vec2-base-960h"),
    "hubert": ("HubertModel", "facebook/hubert-base-ls960"),
}
"""The class in transformers of each kind, and the model that is meant when none is named."""
_EMOTION2VEC_EPSILON, _TRANSFORMERS_EPSILON = 1e-5, 1e-7
"""What the authors' normalisations add to the variance."""
_ONLY_TRAINING = "masked_spec_embed"
"""A weight that is not used here and that fine-tuned checkpoints lack."""


class PretrainedEncoder:
    """The last features of a network with the common convolutional front, at 25 Hz.

    Long sounds are encoded in windows of 20 s, after they were normalised as a whole. Safe to share between threads.
    """

    def __init__(self, network: nn.Module, width: int, epsilon: float | None, device: str) -> None:
        """Take a network that makes (batch, frames, width) of (batch, samples), or has it as `last_hidden_state`.

        Sounds get mean 0 and variance 1, with `epsilon` added to the variance they have, unless it is None.
        """
        self.width = width
        self._network = network.eval().requires_grad_(False).to(device)
        self._epsilon = epsilon
        self._device = device

    def encode(self, waveform: NDArray[np.float32], sample_rate: int) -> NDArray[np.float32]:
        """(samples,) mono to (round(25 * duration), width). Raises InputError for samples that are no numbers."""
        frames = latent_frame_count(len(waveform), sample_rate)
        samples = prepare_waveform(waveform, sample_rate)
        if frames == 0:
            return np.zeros((0, self.width), np.float32)
        if self._epsilon is not None:
            deviation = np.sqrt(samples.var(dtype=np.float64) + self._epsilon)
            samples = ((samples - samples.mean(dtype=np.float64)) / deviation).astype(np.float32)
        samples = np.pad(samples, (0, max(0, FIELD - len(samples))))
        features = encode_in_windows(self._encode, samples, self.width)
        return to_latent_rate(features, frame_times(frame_count(len(samples))), frames)

    @torch.inference_mode()
    def _encode(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        features = self._network(torch.from_numpy(samples)[None].to(self._device))
        return getattr(features, "last_hidden_state", features)[0].float().cpu().numpy()


def read_emotion2vec(weights: str | None, device: str) -> PretrainedEncoder:
    """The encoder of a base checkpoint in safetensors. Raises WeightsError."""
    if weights is None:
        raise WeightsError(
            "emotion2vec needs its weights: get emotion2vec_base.pt from its authors, convert it with "
            "`tietfg weights convert emotion2vec`, and name the safetensors file"
        )
    network = load(Path(weights))
    return PretrainedEncoder(network, network.configuration.width, _EMOTION2VEC_EPSILON, device)


def read_transformers(kind: str, weights: str | None, device: str) -> PretrainedEncoder:
    """The encoder of a folder or of a model id whose files the user has fetched; `kind` is a key of MODELS.

    Nothing is fetched, and only safetensors are read. Raises WeightsError for weights that are missing, damaged, of
    another model, or of another frame rate.
    """
    class_name, usual = MODELS[kind]
    source = weights or usual
    configuration = _configuration(kind, source)
    try:
        extractor = transformers.Wav2Vec2FeatureExtractor.from_pretrained(source, local_files_only=True)
        network, report = getattr(transformers, class_name).from_pretrained(
            source, local_files_only=True, use_safetensors=True, output_loading_info=True, dtype=torch.float32
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise WeightsError(
            f"the {kind} weights {source} cannot be read ({' '.join(str(error).split())[:200]}); a model needs "
            "config.json, preprocessor_config.json and model.safetensors, which "
            f"`tietfg weights convert {kind}` makes of older formats"
        ) from error
    missing = sorted(name for name in report["missing_keys"] if name != _ONLY_TRAINING)
    if missing:
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        raise WeightsError(f"{source} lacks weights of {kind}: {', '.join(missing[:8])}{more}; fetch them again")
    epsilon = _TRANSFORMERS_EPSILON if extractor.do_normalize else None
    return PretrainedEncoder(network, configuration.hidden_size, epsilon, device)


def convert_transformers(kind: str, source: str, folder: Path) -> None:
    """Write a fetched model, whatever its format, as a folder that `read_transformers` reads.

    Older hub models hold pickles, which are read here only, as tensors and plain containers. Raises WeightsError.
    """
    _configuration(kind, source)
    try:
        network = getattr(transformers, MODELS[kind][0]).from_pretrained(source, local_files_only=True)
        extractor = transformers.Wav2Vec2FeatureExtractor.from_pretrained(source, local_files_only=True)
        network.save_pretrained(folder)
        extractor.save_pretrained(folder)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise WeightsError(
            f"{source} cannot be converted ({' '.join(str(error).split())[:200]}); fetch it again with `hf download`"
        ) from error


def _configuration(kind: str, source: str) -> transformers.PretrainedConfig:
    """The configuration of the model, if it is here, of this kind, and has the common convolutional front."""
    try:
        configuration = transformers.AutoConfig.from_pretrained(source, local_files_only=True)
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"{source} is neither a folder with a {kind} model nor a model that is on this machine; fetch it once, for "
            f"instance with `hf download {MODELS[kind][1]}`"
        ) from error
    if configuration.model_type != kind:
        raise WeightsError(f"{source} holds a {configuration.model_type} model; name one of the kind {kind}")
    field, hop = 1, 1
    for kernel, stride in zip(configuration.conv_kernel, configuration.conv_stride, strict=True):
        field, hop = field + (kernel - 1) * hop, hop * stride
    if (field, hop) != (FIELD, HOP):
        raise WeightsError(
            f"{source} has frames of {field} samples every {hop}; choose a model with {FIELD} every {HOP} "
            f"at {ENCODER_RATE} Hz"
        )
    return configuration
