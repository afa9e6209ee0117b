"""SpeechRequest, Script and Direction: what one request asks for, as it is given and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from tietfg.emotion.timeline import EmotionTimeline, Plan
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import TextWord
from tietfg.errors import InputError
from tietfg.motion.performance import Performance
from tietfg.speech.blocks import TextBlock, cut_blocks
from tietfg.speech.delivery import SPEEDS, Delivery
from tietfg.speech.markup.marked_text import Mark
from tietfg.speech.recording.read import Recording
from tietfg.speech.speech import Speech
from tietfg.timing import StageTimes


@dataclass(frozen=True)
class SpeechRequest:
    """What is to be said and how, as a user gives it."""

    text: str | None
    """Plain or with marks; None for what a recording says."""
    emotion: str = ""
    timeline: EmotionTimeline | Path | None = None
    """In the place of a description; a path names its JSON document."""
    voice: str | None = None
    voice_like: Path | None = None
    """A recording of a person whom the voice shall be like; in the place of a voice."""
    speed: float = 1.0
    audio: Path | None = None
    """A recording in the place of synthetic speech."""

    def check(self) -> None:
        """Raise InputError on requests that contradict themselves."""
        if self.timeline is not None and self.emotion.strip():
            raise InputError("a description and a timeline both say what is felt; give one of them")
        if self.voice is not None and self.voice_like is not None:
            raise InputError("a voice and a recording that it shall be like are both given; give one of them")
        if self.audio is not None and (self.voice or self.voice_like or self.speed != 1):
            raise InputError("a recording is played as it is; leave out voice, voice-like and speed")
        if self.audio is None and self.text is None:
            raise InputError("nothing to say; give a text, or a recording")
        if not SPEEDS[0] <= self.speed <= SPEEDS[1]:
            raise InputError(f"speed {self.speed:g} is out of range; use {SPEEDS[0]:g} to {SPEEDS[1]:g}")


@dataclass(frozen=True)
class PlannedText:
    """What is said and how it feels: the words and the timeline over them, delivery, and a recording where given."""

    words: tuple[TextWord, ...]
    timeline: EmotionTimeline
    delivery: Delivery
    marks: tuple[Mark, ...]
    recording: Recording | None
    phrases: tuple[str | None, ...]
    """The words of the description that govern each word; None, or nothing at all, where there are none."""
    notes: tuple[str, ...]
    """Remarks for the user, one line each."""

    @property
    def plan(self) -> Plan:
        """The words and the request as one document."""
        written = tuple(word.text for word in self.words)
        if self.timeline.has_seconds:
            return Plan(words=written, keyframes=self.timeline.keyframes)
        return Plan.of(written, self.timeline)


@dataclass(frozen=True)
class Script(PlannedText):
    """A planned text with its voice; the anchors of its timeline are words."""

    voice: str
    """Specification of the voice, or the source of a recording."""
    times: StageTimes = field(default_factory=StageTimes)
    """How long the stages of this request take."""

    @cached_property
    def blocks(self) -> tuple[TextBlock, ...] | tuple[Speech, ...]:
        """What is spoken block by block, or the blocks of the recording."""
        return cut_blocks(self.words) if self.recording is None else self.recording.blocks


@dataclass(frozen=True)
class Direction:
    """How a face plays a script: which take, from which emotion track, at how many frames a second."""

    seed: int
    fluctuation: str
    track: EmotionTrack | None
    """Played in place of a predicted one."""
    fps: Fraction
    curves: Performance | None = None
    """Played in place of the performer."""
    motion: str | None = None
    """Who moves the face, where that can be chosen."""


@dataclass(frozen=True)
class Look:
    """How a portrait is shown."""

    size: int
    """Longer side of the video in pixels."""
    framing: str
    matte: str


SAMPLING = ("steps", "guidance", "guided_share", "pose_strength", "expression_strength", "lip_strength")
"""Options of whatever samples, see synthesis.sampling."""


@dataclass(frozen=True)
class PresetOptions:
    """What a preset may be told once for all requests; None leaves it to the preset."""

    weights: Path | None = None
    """Weights of the user's: a folder for sd15, the denoiser of the motion diffusion for portrait."""
    steps: int | None = None
    guidance: float | None = None
    guided_share: float | None = None
    pose_strength: float | None = None
    expression_strength: float | None = None
    lip_strength: float | None = None
    drift_guard: bool | None = None
    compile: bool | None = None
    yes: bool | None = None
    """Do what takes very long without asking."""

    def given(self) -> dict[str, Any]:
        """Those that are told, by name."""
        return {name: value for name, value in vars(self).items() if value is not None and value is not False}

    def check(self, taken: Sequence[str], who: str) -> None:
        """Raise InputError where something is told that is not `taken`."""
        for name in self.given():
            if name not in taken:
                raise InputError(f"{who} takes no --{name.replace('_', '-')}; leave it out")
