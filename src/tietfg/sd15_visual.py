"""The preset `sd15`: latents are those of a VAE, denoised by the networks of synthesis/sd15."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError
from tietfg.portrait.framing import check_size
from tietfg.portrait.read import read_portrait
from tietfg.presets import Prepared
from tietfg.report import Settings
from tietfg.script import Direction, Look
from tietfg.speech.speech import Speech
from tietfg.synthesis.sd15.identity import IdentityEncoder, installed_encoder
from tietfg.synthesis.sd15.latents import LatentResampler, PictureLatents
from tietfg.synthesis.sd15.runtime import check_patience, default_device, load_sampler
from tietfg.synthesis.sd15.sampling import ClipSampler, PictureSampling, SampledState
from tietfg.synthesis.sd15.sitter import PATCH, Sitter, sit
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore

_NOBODY = (
    "the portrait's identity is not told to sd15, for no InsightFace is installed with its models (antelopev2); "
    "likeness comes from the picture alone"
)
_UNSEEN = (
    "InsightFace finds no face in the portrait, whose identity is not told to sd15; likeness comes from the picture"
)


@dataclass(frozen=True)
class SitterDecoder:
    """A sitter, and the decoder of its pictures."""

    sampler: ClipSampler
    sitter: Sitter

    def pictures(self, latents: PictureLatents) -> Iterator[NDArray[np.uint8]]:
        """See Decoder."""
        return self.sampler.pictures(latents, self.sitter)


class Sd15Visual:
    """See VisualSynthesizer. `folder` is one that read_sd15 reads; models load when the first portrait is prepared.

    `identity` tells who is in a portrait; without one InsightFace does, where it is installed. Without a GPU nothing is
    made unless `slow_allowed`.
    """

    def __init__(
        self,
        store: WeightStore,
        folder: Path,
        sampling: PictureSampling,
        *,
        slow_allowed: bool = False,
        identity: IdentityEncoder | None = None,
    ) -> None:
        self._store, self._folder, self._sampling = store, folder, sampling
        self._slow_allowed, self._identity = slow_allowed, identity
        self._device = default_device()
        self._lock = threading.Lock()
        self._loaded: tuple[ClipSampler, IdentityEncoder | None] | None = None
        self.settings: Settings = {"weights": str(folder), "device": self._device, **asdict(sampling)}

    def check(self, direction: Direction, look: Look) -> None:  # noqa: ARG002
        """Refuse sizes that latents cannot have, and CPUs unless that is allowed."""
        check_size(look.size)
        if look.size % PATCH:
            raise InputError(f"size {look.size} is not possible with the preset sd15; give a multiple of {PATCH}")
        if self._device == "cpu" and not self._slow_allowed:
            check_patience(self._folder, look.size, self._sampling)

    def prepare(self, picture: Path, look: Look, times: StageTimes) -> Prepared:
        """See VisualSynthesizer."""
        with times.stage("read portrait"):
            portrait = read_portrait(picture, look.size, look.framing, self._store, look.matte)
        with times.stage("load models"):
            sampler, encoder = self._load()
        with times.stage("prepare portrait"):
            sitter = sit(portrait, encoder, sampler.models.configuration)
        if not sitter.identified:
            portrait = replace(portrait, notes=(*portrait.notes, _NOBODY if encoder is None else _UNSEEN))
        return Prepared(portrait, SitterDecoder(sampler, sitter))

    def start(self, direction: Direction, prepared: Callable[[], Prepared]) -> SampledState:
        """See VisualSynthesizer."""
        decoder: SitterDecoder = prepared().decoder
        return decoder.sampler.start(direction.seed, decoder.sitter)

    def synthesise(
        self, speech: Speech, track: EmotionTrack, state: SampledState
    ) -> Iterator[tuple[PictureLatents, SampledState]]:
        """See VisualSynthesizer."""
        return self._load()[0].clips(speech, track, state)

    def resampler(self, fps: Fraction) -> LatentResampler:
        """See VisualSynthesizer."""
        return LatentResampler(fps)

    def _load(self) -> tuple[ClipSampler, IdentityEncoder | None]:
        with self._lock:
            if self._loaded is None:
                encoder = self._identity or installed_encoder(self._folder)
                self._loaded = load_sampler(self._folder, self._device, self._sampling), encoder
            return self._loaded
