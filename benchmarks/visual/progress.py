"""How far a part is, told on standard error."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def told(what: str, futures: Sequence[Future[Result]]) -> Iterator[Future[Result]]:
    """The futures in order, each when it is done."""
    for index, future in enumerate(futures):
        future.exception()
        print(f"  {what}: {index + 1} of {len(futures)}", file=sys.stderr, flush=True)
        yield future
