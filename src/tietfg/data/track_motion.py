"""Motion tracked in real videos, as performances: training data of the portrait scale from a user's own videos."""

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from tietfg.data.corpus import read_document
from tietfg.data.corpus_texts import Split
from tietfg.data.performances import (
    PERFORMANCES_FILE,
    PerformancesDocument,
    PlayedBlock,
    PlayedPerformance,
    write_performance,
)
from tietfg.data.write_performances import entry_of, prepare_folder
from tietfg.errors import InputError, check_extra
from tietfg.fluctuation.recognise import recognise
from tietfg.fluctuation.recogniser import RECOGNISERS
from tietfg.media.outputs import OutputFile
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.performance import BRIDGED
from tietfg.motion.prosody import measure_prosody
from tietfg.motion.tracked import performance_of
from tietfg.portrait.arkit import ARKIT_NAMES
from tietfg.portrait.fit_sequence import fit_sequence
from tietfg.portrait.tracking import track_face
from tietfg.render.mesh import NECK_PIVOT
from tietfg.speech.recording.read import read_recording
from tietfg.synthesis.face_geometry import face_geometry
from tietfg.synthesis.motion_tokens import motion_values
from tietfg.weights.store import WeightStore

VALIDATION_EVERY = 8
"""One video of so many, but at least one where there are two, is for validation."""
SMOOTHING = 0.08
"""Seconds by which told emotions are smoothed: single frames flicker."""
_EDGE = 5
"""Frames by which sound may begin before the picture, or end after it."""


def track_motion(
    videos: Sequence[Path], folder: Path, store: WeightStore, progress: Callable[[int, int], None]
) -> PerformancesDocument:
    """Track every video into a folder, beside those it holds; `progress` is told (done, of). Files made are kept.

    Words and phones are recognised and aligned in the sound, emotions told by the labeller. A video that
    cannot be used is left out and told in the document. Raises InputError where not one can be used or an extra is
    missing, OutputError and WeightsError.
    """
    check_extra("tracking motion", "recording", ("pocketsphinx", "faster_whisper"))
    chosen = {_identifier(video): video for video in videos}
    path = folder / PERFORMANCES_FILE
    before = read_document(path, PerformancesDocument).entries if path.exists() else ()
    before = tuple(entry for entry in before if entry.id not in chosen)
    document = PerformancesDocument(kind="tracked", settings={}, planned=len(before) + len(chosen), entries=before)
    prepare_folder(folder, document)
    entries, unusable = list(before), []
    for done, (name, video) in enumerate(chosen.items()):
        progress(done, len(chosen))
        path = folder / f"{name}.npz"
        try:
            if not path.exists():
                performance = tracked_performance(video, store)
                with OutputFile(path) as file, file.writing():
                    write_performance(file.temporary, performance)
        except InputError as error:
            unusable.append(str(error))
            continue
        split: Split = "validation" if len(entries) % VALIDATION_EVERY == 1 else "train"
        entries.append(entry_of(path, split))
    if len(entries) == len(before):
        raise InputError(f"none of the {len(chosen)} videos can be used: {unusable[0]}")
    document = document.model_copy(update={"entries": tuple(entries), "unusable": tuple(unusable)})
    with OutputFile(folder / PERFORMANCES_FILE, overwrite=True) as file:
        file.write_text(document.model_dump_json(indent=1) + "\n")
    return document


def tracked_performance(video: Path, store: WeightStore) -> PlayedPerformance:
    """What the face in a video did, with what it said. Raises InputError and WeightsError."""
    landmarker = store.path("face-landmarker")
    face = track_face(video, landmarker)
    if face.sound_start is None:
        raise InputError(f"{video} has no sound; what is said must be known")
    gaps = np.diff(face.seconds)
    if gaps.max(initial=0.0) > BRIDGED or face.seconds[0] > BRIDGED:
        raise InputError(f"{video} loses the face for more than {BRIDGED:g} s; cut it into parts that show it")
    performance = performance_of(face, NECK_PIVOT, np.zeros(len(ARKIT_NAMES)))
    track = recognise(video, landmarker, RECOGNISERS["labeller"].load(), SMOOTHING).track
    identity = fit_sequence(face.landmarks, face.blendshapes).identity
    blocks: list[PlayedBlock] = []
    start = Fraction(0)
    for speech in read_recording(video, None, store).blocks:
        frames = round(speech.duration * LATENT_RATE)
        first = round((float(start) + face.sound_start) * LATENT_RATE)
        if first > -_EDGE and (first + frames) / LATENT_RATE < performance.duration + _EDGE / LATENT_RATE:
            motion = performance.play(LATENT_RATE, first, frames)
            told = track.window(Fraction(first) / LATENT_RATE, frames, LATENT_RATE)
            blocks.append(PlayedBlock(speech, measure_prosody(speech), motion_values(motion), told))
        elif blocks:
            break  # blocks of a performance follow each other
        start += frames / LATENT_RATE
    if not blocks:
        raise InputError(f"{video} shows no face while it speaks")
    return PlayedPerformance(tuple(blocks), face_geometry(identity))


def _identifier(video: Path) -> str:
    """A name for the file of a video, the same for the same path."""
    return f"{video.stem[:60]}-{hashlib.sha256(str(video.absolute()).encode()).hexdigest()[:8]}"
