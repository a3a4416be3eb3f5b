"""Work on many small things: one after another, or through an executor in chunks that cost little to send."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_FEW = 128
"""Fewer things than this are done sooner than another process has loaded its templates, its converter and its segmenter."""
_CHUNK = 16
_AHEAD = 16
"""Chunks that may be under way at once: enough for every worker, and memory stays flat."""


def each(
    executor: Executor | None, function: Callable[[S, list[T]], list[R]], shared: S, items: Sequence[T]
) -> Iterator[R]:
    """``function(shared, chunk)`` over all items, results in order. ``function`` is importable and everything sent is picklable."""
    if executor is None or len(items) < _FEW:
        yield from function(shared, list(items))
        return
    under_way: deque[Future[list[R]]] = deque()
    for i in range(0, len(items), _CHUNK):
        if len(under_way) >= _AHEAD:
            yield from under_way.popleft().result()
        under_way.append(executor.submit(function, shared, list(items[i : i + _CHUNK])))
    while under_way:
        yield from under_way.popleft().result()
