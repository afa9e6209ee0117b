"""Processes that measure cases: on this machine, or on a cluster. Both take tasks and give answers as they come."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from tietfg.errors import TietfgError, check_extra
from tietfg.evaluation.asked import read_asked
from tietfg.evaluation.case import Case, MeasuredVideo
from tietfg.evaluation.cases import CaseFiles
from tietfg.evaluation.probe import Measured, Probe

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class Task:
    """A case, and the probes that are to look at it."""

    files: CaseFiles
    probes: tuple[Probe, ...]
    weights: Mapping[str, Path]
    """Files of outside networks by name."""
    landmarker: Path


@dataclass(frozen=True)
class Answer:
    """What came of a task; everything is by name of the probe."""

    name: str
    """Of the case."""
    measured: Mapping[str, Measured] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def measure(task: Task) -> Answer:
    """Let all probes of a task look at its case; what fails is told, and the others go on."""
    files, problems = task.files, []
    try:
        asked, phones = read_asked(files.asked)
    except TietfgError as error:
        asked, phones = None, ()
        problems.append(str(error))
    case = Case(
        files.name,
        MeasuredVideo(files.generated, task.landmarker),
        MeasuredVideo(files.reference, task.landmarker) if files.reference else None,
        files.speech,
        asked,
        phones,
        files.emotion,
    )
    there = {"sound": True, "reference": case.reference, "phones": phones, "asked": asked, "emotion": files.emotion}
    measured: dict[str, Measured] = {}
    lacking: dict[str, tuple[str, ...]] = {}
    for probe in task.probes:
        if absent := tuple(need for need in probe.needs if not there[need]):
            lacking[probe.name] = absent
            continue
        try:
            measured[probe.name] = probe.load()(case, {name: task.weights[name] for name in probe.weights})
        except TietfgError as error:
            problems.append(str(error))
        except Exception as error:  # one file must not end the measuring of thousands
            message = " ".join(str(error).split())
            problems.append(f"{files.name}: {probe.name} failed ({type(error).__name__}: {message}); please report it")
    return Answer(files.name, measured, tuple(dict.fromkeys(problems)), lacking)


Schedule = Callable[[Iterable[Task]], Generator[Answer]]
"""Tasks are taken as there is somebody to do them; answers come in any order. Closing the iterator ends the work."""


@dataclass(frozen=True)
class SchedulerSpec:
    """A way to share tasks out: its name, what it does, the extra it needs, and how it is made."""

    name: str
    description: str
    extra: tuple[str, str] | None
    """Name of the extra, and the package that it brings."""
    create: Callable[[int, str], Schedule]
    """From the number of processes and the address of a cluster."""

    def schedule(self, jobs: int, address: str) -> Schedule:
        """Raises InputError where the extra is not installed."""
        if self.extra is not None:
            check_extra(self.description, self.extra[0], self.extra[1:])
        return self.create(jobs, address)


def _cluster(jobs: int, address: str) -> Schedule:
    from tietfg.evaluation.cluster import share_on_cluster

    return partial(share_on_cluster, jobs, address)


SCHEDULERS: dict[str, SchedulerSpec] = {
    spec.name: spec
    for spec in (
        SchedulerSpec("processes", "processes on this machine", None, lambda jobs, _: partial(share, jobs)),
        SchedulerSpec("cluster", "a Ray cluster", ("cluster", "ray"), _cluster),
    )
}


def here(tasks: Iterable[Task]) -> Generator[Answer]:
    """Do tasks in this process, one after the other."""
    yield from map(measure, tasks)


def share(jobs: int, tasks: Iterable[Task]) -> Generator[Answer]:
    """Share tasks out among processes. One that dies is told as the problem of its task, and replaced."""
    waiting = iter(tasks)
    busy: dict[Connection, tuple[BaseProcess, Task]] = {}
    idle: list[tuple[Connection, BaseProcess]] = []

    def feed() -> None:
        """Give tasks to idle processes and, while there are not enough, to new ones."""
        while len(busy) < jobs and (task := next(waiting, None)) is not None:
            connection, process = idle.pop() if idle else _started(jobs)
            busy[connection] = process, task
            with suppress(OSError):  # one that has died meanwhile is told when its answer does not come
                connection.send(task)

    try:
        feed()
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)  # noqa: S101 - nothing else is waited for
                process, task = busy.pop(ready)
                try:
                    answer = ready.recv()
                    idle.append((ready, process))
                except (EOFError, OSError):
                    ready.close()
                    process.join()
                    answer = Answer(task.files.name, problems=(f"{task.files.name}: {_death(process)}",))
                yield answer
                feed()
    finally:
        for process in [process for process, _ in busy.values()] + [process for _, process in idle]:
            process.terminate()
            process.join()


def _started(jobs: int) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    with _threads(max(1, len(os.sched_getaffinity(0)) // jobs)):
        process.start()
    theirs.close()
    return ours, process


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Started processes compute with so many threads, unless the user has said otherwise."""
    added = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(added, str(count)))
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _work(connection: Connection) -> None:
    """Measure the cases that come, in a process of its own, until the one that started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that one ends this
    with suppress(EOFError, OSError):
        while True:
            connection.send(measure(connection.recv()))


def _death(process: BaseProcess) -> str:
    status = process.exitcode or 0
    how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"has ended with status {status}"
    hint = "; it may have been short of memory, use fewer --jobs" if status == -signal.SIGKILL else ""
    return f"the process that measured it {how}{hint}"
