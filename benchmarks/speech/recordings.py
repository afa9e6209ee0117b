"""Recordings: requests spoken once and kept in a work folder, so that a run can be interrupted and taken up again."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

import tietfg
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.words import split_words
from tietfg.speech.blocks import cut_blocks
from tietfg.speech.delivery import PLAIN
from tietfg.speech.speech import Speech, Word
from tietfg.speech.synthesizer import SYNTHESIZERS, Synthesizer
from tietfg.weights.store import WeightStore

RATE = 16_000
"""Samples a second of everything that is judged."""


@dataclass(frozen=True)
class Request:
    """A text to be spoken by a voice along a timeline, and what the result counts for."""

    text: str
    voice: str
    timeline: EmotionTimeline
    emotion: str
    """An emotion, or "changing"."""
    intensity: float


@dataclass(frozen=True)
class Recording:
    """A spoken request: its file, the times the synthesizer gave for its words, and where its blocks end."""

    request: Request
    path: Path
    digest: str
    """sha256 of the samples."""
    words: tuple[Word, ...]
    seconds: float
    joins: tuple[float, ...]
    """Seconds of the borders between blocks."""

    @cached_property
    def waveform(self) -> NDArray[np.float32]:
        """Mono float32 at 16 kHz."""
        return read_sound(self.path)


class Studio:
    """Speaks requests with a synthesizer; the files' names depend on request and synthesizer code."""

    def __init__(self, work: Path, synthesizer: str = "kokoro") -> None:
        self._folder = work / "recordings"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.spec = SYNTHESIZERS[synthesizer]
        self._code = code_digest()

    @cached_property
    def synthesizer(self) -> Synthesizer:
        """Loaded when something has to be spoken."""
        return self.spec.create(WeightStore.default())

    def record(self, request: Request) -> Recording:
        """Speak a request, or find what was spoken before."""
        asked = [self.spec.name, self._code, request.text, request.voice, request.timeline.model_dump_json()]
        key = hashlib.sha256("\n".join(asked).encode()).hexdigest()[:24]
        path, notes = self._folder / f"{key}.flac", self._folder / f"{key}.json"
        if not notes.exists():
            blocks = speak(self.synthesizer, request.text, request.voice, request.timeline)
            speech = Speech.concatenate(blocks)
            soundfile.write(path, speech.waveform, speech.sample_rate)
            lengths = np.cumsum([block.duration for block in blocks])
            told: dict[str, Any] = {
                "digest": hashlib.sha256(speech.waveform.tobytes()).hexdigest(),
                "words": [asdict(word) for word in speech.words],
                "seconds": speech.duration,
                "joins": lengths[:-1].tolist(),
            }
            notes.write_text(json.dumps(told))
        told = json.loads(notes.read_text())
        words = tuple(Word(**word) for word in told["words"])
        return Recording(request, path, told["digest"], words, told["seconds"], tuple(told["joins"]))


def speak(synthesizer: Synthesizer, text: str, voice: str, timeline: EmotionTimeline) -> list[Speech]:
    """The blocks of a text, as the pipeline cuts and speaks them."""
    return [synthesizer.speak(block, timeline, voice, PLAIN) for block in cut_blocks(split_words(text))]


def code_digest() -> str:
    """What the sound depends on besides the request: the source of speech and timelines."""
    root = Path(tietfg.__file__).parent
    files = [*sorted((root / "speech").rglob("*.py")), root / "emotion" / "timeline.py", root / "emotion" / "clock.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def read_sound(path: Path) -> NDArray[np.float32]:
    """Any audio file as mono float32 at 16 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [*container.decode(audio=0), None]
        pieces = [piece.to_ndarray()[0] for frame in frames for piece in resampler.resample(frame)]
    return np.concatenate(pieces)
