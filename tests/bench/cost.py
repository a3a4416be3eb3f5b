"""What a command costs: time, and the memory of all its processes together.

In: a command, its folder and its environment. Out: a ``Cost``. Memory is the largest sum, at one moment, of the proportional
set sizes (PSS: a page that several share is counted in equal parts) of the process and of all that it started; it is sampled,
so a short peak may be missed, and known only where the system has /proc.
"""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, MutableSequence, Sequence
from pathlib import Path
from typing import NamedTuple

_INTERVAL = 0.02
"""Seconds between two looks at the memory, more where a look takes long: looking takes a twentieth of one core at most."""


class Cost(NamedTuple):
    """Wall time in seconds, processor time in seconds (user and system, all processes), memory in MB (NaN where it cannot be told)."""

    wall: float
    processor: float
    memory: float


class CommandError(Exception):
    """A command failed; its words are the message."""


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    looks: MutableSequence[tuple[float, float]] | None = None,
) -> tuple[Cost, str]:
    """Run a command to its end: its cost, and what it wrote to standard output. CommandError where it fails.

    ``looks`` gets what each look at the memory saw: when (``time.perf_counter``), and megabytes.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        watch = _Watch(running.pid, looks)
        watch.start()
        said, problems = running.communicate()
        wall = time.perf_counter() - began
        watch.ended.set()
        watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if running.returncode:
        raise CommandError(f"{' '.join(command)} failed:\n{said}{problems}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, processor, watch.peak), said


class _Watch(threading.Thread):
    """Looks at the memory of a process and of all that it started, until ``ended``."""

    def __init__(self, root: int, looks: MutableSequence[tuple[float, float]] | None) -> None:
        super().__init__(daemon=True)
        self.root, self.looks = root, looks
        self.ended = threading.Event()
        self.peak = float("nan")

    def run(self) -> None:
        pause = 0.0
        while not self.ended.wait(pause):
            began = time.perf_counter()
            now = sum(map(_share, _family(self.root))) / 1e6
            if now and not now <= self.peak:
                self.peak = now
            if now and self.looks is not None:
                self.looks.append((began, now))
            pause = max(_INTERVAL, 20 * (time.perf_counter() - began))


def _family(process: int) -> Iterator[int]:
    """A process and all processes below it."""
    yield process
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            for child in Path(f"/proc/{process}/task/{thread}/children").read_text().split():
                yield from _family(int(child))
    except OSError:  # it has ended, or there is no /proc
        return


def _share(process: int) -> int:
    """Bytes of memory that a process takes, a page that several share counted in equal parts; 0 where that cannot be told."""
    try:
        sizes = dict(
            line.split(":") for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
        )
        return int(sizes["Pss"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0
