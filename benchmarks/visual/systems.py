"""Systems: what moves the face, from the procedural performer to ablations of the diffusion."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.timeline import EmotionTimeline, Keyframe
from tietfg.emotion.track import EmotionTrack
from tietfg.fluctuation.exported import open_exported
from tietfg.fluctuation.switch import FLUCTUATIONS, FluctuationInputs
from tietfg.motion.motion import Motion
from tietfg.motion.performer import PerformerState, perform
from tietfg.motion.prosody import Prosody
from tietfg.speech.speech import Speech
from tietfg.synthesis.motion_diffusion import DiffusionPerformer, DiffusionState, MotionSampling

PROCEDURAL, FULL = "procedural", "full"
TRAINED_WITHOUT = ("gate", "masks")
ABLATION = "ablation: "
"""Begins the names of the networks that are compared among themselves."""
WHERE = (
    "Not measured: name a folder with --ablations that holds full/portrait.onnx, without-gate/portrait.onnx and "
    "without-masks/portrait.onnx, made by `tietfg train visual --recipe benchmarks/visual/short.yaml`, once as it "
    "stands, once with `--without gate` and once with `--without masks`."
)


@dataclass(frozen=True)
class System:
    """A performer, and what it plays."""

    name: str
    model: Path | None = None
    """The denoiser; None for the procedural performer."""
    sampling: tuple[tuple[str, Any], ...] = ()
    """Fields of MotionSampling that differ from what it does by default."""
    switch: str | None = None
    """One of FLUCTUATIONS in the place of the track that the others play."""

    def track(self, speech: Speech, track: EmotionTrack, seed: int) -> EmotionTrack:
        """What it plays in a block that others play with `track`."""
        if self.switch is None:
            return track
        unasked = EmotionTimeline(keyframes=(Keyframe(word=0, emotion={"neutral": 1}, intensity=0),))
        return FLUCTUATIONS[self.switch].track(FluctuationInputs(speech, unasked, lambda: track, seed))

    def perform(
        self,
        blocks: Sequence[tuple[Speech, EmotionTrack, Prosody | None]],
        seed: int,
        geometry: NDArray[np.float32] | None,
    ) -> Motion:
        """Play blocks one after the other, with one state, as a person of some geometry (see face_geometry)."""
        play: Callable[..., tuple[Motion, Any]] = perform
        state: Any = PerformerState.initial(seed)
        if self.model is not None:
            play = _performer(self.model, self.sampling).perform
            state = DiffusionState.initial(seed, geometry)
        motions = []
        for speech, track, prosody in blocks:
            motion, state = play(speech, track, state, prosody)
            motions.append(motion)
        return Motion.concatenate(motions)


def systems(denoiser: Path) -> tuple[System, ...]:
    """Those of the main table: what emotion, guidance and steps bring to a denoiser, and the procedural performer."""
    return (
        System(PROCEDURAL),
        System(FULL, denoiser),
        System("none", denoiser, switch="none"),
        System("random", denoiser, switch="random"),
        System("without guidance", denoiser, (("guidance", 1.0),)),
        *(System(f"{steps} steps", denoiser, (("steps", steps),)) for steps in (4, 16, 40)),
    )


def ablations(folder: Path | None) -> tuple[System, ...]:
    """The networks of a folder, each a part trained without; none where there is no folder."""
    if folder is None:
        return ()
    names = ("full", *(f"without {part}" for part in TRAINED_WITHOUT))
    return tuple(System(ABLATION + name, folder / name.replace(" ", "-") / "portrait.onnx") for name in names)


def described(model: Path) -> dict[str, str]:
    """What a denoiser says of itself, and its sha256."""
    _, metadata = open_exported(model, "motion denoiser")
    told = {name: value for name, value in metadata.items() if name not in ("scales", "schedule")}
    return {"sha256": hashlib.sha256(model.read_bytes()).hexdigest(), **told}


@cache
def _performer(model: Path, sampling: tuple[tuple[str, Any], ...]) -> DiffusionPerformer:
    return DiffusionPerformer(model, MotionSampling(**dict(sampling)))
