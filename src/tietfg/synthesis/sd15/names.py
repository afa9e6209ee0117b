"""Names and shapes of tensors in Hallo's checkpoints, told from those of the model here."""

import re
from functools import cache

import torch

from tietfg.synthesis.sd15.configuration import Configuration
from tietfg.synthesis.sd15.model import VisualModel

OWN = ("emotion_projection.", "fusion.")
"""What the names here begin with of tensors that Hallo does not have."""
_RENAMED = (
    (r"^reference_network\.", "reference_unet."),
    (r"^denoiser\.", "denoising_unet."),
    (r"^identity_projection\.", "imageproj."),
    (r"^audio_projection\.", "audioproj."),
    (r"layers\.(\d+)\.resnet\.", r"resnets.\1."),
    (r"layers\.(\d+)\.attention\.", r"attentions.\1."),
    (r"layers\.(\d+)\.audio\.", r"audio_modules.\1."),
    (r"layers\.(\d+)\.motion\.", r"motion_modules.\1.temporal_transformer."),
    (r"(down|up)_blocks\.(\d+)\.sampler\.", r"\1_blocks.\2.\1samplers.0."),
    (r"((?:attentions|audio_modules)\.\d+)\.(norm\d|attn\d|ff|regions)\.", r"\1.transformer_blocks.0.\2."),
    (r"regions\.attentions\.", "attn2_"),
    (r"regions\.sum\.convolutions\.0\.", "zero_conv_full."),
    (r"regions\.sum\.convolutions\.1\.", "zero_conv_face."),
    (r"regions\.sum\.convolutions\.2\.", "zero_conv_lip."),
    (r"temporal_transformer\.(norms|ff|ff_norm|attentions)\.", r"temporal_transformer.transformer_blocks.0.\1."),
    (r"transformer_blocks\.0\.attentions\.(\d)\.attention\.", r"transformer_blocks.0.attention_blocks.\1."),
    (r"transformer_blocks\.0\.attentions\.(\d)\.places$", r"transformer_blocks.0.attention_blocks.\1.pos_encoder.pe"),
)
_CONVOLUTIONS = re.compile(r"(zero_conv_\w+|(attentions|audio_modules)\.\d+\.proj_(in|out))\.weight$")
"""Matrices here that are 1x1 convolutions there."""

Shapes = dict[str, tuple[int, ...]]


@cache
def hallo_tensors(configuration: Configuration) -> tuple[dict[str, str], Shapes, Shapes]:
    """Names there by names here, the shapes there of these, and of tensors that are known there and not used here.

    Not used are the motion modules of the last level, which Hallo never runs; and in the form "paper" the attentions
    for pose and lips, where the one for the expression becomes that of all regions. Callers change nothing
    in what they get.
    """
    with torch.device("meta"):
        state = VisualModel(configuration).state_dict()
    names: dict[str, str] = {}
    used: Shapes = {}
    for own, value in state.items():
        if own.startswith(OWN):
            continue
        name = own
        for pattern, replacement in _RENAMED:
            name = re.sub(pattern, replacement, name)
        if configuration.form == "paper":
            name = name.replace(".attn2_0.", ".attn2_1.")
        names[own] = name
        ones = (1, 1) if _CONVOLUTIONS.search(name) else ()
        used[name] = (*((1,) if name.endswith(".pe") else ()), *value.shape, *ones)
    unused: Shapes = {}
    lowest = [f"down_blocks.{configuration.attention_levels}.motion_modules.{n}" for n in range(configuration.layers)]
    lowest += [f"up_blocks.0.motion_modules.{n}" for n in range(configuration.layers + 1)]
    for name, shape in used.items():
        if "mid_block.motion_modules.0" in name:
            unused |= {name.replace("mid_block.motion_modules.0", place): shape for place in lowest}
        if configuration.form == "paper" and ".attn2_1." in name:
            unused |= {name.replace(".attn2_1.", f".attn2_{region}."): shape for region in (0, 2)}
    return names, used, unused
