"""Script and Direction: what one request asks for, checked."""

from dataclasses import dataclass, field
from fractions import Fraction

from tietfg.emotion.timeline import EmotionTimeline, Plan
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import TextWord
from tietfg.timing import StageTimes


@dataclass(frozen=True)
class Script:
    """What is said and how it feels: the words, the timeline over them (its anchors are words), and the voice."""

    words: tuple[TextWord, ...]
    timeline: EmotionTimeline
    voice: str
    notes: tuple[str, ...]
    """Remarks on the description for the user, one line each."""
    times: StageTimes = field(default_factory=StageTimes)
    """How long the stages of this request take."""

    @property
    def plan(self) -> Plan:
        """The words and the request as one document."""
        return Plan.of(tuple(word.text for word in self.words), self.timeline)


@dataclass(frozen=True)
class Direction:
    """How a face plays a script: which take, from which emotion track, at how many frames a second."""

    seed: int
    fluctuation: str
    track: EmotionTrack | None
    """Played in place of a predicted one."""
    fps: Fraction
