"""Performers: what moves a face in speech, and which ones there are."""

import importlib.resources
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.portrait.portrait import Portrait
from tietfg.script import SAMPLING, PresetOptions
from tietfg.speech.speech import Speech

if TYPE_CHECKING:
    from tietfg.synthesis.motion_diffusion import DiffusionPerformer, DiffusionState

SHIPPED_DENOISER = Path(str(importlib.resources.files("tietfg") / "assets" / "visual" / "portrait.onnx"))
"""Of the motion `diffusion`."""


class Performer(Protocol):
    """Speech and track to motion, block by block. One object serves many requests, also at the same time."""

    def start(self, seed: int, portrait: Callable[[], Portrait]) -> Any:
        """The state before the first block. The seed chooses the take; `portrait` waits until the picture is read."""
        ...

    def perform(self, speech: Speech, track: EmotionTrack, state: Any) -> tuple[Motion, Any]:
        """Motion of a block at 25 frames a second, and the state for the next block.

        The track has 25 frames a second and round(25 * speech.duration) of them, and so has the motion.
        """
        ...


@dataclass(frozen=True)
class PerformerSpec:
    """A performer to choose: its name, what it is, what of PresetOptions it takes, and how it is made."""

    name: str
    description: str
    options: tuple[str, ...]
    create: Callable[[PresetOptions], Performer]

    def open(self, options: PresetOptions) -> Performer:
        """The performer itself. Raises InputError for options it does not take, and WeightsError."""
        options.check(self.options, f"the motion {self.name}")
        return self.create(options)


class ProceduralPerformer:
    """The performer of motion/performer.py, which needs to know nothing of the portrait."""

    def start(self, seed: int, portrait: Callable[[], Portrait]) -> PerformerState:  # noqa: ARG002
        """See Performer."""
        return PerformerState.initial(seed)

    def perform(self, speech: Speech, track: EmotionTrack, state: PerformerState) -> tuple[Motion, PerformerState]:
        """See Performer."""
        return perform(speech, track, state)


@dataclass(frozen=True)
class PortraitDiffusion:
    """The performer of synthesis/motion_diffusion.py, with the portrait's geometry as its reference."""

    denoiser: "DiffusionPerformer"

    def start(self, seed: int, portrait: Callable[[], Portrait]) -> "DiffusionState":
        """See Performer."""
        from tietfg.synthesis.face_geometry import face_geometry
        from tietfg.synthesis.motion_diffusion import DiffusionState

        return DiffusionState.initial(seed, face_geometry(portrait().resting))

    def perform(self, speech: Speech, track: EmotionTrack, state: "DiffusionState") -> tuple[Motion, "DiffusionState"]:
        """See Performer."""
        return self.denoiser.perform(speech, track, state)


def _create_diffusion(options: PresetOptions) -> Performer:
    from tietfg.synthesis.motion_diffusion import DiffusionPerformer, MotionSampling

    given = options.given()
    weights = given.pop("weights", SHIPPED_DENOISER)
    return PortraitDiffusion(DiffusionPerformer(weights, MotionSampling(**given)))


MOTIONS: dict[str, PerformerSpec] = {
    spec.name: spec
    for spec in (
        PerformerSpec("diffusion", "a trained diffusion model", ("weights", *SAMPLING), _create_diffusion),
        PerformerSpec("procedural", "rules of speech, expression and gesture", (), lambda _: ProceduralPerformer()),
    )
}
