"""Acted clips with frame labels: the paper's own path from video to what the fluctuation predictor learns from.

A folder holds clips.json and, for each clip, its sound as ID.flac and its labels as ID.npz (see corpus.py), 25 frames a
second, each of which stands for its middle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tietfg.data.acted_clips import ActedClip, read_clips
from tietfg.data.corpus import FRAME_SAMPLES, SAMPLE_RATE, read_document, read_flac, read_npz, write_npz
from tietfg.data.write_corpus import write_flac
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError, OutputError
from tietfg.fluctuation.recognise import recognise
from tietfg.fluctuation.recogniser import Recogniser
from tietfg.media.outputs import OutputFile
from tietfg.media.read_sound import read_sound
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech

CLIPS_FILE = "clips.json"
SOUND_SUFFIXES = frozenset({".wav", ".flac", ".m4a", ".mp3"})
"""Files without pictures: what was played is all that is known of them."""
SMOOTHING = 0.08
"""Seconds by which told probabilities are smoothed: single frames flicker."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClipEntry(_Strict):
    """One clip: where it came from, who speaks, and what was played."""

    id: str
    source: str
    speaker: str
    emotion: str
    intensity: float
    labels: Literal["recognised", "played"]
    """Told from the face frame by frame, or as the actor was asked, in sound without pictures."""


class ClipsDocument(_Strict):
    """clips.json."""

    version: Literal[1] = 1
    data_set: str
    clips: Annotated[tuple[ClipEntry, ...], Field(min_length=1)]
    unusable: tuple[str, ...] = ()
    """Why which clips were left out, a line each."""


@dataclass(frozen=True)
class LabelledClip:
    """A clip of a folder; its files are read when they are asked for, and checked."""

    folder: Path
    entry: ClipEntry

    def speech(self) -> Speech:
        """The sound, whose words are not known; raises InputError."""
        waveform = read_flac(self.folder / f"{self.entry.id}.flac")
        return Speech(waveform, SAMPLE_RATE, (), (), "en", self.entry.source)

    def truth(self) -> EmotionTrack:
        """The labels; raises InputError."""
        return read_npz(self.folder / f"{self.entry.id}.npz")


def label_clips(
    folder: Path,
    data_set: str,
    out: Path,
    labeller: Recogniser,
    landmarker: Path,
    progress: Callable[[int, int], None],
) -> ClipsDocument:
    """Label every clip of a data set (see CLIP_SETS), and write the folder `out`; a run that was cut goes on.

    A clip without a usable face or sound is left out, and told in the document. Raises InputError where not one clip
    can be used, and OutputError.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"the folder {out} cannot be used ({error.strerror}); name another") from None
    clips, entries, unusable = read_clips(folder, data_set), [], []
    for done, clip in enumerate(clips):
        progress(done, len(clips))
        identifier = "_".join(clip.path.relative_to(folder).with_suffix("").parts)
        sound = clip.path.suffix.lower() in SOUND_SUFFIXES
        try:
            if not (out / f"{identifier}.npz").exists():
                _label(clip, sound, out, identifier, labeller, landmarker)
        except InputError as error:
            unusable.append(str(error))
            continue
        entries.append(
            ClipEntry(
                id=identifier,
                source=f"{data_set}:{clip.path.relative_to(folder).as_posix()}",
                speaker=clip.speaker,
                emotion=clip.emotion,
                intensity=clip.intensity,
                labels="played" if sound else "recognised",
            )
        )
    if not entries:
        raise InputError(f"none of the {len(clips)} clips in {folder} can be used: {unusable[0]}")
    document = ClipsDocument(data_set=data_set, clips=tuple(entries), unusable=tuple(unusable))
    with OutputFile(out / CLIPS_FILE, overwrite=True) as file:
        file.write_text(document.model_dump_json(indent=1) + "\n")
    return document


def read_labelled_clips(folder: Path) -> tuple[LabelledClip, ...]:
    """The clips of a folder that `label_clips` wrote. Raises InputError."""
    path = folder / CLIPS_FILE
    if not path.is_file():
        raise InputError(f"{folder} holds no {CLIPS_FILE}; `tietfg data label-clips` makes labelled clips")
    return tuple(LabelledClip(folder, entry) for entry in read_document(path, ClipsDocument).clips)


def _label(clip: ActedClip, sound: bool, out: Path, identifier: str, labeller: Recogniser, landmarker: Path) -> None:
    """Write a clip's sound, and then its labels."""
    waveform = read_sound(clip.path, SAMPLE_RATE)
    if sound:
        frames = len(waveform) // FRAME_SAMPLES
        row = np.eye(len(EMOTIONS), dtype=np.float32)[EMOTIONS.index(clip.emotion)]
        track = EmotionTrack(LATENT_RATE, np.tile(row, (frames, 1)), np.full(frames, clip.intensity, np.float32))
    else:
        seen = recognise(clip.path, landmarker, labeller, SMOOTHING)
        start = round((seen.sound_start or 0.0) * SAMPLE_RATE)
        waveform = np.pad(waveform, (max(start, 0), 0))[max(-start, 0) :]
        frames = min(len(waveform) // FRAME_SAMPLES, int(len(seen.track) / seen.track.fps * LATENT_RATE))
        track = seen.track.window(Fraction(1, 2) / LATENT_RATE, frames, LATENT_RATE)
    if frames == 0:
        raise InputError(f"{clip.path} is shorter than a frame")
    with OutputFile(out / f"{identifier}.flac", overwrite=True) as file:
        write_flac(file, waveform[: frames * FRAME_SAMPLES])
    with OutputFile(out / f"{identifier}.npz", overwrite=True) as file, file.writing():
        write_npz(file.temporary, track)
