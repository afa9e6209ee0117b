"""TalkingVideo: a portrait that speaks a text, its parts to look at, and the files it is saved to."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tietfg.emotion.conflicts import portrait_conflict
from tietfg.emotion.timeline import EmotionTimeline
from tietfg.emotion.track import EmotionTrack
from tietfg.emotion.track_file import track_json
from tietfg.media.captions import caption_cues, format_captions
from tietfg.media.outputs import OutputFile
from tietfg.portrait.expression import portrait_expression
from tietfg.portrait_video import Outputs, PortraitVideo, Progress, Take
from tietfg.prefetch import Prefetched
from tietfg.presets import PresetSpec
from tietfg.report import RunReport, timed_marks, timed_phones, timed_words, versions
from tietfg.script import Direction, Script
from tietfg.speech.speech import Speech

CURVES_TOLERANCE = 0.2
"""Seconds by which given curves may end before or after the speech without a remark."""


@dataclass(frozen=True)
class Block:
    """One block of the result: speech, and the track it is played with."""

    speech: Speech
    track: EmotionTrack


@dataclass(frozen=True)
class Part:
    """What becomes known at once: the next clip of a block, or all of it."""

    block: Block
    take: Take


@dataclass(kw_only=True)
class TalkingVideo(PortraitVideo):
    """A talking video. Its latents are made ahead in the background, its pictures when they are asked for."""

    preset: PresetSpec = field(repr=False)
    script: Script
    direction: Direction
    source: Prefetched[Part] = field(repr=False)
    _made: list[Part] = field(default_factory=list, repr=False)

    @property
    def timeline(self) -> EmotionTimeline:
        """What was asked."""
        return self.script.timeline

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for the user, one line each; what needs the whole speech comes when that is made."""
        expression, strength = portrait_expression(self.portrait.expression)
        conflict = portrait_conflict(self.timeline, len(self.script.words), expression, strength)
        notes = (*self.script.notes, *self.portrait.notes, *([conflict] if conflict else []))
        curves = self.direction.curves
        if curves is None:
            return notes
        begun = list(_blocks_of(self._made))
        made = sum(len(block.speech.words) for block in begun)
        beyond = curves.duration - sum(block.speech.duration for block in begun)
        if made < len(self.script.words) or abs(beyond) < CURVES_TOLERANCE:
            return (*notes, *curves.notes)
        what = "longer than the speech and are cut" if beyond > 0 else "shorter than the speech; the face rests then"
        return (*notes, *curves.notes, f"the curves are {abs(beyond):.1f} s {what}")

    @property
    def speech(self) -> Speech:
        """The whole speech; waits until it is made."""
        return Speech.concatenate([block.speech for block in self.blocks()])

    @property
    def track(self) -> EmotionTrack:
        """The emotion track that is played, 25 frames a second; waits until it is made."""
        return EmotionTrack.concatenate([block.track for block in self.blocks()])

    def blocks(self) -> Iterator[Block]:
        """The blocks in order, each as soon as its first clip is made."""
        return _blocks_of(self._parts())

    def takes(self) -> Iterator[Take]:
        """The blocks' latents and sound, clip by clip."""
        for part in self._parts():
            yield part.take

    def save(self, path: str | Path | Outputs, *, overwrite: bool = False, progress: Progress | None = None) -> None:
        """Write the mp4 and whatever else `Outputs` names; all files appear together at the end, or none.

        Raises OutputError, and InputError where curves are wanted of a preset that has none.
        """
        if isinstance(path, Outputs) and path.arkit is not None:
            self.preset.check_curves()
        super().save(path, overwrite=overwrite, progress=progress)

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
            stage_seconds={name: round(seconds, 3) for name, seconds in self.times.seconds.items()},
            versions=versions(),
        )

    def close(self) -> None:
        """Stop making blocks ahead."""
        self.source.close()

    def _expected_seconds(self) -> float:
        begun = list(_blocks_of(self._made))
        spoken = sum(len(block.speech.words) for block in begun)
        return sum(block.speech.duration for block in begun) * len(self.script.words) / max(spoken, 1)

    def _parts(self) -> Iterator[Part]:
        index = 0
        while True:
            if index == len(self._made):
                part = next(self.source, None)
                if part is None:
                    return
                self._made.append(part)
            yield self._made[index]
            index += 1

    def _write_words(self, files: dict[str, OutputFile]) -> None:
        if "captions" in files:
            form = "vtt" if files["captions"].path.suffix.lower() == ".vtt" else "srt"
            words = timed_words((block.speech, block.track) for block in self.blocks())
            cues = caption_cues(words, until=sum(block.speech.duration for block in self.blocks()))
            files["captions"].write_text(format_captions(cues, form))
        if "track" in files:
            files["track"].write_text(track_json(self.track))


def _blocks_of(parts: Iterable[Part]) -> Iterator[Block]:
    """The blocks that consecutive parts belong to, each once."""
    last = None
    for part in parts:
        if part.block is not last:
            last = part.block
            yield last
