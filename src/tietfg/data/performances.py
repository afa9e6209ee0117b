"""Performances on disk: motion with the speech, prosody and emotion it was played to. What `tietfg train visual` reads.

A folder holds performances.json and an npz for each performance, played by the procedural performer or tracked in real
videos. Motion is at 25 Hz; there is no sound.
"""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from tietfg.data.corpus import read_document
from tietfg.data.corpus_texts import Split
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError
from tietfg.motion.motion import LATENT_RATE
from tietfg.motion.prosody import LEAD_FRAMES, Prosody
from tietfg.speech.speech import Phone, Speech, Word
from tietfg.synthesis.face_geometry import GEOMETRY, GEOMETRY_WIDTH
from tietfg.synthesis.motion_tokens import VALUES

PERFORMANCES_FILE = "performances.json"
_LARGEST = 16 * 2**20
_SILENT = -90.0


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class PerformanceEntry(_Strict):
    """One performance."""

    id: str
    split: Split
    frames: int
    sha256: str
    """Of its npz file."""


class PerformancesDocument(_Strict):
    """performances.json."""

    version: Literal[1] = 1
    kind: Literal["performed", "tracked"]
    settings: dict[str, str | int | float]
    """What they were made from."""
    planned: int
    """How many there are when all are made."""
    entries: tuple[PerformanceEntry, ...] = ()
    unusable: tuple[str, ...] = ()
    """Why which videos were left out, a line each."""

    def told(self) -> str:
        """How much there is and what it was made from, in a line."""
        hours = sum(entry.frames for entry in self.entries) / float(LATENT_RATE) / 3600
        settings = ", ".join(f"{key} {value}" for key, value in self.settings.items() if key != "texts")
        return f"{hours:.1f} hours of motion {self.kind} ({settings})"


@dataclass(frozen=True)
class PlayedBlock:
    """A block of speech and how it was played, frame by frame at 25 Hz."""

    speech: Speech
    """Its waveform is silent."""
    prosody: Prosody
    values: NDArray[np.float32]
    """(frames, VALUES) of motion, see synthesis.motion_tokens."""
    track: EmotionTrack


@dataclass(frozen=True)
class PlayedPerformance:
    """The blocks of one performance, and the geometry of the face that played it; None: nobody's in particular."""

    blocks: tuple[PlayedBlock, ...]
    geometry: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class PerformanceFolder:
    """A folder of performances; files are read when they are asked for, and checked."""

    folder: Path
    document: PerformancesDocument

    def entries(self, split: Split) -> tuple[PerformanceEntry, ...]:
        """Those of a split."""
        return tuple(entry for entry in self.document.entries if entry.split == split)

    def read(self, entry: PerformanceEntry) -> PlayedPerformance:
        """A performance; raises InputError where its file is missing or damaged."""
        path = self.folder / f"{entry.id}.npz"
        content = _content(path)
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise InputError(
                f"{path} is damaged (its sha256 is another); remove it and run the same command to make it"
            )
        return _parsed(content, path)


def open_performances(folder: Path) -> PerformanceFolder:
    """Open a folder of performances; raises InputError where there is none or it is not complete."""
    path = folder / PERFORMANCES_FILE
    if not path.is_file():
        raise InputError(
            f"{folder} holds no performances ({PERFORMANCES_FILE} is missing); "
            "make some with `tietfg data synth-motion` or `tietfg data track-motion`"
        )
    document = read_document(path, PerformancesDocument)
    if len(document.entries) + len(document.unusable) < document.planned:
        raise InputError(f"{folder} is not complete; the command that makes it goes on where it stopped")
    return PerformanceFolder(folder, document)


def read_performance(path: Path) -> PlayedPerformance:
    """One file; raises InputError for anything that is none."""
    return _parsed(_content(path), path)


