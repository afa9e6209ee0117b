"""Request: what one call of the pipeline asks for, checked."""

from dataclasses import dataclass
from fractions import Fraction

from tietfg.emotion.description import Planned
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import TextWord
from tietfg.timing import StageTimes


@dataclass(frozen=True)
class Request:
    """The words and what is asked of them; `times` collects how long the stages take."""

    words: tuple[TextWord, ...]
    planned: Planned
    voice: str
    fluctuation: str
    track: EmotionTrack | None
    seed: int
    fps: Fraction
    settings: dict[str, str | int | float | None]
    """What was given, for the report."""
    times: StageTimes
