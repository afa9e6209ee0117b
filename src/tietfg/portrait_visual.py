"""The preset `portrait`: latents are Motion, and the picture itself is moved."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tietfg.emotion.track import EmotionTrack
from tietfg.motion.motion import Motion
from tietfg.motion.resample import MotionResampler
from tietfg.performers import MOTIONS, Performer
from tietfg.portrait.read import read_portrait
from tietfg.presets import Prepared
from tietfg.render.renderer import PortraitRenderer
from tietfg.report import Settings
from tietfg.script import Direction, Look, PresetOptions
from tietfg.speech.speech import Speech
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore


@dataclass(frozen=True)
class Performing:
    """A performer at work, and what it carries from block to block."""

    performer: Performer
    state: Any


class PortraitVisual:
    """See VisualSynthesizer. The options are those of the performers that take any."""

    settings: Settings

    def __init__(self, store: WeightStore, options: PresetOptions | None = None) -> None:
        self._store, self._options = store, options or PresetOptions()
        given = self._options.given()
        self.settings = {name: str(value) if isinstance(value, Path) else value for name, value in given.items()}
        self._performers: dict[str, Performer] = {}
        self._lock = threading.Lock()

    def check(self, direction: Direction, look: Look) -> None:  # noqa: ARG002
        """Load the performer, which may be missing."""
        self._performer(direction.motion)

    def prepare(self, picture: Path, look: Look, times: StageTimes) -> Prepared:
        """See VisualSynthesizer."""
        with times.stage("read portrait"):
            portrait = read_portrait(picture, look.size, look.framing, self._store, look.matte)
        with times.stage("prepare renderer"):
            return Prepared(portrait, PortraitRenderer(portrait))

    def start(self, direction: Direction, prepared: Callable[[], Prepared]) -> Performing:
        """Waits for the portrait only where the performer wants to know it."""
        performer = self._performer(direction.motion)
        return Performing(performer, performer.start(direction.seed, lambda: prepared().portrait))

    def synthesise(self, speech: Speech, track: EmotionTrack, state: Performing) -> Iterator[tuple[Motion, Performing]]:
        """The whole block at once."""
        motion, following = state.performer.perform(speech, track, state.state)
        yield motion, Performing(state.performer, following)

    def resampler(self, fps: Fraction) -> MotionResampler:
        """See VisualSynthesizer."""
        return MotionResampler(fps)

    def _performer(self, name: str | None) -> Performer:
        with self._lock:
            chosen = name or next(iter(MOTIONS))
            if chosen not in self._performers:
                self._performers[chosen] = MOTIONS[chosen].open(self._options)
            return self._performers[chosen]
