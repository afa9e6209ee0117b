"""Progress of a long measurement on standard error."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
_EVERY_SECONDS = 20


def note(items: Sequence[Item]) -> Iterator[Item]:
    """Go through items and tell every 20 seconds how many are done and how many minutes are left."""
    started = told = time.monotonic()
    for done, item in enumerate(items):
        now = time.monotonic()
        if done and now - told > _EVERY_SECONDS:
            left = (now - started) / done * (len(items) - done)
            print(f"  {done} of {len(items)}, about {left / 60:.0f} min left", file=sys.stderr, flush=True)
            told = now
        yield item
