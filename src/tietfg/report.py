"""RunReport: what was asked, what was made, with what and how fast."""

import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tietfg.emotion.timeline import Plan
from tietfg.emotion.track import EmotionTrack
from tietfg.speech.markup.marked_text import Mark
from tietfg.speech.speech import Speech

Settings = dict[str, str | int | float | None]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimedWord(_Strict):
    """A spoken word with its times in seconds from the start of the video and its emotion."""

    text: str
    start: float
    end: float
    label: str
    intensity: float


class TimedPhone(_Strict):
    """A spoken phone with its times in seconds and the index of its word."""

    symbol: str
    start: float
    end: float
    word: int


class TimedMark(_Strict):
    """A named place of the text (SSML's mark) and its time in seconds."""

    name: str
    seconds: float


class RunReport(_Strict):
    """The JSON document of `--report`."""

    version: Literal[1] = 1
    kind: Literal["generate", "speak", "reenact"]
    settings: Settings
    """What was given besides the text."""
    plan: Plan | None = None
    """None where nothing is spoken by request."""
    words: tuple[TimedWord, ...] = ()
    phones: tuple[TimedPhone, ...] = ()
    marks: tuple[TimedMark, ...] = ()
    notes: tuple[str, ...]
    duration: float
    """Seconds."""
    wall_seconds: float
    real_time_factor: float
    first_frame_seconds: float | None = None
    """From the request to the first picture; none for speech alone."""
    stage_seconds: dict[str, float]
    versions: dict[str, str]


def versions() -> dict[str, str]:
    """Versions of what shapes the result, and the machine."""
    packages = ("tietfg", "numpy", "onnxruntime", "mediapipe", "skia-python", "av", "hibari-tts")
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": str(len(os.sched_getaffinity(0))),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def timed_words(blocks: Iterable[tuple[Speech, EmotionTrack]]) -> tuple[TimedWord, ...]:
    """The words of consecutive blocks, with label and mean intensity of the track while they last."""
    timed: list[TimedWord] = []
    start = 0.0
    for speech, track in blocks:
        for word in speech.words:
            label, intensity = track.mean_label(word.start, word.end)
            timed.append(
                TimedWord(
                    text=word.text,
                    start=round(start + word.start, 3),
                    end=round(start + word.end, 3),
                    label=label,
                    intensity=round(intensity, 3),
                )
            )
        start += speech.duration
    return tuple(timed)


def timed_marks(marks: Iterable[Mark], words: Sequence[TimedWord], duration: float) -> tuple[TimedMark, ...]:
    """Marks at the onsets of the words they stand before, or at the end."""
    onsets = [*(word.start for word in words), round(duration, 3)]
    return tuple(TimedMark(name=mark.name, seconds=onsets[mark.word]) for mark in marks)


def timed_phones(blocks: Iterable[Speech]) -> tuple[TimedPhone, ...]:
    """The phones of consecutive blocks."""
    timed: list[TimedPhone] = []
    start, first_word = 0.0, 0
    for speech in blocks:
        timed += [
            TimedPhone(
                symbol=phone.symbol,
                start=round(start + phone.start, 3),
                end=round(start + phone.end, 3),
                word=first_word + phone.word,
            )
            for phone in speech.phones
        ]
        start += speech.duration
        first_word += len(speech.words)
    return tuple(timed)
