"""Sampling at this scale: clip after clip, from speech and emotion to latents, and from latents to pictures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import TietfgError
from tietfg.media.read_sound import resample
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech
from tietfg.synthesis.emotion_features import emotion_features
from tietfg.synthesis.sampler import sample
from tietfg.synthesis.sampling import Sampling
from tietfg.synthesis.schedule import NoiseSchedule
from tietfg.synthesis.sd15.clips import CLIP, MOTION_FRAMES, clip_noise, cut_clips, drift_guard, whole_clip
from tietfg.synthesis.sd15.codec import decode, encode
from tietfg.synthesis.sd15.conditions import ClipInputs, Conditions
from tietfg.synthesis.sd15.files import Sd15Models
from tietfg.synthesis.sd15.latents import PictureLatents
from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.sitter import PATCH, Sitter
from tietfg.synthesis.sd15.speech_features import FRAME_SAMPLES, SAMPLE_RATE, speech_features

HEARD_BEFORE = 50
"""Frames of the block before that its speech is heard with: features of a first word must not differ from others."""
DECODED_AT_ONCE = 4
"""Frames that the VAE decodes together."""


@dataclass(frozen=True)
class PictureSampling(Sampling):
    """See Sampling."""

    steps: int = 40
    guidance: float = 3.5
    guided_share: float = 1.0
    drift_guard: bool = False
    """Hallo2's: motion frames are corrupted around the face, so that long videos do not drift."""
    compile: bool = False
    """Compile the denoiser on its first run."""


@dataclass(frozen=True)
class SampledState:
    """Everything that is carried from clip to clip; `frames` counts those made."""

    seed: int
    frames: int
    sitter: Sitter
    reference: Tensor
    """(1, channels, height, width) the portrait's latent."""
    motion: Tensor | None
    """(MOTION_FRAMES, 3, 8 height, 8 width) the last pictures in [-1, 1]; None before the first."""
    heard: NDArray[np.float32]
    """The last HEARD_BEFORE frames of speech at SAMPLE_RATE, or fewer."""


