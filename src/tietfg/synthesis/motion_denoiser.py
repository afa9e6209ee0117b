"""The denoiser of the portrait scale: motion tokens of a clip, denoised under speech, emotion and portrait."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tietfg.synthesis.attention import Attention
from tietfg.synthesis.dropout import kept
from tietfg.synthesis.face_geometry import GEOMETRY_WIDTH
from tietfg.synthesis.fusion import EmotionProjection, GatedFusion, UngatedFusion
from tietfg.synthesis.motion_clips import CLIP, MARGIN, MOTION_FRAMES
from tietfg.synthesis.motion_tokens import CHANNELS, MASKS, PRESENT, TOKENS
from tietfg.synthesis.phonetic_features import PHONETIC_WIDTH
from tietfg.synthesis.reference import reference_attention
from tietfg.synthesis.regions import RegionAttention
from tietfg.synthesis.temporal import TemporalAttention

_SEEN = 5
"""Frames of z_t and of the motion before it that make a token."""
_KERNEL = 5
"""Frames of each of the two convolutions that hear f_a."""
_HEARD = _KERNEL - 1
_WINDOW = (-8, -4, 0, 4, 8)
"""Frames around a frame whose f_a and f_emo it attends to."""
_STEP_WIDTH = 64


@dataclass(frozen=True)
class DenoiserConfiguration:
    """Widths and depths."""

    width: int = 112
    layers: int = 4
    heads: int = 4
    context_width: int = 64
    """Of f_a and f_emo."""
    gate: bool = True
    """Whether emotion passes the gate of eq 5; without, c_fusion = f_a + f_emo."""
    masks: bool = True
    """Whether every region has its own part of eq 8; without, all three see every token."""

    def as_json(self) -> dict[str, Any]:
        """For the card of a trained network."""
        return asdict(self)


class MotionDenoiser(nn.Module):
    """v-prediction of a clip's tokens z_t (eq 3, 4) under c_fusion (eq 5, 6).

    In each layer the tokens of a frame meet each other and the portrait's reference tokens, attend to speech and
    emotion around the frame by region (eq 7 to 9), and meet their own past and future in the clip, with the motion
    frames before it in front.
    """

    masks: Tensor
    present: Tensor
    places: Tensor

    def __init__(self, configuration: DenoiserConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        width, context, tokens = configuration.width, configuration.context_width, len(TOKENS)
        masks = MASKS if configuration.masks else np.ones_like(MASKS)
        self.register_buffer("masks", torch.from_numpy(masks), persistent=False)
        self.register_buffer("present", torch.from_numpy(PRESENT).float(), persistent=False)
        self.register_buffer("places", torch.arange(_STEP_WIDTH // 2) / (_STEP_WIDTH // 2), persistent=False)
        seen = _SEEN * CHANNELS
        self.embed = nn.Parameter(torch.randn(tokens, seen, width) / math.sqrt(seen))
        self.region = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.remembered = nn.Parameter(0.02 * torch.randn(tokens, width))
        self.geometry = nn.Parameter(torch.randn(tokens, GEOMETRY_WIDTH, width) / math.sqrt(GEOMETRY_WIDTH))
        self.step = nn.Sequential(nn.Linear(_STEP_WIDTH, width), nn.SiLU(), nn.Linear(width, width))
        self.hear = nn.Sequential(
            nn.Conv1d(PHONETIC_WIDTH, context, _KERNEL), nn.SiLU(), nn.Conv1d(context, context, _KERNEL)
        )
        self.heard = nn.LayerNorm(context)
        self.window = nn.Parameter(torch.randn(len(_WINDOW), context))
        self.feel = EmotionProjection(1, context, context)
        self.fusion = GatedFusion(context) if configuration.gate else UngatedFusion()
        self.layers = nn.ModuleList(_Layer(configuration) for _ in range(configuration.layers))
        self.norm = nn.LayerNorm(width)
        self.out = nn.Parameter(torch.zeros(tokens, width, CHANNELS))

    def forward(
        self,
        noisy: Tensor,
        step: Tensor,
        motion: Tensor,
        speech: Tensor,
        emotion: Tensor,
        geometry: Tensor,
        keep: Tensor,
        strengths: Tensor,
    ) -> Tensor:
        """Velocity v (B, F, tokens, channels) of a clip's F new frames, at most NEW_FRAMES.

        noisy: z_t of the same shape; step (B,): t from 0 to 999; motion (B, MOTION_FRAMES, tokens, channels): the clean
        frames before; speech (B, F + 2 MARGIN, PHONETIC_WIDTH) and emotion (B, F + 2 MARGIN, 8): features of the frames
        and of MARGIN before and after; geometry (B, tokens, GEOMETRY_WIDTH) of the portrait; keep (B, 4): 1 where the
        motion frames, the speech (and with it all of c_fusion), the emotion, and the reference are known; strengths
        (3,) of pose, expression and lips in eq 9.
        """
        known_motion, known_speech, known_emotion, known_face = keep.unbind(1)
        context = self._context(speech, emotion, known_emotion)
        context = kept(context, known_speech).flatten(0, 1)
        reference = torch.einsum("bpg,pgc->bpc", geometry, self.geometry) + self.region
        motion = kept(motion, known_motion)
        embedded = self._embedded(torch.cat([motion, noisy], dim=1))
        before = kept(embedded[:, :MOTION_FRAMES] + self.remembered, known_motion).transpose(1, 2).flatten(0, 1)
        time = self.step(self._times(step))
        frames = embedded[:, MOTION_FRAMES:] + self.region + time[:, None, None]
        for layer in self.layers:
            frames = layer(frames, time, before, context, reference, known_face, self.masks[None], strengths)
        return torch.einsum("bfpd,pdc->bfpc", self.norm(frames), self.out) * self.present

    def _embedded(self, tokens: Tensor) -> Tensor:
        """Tokens (B, frames, tokens, width) from their channels in the frames around."""
        count, reach = tokens.shape[1], _SEEN // 2
        edge = torch.zeros_like(tokens[:, :1]).expand(-1, reach, -1, -1)
        padded = torch.cat([edge, tokens, edge], dim=1)
        around = torch.cat([padded[:, place : place + count] for place in range(_SEEN)], dim=3)
        return torch.einsum("bfpc,pcd->bfpd", around, self.embed)

    def _context(self, speech: Tensor, emotion: Tensor, known: Tensor) -> Tensor:
        """c_fusion (B, F, window, context width)."""
        heard = self.heard(self.hear(speech.transpose(1, 2)).transpose(1, 2))
        felt = kept(self.feel(emotion)[:, _HEARD:-_HEARD, 0], known)
        reach = MARGIN - _HEARD
        count = speech.shape[1] - 2 * MARGIN
        audio, feeling = (
            torch.stack([part[:, reach + place : reach + place + count] for place in _WINDOW], dim=2)
            for part in (heard, felt)
        )
        return self.fusion(audio + self.window, feeling)

    def _times(self, step: Tensor) -> Tensor:
        angles = step[:, None] * torch.exp(-math.log(1000.0) * self.places)
        return torch.cat([angles.sin(), angles.cos()], dim=1)


class _Layer(nn.Module):
    """Attention within frames, to speech and emotion, and along time; then a feed-forward part."""

    def __init__(self, configuration: DenoiserConfiguration) -> None:
        super().__init__()
        width, heads = configuration.width, configuration.heads
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(5))
        self.within = Attention(width, heads)
        self.regions = RegionAttention(width, heads, configuration.context_width)
        self.along = TemporalAttention(width, heads, CLIP)
        self.modulation = nn.Linear(width, 2 * width)
        self.feed_forward = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(
        self,
        frames: Tensor,
        time: Tensor,
        before: Tensor,
        context: Tensor,
        reference: Tensor,
        known_face: Tensor,
        masks: Tensor,
        strengths: Tensor,
    ) -> Tensor:
        """(B, F, tokens, width) to the same; before (B tokens, motion frames, width), context (B F, window, D)."""
        batch, count = frames.shape[:2]
        flat = frames.flatten(0, 1)
        flat = flat + reference_attention(self.within, self.norms[0](flat), self.norms[0](reference), known_face)
        flat = flat + self.regions(self.norms[1](flat), context, masks, strengths)
        frames = flat.reshape(batch, count, *flat.shape[1:])
        courses = self.norms[2](frames).transpose(1, 2).flatten(0, 1)
        courses = self.along(courses, self.norms[3](before))
        frames = frames + courses.reshape(batch, -1, count, courses.shape[2]).transpose(1, 2)
        scale, shift = self.modulation(functional.silu(time))[:, None, None].chunk(2, dim=3)
        return frames + self.feed_forward(_shifted(self.norms[4](frames) * (1 + scale) + shift))


def _shifted(frames: Tensor) -> Tensor:
    """(B, F, tokens, width), a quarter of the channels from the frame before and a quarter from the next one.

    What is computed of a frame then knows its neighbours (Lin, Gan and Han 2019, "TSM: temporal shift module").
    """
    quarter = frames.shape[3] // 4
    earlier, later, own = frames[..., :quarter], frames[..., quarter : 2 * quarter], frames[..., 2 * quarter :]
    earlier = torch.cat([earlier[:, :1], earlier[:, :-1]], dim=1)
    later = torch.cat([later[:, 1:], later[:, -1:]], dim=1)
    return torch.cat([earlier, later, own], dim=3)


def parameters_of(model: nn.Module) -> int:
    """How many parameters a model has."""
    return sum(parameter.numel() for parameter in model.parameters())
