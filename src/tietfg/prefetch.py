"""Prefetched: an iterator that works ahead in a thread of its own."""

import atexit
import queue
import threading
import weakref
from collections.abc import Iterable, Iterator
from typing import Generic, Self, TypeVar

Item = TypeVar("Item")


class Prefetched(Iterator[Item], Generic[Item]):
    """Iterate over `items` in a daemon thread that starts at once and is at most `ahead` items ahead.

    An exception of the source is raised to the consumer. `close`, or dropping the object, stops the thread after the
    item it is working on.
    """

    def __init__(self, items: Iterable[Item], ahead: int = 1) -> None:
        self._queue: queue.Queue[tuple[str, Item | BaseException | None]] = queue.Queue(maxsize=ahead)
        self._stop = threading.Event()
        thread = threading.Thread(target=_produce, args=(items, self._queue, self._stop), daemon=True)
        _working[thread] = self._stop
        thread.start()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Item:
        if self._stop.is_set():
            raise StopIteration
        kind, value = self._queue.get()
        if kind == "item":
            return value  # type: ignore[return-value]
        self._stop.set()
        if isinstance(value, BaseException):
            raise value
        raise StopIteration

    def close(self) -> None:
        """Stop working ahead."""
        self._stop.set()

    def __del__(self) -> None:
        self.close()


_working: weakref.WeakKeyDictionary[threading.Thread, threading.Event] = weakref.WeakKeyDictionary()


@atexit.register
def _finish() -> None:
    """Stop all threads and wait for them: native code must not run while the interpreter goes away."""
    for thread, stop in list(_working.items()):
        stop.set()
        thread.join()


def _produce(items: Iterable[Item], target: queue.Queue, stop: threading.Event) -> None:
    def put(entry: tuple[str, Item | BaseException | None]) -> bool:
        while not stop.is_set():
            try:
                target.put(entry, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    try:
        for item in items:
            if not put(("item", item)):
                return
        put(("end", None))
    except BaseException as error:
        put(("error", error))
