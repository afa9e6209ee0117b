"""PortraitVideo: what the results of all requests for a moving portrait have in common, and the files they make."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.errors import OutputError
from tietfg.media.outputs import OutputFile, check_outputs
from tietfg.media.video import VideoWriter
from tietfg.motion.live_link import ArkitCsvWriter
from tietfg.motion.motion import Motion
from tietfg.portrait.portrait import Portrait
from tietfg.prefetch import Prefetched
from tietfg.presets import Decoder, Latents
from tietfg.report import RunReport, Settings
from tietfg.timing import StageTimes

CHUNK_SECONDS = 0.4
"""Frames wait in pieces of this length between rendering and encoding; longer ones take more memory."""

Progress = Callable[[float, float], None]
"""Called with the seconds made so far and the seconds expected in all."""


@dataclass(frozen=True)
class Take:
    """A stretch of a video before its pictures are made: latents at the video's rate, and the sound of that time."""

    latents: Latents
    waveform: NDArray[np.float32] | None
    """Mono, or None in a video without sound."""
    sample_rate: int | None


@dataclass(frozen=True)
class Chunk:
    """A short piece of video: frames (n, height, width, 3) uint8 sRGB and the mono float32 sound of that time."""

    frames: NDArray[np.uint8]
    waveform: NDArray[np.float32] | None
    """None in a video without sound."""
    sample_rate: int | None


@dataclass(frozen=True)
class Outputs:
    """The files of a video; None leaves one out. `overwrite` allows to replace existing ones."""

    video: Path
    captions: Path | None = None
    """Ends in .srt or .vtt."""
    arkit: Path | None = None
    """Live Link Face CSV."""
    track: Path | None = None
    """EmotionTrack JSON."""
    report: Path | None = None
    """RunReport JSON."""
    overwrite: bool = False

    def check(self, inputs: tuple[Path, ...] = ()) -> None:
        """Raise OutputError unless every file can be written and none is an input."""
        check_outputs(list(self.files().values()), inputs)

    def files(self) -> dict[str, OutputFile]:
        """The output files by what they hold."""
        wanted = (
            ("video", self.video, (".mp4",)),
            ("captions", self.captions, (".srt", ".vtt")),
            ("arkit", self.arkit, (".csv",)),
            ("track", self.track, (".json",)),
            ("report", self.report, (".json",)),
        )
        return {name: OutputFile(path, suffixes, self.overwrite) for name, path, suffixes in wanted if path is not None}


@dataclass(kw_only=True)
class PortraitVideo(ABC):
    """A portrait that moves. Its pictures are made when they are asked for."""

    portrait: Portrait
    decoder: Decoder = field(repr=False)
    fps: Fraction
    times: StageTimes = field(repr=False)
    settings: Settings
    """What was given, for the report."""
    started: float = field(repr=False)
    """time.perf_counter() of the request."""
    _first_frame: float | None = field(default=None, repr=False)

    @property
    @abstractmethod
    def notes(self) -> tuple[str, ...]:
        """Remarks for the user, one line each."""

    @abstractmethod
    def takes(self) -> Iterator[Take]:
        """What the pictures are made of, in order, each stretch as soon as it is known."""

    @abstractmethod
    def report(self) -> RunReport:
        """What was asked and made, with what and how fast; times count up to this call."""

    @abstractmethod
    def _expected_seconds(self) -> float:
        """How long the video will be, as far as is known."""

    @property
    def arkit(self) -> Motion:
        """ARKit coefficients and head pose at the video's frame rate; waits until they are made.

        Raises OutputError where the pictures were made without any.
        """
        return Motion.concatenate(list(self._motions()))

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames in order, (height, width, 3) uint8 sRGB, made when they are asked for."""
        for take in self.takes():
            yield from self._pictures(take.latents)

    def chunks(self) -> Iterator[Chunk]:
        """Frames and sound, about CHUNK_SECONDS at a time."""
        framing = self.portrait.framing
        for take in self.takes():
            count, waveform = len(take.latents), take.waveform
            pictures = self._pictures(take.latents)
            pieces = max(1, round(count / self.fps / CHUNK_SECONDS))
            for piece in range(pieces):
                first, last = count * piece // pieces, count * (piece + 1) // pieces
                frames = np.empty((last - first, framing.height, framing.width, 3), np.uint8)
                for index in range(last - first):
                    frames[index] = next(pictures)
                if waveform is None:
                    yield Chunk(frames, None, None)
                else:
                    start, end = len(waveform) * piece // pieces, len(waveform) * (piece + 1) // pieces
                    yield Chunk(frames, waveform[start:end], take.sample_rate)

    def save(self, path: str | Path | Outputs, *, overwrite: bool = False, progress: Progress | None = None) -> None:
        """Write the mp4 and whatever else `Outputs` names; all files appear together at the end, or none.

        Raises OutputError.
        """
        outputs = path if isinstance(path, Outputs) else Outputs(Path(path), overwrite=overwrite)
        outputs.check()
        with ExitStack() as stack:
            files = {name: stack.enter_context(file) for name, file in outputs.files().items()}
            self._write_video(files["video"], progress)
            if "arkit" in files:
                with files["arkit"].writing(), files["arkit"].temporary.open("w", newline="") as curves:
                    writer = ArkitCsvWriter(curves)
                    for motion in self._motions():
                        writer.append(motion)
            self._write_words(files)
            if "report" in files:
                files["report"].write_text(self.report().model_dump_json(indent=2) + "\n")

    @abstractmethod
    def _write_words(self, files: dict[str, OutputFile]) -> None:
        """Write what only videos of speech have."""

    def _write_video(self, output: OutputFile, progress: Progress | None) -> None:
        framing = self.portrait.framing
        frames = 0
        chunks = Prefetched(self.chunks())  # the next piece is rendered while this one is encoded
        first = next(chunks)
        with VideoWriter(output, framing.width, framing.height, self.fps, first.sample_rate) as writer:
            for chunk in chain([first], chunks):
                with self.times.stage("write"):
                    if chunk.waveform is not None:
                        writer.write_sound(chunk.waveform)
                    for frame in chunk.frames:
                        writer.write_frame(frame)
                frames += len(chunk.frames)
                if progress is not None:
                    progress(float(frames / self.fps), self._expected_seconds())

    def _motions(self) -> Iterator[Motion]:
        for take in self.takes():
            if not isinstance(take.latents, Motion):
                raise OutputError("these pictures were made without ARKit curves; leave them out")
            yield take.latents

    def _pictures(self, latents: Latents) -> Iterator[NDArray[np.uint8]]:
        for picture in self.times.over("render", self.decoder.pictures(latents)):
            if self._first_frame is None:
                self._first_frame = round(time.perf_counter() - self.started, 3)
            yield picture
