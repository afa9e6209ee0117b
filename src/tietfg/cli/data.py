"""`tietfg data`: make data sets."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tietfg.cli import options
from tietfg.cli.progress import count_progress
from tietfg.errors import InputError, check_choice

if TYPE_CHECKING:
    from tietfg.data.write_corpus import CorpusProgress

app = typer.Typer(help="Make data sets to train and measure with.")

_REPORT_SECONDS = 60


@app.callback(invoke_without_command=True)
def data(context: typer.Context) -> None:
    """Make data sets to train and measure with."""
    if context.invoked_subcommand is None:
        raise InputError("no data set named; `tietfg data --help` lists those that can be made")


@app.command("synth-speech")
def synth_speech(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the corpus; one begun is gone on with.")],
    hours: Annotated[float, typer.Option(help="About how much speech.")] = 2.5,
    seed: Annotated[int, typer.Option(help="The same seed gives the same corpus.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes that work at the same time.")] = 1,
    synthesizer: options.SynthesizerName = "kokoro",
    offline: options.Offline = False,
) -> None:
    """Make emotional speech whose emotion is known frame by frame (docs/corpus.md)."""
    from tietfg.data.write_corpus import write_corpus
    from tietfg.weights.store import WeightStore

    store = WeightStore.default(offline=offline)
    with _Shown() as shown:
        document = write_corpus(folder, hours, seed, jobs, synthesizer, store, shown.update)
    counts = ", ".join(f"{len(split.utterances)} {name}" for name, split in document.splits.items())
    print(f"made {counts}; {shown.megabytes:.1f} MB", file=sys.stderr)
    print(folder)


@app.command("synth-motion")
def synth_motion(
    folder: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder of the performances; one begun is gone on with.")
    ],
    hours: Annotated[float, typer.Option(help="About how much motion.")] = 10.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same performances.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes that work at the same time.")] = 1,
    synthesizer: options.SynthesizerName = "kokoro",
    offline: options.Offline = False,
) -> None:
    """Make performances of many texts, emotions and styles by the procedural performer, for `tietfg train visual`."""
    from tietfg.data.write_performances import write_performances
    from tietfg.weights.store import WeightStore

    store = WeightStore.default(offline=offline)
    with count_progress("performing") as progress:
        document = write_performances(folder, hours, seed, jobs, synthesizer, store, progress)
    frames = sum(entry.frames for entry in document.entries)
    print(f"{len(document.entries)} performances, {frames / 25 / 3600:.2f} hours", file=sys.stderr)
    print(folder)


@app.command("track-motion")
def track_motion(
    videos: Annotated[list[Path], typer.Argument(help="Videos of one speaking person each.", show_default=False)],
    out: Annotated[Path, typer.Option("--output", "-o", help="Folder of the performances; one begun is gone on with.")],
    offline: options.Offline = False,
) -> None:
    """Track the motion of faces in videos, for `tietfg train visual` (needs the extra `recording`)."""
    from tietfg.data.track_motion import track_motion
    from tietfg.weights.store import WeightStore

    with count_progress("tracking") as progress:
        document = track_motion(tuple(videos), out, WeightStore.default(offline=offline), progress)
    for problem in document.unusable:
        print(f"note: {problem}", file=sys.stderr)
    frames = sum(entry.frames for entry in document.entries)
    print(f"{len(document.entries)} performances, {frames / 25 / 60:.1f} minutes", file=sys.stderr)
    print(out)


@app.command("label-clips")
def label_clips(
    folder: Annotated[Path, typer.Argument(help="Folder of the data set, named as it names its files.")],
    out: Annotated[Path, typer.Option("--output", "-o", help="Folder of sound and labels; one begun is gone on with.")],
    data_set: Annotated[str, typer.Option("--set", help="mead, ravdess or crema-d.")],
    offline: options.Offline = False,
) -> None:
    """Label acted clips frame by frame from their faces, for `tietfg train efp` (docs/training.md)."""
    from tietfg.data.acted_clips import CLIP_SETS
    from tietfg.data.labelled_clips import label_clips
    from tietfg.fluctuation.recogniser import RECOGNISERS
    from tietfg.weights.store import WeightStore

    check_choice("--set", data_set, CLIP_SETS)
    labeller = RECOGNISERS["labeller"]
    landmarker = WeightStore.default(offline=offline).path("face-landmarker")
    with count_progress("labelling") as progress:
        document = label_clips(folder, data_set, out, labeller.load(), landmarker, progress)
    for problem in document.unusable:
        print(f"note: {problem}", file=sys.stderr)
    print(f"note: {labeller.card.ceiling}", file=sys.stderr)
    print(f"{len(document.clips)} clips; terms of {data_set}: {CLIP_SETS[data_set].licence}", file=sys.stderr)
    print(out)


class _Shown:
    """Progress on standard error: a bar in a terminal, else a line a minute."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.completed} of {task.total} utterances, {task.fields[disk]:.0f} MB"), BarColumn())
        times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(elapsed_when_finished=True))
        self._bar = Progress(
            *columns,
            *times,
            console=console,
            disable=not console.is_terminal,
            transient=True,
            speed_estimate_period=600,
        )
        self._terminal = console.is_terminal
        self._task = self._bar.add_task("", total=1, disk=0.0)
        self._started = self._reported = time.monotonic()
        self.megabytes = 0.0

    def __enter__(self) -> "_Shown":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def update(self, now: "CorpusProgress") -> None:
        """Show how far it is."""
        self.megabytes = now.bytes_written / 1e6
        self._bar.update(self._task, completed=now.made, total=now.utterances, disk=self.megabytes)
        new, time_now = now.made - now.resumed, time.monotonic()
        if not new:
            self._started = self._reported = time_now
        elif not self._terminal and time_now - self._reported >= _REPORT_SECONDS:
            left = (now.utterances - now.made) * (time_now - self._started) / new / 60
            print(
                f"{now.made} of {now.utterances} utterances, {self.megabytes:.0f} MB, about {left:.0f} min left",
                file=sys.stderr,
                flush=True,
            )
            self._reported = time_now
