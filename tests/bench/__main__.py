"""Time and memory of a build, on an archive that is generated here: ``python -m tests.bench``. Run by hand, never a test.

Three builds, each by ``yanlu build`` as a process of its own: cold (no cache, no output), warm (nothing changed) and edited (one
paragraph of one speech longer). Printed are medians of the runs: wall time; processor time, user and system, of all
processes; the most memory that all of them took together at one time; and what was written. All is done in memory
(/dev/shm) where the system has that, since disks differ.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.corpus import write_archive
from tests.bench.cost import CommandError, run

_ROOT = Path(__file__).resolve().parents[2]


class Build(NamedTuple):
    """One build: seconds, seconds, megabytes (NaN where the system does not tell), files."""

    wall: float
    processor: float
    memory: float
    written: int


class Size(NamedTuple):
    """A site: pages, all files, bytes."""

    pages: int
    files: int
    bytes: int


def main(argv: Sequence[str] | None = None) -> int:
    """Build the archive, measure, print a table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure builds of a generated archive."
    )
    parser.add_argument("--speeches", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--characters", type=int, default=6000, metavar="N", help="characters of a speech (default: 6000)"
    )
    parser.add_argument(
        "--terms", type=int, default=200, metavar="N", help="entries of the glossary (default: 200)"
    )
    parser.add_argument(
        "--runs", type=int, default=3, metavar="N", help="runs of each build, of which the medians are shown"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="processes (default: one a core)"
    )
    parser.add_argument(
        "--content", type=Path, metavar="DIR", help="measure this archive instead of a generated one"
    )
    wanted = parser.parse_args(argv)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="yanlu-bench-", dir=memory if os.access(memory, os.W_OK) else None
    ) as name:
        folder = Path(name)
        if wanted.content:
            shutil.copytree(wanted.content, folder / "content")
        else:
            write_archive(
                folder / "content", speeches=wanted.speeches, characters=wanted.characters, terms=wanted.terms
            )
        size, costs = measure(folder, wanted.runs, wanted.jobs)
        for line in table(folder / "content", size, costs, wanted.jobs):
            print(line)
    return 0


def measure(folder: Path, runs: int, jobs: int) -> tuple[Size, dict[str, list[Build]]]:
    """Run the three builds so many times; an archive stands in ``folder/content``."""
    costs: dict[str, list[Build]] = {"cold": [], "warm": [], "edited": []}
    edited = sorted((folder / "content" / "speeches").glob("*.md"))[-1]
    for number in range(runs):
        shutil.rmtree(folder / "build", ignore_errors=True)
        shutil.rmtree(folder / ".cache", ignore_errors=True)
        costs["cold"].append(build(folder, jobs))
        costs["warm"].append(build(folder, jobs))
        with edited.open("a", encoding="utf-8") as file:
            file.write(f"\n这是第{number + 1}次改动。\n")
        costs["edited"].append(build(folder, jobs))
    files = [path for path in (folder / "build").rglob("*") if path.is_file()]
    return Size(
        sum(path.suffix == ".html" for path in files), len(files), sum(path.stat().st_size for path in files)
    ), costs


def build(folder: Path, jobs: int) -> Build:
    """One ``yanlu build`` in ``folder``. SystemExit with its words where it fails."""
    command = [sys.executable, "-m", "generator", "build", "--jobs", str(jobs)]
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        cost, said = run(command, folder, {"PYTHONPATH": path})
    except CommandError as error:
        raise SystemExit(str(error)) from None
    written = next(
        (
            int(words.split()[0])
            for words in said.split(", ")
            if words.endswith((" file written", " files written"))
        ),
        0,
    )
    return Build(*cost, written)


def table(content: Path, size: Size, costs: dict[str, list[Build]], jobs: int) -> Iterator[str]:
    """The lines of the report."""
    texts = [path.stat().st_size for path in (content / "speeches").glob("*.md")]
    terms = sum(1 for _ in (content / "glossary").glob("*.md"))
    runs = len(costs["cold"])
    middle = {
        name: Build(*(statistics.median(column) for column in zip(*rows, strict=True)))
        for name, rows in costs.items()
    }
    cold = middle["cold"]
    yield f"{len(texts)} speeches ({sum(texts) / 1e6:.1f} MB), {terms} terms; {jobs} processes, medians of {runs} runs"
    yield f"site: {size.pages} pages, {size.files} files, {size.bytes / 1e6:.1f} MB"
    yield f"{'build':8}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'written':>9}{'wall/cold':>11}{'CPU/cold':>10}{'CPU ms a page':>15}"
    for name, one in middle.items():
        ratios = f"{one.wall / cold.wall:>11.3f}{one.processor / cold.processor:>10.3f}{one.processor / size.pages * 1000:>15.2f}"
        yield f"{name:8}{one.wall:>9.2f}{one.processor:>9.2f}{one.memory:>9.0f}{one.written:>9.0f}{ratios}"


if __name__ == "__main__":
    raise SystemExit(main())
