"""Delivery: how words are to be said, apart from the emotion they are said with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SPEEDS = (0.5, 2.0)
"""Slowest and fastest speed that can be asked for."""


@dataclass(frozen=True)
class ProsodyChange:
    """A change of the voice over the words from `start` up to, not including, `end`; indices in the whole text."""

    start: int
    end: int
    rate: float = 1.0
    """Factor of the articulation rate."""
    semitones: float = 0.0
    range: float = 1.0
    """Factor of the F0 excursions around their mean."""
    loudness: float = 0.0
    """dB."""


@dataclass(frozen=True)
class Delivery:
    """Speed, emphasis, pauses and changes of the voice; the default is plain delivery."""

    speed: float = 1.0
    """Factor of the rate of the whole speech, pauses included."""
    emphasis: Mapping[int, float] = field(default_factory=dict)
    """Strength by word index in the whole text: 1 strong, .6 moderate, negative for reduced words."""
    breaks: Mapping[int, float] = field(default_factory=dict)
    """Least seconds of silence before a word, by word index in the whole text; 0 takes a pause away."""
    changes: tuple[ProsodyChange, ...] = ()
    """They may overlap: factors multiply, shifts add."""


PLAIN = Delivery()
