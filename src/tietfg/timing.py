"""StageTimes: how long each stage of one request took."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class StageTimes:
    """Wall-clock seconds by stage, added up over calls; stages of different threads may overlap."""

    seconds: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent in the `with` block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            with self._lock:
                self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    def over(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        """The items themselves; the time that each takes to come is added to a stage."""
        waiting = iter(items)
        while True:
            with self.stage(name):
                try:
                    item = next(waiting)
                except StopIteration:
                    return
            yield item
