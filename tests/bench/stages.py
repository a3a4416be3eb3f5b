"""What each stage of a command costs: ``python -m tests.bench.stages OUT BEGAN build …`` is ``yanlu build …`` with a clock around its stages.

In: where to write, and when the process was started (``time.perf_counter``, which all processes of a machine share where there is
/proc). Out, as JSON: a ``Ledger``. The stages are the functions that ``build.py`` names; what pages and files take is told apart by
what it calls. Time is exclusive: what a stage waits for in another counts there. Processor time is that of this process, and, read
when one stage follows another, that of its workers; what they do while pages are made is rendering. What goes on beside a stage, in another
thread, counts as that stage's.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from generator import build, cli, derive, links
from generator.inputs import Sources
from generator.memo import Memo
from generator.model import PlannedFile
from generator.plan import Plan
from generator.write import Output

_TICKS = os.sysconf("SC_CLK_TCK")
START = "start and end"
_STAGES = {
    "digests": "read", "load": "read",
    "validate": "check", "anachronisms": "check", "open_dates": "check", "unused_terms": "check",
    "annotate": "annotate", "derive": "derive: the rest", "holds": "look at what is in place",
    "_everything": "read", "_write_pages": "look at what is in place",
}  # fmt: skip
"""What ``build.py`` calls, and the stage that it is or belongs to."""
_WORKERS = {"look at what is in place": "render"}
"""Where a stage leaves its workers another stage's work."""


class Span(msgspec.Struct, frozen=True):
    """From when to when a stage was at work, seconds of ``time.perf_counter``."""

    stage: str
    begin: float
    end: float


class Spent(msgspec.Struct):
    """Seconds of a stage."""

    wall: float = 0.0
    processor: float = 0.0


class Ledger(msgspec.Struct):
    """What the stages took, in the order in which they came first, and when they were at work (long stages only)."""

    stages: dict[str, Spent]
    spans: list[Span]


class Clock:
    """Counts the time of the stage that was entered last and is not left yet."""

    def __init__(self, began: float) -> None:
        self.ledger = Ledger({START: Spent(began and time.perf_counter() - began)}, [])
        self._open = [START]
        self._wall, self._own, self._workers = time.perf_counter(), 0.0, 0.0

    def enter(self, stage: str) -> None:
        """Begin a stage inside the present one."""
        self._count()
        self._open.append(stage)

    def leave(self) -> None:
        """End the present stage."""
        self._count()
        self._open.pop()

    def long(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that is a stage, called a few times; its workers' time and its memory can be told."""

        def timed(*arguments: Any, **named: Any) -> Any:
            if threading.current_thread() is not threading.main_thread():
                return function(*arguments, **named)
            self._count_workers()
            self.enter(stage)
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self._count_workers()
                self.ledger.spans.append(Span(stage, began, time.perf_counter()))
                self.leave()

        return timed

    def short(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that is called for every page or file."""

        def timed(*arguments: Any, **named: Any) -> Any:
            self.enter(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.leave()

        return timed

    def each(self, stage: str, function: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        """A function that gives things one by one, each of them the stage's work."""

        def timed(*arguments: Any, **named: Any) -> Iterator[Any]:
            following = iter(function(*arguments, **named))
            step = self.short(stage, lambda: next(following, following))
            while (one := step()) is not following:
                yield one

        return timed

    def _count(self) -> None:
        wall, own = time.perf_counter(), time.process_time()
        spent = self.ledger.stages.setdefault(self._open[-1], Spent())
        spent.wall += wall - self._wall
        spent.processor += own - self._own
        self._wall, self._own = wall, own

    def _count_workers(self) -> None:
        now = _of_children()
        if now > self._workers:
            stage = self._open[-1]
            spent = self.ledger.stages.setdefault(_WORKERS.get(stage, stage), Spent())
            spent.processor += now - self._workers
            self._workers = now

    def finish(self) -> Ledger:
        """What was spent until now."""
        self._count_workers()
        self._count()
        return self.ledger


def _of_children() -> float:
    """Processor seconds that the processes below this one have taken, those that ended too."""
    ended = os.times()
    total = ended.children_user + ended.children_system
    for task in Path("/proc/self/task").glob("*/children"):
        for child in task.read_text().split():
            try:
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended
                continue
            total += (int(fields[11]) + int(fields[12])) / _TICKS
    return total


def install(clock: Clock) -> None:
    """Put the clock around the stages of the program, in this process."""
    for name, stage in _STAGES.items():
        _around(build, name, clock.long, stage)
    for name in ("__init__", "whole"):
        _around(Plan, name, clock.long, "plan")
    for name, function in list(vars(derive).items()):
        of = getattr(function, "__module__", "")
        is_index = of.startswith("generator.derive.") or (of == derive.__name__ and name.startswith("_"))
        if is_index and callable(function) and not isinstance(function, type):
            _around(derive, name, clock.long, f"derive: {name.removeprefix('_').replace('_', ' ')}")
    _around(Sources, "digests", clock.long, "read")
    _around(build, "render", clock.each, "render")
    _around(build, "files", clock.each, "files beside the pages")
    build.files = _made_by(clock, build.files)
    for name in ("broken", "broken_in"):
        _around(links, name, lambda stage, function: clock.long(stage, _at_once(function)), "link check")
    for name, stage in (("add", "write"), ("keep", "look at what is in place")):
        setattr(Output, name, clock.short(stage, getattr(Output, name)))
    for name, stage in (("__init__", "look at what is in place"), ("publish", "write"), ("seen", "write")):
        setattr(Output, name, clock.long(stage, getattr(Output, name)))
    Memo.close = clock.long("tidy the memo", Memo.close)  # type: ignore[method-assign]


def _around(module: ModuleType | type, name: str, wrap: Callable[..., Any], stage: str) -> None:
    """A function of a module with the clock around it; AttributeError where there is none, so that no stage is missed in silence."""
    setattr(module, name, wrap(stage, getattr(module, name)))


def _at_once(function: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    """A function that gives things one by one, with all of them given together."""
    return lambda *arguments: list(function(*arguments))


def _made_by(clock: Clock, files: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """The files of a site, of which making one that is needed counts as theirs."""

    def timed(*arguments: Any) -> Iterator[Any]:
        for file in files(*arguments):
            if isinstance(file, PlannedFile):
                file = msgspec.structs.replace(file, make=clock.short("files beside the pages", file.make))
            yield file

    return timed


def main(out: str, began: str, *command: str) -> int:
    """Run a command of ``yanlu`` with the clock around its stages; its exit code."""
    clock = Clock(float(began))
    install(clock)
    code = cli.main(command)
    Path(out).write_bytes(msgspec.json.encode(clock.finish()))
    return code


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
