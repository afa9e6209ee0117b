"""A progress bar with the time left, on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tietfg.talking_video import Progress as ProgressCallback


@contextmanager
def video_progress() -> Iterator[ProgressCallback]:
    """A callback for TalkingVideo.save that draws a bar; silent where standard error is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of about {task.total:.0f} s"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("talking", total=1.0)
        yield lambda made, expected: bar.update(task, completed=made, total=max(made, expected))
