"""All networks of this scale together: from the inputs of a clip to conditions, and to v."""

from collections.abc import Mapping
from dataclasses import replace

import torch
from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
from torch import Tensor, nn

from tietfg.synthesis.dropout import kept
from tietfg.synthesis.fusion import EmotionProjection, GatedFusion
from tietfg.synthesis.reference import ReferenceFeatures
from tietfg.synthesis.sd15.conditions import ClipInputs, Conditions
from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.projections import AudioProjection, IdentityProjection
from tietfg.synthesis.sd15.unet import ReferenceNet, UNet3D


class VisualModel(nn.Module):
    """Reference network, denoiser and what makes their conditions; nothing of a call stays behind."""

    def __init__(self, configuration: Configuration) -> None:
        super().__init__()
        self.configuration = configuration
        width = configuration.context_width
        self.reference_network = ReferenceNet(configuration)
        self.denoiser = UNet3D(configuration)
        self.face_locator = ControlNetConditioningEmbedding(
            configuration.channels[0], block_out_channels=configuration.face_channels
        )
        self.identity_projection = IdentityProjection(configuration)
        self.audio_projection = AudioProjection(configuration)
        self.emotion_projection = EmotionProjection(configuration.audio_tokens, width, configuration.emotion_hidden)
        self.fusion = GatedFusion(width)

    def forward(
        self, latents: Tensor, timesteps: Tensor, inputs: ClipInputs, keep: Mapping[str, Tensor] | None = None
    ) -> Tensor:
        """The v (B, F, C, H, W) of z_t at timesteps (B,), for training; `keep` as in `conditions`."""
        return self.denoiser(latents, timesteps, self.conditions(inputs, keep))

    def conditions(self, inputs: ClipInputs, keep: Mapping[str, Tensor] | None = None) -> Conditions:
        """The conditions of clips, each sample less what `keep` drops: (B,) of "reference", "audio" and "motion".

        Dropped audio takes the emotion with it. Where reference or motion frames are dropped, maps of zeros stand for
        the motion features. Hallo differs: it drops for the whole batch, has four maps of zeros where it drops the
        reference, however many motion frames there are, and encodes grey pictures where it drops motion frames.
        """
        identity = self.identity_projection(inputs.identity)
        whole = self._conditional(inputs, identity, self.reference_network(inputs.pictures, identity))
        if keep is None:
            return whole
        seen = keep["reference"] * keep["motion"]
        return replace(
            whole,
            fusion=None if whole.fusion is None else kept(whole.fusion, keep["audio"]),
            motion=None if whole.motion is None else tuple(kept(feature, seen) for feature in whole.motion),
            keep_reference=keep["reference"],
        )

    def guidance_conditions(self, inputs: ClipInputs) -> tuple[Conditions, Conditions]:
        """Conditions with and without identity, face, speech, emotion and reference, for classifier-free guidance.

        Masks and motion frames are in both. In the form "paper" the same motion features serve both, at no cost. In
        "compat" they depend on the identity as in Hallo, whose rows of pictures and of tokens are in different order:
        with pictures unconditional first, each sample's reference before its motion frames, the tokens alternate.
        """
        identity = self.identity_projection(inputs.identity)
        nobody = self.identity_projection(torch.zeros_like(inputs.identity))
        images = inputs.pictures.shape[1]
        if self.configuration.form == "compat":
            rows = [(nobody, identity)[row % 2] for row in range(2 * images)]
            pictures = torch.cat([inputs.pictures, inputs.pictures[:, 1:]], dim=1)
            features = self.reference_network(pictures, torch.stack([*rows[images:], *rows[1:images]], dim=1))
        else:
            features = self.reference_network(inputs.pictures, identity)
        conditional = self._conditional(inputs, identity, tuple(feature[:, :images] for feature in features))
        motion = _frames(features, images) if self.configuration.form == "compat" else conditional.motion
        unconditional = replace(conditional, identity=nobody, fusion=None, face=None, reference=None, motion=motion)
        return conditional, unconditional

    def _conditional(self, inputs: ClipInputs, identity: Tensor, features: ReferenceFeatures) -> Conditions:
        audio = self.audio_projection(inputs.audio)
        return Conditions(
            identity,
            self.fusion(audio, self.emotion_projection(inputs.emotion)),
            inputs.masks,
            inputs.strengths,
            self.face_locator(inputs.face),
            tuple(feature[:, 0] for feature in features),
            _frames(features, 1),
        )


def _frames(features: ReferenceFeatures, first: int) -> ReferenceFeatures | None:
    """Features of pictures from the first on, or None where there are none."""
    return tuple(feature[:, first:] for feature in features) if features[0].shape[1] > first else None
