"""Acted clips as the classifier of whole videos learns from them: who trains, who validates, and their faces."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.data.acted_clips import ActedClip, read_clips
from tietfg.errors import InputError
from tietfg.evaluation.case import MeasuredVideo
from tietfg.evaluation.measures.emotion_classifier import face_pictures, played_label
from tietfg.evaluation.networks.emotion_classifier import SIDE

TEST_SPEAKERS = ("M003", "M030", "W009", "W015")
"""Of MEAD: the people in whose videos Gan et al. 2023 (EAT) count Emo-Acc."""
SOUND_SUFFIXES = frozenset({".wav", ".flac", ".m4a", ".mp3"})
_TOLD_EVERY = 50


@dataclass(frozen=True)
class FaceClip:
    """A clip whose faces lie in a file."""

    clip: ActedClip
    label: str
    """Its class: one of EMOTIONS, or contempt in MEAD."""
    path: Path

    def faces(self) -> NDArray[np.uint8]:
        """(FRAMES, SIDE, SIDE, 3)."""
        with np.load(self.path, allow_pickle=False) as file:
            return file["faces"]


@dataclass(frozen=True)
class ClipSplit:
    """Clips of people who are trained with, cut in two by sentence or person, and of those who are only tested."""

    train: tuple[FaceClip, ...]
    validation: tuple[FaceClip, ...]
    """Chooses the epoch."""
    test: tuple[FaceClip, ...]
    """Told by the card."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that are trained with, in alphabetical order."""
        return tuple(sorted({each.label for each in self.train}))


def read_face_clips(
    folder: Path, data_set: str, cache: Path, landmarker: Path, progress: Callable[[str], None]
) -> tuple[FaceClip, ...]:
    """The clips of a data set (see CLIP_SETS) that show a face, with their faces cut out once and kept in `cache`.

    A clip that cannot be used is reported and left out; sound alone is passed over. Raises InputError where no clip
    can be used.
    """
    clips = [clip for clip in read_clips(folder, data_set) if clip.path.suffix.lower() not in SOUND_SUFFIXES]
    cache.mkdir(parents=True, exist_ok=True)
    kept: list[FaceClip] = []
    for done, clip in enumerate(clips, start=1):
        status = clip.path.stat()
        relative = clip.path.relative_to(folder)
        key = hashlib.sha256(f"{relative} {status.st_size} {status.st_mtime_ns}".encode()).hexdigest()[:16]
        path = cache / f"{relative.stem}-{key}.npz"
        if not path.exists():
            try:
                faces = face_pictures(MeasuredVideo(clip.path, landmarker), SIDE)
            except InputError as error:
                progress(f"left out: {error}")
                continue
            part = path.with_suffix(".part")
            with part.open("wb") as file:
                np.savez(file, faces=faces)
            part.replace(path)
        if done % _TOLD_EVERY == 0 or done == len(clips):
            progress(f"faces of {done} of {len(clips)} clips")
        kept.append(FaceClip(clip, played_label([clip.path], clip.emotion), path))
    if not kept:
        raise InputError(
            f"none of the {len(clips)} videos of {data_set} in {folder} can be used; the reasons are above"
        )
    return tuple(kept)


def split_clips(clips: Sequence[FaceClip], data_set: str, test_speakers: Sequence[str]) -> ClipSplit:
    """Who trains, validates and is tested.

    MEAD: of each other person, emotion and level, the last fifth of the sentences validates, of neutral the last
    quarter (6 of 30 and 10 of 40). Other sets: the last tenth of the other people. Where that leaves nobody to
    validate, the training clips do. Raises InputError where a part is empty.
    """
    for speaker in test_speakers:
        if all(each.clip.speaker != speaker for each in clips):
            raise InputError(f"no clip is of the speaker {speaker}; name another with --test-speaker")
    test = [each for each in clips if each.clip.speaker in test_speakers]
    others = [each for each in clips if each.clip.speaker not in test_speakers]
    if not others:
        raise InputError(f"all clips are of {', '.join(test_speakers)}, who are tested; add clips of other people")
    if data_set == "mead":
        sentences: dict[tuple[str, str, float], set[str]] = defaultdict(set)
        for each in others:
            sentences[_level(each)].add(each.clip.sentence)
        late = {
            (group, sentence)
            for group, all_of_them in sentences.items()
            for sentence in _last(all_of_them, 4 if group[1] == "neutral" else 5)
        }
        validation = [each for each in others if (_level(each), each.clip.sentence) in late]
    else:
        people = _last({each.clip.speaker for each in others}, 10)
        validation = [each for each in others if each.clip.speaker in people]
    held = set(map(id, validation))
    train = [each for each in others if id(each) not in held]
    return ClipSplit(tuple(train), tuple(validation or train), tuple(test))


def usual_test_speakers(clips: Sequence[FaceClip], data_set: str) -> tuple[str, ...]:
    """MEAD: those of TEST_SPEAKERS that are there. Other sets: the last tenth of the people, one at least."""
    people = {each.clip.speaker for each in clips}
    if data_set == "mead":
        return tuple(speaker for speaker in TEST_SPEAKERS if speaker in people)
    return tuple(_last(people, 10) or sorted(people)[-1:])


def _level(each: FaceClip) -> tuple[str, str, float]:
    return each.clip.speaker, each.label, each.clip.intensity


def _last(names: set[str], share: int) -> list[str]:
    """The last 1 / `share` of the names, rounded down."""
    return sorted(names)[len(names) - len(names) // share :]
