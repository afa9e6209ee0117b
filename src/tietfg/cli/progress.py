"""A progress bar with the time left, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tietfg.portrait_video import Progress as ProgressCallback


@contextmanager
def video_progress(doing: str) -> Iterator[ProgressCallback]:
    """A callback for PortraitVideo.save that draws a bar; silent where standard error is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of about {task.total:.0f} s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with _bar(*columns) as bar:
        task = bar.add_task(doing, total=1.0)
        yield lambda made, expected: bar.update(task, completed=made, total=max(made, expected))


@contextmanager
def seconds_progress(doing: str) -> Iterator[Callable[[float], None]]:
    """A callback for work on a video of unknown length, that shows the seconds done so far."""
    with _bar(TextColumn("{task.description}"), TextColumn("{task.completed:.0f} s"), TimeElapsedColumn()) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def count_progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """A callback for work on many files, that shows (done, of)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f} of {task.total:.0f}"))
    with _bar(*columns, TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()) as bar:
        task = bar.add_task(doing, total=1)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _bar(*columns: TextColumn | BarColumn | TimeElapsedColumn | TimeRemainingColumn) -> Progress:
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
