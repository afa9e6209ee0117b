"""Generated beside real speech of the same words: what is heard, which emotion, how natural (the paper's table 3)."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.data.acted_clips import CLIP_SETS, SUFFIXES
from tietfg.errors import InputError
from tietfg.evaluation.functional.word_error_rate import WordErrors, spoken_words, word_errors
from tietfg.media.documents import read_document
from tietfg.media.outputs import shown
from tietfg.media.read_sound import read_sound
from tietfg.speech.recording.recognition import RECOGNITION_RATE

Waveform = NDArray[np.float32]
"""Mono samples at RECOGNITION_RATE."""


@dataclass(frozen=True)
class SpeechPair:
    """A generated speech by name, and what it is compared with."""

    name: str
    generated: Path
    reference: Path | None
    text: str | None


@dataclass(frozen=True)
class SpeechRecord:
    """What was found in one pair; None where it was not looked for."""

    name: str
    said: str
    """The text, or what is heard in the reference."""
    heard: str
    errors: WordErrors
    reference_errors: WordErrors | None
    """Of the reference against the text: what the recogniser itself gets wrong."""
    emotion: str | None
    reference_emotion: str | None
    quality: float | None
    reference_quality: float | None


@dataclass(frozen=True)
class SpeechTools:
    """What pairs are measured with; both but the recogniser are the user's own, None where they are not there."""

    recognise: Callable[[Waveform], str]
    emotion: Callable[[Waveform], str] | None
    quality: Callable[[Waveform], float] | None


@dataclass(frozen=True)
class SpeechResult:
    """All pairs that could be measured, and why others could not, a line each."""

    records: tuple[SpeechRecord, ...]
    problems: tuple[str, ...]

    @property
    def errors(self) -> WordErrors:
        """Of all pairs together."""
        return sum((record.errors for record in self.records), WordErrors(0, 0, 0, 0))

    @property
    def reference_errors(self) -> WordErrors | None:
        """Of all references together, against the texts."""
        found = [record.reference_errors for record in self.records if record.reference_errors is not None]
        return sum(found, WordErrors(0, 0, 0, 0)) if found else None

    @property
    def emotion_agreement(self) -> tuple[int, int] | None:
        """How many pairs have the same label, and of how many."""
        found = [each for each in self.records if each.emotion is not None and each.reference_emotion is not None]
        return (sum(each.emotion == each.reference_emotion for each in found), len(found)) if found else None


def pair_speech(
    generated: Path, reference: Path | None, texts: Mapping[str, str] | None, data_set: str | None
) -> tuple[tuple[SpeechPair, ...], tuple[str, ...]]:
    """Pair sounds and videos by their path in the folders without suffix; and why some have no pair, a line each.

    With a data set (see CLIP_SETS), files that are not named as it names them are such. Raises InputError for a folder
    without sounds, and where nothing pairs.
    """
    made = _sounds(generated)
    real = _sounds(reference) if reference is not None else {}
    pairs, problems = [], []
    for name, path in made.items():
        if data_set is not None and not CLIP_SETS[data_set].pattern.search(path.as_posix()):
            problems.append(f"{shown(path)}: it is not named as the clips of {data_set} are")
        elif reference is not None and name not in real:
            problems.append(f"{shown(path)}: no speech of that name is in {shown(reference)}")
        elif texts is not None and name not in texts:
            problems.append(f"{shown(path)}: there is no text for {name}")
        else:
            pairs.append(SpeechPair(name, path, real.get(name), None if texts is None else texts[name]))
    if not pairs:
        raise InputError(problems[0])
    return tuple(pairs), tuple(problems)


def read_texts(path: Path) -> dict[str, str]:
    """Texts by name: of a folder of NAME.txt, or of a file with a name, a tab and a text in each line.

    Raises InputError.
    """
    if path.is_dir():
        texts = {
            _name(path, file): " ".join(read_document(file, "text").split()) for file in sorted(path.rglob("*.txt"))
        }
    else:
        lines = csv.reader(io.StringIO(read_document(path, "texts")), delimiter="\t", quoting=csv.QUOTE_NONE)
        rows = [(number, row) for number, row in enumerate(lines, start=1) if any(row)]
        for number, row in rows:
            if len(row) != 2 or not row[1].strip():
                raise InputError(f"{shown(path)}, line {number}: it is not a name, a tab and a text")
        texts = {row[0].strip(): row[1].strip() for _, row in rows}
    if not texts:
        raise InputError(f"{shown(path)} holds no texts; give NAME.txt files, or lines of a name, a tab and a text")
    return texts


def measure_pairs(
    pairs: Sequence[SpeechPair], tools: SpeechTools, progress: Callable[[int, int], None]
) -> SpeechResult:
    """Measure each pair; `progress` is told (done, of). One that cannot be measured is told; the rest goes on."""
    records, problems = [], []
    for done, pair in enumerate(pairs):
        progress(done, len(pairs))
        try:
            records.append(_measure(pair, tools))
        except InputError as error:
            problems.append(str(error))
    return SpeechResult(tuple(records), tuple(problems))


def _measure(pair: SpeechPair, tools: SpeechTools) -> SpeechRecord:
    made = read_sound(pair.generated, RECOGNITION_RATE)
    real = None if pair.reference is None else read_sound(pair.reference, RECOGNITION_RATE)
    heard = tools.recognise(made)
    really_heard = "" if real is None else tools.recognise(real)
    said = really_heard if pair.text is None else pair.text
    words = spoken_words(said)
    if not words:
        where = pair.reference if pair.text is None else f"the text of {pair.name}"
        raise InputError(f"{where}: no words are in it; leave {pair.name} out")
    compare_reference = real is not None and pair.text is not None
    return SpeechRecord(
        pair.name,
        said,
        heard,
        word_errors(words, spoken_words(heard)),
        word_errors(words, spoken_words(really_heard)) if compare_reference else None,
        tools.emotion(made) if tools.emotion else None,
        tools.emotion(real) if tools.emotion and real is not None else None,
        tools.quality(made) if tools.quality else None,
        tools.quality(real) if tools.quality and real is not None else None,
    )


def _sounds(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise InputError(f"{shown(folder)} is no folder; name one of sounds or videos")
    found = {_name(folder, path): path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES}
    if not found:
        raise InputError(f"{shown(folder)} holds no sounds ({', '.join(sorted(SUFFIXES))})")
    return found


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()
