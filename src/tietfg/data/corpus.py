"""The synthetic corpus on disk: its documents, and how it is read. docs/corpus.md describes the files."""

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tietfg.data.corpus_texts import SPLITS, Split
from tietfg.data.rooms import Recording
from tietfg.emotion.labels import EMOTIONS
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.errors import InputError, check_choice
from tietfg.motion.motion import LATENT_RATE
from tietfg.speech.speech import Speech, Word

SAMPLE_RATE = 16_000
FRAME_SAMPLES = SAMPLE_RATE // int(LATENT_RATE)
"""Samples of a frame of the truth."""
CORPUS_FILE = "corpus.json"

_LARGEST_DOCUMENT = 4 * 2**20
_LARGEST_SOUND = 16 * 2**20
_LONGEST_SECONDS = 120
_LARGEST_TRUTH = 2**20

Interval = tuple[float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ProsodyRanges(_Strict):
    """From where the parameters of each utterance are drawn: one or more intervals each."""

    speed: tuple[Interval, ...]
    semitones: tuple[Interval, ...]
    range: tuple[Interval, ...]
    loudness: tuple[Interval, ...]
    """dB."""
    expressiveness: tuple[Interval, ...]


class SplitDocument(_Strict):
    """What a split is made of."""

    voices: tuple[str, ...]
    prosody: ProsodyRanges
    utterances: tuple[str, ...]
    """Identifiers."""


class CorpusDocument(_Strict):
    """corpus.json."""

    version: Literal[1]
    seed: int
    hours: float
    """About how long it was to be."""
    synthesizer: str
    texts: str
    """SHA-256 of the sentences that it was made from."""
    splits: dict[Split, SplitDocument]


class LocalChange(_Strict):
    """A change of the voice over the words from `start` up to, not including, `end`."""

    start: int
    end: int
    rate: float
    semitones: float
    range: float
    loudness: float


class ProsodyDocument(_Strict):
    """The parameters that were drawn for an utterance."""

    speed: float
    semitones: float
    range: float
    loudness: float
    expressiveness: float
    """Factor on the intensity that the voice shows of the truth."""
    suggestibility: float
    lag: float
    """Seconds."""
    local: LocalChange | None
    emphasis: dict[int, float]


class TimedWord(_Strict):
    """A word with its times in seconds."""

    text: str
    start: float
    end: float


class UtteranceDocument(_Strict):
    """<id>.json."""

    id: str
    split: Split
    voice: str
    text: str
    words: Annotated[tuple[TimedWord, ...], Field(min_length=1)]
    description: str | None
    timeline: EmotionTimeline
    """What was asked: read from the description, or what the text itself says."""
    governing: tuple[int | None, ...]
    """For each word the index of the phrase of the description that it is said by."""
    phrases: tuple[str, ...]
    prosody: ProsodyDocument
    recording: Recording


_Document = TypeVar("_Document", bound=BaseModel)


@dataclass(frozen=True)
class Utterance:
    """One utterance of a corpus; its files are read when they are asked for, and checked."""

    folder: Path
    identifier: str

    @cached_property
    def document(self) -> UtteranceDocument:
        """Text, words, request and circumstances; raises InputError."""
        path = self.folder / f"{self.identifier}.json"
        document = read_document(path, UtteranceDocument)
        count = len(document.words)
        if document.id != self.identifier or len(document.governing) != count:
            raise InputError(f"{path}: its id or the number of its words does not fit; make the corpus anew")
        if any(index is not None and not 0 <= index < len(document.phrases) for index in document.governing):
            raise InputError(f"{path}: a word is governed by a phrase that is not there; make the corpus anew")
        return document

    def waveform(self) -> NDArray[np.float32]:
        """The sound, mono at 16 kHz; raises InputError."""
        return read_flac(self.folder / f"{self.identifier}.flac")

    def speech(self) -> Speech:
        """The sound with the times of its words, but without phones; raises InputError."""
        words = tuple(Word(word.text, word.start, word.end) for word in self.document.words)
        return Speech(self.waveform(), SAMPLE_RATE, words, (), "en", f"corpus:{self.document.voice}")

    def phrases(self) -> tuple[str | None, ...]:
        """The words of the description that govern each word; raises InputError."""
        document = self.document
        return tuple(None if index is None else document.phrases[index] for index in document.governing)

    def truth(self) -> EmotionTrack:
        """What was performed, at 25 frames a second; frame k stands for the time from k/25 s to (k+1)/25 s.

        Raises InputError.
        """
        return read_npz(self.folder / f"{self.identifier}.npz")


@dataclass(frozen=True)
class Corpus:
    """A corpus on disk."""

    folder: Path
    document: CorpusDocument

    def utterances(self, split: str) -> tuple[Utterance, ...]:
        """The utterances of a split, in the order they were planned; raises InputError where some are missing."""
        check_choice("split", split, SPLITS)
        name = SPLITS[SPLITS.index(split)]  # type: ignore[arg-type]
        folder = self.folder / name
        identifiers = self.document.splits[name].utterances
        present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        missing = [one for one in identifiers if f"{one}.json" not in present]
        if missing:
            raise InputError(
                f"{folder} lacks {len(missing)} of {len(identifiers)} utterances, for instance {missing[0]}; "
                f"`tietfg data synth-speech` goes on where it stopped"
            )
        return tuple(Utterance(folder, identifier) for identifier in identifiers)


def read_corpus(folder: Path) -> Corpus:
    """Open a corpus; raises InputError when there is none."""
    path = folder / CORPUS_FILE
    if not path.is_file():
        raise InputError(
            f"{folder} holds no corpus ({CORPUS_FILE} is missing); make one with `tietfg data synth-speech`"
        )
    return Corpus(folder, read_document(path, CorpusDocument))


def read_document(path: Path, kind: type[_Document]) -> _Document:
    """A JSON document of a corpus; raises InputError."""
    try:
        return kind.model_validate_json(_content(path, _LARGEST_DOCUMENT))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({_reason(error)}); make the corpus anew") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "document"
        raise InputError(f"{path}: {place[:80]}: {first['msg']}; make the corpus anew") from None


def read_flac(path: Path) -> NDArray[np.float32]:
    """A mono 16 kHz FLAC file of a corpus; raises InputError for anything else, and for a file that is cut off."""
    try:
        with av.open(io.BytesIO(_content(path, _LARGEST_SOUND)), "r", format="flac") as container:
            stream = container.streams.audio[0]
            if (stream.rate, stream.channels) != (SAMPLE_RATE, 1):
                raise InputError(f"{path} is not mono at 16 kHz; make the corpus anew")
            expected = stream.duration or 0
            if expected > _LONGEST_SECONDS * SAMPLE_RATE:
                raise InputError(f"{path} is longer than {_LONGEST_SECONDS} s; it is no utterance of a corpus")
            samples = [frame.to_ndarray()[0] for frame in container.decode(stream)]
    except (OSError, FFmpegError, IndexError) as error:
        raise InputError(f"{path} cannot be read ({_reason(error)}); make the corpus anew") from None
    whole = np.concatenate(samples) if samples else np.zeros(0, np.int16)
    if not len(whole) or len(whole) != expected or whole.dtype != np.int16:
        raise InputError(f"{path} is cut off or no 16-bit FLAC; make the corpus anew")
    return whole.astype(np.float32) / np.float32(2**15)


def read_npz(path: Path) -> EmotionTrack:
    """The labels of a corpus, 25 frames a second; raises InputError for anything else."""
    try:
        content = _content(path, _LARGEST_TRUTH)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            probabilities, intensity = arrays["probabilities"], arrays["intensity"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} cannot be read ({_reason(error)}); make the corpus anew") from None
    shapes = probabilities.shape == (len(intensity), len(EMOTIONS)) and intensity.ndim == 1 and len(intensity)
    if not shapes or not (probabilities.dtype == intensity.dtype == np.float32):
        raise InputError(f"{path} does not hold (frames, {len(EMOTIONS)}) and (frames,) of float32")
    numbers = np.isfinite(probabilities).all() and (probabilities >= 0).all()
    if not (numbers and np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)):
        raise InputError(f"{path}: the probabilities of a frame do not sum to 1; make the corpus anew")
    if not ((intensity >= 0) & (intensity <= 1)).all():
        raise InputError(f"{path}: an intensity lies outside 0 to 1; make the corpus anew")
    return EmotionTrack(LATENT_RATE, probabilities, intensity)


def write_npz(path: Path, track: EmotionTrack) -> None:
    """Write the truth; the same track gives the same bytes."""
    with path.open("wb") as file:
        np.savez_compressed(file, probabilities=track.probabilities, intensity=track.intensity)


def _content(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise InputError(f"{path} has more than {most} bytes; it is no file of a corpus")
    return content


def _reason(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:120] or type(error).__name__
