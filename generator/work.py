"""Work on many small things: one after another, or through an executor in chunks that cost little to send."""

import functools
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from itertools import islice
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_FEW = 64
"""Fewer things than this are done sooner than another process has loaded its templates, its converter and its segmenter."""
_CHUNK = 16
_AHEAD = 16
"""Chunks that may be under way at once: enough for every worker, and memory stays flat."""


class Distant(Executor):
    """An executor whose workers are on other machines: it says how large a chunk is, and how many may be under way, and sends what
    chunks share in its own way."""

    chunk: int
    ahead: int


def each(
    executor: Executor | None, function: Callable[[S, list[T]], list[R]], shared: S, items: Sequence[T]
) -> Iterator[R]:
    """``function(shared, chunk)`` over all items, results in order. ``function`` is importable and everything sent is picklable."""
    return each_of(worth(executor, len(items)), function, shared, items)


def worth(executor: Executor | None, count: int) -> Executor | None:
    """The executor, where so many things are worth one."""
    return executor if count >= _FEW else None


def each_of(
    executor: Executor | None,
    function: Callable[[S, list[T]], list[R]],
    shared: S,
    items: Iterable[T],
    *,
    large: bool = False,
) -> Iterator[R]:
    """The same of items that are made as they are sent, and never held all at once; ``large`` ones are sent one by one, few at a time."""
    size, ahead = (executor.chunk, executor.ahead) if isinstance(executor, Distant) else (_CHUNK, _AHEAD)
    size, ahead = (1, max(1, ahead // 4)) if large else (size, ahead)
    rest = iter(items)
    under_way: deque[Future[list[R]]] = deque()
    packed = b"" if executor is None or isinstance(executor, Distant) else pickle.dumps(shared)
    while chunk := list(islice(rest, size)):
        if executor is None:
            yield from function(shared, chunk)
            continue
        if len(under_way) >= ahead:
            yield from under_way.popleft().result()
        if packed:
            under_way.append(executor.submit(_with_shared, function, packed, chunk))
        else:
            under_way.append(executor.submit(function, shared, chunk))
    while under_way:
        yield from under_way.popleft().result()


def _with_shared(function: Callable[[S, list[T]], list[R]], packed: bytes, chunk: list[T]) -> list[R]:
    return function(_unpacked(packed), chunk)


@functools.lru_cache(maxsize=4)
def _unpacked(packed: bytes) -> Any:
    """What chunks share: it is packed once, and unpacked once a process; a glossary has thousands of entries."""
    return pickle.loads(packed)
