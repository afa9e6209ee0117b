"""ReenactedVideo: a portrait that plays a real performance, its parts to look at, and the files it is saved to."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tietfg.errors import OutputError
from tietfg.media.outputs import OutputFile
from tietfg.media.soundtrack import SOUND_RATE, Soundtrack
from tietfg.motion.motion import Motion
from tietfg.motion.performance import Performance
from tietfg.portrait_video import Outputs, PortraitVideo, Progress, Take
from tietfg.report import RunReport, versions


@dataclass(kw_only=True)
class ReenactedVideo(PortraitVideo):
    """A portrait that plays a performance, with its sound if there is any."""

    performance: Performance = field(repr=False)
    sound: Soundtrack = field(repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks for the user, one line each."""
        return (*self.performance.notes, *self.sound.notes, *self.portrait.notes)

    @cached_property
    def motion(self) -> Motion:
        """What is played, at the video's frame rate."""
        return self.performance.play(self.fps)

    def takes(self) -> Iterator[Take]:
        """All of it in one."""
        waveform = self.sound.waveform
        yield Take(self.motion, waveform, None if waveform is None else SOUND_RATE)

    def save(self, path: str | Path | Outputs, *, overwrite: bool = False, progress: Progress | None = None) -> None:
        """Write the mp4, curves and report; all files appear together at the end, or none. Raises OutputError."""
        if isinstance(path, Outputs) and (path.captions or path.track):
            raise OutputError("a reenacted video has neither words nor emotion track; leave out captions and track")
        super().save(path, overwrite=overwrite, progress=progress)

    def report(self) -> RunReport:
        """What was asked and made, with what and how fast; times count up to this call."""
        wall, duration = time.perf_counter() - self.started, self._expected_seconds()
        return RunReport(
            kind="reenact",
            settings=self.settings,
            notes=self.notes,
            duration=duration,
            wall_seconds=round(wall, 3),
            real_time_factor=round(wall / duration, 3),
            first_frame_seconds=self._first_frame,
            stage_seconds={name: round(seconds, 3) for name, seconds in self.times.seconds.items()},
            versions=versions(),
        )

    def _write_words(self, files: dict[str, OutputFile]) -> None:
        """There are none."""

    def _expected_seconds(self) -> float:
        return float(len(self.motion) / self.fps)
