"""Recognition: what a recording says in English, by Whisper tiny.en, and whether it is English speech at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tietfg.weights.store import WeightStore

RECOGNITION_RATE = 16_000
"""Samples a second of what is recognised."""
ARTEFACTS = {
    "config.json": "whisper-tiny-en-config",
    "model.bin": "whisper-tiny-en",
    "tokenizer.json": "whisper-tiny-en-tokenizer",
    "vocabulary.txt": "whisper-tiny-en-vocabulary",
}
"""File of the model -> artefact of the registry."""
_THREADS = 2
_REPETITIVE = 2.4
"""Compression ratio above which a text repeats itself, as the model does where it understands nothing (Radford et al.,
"Robust speech recognition via large-scale weak supervision", 2022, section 4.5)."""
_UNLIKELY = -0.75
"""Mean log probability of a token below which the words are guesses: English speech has -0.2 to -0.65."""


@dataclass(frozen=True)
class HeardWord:
    """A word with its times in seconds, which are up to a tenth of a second off."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Heard:
    """What was recognised."""

    words: tuple[HeardWord, ...]
    """Each with a letter or digit and without blanks; none where there is no speech."""
    english: bool
    """Whether the words are more than guesses."""

    @property
    def text(self) -> str:
        """The words, separated by blanks."""
        return " ".join(word.text for word in self.words)


def recognise(waveform: NDArray[np.float32], store: WeightStore) -> Heard:
    """Recognise English speech in a waveform at 16 kHz; the same waveform gives the same words.

    Parts in which Silero's voice activity detection finds no voice are left out. Raises WeightsError when the
    model cannot be had.
    """
    from faster_whisper import WhisperModel

    files = {file: store.path(artefact).read_bytes() for file, artefact in ARTEFACTS.items()}
    model = WhisperModel("tiny.en", device="cpu", compute_type="int8", cpu_threads=_THREADS, files=files)
    found, _ = model.transcribe(
        waveform,
        language="en",
        word_timestamps=True,
        condition_on_previous_text=False,
        temperature=0.0,
        vad_filter=True,
    )
    segments = [segment for segment in found if segment.words]
    words = tuple(
        HeardWord("".join(word.word.split()), word.start, word.end)
        for segment in segments
        for word in segment.words or ()
        if any(character.isalnum() for character in word.word)
    )
    certain = sum(
        segment.end - segment.start
        for segment in segments
        if segment.compression_ratio < _REPETITIVE and segment.avg_logprob > _UNLIKELY
    )
    return Heard(words, english=2 * certain > sum(segment.end - segment.start for segment in segments))