def write_performance(path: Path, performance: PlayedPerformance) -> None:
    """Write an npz; the same performance gives the same bytes."""
    blocks = performance.blocks
    phones = [(index, phone) for index, block in enumerate(blocks) for phone in block.speech.phones]
    words = [(index, word) for index, block in enumerate(blocks) for word in block.speech.words]
    arrays: dict[str, NDArray] = {
        "motion": np.concatenate([block.values for block in blocks]).astype(np.float16),
        "block_frames": np.array([len(block.values) for block in blocks], np.int32),
        "block_first_word": np.array([block.speech.first_word for block in blocks], np.int32),
        "phone_block": np.array([index for index, _ in phones], np.int32),
        "phone_symbol": np.array([phone.symbol for _, phone in phones], np.str_),
        "phone_span": np.array([(phone.start, phone.end) for _, phone in phones], np.float32).reshape(-1, 2),
        "phone_word": np.array([phone.word for _, phone in phones], np.int32),
        "phone_stress": np.array([phone.stress for _, phone in phones], np.int8),
        "phone_loudness": _joined([block.prosody.loudness for block in blocks]),
        "phone_pitch": _joined([block.prosody.pitch for block in blocks]),
        "word_block": np.array([index for index, _ in words], np.int32),
        "word_text": np.array([word.text for _, word in words], np.str_),
        "word_span": np.array([(word.start, word.end) for _, word in words], np.float32).reshape(-1, 2),
        "word_prominence": _joined([block.prosody.prominence for block in blocks]),
        "vowel_loudness": np.array([block.prosody.vowel_loudness for block in blocks], np.float32),
        "loudness": _joined([block.prosody.course[LEAD_FRAMES:] for block in blocks]),
        "probabilities": _joined([block.track.probabilities for block in blocks]),
        "intensity": _joined([block.track.intensity for block in blocks]),
    }
    if performance.geometry is not None:
        arrays["geometry"] = performance.geometry.astype(np.float32)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def _joined(parts: Sequence[NDArray[np.floating]]) -> NDArray[np.float16]:
    return np.concatenate(parts).astype(np.float16)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); run the command that made it again") from None
    if len(content) > _LARGEST:
        raise InputError(f"{path} has more than {_LARGEST} bytes; it is no performance")
    return content


def _parsed(content: bytes, path: Path) -> PlayedPerformance:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return _performance({name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, IndexError, TypeError, EOFError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(
            f"{path} is no performance ({reason}); remove it and run the same command to make it"
        ) from None


def _performance(arrays: dict[str, NDArray]) -> PlayedPerformance:
    """Raises ValueError, KeyError, IndexError or TypeError for arrays that do not fit each other."""
    motion = arrays["motion"].astype(np.float32)
    frames, firsts = arrays["block_frames"], arrays["block_first_word"].tolist()
    if motion.ndim != 2 or motion.shape[1] != VALUES or frames.min(initial=1) < 1 or frames.sum() != len(motion):
        raise ValueError("its motion does not fit its blocks")
    if not np.isfinite(motion).all():
        raise ValueError("its motion is not finite")
    geometry = arrays.get("geometry")
    if geometry is not None and geometry.shape != (len(GEOMETRY), GEOMETRY_WIDTH):
        raise ValueError("its geometry has another shape")
    if (arrays["probabilities"].shape, arrays["intensity"].shape) != ((len(motion), len(EMOTIONS)), (len(motion),)):
        raise ValueError("its track does not fit its motion")
    blocks: list[PlayedBlock] = []
    starts = accumulate(frames.tolist(), initial=0)
    for index, (start, count) in enumerate(zip(starts, frames.tolist(), strict=False)):
        of_words, of_phones = arrays["word_block"] == index, arrays["phone_block"] == index
        words = tuple(
            Word(str(text), float(begin), float(end))
            for text, (begin, end) in zip(arrays["word_text"][of_words], arrays["word_span"][of_words], strict=True)
        )
        phones = tuple(
            Phone(str(symbol), float(begin), float(end), int(word), int(stress))
            for symbol, (begin, end), word, stress in zip(
                *(arrays[f"phone_{name}"][of_phones] for name in ("symbol", "span", "word", "stress")), strict=True
            )
        )
        if any(not 0 <= phone.word < len(words) for phone in phones):
            raise ValueError("a phone belongs to no word")
        piece = slice(start, start + count)
        prosody = Prosody(
            loudness=arrays["phone_loudness"][of_phones].astype(np.float64),
            prominence=arrays["word_prominence"][of_words].astype(np.float64),
            vowel_loudness=float(arrays["vowel_loudness"][index]),
            pitch=arrays["phone_pitch"][of_phones].astype(np.float64),
            course=np.concatenate([np.full(LEAD_FRAMES, _SILENT), arrays["loudness"][piece].astype(np.float64)]),
        )
        if len(prosody.course) != LEAD_FRAMES + count:
            raise ValueError("its loudness does not fit its motion")
        told = (arrays[name][piece].astype(np.float32) for name in ("probabilities", "intensity"))
        speech = Speech(
            np.zeros(count, np.float32), int(LATENT_RATE), words, phones, "en", "performance", firsts[index]
        )
        blocks.append(PlayedBlock(speech, prosody, motion[piece], EmotionTrack(LATENT_RATE, *told)))
    return PlayedPerformance(tuple(blocks), geometry)
