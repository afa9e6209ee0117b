"""The two stages of training at the paper's scale: what is learned of what, and a model made ready for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor, nn

from tietfg.synthesis.sd15.model import VisualModel
from tietfg.synthesis.sd15.unet import Layer


@dataclass(frozen=True)
class Stage:
    """What is learned of what."""

    number: int
    frames: int
    """Of a clip."""
    motion_frames: int
    """Before the clip."""
    apart: int = 30
    """Frames from the reference to a single frame, where the video is long enough."""
    dropout: float = 0.05
    """Of reference, audio and motion frames, each on its own and for each sample."""
    noise_offset: float = 0.05
    """Deviation of what is added to the noise of a whole channel, the same in all frames."""
    gamma: float = 5.0
    """Of the min-SNR weights."""


STAGES = {1: Stage(1, 1, 0), 2: Stage(2, 14, 2)}


class TrainedPart(nn.Module):
    """The parameters of a model that are trained, and nothing else; called, it is the whole model.

    What trains, averages, saves and synchronises it leaves the frozen rest alone.
    """

    def __init__(self, whole: VisualModel, names: Sequence[str]) -> None:
        super().__init__()
        self._whole = (whole,)  # in a tuple, where torch does not look for modules
        parameters = dict(whole.named_parameters())
        whole.requires_grad_(False)
        for name in names:
            parameters[name].requires_grad = True
            self.register_parameter(name.replace(".", "/"), parameters[name])

    def forward(self, *inputs: Any) -> Tensor:
        """As VisualModel."""
        return self._whole[0](*inputs)

    def values(self) -> dict[str, Tensor]:
        """What is trained, by the names that it has in the whole model."""
        return {name.replace("/", "."): parameter.detach() for name, parameter in self.named_parameters()}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        other = type(self).__new__(type(self))
        nn.Module.__init__(other)
        other._whole = self._whole
        for name, parameter in self.named_parameters():
            other.register_parameter(name, nn.Parameter(parameter.detach().clone(), requires_grad=False))
        return other


def trained_part(model: VisualModel, stage: Stage, precision: str, *, motion_modules: bool = True) -> TrainedPart:
    """A model made ready for a stage, for good; what comes pretrained stays as it is.

    Stage 1 trains all but speech, emotion and motion, whose modules are taken out of the denoiser: it sees single
    frames. Stage 2 trains these alone, its motion modules only if `motion_modules`. Layers of the denoiser are run
    again for their gradients, and at the precision "bf16" frozen matrices are rounded, as autocast would each time.
    """
    if stage.number == 1:
        for layer in model.denoiser.modules():
            if isinstance(layer, Layer):
                layer.audio, layer.motion = None, None
        names = _of_pictures(model)
    else:
        names = _of_speech_and_motion(model, motion_modules)
    part = TrainedPart(model, names)
    model.denoiser.gradient_checkpointing = True
    for module in model.modules():
        if isinstance(module, nn.GroupNorm):
            module.register_forward_pre_hook(_contiguous)
        elif isinstance(module, nn.Linear | nn.Conv2d) and precision == "bf16" and not module.weight.requires_grad:
            module.to(torch.bfloat16)
    return part


def _of_pictures(model: VisualModel) -> list[str]:
    """Of a model without audio and motion modules; of its last reference features on nothing gets a gradient."""
    last = next(
        name
        for name, module in model.named_modules()
        if name.startswith("reference_network.")
        and isinstance(module, Layer)
        and module.place == model.reference_network.last_place
    )
    unused = tuple(f"{last}.attention.{part}." for part in ("attn1", "attn2", "norm2", "norm3", "ff", "proj_out"))
    own = ("denoiser.", "reference_network.", "identity_projection.", "face_locator.")
    return [name for name, _ in model.named_parameters() if name.startswith(own) and not name.startswith(unused)]


def _of_speech_and_motion(model: VisualModel, motion_modules: bool) -> list[str]:
    parts = (".audio.", ".motion.") if motion_modules else (".audio.",)
    own = ("audio_projection.", "emotion_projection.", "fusion.")
    return [
        name
        for name, _ in model.named_parameters()
        if name.startswith(own) or (name.startswith("denoiser.") and any(part in name for part in parts))
    ]


def _contiguous(_: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """What a GroupNorm takes while it learns.

    torch 2.13 crashes on a CPU in its backward pass where the input is channels last and needs no gradient, as maps do
    that come from frozen layers alone. Maps of 1 x 1 count as both layouts, hence a copy.
    """
    return tuple(maps if maps.requires_grad else maps.clone(memory_format=torch.contiguous_format) for maps in inputs)
