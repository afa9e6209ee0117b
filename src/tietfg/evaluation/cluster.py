"""Tasks shared out on a Ray cluster. Cases are sent by their paths: all machines must see the files under them."""

import logging
import os
import socket
from collections.abc import Generator, Iterable
from functools import partial

from tietfg.errors import InputError
from tietfg.evaluation.workers import Answer, Task, measure

LOCAL = "local"
"""The address of a cluster that is started on this machine, and ends with the work."""
CONNECT_SECONDS = 10


def share_on_cluster(jobs: int, address: str, tasks: Iterable[Task]) -> Generator[Answer]:
    """Let a cluster do tasks, one processor each; two for each processor are sent ahead.

    `jobs` is the number of processors of a LOCAL cluster; another has its own. A worker that dies is told as the
    problem of its task. Raises InputError where the cluster cannot be reached.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read on import: nothing is told to anybody
    import ray
    from ray.exceptions import RayError

    _check_reachable(address)
    start = partial(ray.init, logging_level=logging.ERROR, log_to_driver=False)
    try:
        if address == LOCAL:
            start(num_cpus=jobs, include_dashboard=False)
        else:
            start(address)
    except (ConnectionError, RuntimeError, ValueError, RayError) as error:
        reason = " ".join(str(error).split())[:200]
        raise _unreachable(address, reason) from None
    do = ray.remote(num_cpus=1, max_retries=0)(measure)
    sent: dict[ray.ObjectRef, Task] = {}

    def next_answer() -> Answer:
        (ready, *_), _ = ray.wait(list(sent), num_returns=1)
        task = sent.pop(ready)
        try:
            return ray.get(ready)
        except RayError as error:
            reason = " ".join(str(error).split())[:200]
            return Answer(task.files.name, problems=(f"{task.files.name}: its worker failed ({reason})",))

    try:
        ahead = 2 * max(1, int(ray.cluster_resources().get("CPU", 1)))
        for task in tasks:
            sent[do.remote(task)] = task
            if len(sent) >= ahead:
                yield next_answer()
        while sent:
            yield next_answer()
    finally:
        ray.shutdown()


def _check_reachable(address: str) -> None:
    """Ask whether somebody listens: Ray itself would try for minutes. Raises InputError."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if address in (LOCAL, "auto"):
        return
    if not host or not port.isdecimal():
        raise _unreachable(address, "it is no HOST:PORT")
    try:
        socket.create_connection((host, int(port)), CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, str(error)) from None


def _unreachable(address: str, reason: str) -> InputError:
    return InputError(f"--cluster {address}: {reason}; name the address that `ray start` tells, auto, or local")
