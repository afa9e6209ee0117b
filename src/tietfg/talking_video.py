"""TalkingVideo: the result of a request, its parts to look at, and the files it is saved to."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tietfg.emotion.conflicts import portrait_conflict
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import track_json
from tietfg.media.captions import caption_cues, format_captions
from tietfg.media.outputs import OutputFile, check_outputs
from tietfg.media.video import VideoWriter
from tietfg.motion.live_link import ArkitCsvWriter
from tietfg.motion.motion import Motion
from tietfg.portrait.expression import portrait_expression
from tietfg.portrait.portrait import Portrait
from tietfg.prefetch import Prefetched
from tietfg.render.renderer import PortraitRenderer
from tietfg.report import RunReport, Settings, timed_marks, timed_phones, timed_words, versions
from tietfg.script import Direction, Script
from tietfg.speech.speech import Speech

CHUNK_SECONDS = 0.4
"""Frames wait in pieces of this length between rendering and encoding; longer ones take more memory."""

Progress = Callable[[float, float], None]
"""Called with the seconds of video made so far and the seconds expected in all."""


@dataclass(frozen=True)
class Block:
    """One block of the result: speech, the track it is played with, and the motion at the video's rate."""

    speech: Speech
    track: EmotionTrack
    motion: Motion


@dataclass(frozen=True)
class Chunk:
    """A short piece of video: frames (n, height, width, 3) uint8 sRGB and the mono float32 sound of that time."""

    frames: NDArray[np.uint8]
    waveform: NDArray[np.float32]
    sample_rate: int


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


@dataclass
class TalkingVideo:
    """A talking video. Its blocks are made ahead in the background, its frames rendered when asked for."""

    portrait: Portrait
    script: Script
    direction: Direction
    renderer: PortraitRenderer = field(repr=False)
    source: Prefetched[Block] = field(repr=False)
    settings: Settings
    """What was given, for the report."""
    started: float = field(repr=False)
    """time.perf_counter() of the request."""
    _made: list[Block] = field(default_factory=list, repr=False)
    _first_frame: float | None = field(default=None, repr=False)

    @property
    def timeline(self) -> EmotionTimeline:
        """What was asked."""
        return self.script.timeline

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for the user, one line each."""
        expression, strength = portrait_expression(self.portrait.blendshapes)
        conflict = portrait_conflict(self.timeline, len(self.script.words), expression, strength)
        return (*self.script.notes, *self.portrait.notes, *([conflict] if conflict else []))

    @property
    def speech(self) -> Speech:
        """The whole speech; waits until it is made."""
        return Speech.concatenate([block.speech for block in self.blocks()])

    @property
    def track(self) -> EmotionTrack:
        """The emotion track that is played, 25 frames a second; waits until it is made."""
        return EmotionTrack.concatenate([block.track for block in self.blocks()])

    @property
    def arkit(self) -> Motion:
        """ARKit coefficients and head pose at the video's frame rate; waits until they are made."""
        return Motion.concatenate([block.motion for block in self.blocks()])

    def blocks(self) -> Iterator[Block]:
        """The blocks in order, each as soon as it is made."""
        index = 0
        while True:
            if index == len(self._made):
                block = next(self.source, None)
                if block is None:
                    return
                self._made.append(block)
            yield self._made[index]
            index += 1

    def chunks(self) -> Iterator[Chunk]:
        """Frames and sound, about CHUNK_SECONDS at a time."""
        framing = self.portrait.framing
        for block in self.blocks():
            motion, waveform = block.motion, block.speech.waveform
            pieces = max(1, round(block.speech.duration / CHUNK_SECONDS))
            for piece in range(pieces):
                first, last = len(motion) * piece // pieces, len(motion) * (piece + 1) // pieces
                start, end = len(waveform) * piece // pieces, len(waveform) * (piece + 1) // pieces
                frames = np.empty((last - first, framing.height, framing.width, 3), np.uint8)
                for index in range(last - first):
                    frames[index] = self._render(motion, first + index)
                yield Chunk(frames, waveform[start:end], block.speech.sample_rate)

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """The frames in order, (height, width, 3) uint8 sRGB, each rendered when it is asked for."""
        for block in self.blocks():
            for frame in range(len(block.motion)):
                yield self._render(block.motion, frame)

    def save(self, path: str | Path | Outputs, *, overwrite: bool = False, progress: Progress | None = None) -> None:
        """Write the mp4 and whatever else `Outputs` names; all files appear together at the end, or none.

        Raises OutputError.
        """
        outputs = path if isinstance(path, Outputs) else Outputs(Path(path), overwrite=overwrite)
        outputs.check()
        with ExitStack() as stack:
            files = {name: stack.enter_context(file) for name, file in outputs.files().items()}
            self._write_video(files["video"], progress)
            if outputs.captions is not None:
                form = "vtt" if outputs.captions.suffix.lower() == ".vtt" else "srt"
                words = timed_words((block.speech, block.track) for block in self.blocks())
                cues = caption_cues(words, until=sum(block.speech.duration for block in self.blocks()))
                files["captions"].write_text(format_captions(cues, form))
            if outputs.arkit is not None:
                with files["arkit"].writing(), files["arkit"].temporary.open("w", newline="") as curves:
                    writer = ArkitCsvWriter(curves)
                    for block in self.blocks():
                        writer.append(block.motion)
            if outputs.track is not None:
                files["track"].write_text(track_json(self.track))
            if outputs.report is not None:
                files["report"].write_text(self.report().model_dump_json(indent=2) + "\n")

    def report(self) -> RunReport:
        """What was asked and made, with what and how fast; times count up to this call."""
        blocks = list(self.blocks())
        duration = sum(block.speech.duration for block in blocks)
        wall = time.perf_counter() - self.started
        words = timed_words((block.speech, block.track) for block in blocks)
        return RunReport(
            kind="generate",
            settings=self.settings,
            plan=self.script.plan,
            words=words,
            phones=timed_phones(block.speech for block in blocks),
            marks=timed_marks(self.script.marks, words, duration),
            notes=self.notes,
            duration=duration,
            wall_seconds=round(wall, 3),
            real_time_factor=round(wall / duration, 3),
            first_frame_seconds=self._first_frame,
            stage_seconds={name: round(seconds, 3) for name, seconds in self.script.times.seconds.items()},
            versions=versions(),
        )

    def close(self) -> None:
        """Stop making blocks ahead."""
        self.source.close()

    def _write_video(self, output: OutputFile, progress: Progress | None) -> None:
        framing = self.portrait.framing
        made = 0.0
        chunks = Prefetched(self.chunks())  # the next piece is rendered while this one is encoded
        first = next(chunks)
        with VideoWriter(output, framing.width, framing.height, self.direction.fps, first.sample_rate) as writer:
            for chunk in chain([first], chunks):
                with self.script.times.stage("write"):
                    writer.write_sound(chunk.waveform)
                    for frame in chunk.frames:
                        writer.write_frame(frame)
                made += len(chunk.waveform) / chunk.sample_rate
                if progress is not None:
                    spoken = sum(len(block.speech.words) for block in self._made)
                    spoken_seconds = sum(block.speech.duration for block in self._made)
                    progress(made, spoken_seconds * len(self.script.words) / max(spoken, 1))

    def _render(self, motion: Motion, frame: int) -> NDArray[np.uint8]:
        with self.script.times.stage("render"):
            picture = self.renderer.render(
                motion.coefficients[frame], motion.rotation[frame], motion.translation[frame]
            )
        if self._first_frame is None:
            self._first_frame = round(time.perf_counter() - self.started, 3)
        return picture
