"""Presets: what makes pictures of speech and emotion track, and which ones there are."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError, check_choice, check_extra
from tietfg.performers import MOTIONS
from tietfg.portrait.framing import FRAMINGS
from tietfg.portrait.matte import MATTE_CHOICES
from tietfg.portrait.portrait import Portrait
from tietfg.report import Settings
from tietfg.script import SAMPLING, Direction, Look, PresetOptions
from tietfg.speech.speech import Speech
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore

Latents = Any
"""Frames as a preset makes them, before they are pictures: Motion or PictureLatents, with a length, an `fps` and a
`concatenate`."""
State = Any
"""What a preset carries from clip to clip of one video; never changed, always replaced."""


class Decoder(Protocol):
    """Makes pictures of the latents of one portrait. Several threads may use it at once."""

    def pictures(self, latents: Latents, /) -> Iterator[NDArray[np.uint8]]:
        """The frames in order, (height, width, 3) uint8 sRGB, made when they are asked for."""
        ...


class Resampler(Protocol):
    """Turns latents at 25 Hz, given clip by clip, into latents at a video's rate; one serves one video."""

    def push(self, latents: Latents, /) -> Latents:
        """The frames that are settled once these latents are known."""
        ...

    def flush(self) -> Latents:
        """The frames that were held back, after the last push."""
        ...


@dataclass(frozen=True)
class Prepared:
    """A portrait that was read, ready to be shown."""

    portrait: Portrait
    decoder: Any
    """A Decoder; a preset knows its own."""


class VisualSynthesizer(Protocol):
    """Speech and track to latents, latents to pictures. One object serves many requests, also at the same time."""

    @property
    def settings(self) -> Settings:
        """What shapes its pictures besides a request, for the report."""
        ...

    def check(self, direction: Direction, look: Look) -> None:
        """Raise InputError or WeightsError, before anything else is done, for what cannot be made."""
        ...

    def prepare(self, picture: Path, look: Look, times: StageTimes) -> Prepared:
        """Read a portrait and get it ready to move. Raises InputError or WeightsError."""
        ...

    def start(self, direction: Direction, prepared: Callable[[], Prepared]) -> State:
        """The state before the first block; `prepared` waits until the portrait is."""
        ...

    def synthesise(self, speech: Speech, track: EmotionTrack, state: State) -> Iterator[tuple[Latents, State]]:
        """Latents of a block at 25 frames a second, clip by clip, each with the state after it.

        The track has 25 frames a second and round(25 * speech.duration) of them; the clips have as many in all.
        """
        ...

    def resampler(self, fps: Fraction) -> Resampler:
        """From the latents' rate to a video's."""
        ...


@dataclass(frozen=True)
class PresetSpec:
    """A preset to choose: its name, what it is, what it needs and can do, and how it is made."""

    name: str
    description: str
    extra: str | None
    """Extra of the package that it needs, ..."""
    packages: tuple[str, ...]
    """... with these packages."""
    motions: tuple[str, ...]
    """Who may move the face, the usual one first; none where nobody can be chosen."""
    framings: tuple[str, ...]
    mattes: tuple[str, ...]
    """The usual one first."""
    arkit: bool
    """Whether its latents are Motion, which curves can be played as and written from."""
    options: tuple[str, ...]
    """Those of PresetOptions that it takes."""
    create: Callable[[WeightStore, PresetOptions], VisualSynthesizer]

    def open(self, store: WeightStore, options: PresetOptions) -> VisualSynthesizer:
        """The preset itself. Raises InputError for options it does not take, or where its extra is not installed."""
        options.check(self.options, f"the preset {self.name}")
        if self.extra is not None:
            check_extra(f"the preset {self.name}", self.extra, self.packages)
        return self.create(store, options)

    def check_curves(self) -> None:
        """Raise InputError where neither can curves be played nor written."""
        if not self.arkit:
            raise InputError(f"the preset {self.name} knows no ARKit curves; leave them out, or choose another preset")

    def motion(self, name: str | None) -> str | None:
        """Who moves the face: the one named or the usual one; raises InputError where that cannot be chosen."""
        if name is not None:
            check_choice("motion", name, MOTIONS)
        return self._chosen("motion", name, self.motions)

    def look(self, size: int, framing: str | None, matte: str | None) -> Look:
        """How the portrait is shown; raises InputError for what this preset does not have."""
        if framing is not None:
            check_choice("framing", framing, FRAMINGS)
        if matte is not None:
            check_choice("matte", matte, MATTE_CHOICES)
        framing = self._chosen("framing", framing, self.framings)
        return Look(size, framing or "", self._chosen("matte", matte, self.mattes) or "")

    def _chosen(self, what: str, name: str | None, choices: tuple[str, ...]) -> str | None:
        if name is None:
            return choices[0] if choices else None
        if name not in choices:
            instead = f"choose {' or '.join(choices)}" if choices else "leave it out"
            raise InputError(f"the preset {self.name} has no {what} {name}; {instead}")
        return name


def _create_portrait(store: WeightStore, options: PresetOptions) -> VisualSynthesizer:
    from tietfg.portrait_visual import PortraitVisual

    return PortraitVisual(store, options)


def _create_sd15(store: WeightStore, options: PresetOptions) -> VisualSynthesizer:
    from tietfg.sd15_visual import Sd15Visual
    from tietfg.synthesis.sd15.sampling import PictureSampling

    given = options.given()
    weights, yes = given.pop("weights", store.home / "sd15"), given.pop("yes", False)
    return Sd15Visual(store, weights, PictureSampling(**given), slow_allowed=yes)


PRESETS: dict[str, PresetSpec] = {
    spec.name: spec
    for spec in (
        PresetSpec(
            name="portrait",
            description="moves the picture itself, on any computer",
            extra=None,
            packages=(),
            motions=tuple(MOTIONS),
            framings=FRAMINGS,
            mattes=MATTE_CHOICES,
            arkit=True,
            options=("weights", *SAMPLING),
            create=_create_portrait,
        ),
        PresetSpec(
            name="sd15",
            description="the paper's diffusion of pictures, on a CUDA GPU with weights that you fetch",
            extra="sd15",
            packages=("torch", "diffusers", "transformers", "safetensors"),
            motions=(),
            framings=("crop",),
            mattes=("none",),
            arkit=False,
            options=("weights", *SAMPLING, "drift_guard", "compile", "yes"),
            create=_create_sd15,
        ),
    )
}
