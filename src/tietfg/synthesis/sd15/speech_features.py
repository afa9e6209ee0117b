"""f_a's raw material: all hidden states of wav2vec2 at the rate of the latents (Baevski et al. 2020)."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from transformers import Wav2Vec2Model

from tietfg.motion.motion import LATENT_RATE

SAMPLE_RATE = 16_000
FRAME_SAMPLES = int(SAMPLE_RATE / LATENT_RATE)


@torch.inference_mode()
def speech_features(encoder: Wav2Vec2Model, waveform: NDArray[np.float32], frames: int, window: int = 5) -> Tensor:
    """(frames, window, layers, width) from mono speech at SAMPLE_RATE, which is cut or filled with silence to fit.

    The waveform gets mean 0 and deviation 1; what the convolutions give, about 50 vectors a second, is interpolated
    linearly to the frames before the transformer, as in Hallo. Around each frame there are `window` frames, the first
    and the last ones repeated beyond the ends. The encoder is one whose layers normalise last, like wav2vec2-base-960h,
    in evaluation mode.
    """
    parameter = encoder.feature_projection.projection.weight
    fitted = np.zeros(frames * FRAME_SAMPLES, np.float32)
    fitted[: len(waveform)] = waveform[: len(fitted)]
    fitted = (fitted - fitted.mean()) / np.sqrt(fitted.var() + 1e-7)
    heard = encoder.feature_extractor(torch.from_numpy(fitted)[None].to(parameter))
    heard = functional.interpolate(heard, size=frames, mode="linear", align_corners=True)
    hidden = encoder.feature_projection(heard.transpose(1, 2))[0]
    layers = encoder.encoder
    hidden = layers.layer_norm(hidden + layers.pos_conv_embed(hidden))
    states = []
    for layer in layers.layers:
        hidden = layer(hidden)
        states.append(hidden[0])
    around = torch.arange(frames)[:, None] + torch.arange(window) - window // 2
    return torch.stack(states, dim=1)[around.clamp(0, frames - 1).to(hidden.device)]
