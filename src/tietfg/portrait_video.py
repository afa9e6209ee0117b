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

from tietfg.media.outputs import OutputFile, check_outputs
from tietfg.media.video import VideoWriter
from tietfg.motion.live_link import ArkitCsvWriter
from tietfg.motion.motion import Motion
from tietfg.portrait.portrait import Portrait
from tietfg.portrait.read import read_portrait
from tietfg.prefetch import Prefetched
from tietfg.render.renderer import PortraitRenderer
from tietfg.report import RunReport, Settings
from tietfg.timing import StageTimes
from tietfg.weights.store import WeightStore

CHUNK_SECONDS = 0.4
"""Frames wait in pieces of this length between rendering and encoding; longer ones take more memory."""

Progress = Callable[[float, float], None]
"""Called with the seconds made so far and the seconds expected in all."""


@dataclass(frozen=True)
class Take:
    """A stretch of a video before it is rendered: motion at the video's rate, and the sound of that time."""

    motion: Motion
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
    """A portrait that moves. Its frames are rendered when they are asked for."""

    portrait: Portrait
    renderer: PortraitRenderer = field(repr=False)
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
        """What is rendered, in order, each stretch as soon as it is known."""

    @abstractmethod
    def report(self) -> RunReport:
        """What was asked and made, with what and how fast; times count up to this call."""

    @abstractmethod
    def _expected_seconds(self) -> float:
        """How long the video will be, as far as is known."""

    @property
    def arkit(self) -> Motion:
        """ARKit coefficients and head pose at the video's frame rate; waits until they are made."""
        return Motion.concatenate([take.motion for take in self.takes()])

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames in order, (height, width, 3) uint8 sRGB, each rendered when it is asked for."""
        for take in self.takes():
            for frame in range(len(take.motion)):
                yield self._render(take.motion, frame)

    def chunks(self) -> Iterator[Chunk]:
        """Frames and sound, about CHUNK_SECONDS at a time."""
        framing = self.portrait.framing
        for take in self.takes():
            motion, waveform = take.motion, take.waveform
            pieces = max(1, round(len(motion) / self.fps / CHUNK_SECONDS))
            for piece in range(pieces):
                first, last = len(motion) * piece // pieces, len(motion) * (piece + 1) // pieces
                frames = np.empty((last - first, framing.height, framing.width, 3), np.uint8)
                for index in range(last - first):
                    frames[index] = self._render(motion, first + index)
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
                    for take in self.takes():
                        writer.append(take.motion)
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

    def _render(self, motion: Motion, frame: int) -> NDArray[np.uint8]:
        with self.times.stage("render"):
            picture = self.renderer.render(
                motion.coefficients[frame], motion.rotation[frame], motion.translation[frame]
            )
        if self._first_frame is None:
            self._first_frame = round(time.perf_counter() - self.started, 3)
        return picture


def prepare_portrait(
    picture: Path, size: int, framing: str, matte: str, store: WeightStore, times: StageTimes
) -> tuple[Portrait, PortraitRenderer]:
    """Read a portrait and get it ready to move. Raises InputError or WeightsError."""
    with times.stage("read portrait"):
        portrait = read_portrait(picture, size, framing, store, matte)
    with times.stage("prepare renderer"):
        return portrait, PortraitRenderer(portrait)
