"""yanlu and its peers at the same job, in one table: ``make bench``, or ``python -m tests.bench.peers``. Run by hand, never a test.

The job: from an archive of ``tests.bench.corpus`` (the same for the same arguments) a page a speech with the first mention of
each term linked, longest match first, headings left out; a page a term with its definition and the speeches that mention it;
an index of the terms; a page a year; a feed and a sitemap. Every program has a plain theme of the same templates, and the
settings that its experts would choose. The peers are installed by their locks into ``.cache/peers``: only that needs a
network, and only the first time.

Each program runs in a folder of its own, in memory (/dev/shm) where the system has that; all run in turn, and then again.
Shown are medians: wall time, processor time of all processes, and the most memory that these took together at one moment (the
sum of their proportional set sizes, sampled). The columns with × have what yanlu's same job takes as a part of what the row
takes, run by run: below 1 yanlu is the faster. Every site is checked once, link by link, against what the archive asks for;
the last column says what is wrong in it. Behind the cold builds of yanlu stand those that follow an edit; of the peers cold
builds are measured only.

``make bench ARGS='--speeches 100 --runs 3'`` and the like choose the size; ``ARGS=--help`` lists all arguments. What one build
of yanlu alone costs, from the cache too, is told by ``python -m tests.bench``.
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
from tests.bench.cost import CommandError, Cost, run
from tests.bench.peers.check import Expected, check, expected
from tests.bench.peers.contestants import Contestant, Step, contestants
from tests.bench.peers.install import ROOT, install

_OURS = "yanlu"
"""The row that the others are compared with."""


class Row(NamedTuple):
    """A step of a contestant: what its runs cost, and what was wrong in its site."""

    label: str
    costs: list[Cost]
    verdict: str


def main(argv: Sequence[str] | None = None) -> int:
    """Install, generate, run, check, print; 1 where one of the programs failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.peers", description="Measure yanlu and its peers at the same job."
    )
    parser.add_argument("--speeches", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--characters", type=int, default=6000, metavar="N", help="of a speech (default: 6000)"
    )
    parser.add_argument("--terms", type=int, default=200, metavar="N", help="of the glossary (default: 200)")
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="of each program (default: 5)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the archive (default: 1)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="of yanlu (default: one a core)"
    )
    parser.add_argument("--only", default="", metavar="NAME,NAME", help="these programs only")
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / ".cache" / "peers",
        metavar="DIR",
        help="where the peers are installed",
    )
    wanted = parser.parse_args(argv)
    tools = install(wanted.cache.resolve())
    all_ = list(contestants(tools, wanted.jobs))
    names = set(wanted.only.split(",")) - {""} or {one.name for one in all_}
    if unknown := names - {one.name for one in all_}:
        parser.error(
            f"--only {','.join(sorted(unknown))}: expected some of {', '.join(one.name for one in all_)}"
        )
    chosen = [one for one in all_ if one.name in names]
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="yanlu-bench-", dir=memory if os.access(memory, os.W_OK) else None
    ) as name:
        folder = Path(name)
        write_archive(
            folder / "archive",
            speeches=wanted.speeches,
            characters=wanted.characters,
            terms=wanted.terms,
            seed=wanted.seed,
        )
        before = os.getloadavg()[0]
        rows = measure(folder, chosen, wanted.runs)
        print(
            f"{wanted.speeches:,} speeches × {wanted.characters:,} characters, {wanted.terms:,} terms; {os.cpu_count()} cores, "
            f"medians of {wanted.runs} runs in turn; load of the machine {before:.1f} before, {os.getloadavg()[0]:.1f} after"
        )
        for line in table(rows):
            print(line)
    return int(any(not row.costs for row in rows))


def measure(folder: Path, chosen: Sequence[Contestant], runs: int) -> list[Row]:
    """Run all in turn, so many times; the archive is ``folder/archive``."""
    must = expected(folder / "archive")
    found = {
        (one.name, step.label): Row(one.label + step.label, [], "") for one in chosen for step in one.steps
    }
    failed = {one.name: f"not installed: {one.reason}" for one in chosen if one.reason}
    for one in chosen:
        if one.name not in failed:
            (folder / one.name).mkdir()
            one.prepare(folder / "archive", folder / one.name)
    for number in range(1, runs + 1):
        for one in chosen:
            if one.name in failed:
                continue
            _tell(f"run {number} of {runs}: {one.name}")
            try:
                for step in one.steps:
                    found[one.name, step.label].costs.append(_build(one, step, folder / one.name, number))
                    if number == 1 and step is one.steps[0]:
                        verdict = _verdict(one, must, folder / one.name / "out")
                        found[one.name, step.label] = found[one.name, step.label]._replace(verdict=verdict)
            except CommandError as error:
                print(error, file=sys.stderr)
                failed[one.name] = "failed: see above"
    _tell("")
    return [
        row._replace(costs=[], verdict=failed[name]) if name in failed else row
        for (name, _), row in found.items()
    ]


def _build(one: Contestant, step: Step, folder: Path, number: int) -> Cost:
    if step.change is None:
        for made in [path for pattern in one.made for path in folder.glob(pattern)]:
            if made.is_dir():
                shutil.rmtree(made)
            else:
                made.unlink()
    else:
        step.change(folder, number)
    costs = [run(command, folder, dict(one.environment))[0] for command in one.commands]
    return Cost(
        sum(cost.wall for cost in costs),
        sum(cost.processor for cost in costs),
        max(cost.memory for cost in costs),
    )


def _verdict(one: Contestant, must: Expected, site: Path) -> str:
    """What the checker says of a site; of one that is not to have the job's links, how many it has."""
    if one.name == "yanlu-all":
        return "not the same job"
    verdict = check(must, site)
    if not one.is_linked:
        return "; ".join(["no links", *verdict._replace(missing=0, backlinks_missing=0).faults()])
    right = [] if verdict.missing or verdict.wrong else [f"all {verdict.links:,} links right"]
    return "; ".join([*right, *verdict.faults()])


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of the report."""
    width = max(len(row.label) for row in rows)
    yield f"{'':{width}}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'wall ×':>8}{'CPU ×':>8}  links"
    ours = next((row.costs for row in rows if row.label == _OURS), [])
    for row in rows:
        if not row.costs:
            yield f"{row.label:{width}}{'–':>9}{'–':>9}{'–':>9}{'–':>8}{'–':>8}  {row.verdict}"
            continue
        middle = _middle(row.costs)
        ratios = ["", ""]
        if ours and row.label != _OURS:
            ratio = _middle(
                [
                    Cost(*(a / b for a, b in zip(*two, strict=True)))
                    for two in zip(ours, row.costs, strict=True)
                ]
            )
            ratios = [f"{ratio.wall:.2f}", f"{ratio.processor:.2f}"]
        figures = (
            f"{middle.wall:>9.2f}{middle.processor:>9.2f}{middle.memory:>9.0f}{ratios[0]:>8}{ratios[1]:>8}"
        )
        yield f"{row.label:{width}}{figures}  {row.verdict}".rstrip()


def _middle(costs: Sequence[Cost]) -> Cost:
    """The medians."""
    return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))


def _tell(text: str) -> None:
    """Say on a terminal what is going on."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
