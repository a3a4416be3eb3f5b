"""How a build grows with the archive: ``python -m tests.bench.scale --speeches 100,1000,10000``. Run by hand, never a test.

For each number of speeches an archive is generated in memory (/dev/shm where the system has that) and ``yanlu build`` run on it in processes of
its own: cold, after one speech was made a paragraph longer, and with nothing changed. Printed are tables in Markdown, as docs/scale.md
holds them: what each stage took (wall time, processor time and the most memory of all processes together), what the site consists
of, and what a browser loads to answer queries, each with its growth against the size before.

``--rows FILE`` keeps what was measured, so that sizes can be measured in several runs and stand in one table.
"""

import argparse
import gzip
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from generator.model import PARTS
from tests.bench import search
from tests.bench.corpus import write_archive
from tests.bench.cost import Cost, run
from tests.bench.growth import CASES, Kind, Row, Used, tables
from tests.bench.stages import START, Ledger

T = TypeVar("T")
_ROOT = Path(__file__).resolve().parents[2]
_BLOCK = 4096
"""Bytes that common file systems give out at once."""
_LEAN = f"script: none\nwithout: [{', '.join(PARTS)}]\n"
_KINDS = (
    ("pages of speeches", "speeches/*/index.html"),
    ("texts and data beside them", "speeches/*/*"),
    ("pages of terms", "terms/*.html"),
    ("cards and rows of terms", "terms/*"),
    ("search", "search/*"),
    ("published tables", "data/*"),
    ("borrowed passages", "reuse/*"),
    ("other pages", "*.html"),
    ("other files", "*"),
)
"""What a file of the site is, by the first pattern that its path matches; the tree of the other script counts with the first."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure each size, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__.split(":")[0])
    parser.add_argument("--speeches", default="100,1000", metavar="N,N", help="sizes (default: 100,1000)")
    parser.add_argument(
        "--characters", type=int, default=6000, metavar="N", help="of a speech (default: 6000)"
    )
    parser.add_argument("--terms", type=int, default=200, metavar="N", help="(default: 200)")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="(default: one a core)"
    )
    parser.add_argument("--lean", action="store_true", help="one script, and no part that can be left out")
    parser.add_argument(
        "--queries", type=int, default=40, metavar="N", help="asked in a browser; 0: none (default: 40)"
    )
    parser.add_argument(
        "--rows", type=Path, metavar="FILE", help="keep and show what was measured in several runs"
    )
    wanted = parser.parse_args(argv)
    rows: dict[str, Row] = {}
    if wanted.rows and wanted.rows.exists():
        rows = msgspec.json.decode(wanted.rows.read_bytes(), type=dict[str, Row])
    asked: list[str] = []
    for number in map(int, filter(None, wanted.speeches.split(","))):
        row = _measured(number, wanted, asked)
        rows[f"{number} {wanted.characters} {wanted.terms} {wanted.lean}"] = row
        if wanted.rows:
            wanted.rows.write_bytes(msgspec.json.encode(rows))
    shown = [
        row
        for row in rows.values()
        if (row.characters, row.terms, row.lean) == (wanted.characters, wanted.terms, wanted.lean)
    ]
    for line in tables(sorted(shown, key=lambda row: row.speeches)):
        print(line)
    return 0


# ------------------------------------------------------------------------------------------------ measuring


def _measured(number: int, wanted: argparse.Namespace, asked: list[str]) -> Row:
    """Generate, build three times, look at what was made. ``asked``: queries, drawn from the texts of the first size."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="yanlu-scale-", dir=memory if os.access(memory, os.W_OK) else None
    ) as name:
        home = Path(name)
        write_archive(home / "content", speeches=number, characters=wanted.characters, terms=wanted.terms)
        if wanted.lean:
            with (home / "content/site.yaml").open("a", encoding="utf-8") as file:
                file.write(_LEAN)
        load = os.getloadavg()[0]
        stages, written = {}, {}
        speeches = sorted((home / "content/speeches").glob("*.md"))
        for case in CASES:
            if case == "edited":
                with speeches[number // 2].open("a", encoding="utf-8") as file:
                    file.write("\n这是后来加上的一段，说的还是落实。\n")
            stages[case], written[case] = _build(home, wanted.jobs)
        kinds, facts = _looked_at(home)
        if wanted.queries and not wanted.lean:
            facts |= _asked(home / "build", wanted.queries, asked)
        return Row(
            number,
            wanted.characters,
            wanted.terms,
            wanted.lean,
            wanted.jobs,
            load,
            stages,
            written,
            kinds,
            facts,
        )


def _build(home: Path, jobs: int) -> tuple[dict[str, Used], int]:
    """One build in a process of its own: what each stage took, and the number of files that were written."""
    out = home / "stages.json"
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.stages", str(out), str(began), "build", "--jobs", str(jobs)]
    looks: list[tuple[float, float]] = []
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    cost, said = run(command, home, {"PYTHONPATH": path}, looks)
    return _used(msgspec.json.decode(out.read_bytes(), type=Ledger), cost, looks), _number_before(
        said, " file"
    )


def _used(ledger: Ledger, cost: Cost, looks: Sequence[tuple[float, float]]) -> dict[str, Used]:
    """What each stage took, and all together; what no stage claims is the process's start and end."""
    peaks: dict[str, float] = {}
    for moment, size in looks:
        at_work = [span for span in ledger.spans if span.begin <= moment <= span.end]
        if at_work:
            innermost = max(at_work, key=lambda span: span.begin).stage
            peaks[innermost] = max(size, peaks.get(innermost, 0.0))
    peaks["render"] = peaks.get("look at what is in place", 0.0)
    found = {
        name: Used(spent.wall, spent.processor, peaks.get(name) or None)
        for name, spent in ledger.stages.items()
    }
    rest = [
        sum(getattr(used, of) for name, used in found.items() if name != START)
        for of in ("wall", "processor")
    ]
    found[START] = Used(cost.wall - rest[0], cost.processor - rest[1], None)
    return {"all": Used(cost.wall, cost.processor, None if math.isnan(cost.memory) else cost.memory), **found}


def _number_before(said: str, word: str) -> int:
    return next(int(part.split()[0]) for part in said.split(", ") if word in part)


def _looked_at(home: Path) -> tuple[dict[str, Kind], dict[str, float]]:
    """The files of the site by kind, and what else can be counted."""
    site = home / "build"
    kinds = {name: [0, 0] for name, _ in _KINDS}
    folders, blocks = 0, 0
    largest, page = 0, Path()
    for base, names, files in os.walk(site):
        folders += len(names)
        for name in files:
            path = Path(base, name)
            size = path.stat().st_size
            blocks += -(-size // _BLOCK) * _BLOCK
            if path.name == ".yanlu.json":
                continue
            within = path.relative_to(site)
            inside = Path(*within.parts[within.parts[0] == "zh-hant" :])
            kind = next(kind for kind, pattern in _KINDS if _matches(inside, pattern))
            kinds[kind][0] += 1
            kinds[kind][1] += size
            if name.endswith(".html") and size > largest:
                largest, page = size, path
    memo = sum(path.stat().st_size for path in (home / ".cache").glob("*"))
    texts = sum(path.stat().st_size for path in (home / "content").rglob("*.md"))
    return {name: Kind(*both) for name, both in kinds.items() if both[0]}, {
        "archive": texts,
        "folders": folders,
        "in blocks": blocks,
        "largest page": largest,
        "largest page packed": len(gzip.compress(page.read_bytes(), 6)),
        "addresses": sum(path.read_bytes().count(b"<url>") for path in site.glob("sitemap*.xml")),
        "manifest": _size(site / ".yanlu.json"),
        "memo": memo,
    }


def _matches(path: Path, pattern: str) -> bool:
    """Whether a path begins with the folders of a pattern and ends as its name does; ``*`` for a folder is any one folder."""
    *folders, name = pattern.split("/")
    inside = len(path.parts) > len(folders) and all(
        wanted in ("*", part) for part, wanted in zip(path.parts, folders, strict=False)
    )
    return inside and path.name.endswith(name.removeprefix("*"))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _asked(site: Path, number: int, asked: list[str]) -> dict[str, float]:
    """What a browser loads to answer queries, by gzip: kilobytes of the index, and files."""
    asked += [] if asked else search.drawn(site, number)
    costs = search.costs(site, asked)
    packed = sorted(cost.packed for cost in costs)
    return {
        "query": statistics.median(packed),
        "query, nine of ten": packed[int(len(packed) * 0.9)],
        "query, worst": packed[-1],
        "query, files": statistics.median(cost.files for cost in costs),
        "query, milliseconds": statistics.median(cost.time for cost in costs),
    }


if __name__ == "__main__":
    raise SystemExit(main())
