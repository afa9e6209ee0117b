"""TalkingVideo: the result of a request, its parts to look at, and the files it can be saved to."""

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.description import Planned
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.words import TextWord
from tietfg.motion.motion import Motion
from tietfg.portrait.portrait import Portrait
from tietfg.render.renderer import PortraitRenderer
from tietfg.speech.speech import Speech
from tietfg.timing import StageTimes


@dataclass(frozen=True)
class Block:
    """One block of the result: speech, the track it is played with and the motion at the video's rate."""

    speech: Speech
    track: EmotionTrack
    motion: Motion
    start: float
    """Seconds from the start of the video."""


@dataclass(frozen=True)
class Chunk:
    """At most one second of video: frames (n, height, width, 3) uint8 sRGB and the mono sound that goes with them."""

    frames: NDArray[np.uint8]
    waveform: NDArray[np.float32]
    sample_rate: int
    start: float
    """Seconds from the start of the video."""