class ClipSampler:
    """Models at work. Holds nothing of a request: several may run at once.

    The models are those of `read_sd15`; they are laid out for convolutions here. Raises TietfgError where a GPU's
    memory does not do.
    """

    def __init__(self, models: Sd15Models, sampling: PictureSampling) -> None:
        self.models, self.sampling = models, sampling
        self._model = models.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._vae = models.vae.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._denoise = torch.compile(self._model.denoiser) if sampling.compile else self._model.denoiser
        parameter = self._model.denoiser.conv_in.weight
        self._device, self._dtype = parameter.device, parameter.dtype

    def start(self, seed: int, sitter: Sitter) -> SampledState:
        """The state before the first clip. Raises TietfgError as `clips` does."""
        with self._memory(sitter):
            reference = encode(self._vae, torch.from_numpy(sitter.picture)[None])
        return SampledState(seed, 0, sitter, reference, None, np.zeros(0, np.float32))

    def clips(
        self, speech: Speech, track: EmotionTrack, state: SampledState
    ) -> Iterator[tuple[PictureLatents, SampledState]]:
        """Latents of a block, clip by clip, each with the state after it; as many frames as the track has.

        The last clip of a block is sampled whole, with silence after the speech, and cut to its length. Raises
        TietfgError where latents come out that are no numbers, or where memory does not do.
        """
        frames = len(track)
        heard = np.zeros(frames * FRAME_SAMPLES, np.float32)
        resampled = _at_encoder_rate(speech)[: len(heard)]
        heard[: len(resampled)] = resampled
        heard = np.concatenate([state.heard, heard])
        before = len(state.heard) // FRAME_SAMPLES
        with self._memory(state.sitter):
            audio = speech_features(
                self.models.speech_encoder,
                heard,
                before + CLIP * len(cut_clips(frames)),
                self.models.configuration.audio_window,
            )[before:]
        emotion = emotion_features(track)
        for clip in cut_clips(frames):
            spoken = audio[clip.start : clip.start + CLIP]
            felt = torch.from_numpy(whole_clip(emotion, clip))
            with self._memory(state.sitter):
                latents, motion = self._clip(spoken, felt, state, len(clip))
            state = SampledState(
                seed=state.seed,
                frames=state.frames + len(clip),
                sitter=state.sitter,
                reference=state.reference,
                motion=motion,
                heard=heard[-HEARD_BEFORE * FRAME_SAMPLES :],
            )
            yield PictureLatents(LATENT_RATE, latents.cpu().numpy().astype(np.float16)), state

    def pictures(self, latents: PictureLatents, sitter: Sitter) -> Iterator[NDArray[np.uint8]]:
        """Frames (height, width, 3) uint8 sRGB in order, DECODED_AT_ONCE decoded when the first of them is wanted."""
        for first in range(0, len(latents), DECODED_AT_ONCE):
            some = torch.from_numpy(latents.values[first : first + DECODED_AT_ONCE]).float()
            with self._memory(sitter):
                decoded = decode(self._vae, some)
                pixels = ((decoded.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
                frames = pixels.permute(0, 2, 3, 1).contiguous().cpu().numpy()
            yield from frames

    @torch.inference_mode()
    def _clip(self, audio: Tensor, emotion: Tensor, state: SampledState, frames: int) -> tuple[Tensor, Tensor]:
        """Latents of the first `frames` of a clip, and the last pictures after it."""
        sitter, reference = state.sitter, state.reference
        if state.motion is None:
            motion = reference.expand(MOTION_FRAMES, -1, -1, -1)
        else:
            pictures = state.motion
            if self.sampling.drift_guard:
                kept = drift_guard(state.seed, state.frames, sitter.face[0])
                pictures = pictures * torch.from_numpy(kept).to(pictures)
            motion = encode(self._vae, pictures)
        inputs = ClipInputs(
            identity=torch.from_numpy(sitter.identity)[None],
            pictures=torch.cat([reference, motion])[None],
            face=torch.from_numpy(sitter.face)[None],
            audio=audio[None],
            emotion=emotion[None],
            masks=tuple(torch.from_numpy(mask)[None] for mask in sitter.masks),
            strengths=torch.tensor(self.sampling.strengths),
        ).to(self._device, self._dtype)
        shape = (1, CLIP, *reference.shape[1:])
        noise = torch.from_numpy(clip_noise(state.seed, state.frames, shape))
        latents = sample_latents(self._model, self._denoise, inputs, noise, self.sampling)[0, :frames]
        if not latents.isfinite().all():
            raise TietfgError(
                f"the latents from {float(state.frames / LATENT_RATE):.1f} s on are no numbers; "
                "the weights are damaged or do not fit: name others with --weights, or fetch them again"
            )
        last = decode(self._vae, latents[-MOTION_FRAMES:])
        before = last[:1] if state.motion is None else state.motion
        return latents, torch.cat([before, last])[-MOTION_FRAMES:]

    @contextmanager
    def _memory(self, sitter: Sitter) -> Iterator[None]:
        try:
            yield
        except torch.OutOfMemoryError as error:
            torch.cuda.empty_cache()
            raise TietfgError(
                f"the GPU's memory is too small for pictures of {sitter.picture.shape[2]} pixels; "
                f"lower --size (a multiple of {PATCH}), or end what else uses the GPU"
            ) from error


@torch.inference_mode()
def sample_latents(
    model: VisualModel,
    denoise: Callable[[Tensor, Tensor, Conditions], Tensor],
    inputs: ClipInputs,
    noise: Tensor,
    sampling: Sampling,
) -> Tensor:
    """z_0 (B, F, C, H, W), float32, of noise of this shape; features of the reference are made once for all steps.

    `denoise` is the model's denoiser, or that compiled. The unconditional half of guidance is a pass of its own, in
    which what it goes without is not computed, and there is none in the steps without guidance.
    """
    if sampling.guided_steps:
        conditional, unconditional = model.guidance_conditions(inputs)
    else:
        conditional, unconditional = model.conditions(inputs), None
    parameter = model.denoiser.conv_in.weight

    def velocity(latents: Tensor, step: int, conditions: Conditions) -> Tensor:
        timesteps = torch.full((len(latents),), step, device=latents.device)
        return denoise(latents.to(parameter.dtype), timesteps, conditions).float()

    def predict(latents: Tensor, step: int, both: bool) -> tuple[Tensor, Tensor | None]:
        told = velocity(latents, step, conditional)
        return told, velocity(latents, step, unconditional) if both and unconditional is not None else None

    # Hallo was trained with one schedule and samples with the other; only its own form does so here.
    schedule = NoiseSchedule.of_betas("linear" if model.configuration.form == "compat" else "scaled_linear")
    return sample(
        schedule,
        noise.to(parameter.device),
        schedule.trailing(sampling.steps),
        predict,
        scale=sampling.guidance,
        guided_steps=sampling.guided_share,
    )


def _at_encoder_rate(speech: Speech) -> NDArray[np.float32]:
    if speech.sample_rate == SAMPLE_RATE:
        return speech.waveform
    return resample(speech.waveform, speech.sample_rate, SAMPLE_RATE)
