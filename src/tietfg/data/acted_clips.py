"""Acted emotional clips of RAVDESS, CREMA-D and MEAD: what their file names say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tietfg.emotion.labels import EMOTIONS
from tietfg.errors import InputError

SUFFIXES = frozenset({".wav", ".flac", ".m4a", ".mp3", ".mp4", ".flv", ".mov", ".mkv", ".webm"})


@dataclass(frozen=True)
class ActedClip:
    """One clip of one actor who plays one emotion."""

    path: Path
    emotion: str
    """One of EMOTIONS."""
    intensity: float
    """As it was asked for, in [0, 1]; 0 for neutral."""
    speaker: str
    sentence: str


@dataclass(frozen=True)
class ClipSet:
    """A data set whose file names tell all: its name, its terms, and how a path (with forward slashes) is read."""

    name: str
    licence: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], tuple[str, float, str, str]]


_RAVDESS = ("neutral", "neutral", "happy", "sad", "angry", "fear", "disgust", "surprise")
_CREMA = {"ANG": "angry", "DIS": "disgust", "FEA": "fear", "HAP": "happy", "NEU": "neutral", "SAD": "sad"}
_CREMA_LEVELS = {"LO": 0.4, "MD": 0.6, "HI": 0.9, "XX": 0.6}
_MEAD = {"angry": "angry", "contempt": "disgust", "disgusted": "disgust", "fear": "fear", "happy": "happy"}
_MEAD |= {"neutral": "neutral", "sad": "sad", "surprised": "surprise"}


def _ravdess(match: re.Match[str]) -> tuple[str, float, str, str]:
    """Calm, the second emotion, counts as neutral."""
    emotion = _RAVDESS[int(match["emotion"]) - 1]
    return emotion, {"01": 0.6, "02": 0.9}[match["level"]], match["speaker"], match["sentence"]


def _crema(match: re.Match[str]) -> tuple[str, float, str, str]:
    return _CREMA[match["emotion"]], _CREMA_LEVELS[match["level"]], match["speaker"], match["sentence"]


def _mead(match: re.Match[str]) -> tuple[str, float, str, str]:
    """Contempt, which is none of the seven, counts as disgust, the nearest of them."""
    return _MEAD[match["emotion"]], (0.3, 0.6, 0.9)[int(match["level"]) - 1], match["speaker"], match["sentence"]


CLIP_SETS: dict[str, ClipSet] = {
    each.name: each
    for each in (
        ClipSet(
            "ravdess",
            "CC BY-NC-SA 4.0: for measuring; nothing trained on it may be shipped",
            re.compile(
                r"(?:^|/)\d\d-01-(?P<emotion>0[1-8])-(?P<level>0[12])-(?P<sentence>0[12])-\d\d-(?P<speaker>\d\d)\.\w+$"
            ),
            _ravdess,
        ),
        ClipSet(
            "crema-d",
            "Open Database License 1.0",
            re.compile(
                r"(?:^|/)(?P<speaker>1\d{3})_(?P<sentence>[A-Z]{3})_(?P<emotion>[A-Z]{3})_(?P<level>LO|MD|HI|XX)\.\w+$"
            ),
            _crema,
        ),
        ClipSet(
            "mead",
            "for research; see its authors' terms",
            re.compile(
                r"(?:^|/)(?P<speaker>[MW]\d{3})[_/](?:(?:video/)?(?P<view>\w+?)|audio)[_/](?P<emotion>[a-z]+)[_/]"
                r"level_?(?P<level>[123])[_/](?P<sentence>\d{3})\.\w+$"
            ),
            _mead,
        ),
    )
}


def read_clips(folder: Path, name: str) -> tuple[ActedClip, ...]:
    """The clips of a data set that lie anywhere under a folder, ordered by path.

    Files with other names are left out. Raises InputError if there is no clip, or an emotion that the set has not.
    """
    clip_set = CLIP_SETS[name]
    clips: list[ActedClip] = []
    for path in sorted(folder.rglob("*")):
        match = clip_set.pattern.search(path.as_posix())
        if match is None or path.suffix.lower() not in SUFFIXES:
            continue
        try:
            emotion, intensity, speaker, sentence = clip_set.read(match)
        except KeyError as error:
            raise InputError(f"{path} names the emotion {error}, which {name} has not; rename or remove it") from None
        clips.append(ActedClip(path, emotion, 0.0 if emotion == EMOTIONS[0] else intensity, speaker, sentence))
    if not clips:
        raise InputError(f"{folder} holds no clip that is named as those of {name}; name the folder of the data set")
    return tuple(clips)
