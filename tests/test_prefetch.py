import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tietfg.prefetch import Prefetched


def test_order_and_end() -> None:
    assert list(Prefetched(range(5))) == [0, 1, 2, 3, 4]


def test_stays_ended() -> None:
    items = Prefetched([1])
    assert next(items) == 1
    assert next(items, None) is None
    assert next(items, None) is None


def test_error_reaches_the_consumer() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = Prefetched(source())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_close_stops_the_source() -> None:
    made: list[int] = []
    finished = threading.Event()

    def source() -> Iterator[int]:
        try:
            for number in range(1_000_000):
                made.append(number)
                yield number
        finally:
            finished.set()

    items = Prefetched(source())
    next(items)
    items.close()
    assert finished.wait(10)
    assert len(made) < 10


def test_interpreter_waits_for_the_item_at_work() -> None:
    """A native call in a thread that outlives the interpreter would abort the process."""
    script = (
        "import time\n"
        "from tietfg.prefetch import Prefetched\n"
        "def source():\n"
        "    time.sleep(0.5)\n"
        "    print('finished', flush=True)\n"
        "    yield 1\n"
        "Prefetched(source())\n"
        "raise SystemExit(2)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stdout == "finished\n"
