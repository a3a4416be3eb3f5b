"""What ``tests.bench.scale`` measured, as tables in Markdown: a column for each size, and its growth against the one before."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from tests.bench.stages import START

T = TypeVar("T")
CASES = {"cold": "Cold build", "edited": "One speech edited", "unchanged": "Nothing changed"}
_FACTS = {
    "archive": ("the archive", "B"),
    "folders": ("folders of the site", ""),
    "in blocks": ("the site in blocks of 4 KB", "B"),
    "largest page": ("largest page", "B"),
    "largest page packed": ("the same by gzip", "B"),
    "addresses": ("addresses in the sitemap", ""),
    "manifest": ("manifest", "B"),
    "memo": ("memo", "B"),
    "query": ("index for a query by gzip, median", "B"),
    "query, nine of ten": ("nine of ten under", "B"),
    "query, worst": ("the worst", "B"),
    "query, files": ("files of the index, median", ""),
    "query, milliseconds": ("until ten hits stand there, median", "ms"),
}
"""What is counted beside the files: name, label, unit."""
_BYTES = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1.0))
_GROWING = ("archive", "folders", "in blocks", "addresses", "manifest", "memo")
"""Those that grow by the speech."""


class Used(msgspec.Struct, frozen=True):
    """What a stage took: seconds, seconds of all processes, megabytes of all processes together (NaN where it was too short to see)."""

    wall: float
    processor: float
    memory: float | None


class Kind(msgspec.Struct, frozen=True):
    """Files of one kind."""

    files: int
    bytes: int


class Row(msgspec.Struct, frozen=True):
    """What was measured at one size."""

    speeches: int
    characters: int
    """Of a speech, asked for."""
    terms: int
    lean: bool
    jobs: int
    load: float
    """Of the machine before, processes that wanted a core (one minute)."""
    stages: dict[str, dict[str, Used]]
    """Of each case; the whole is named ``all``."""
    written: dict[str, int]
    """Files that each case wrote."""
    kinds: dict[str, Kind]
    facts: dict[str, float]
    """Bytes and counts of other things."""


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """The tables in Markdown."""
    if not rows:
        return
    one = rows[0]
    said = "one script, no part that can be left out" if one.lean else "everything on"
    loads = ", ".join(f"{row.load:.1f}" for row in rows)
    yield f"{one.characters} characters a speech, {one.terms} terms, {said}; {one.jobs} processes, load of the machine before: {loads}."
    for case, title in CASES.items():
        yield from ("", f"**{title}** (wall s / CPU s / peak MB; growth of CPU)", "")
        yield from _table(rows, "stage", _stages(rows, case), _in_seconds, lambda used: used.processor)
        yield from ("", "Files written: " + ", ".join(f"{row.written[case]:,}" for row in rows) + ".")
    yield from ("", "**The site** (files / MB; growth of bytes)", "")
    kinds = {
        name: [row.kinds.get(name) for row in rows]
        for name in dict.fromkeys(name for row in rows for name in row.kinds)
    }
    whole = [
        Kind(*(sum(getattr(k, of) for k in row.kinds.values()) for of in ("files", "bytes"))) for row in rows
    ]
    yield from _table(
        rows, "files", {**kinds, "**all**": whole}, _in_megabytes, lambda kind: float(kind.bytes)
    )
    yield from ("", "**Beside it** (growth)", "")
    facts = {
        label: [_Amount(row.facts[name], unit) if name in row.facts else None for row in rows]
        for name, (label, unit) in _FACTS.items()
    }
    yield from _table(rows, "", facts, str, lambda amount: amount.value)
    if len(rows) > 1:
        yield from ("", "**One speech more**, between the last two sizes, and what a million such take", "")
        yield from ("| | a speech | a million |", "|---|---:|---:|")
        for label, amount in _slopes(rows[-2], rows[-1]):
            yield f"| {label} | {amount} | {_Amount(amount.value * 1e6, amount.unit)} |"


class _Amount(NamedTuple):
    """A number with its unit: bytes, seconds, milliseconds, or none."""

    value: float
    unit: str

    def __str__(self) -> str:
        value, unit = self
        if unit == "B":
            unit, size = next((each for each in _BYTES if value >= each[1]), _BYTES[-1])
            value /= size
        elif not unit and value >= 1e6:
            value, unit = value / 1e6, "million"
        elif unit == "s" and value < 1:
            value, unit = value * 1000, "ms"
        elif unit == "s" and value >= 7200:
            value, unit = value / 3600, "h"
        return f"{value:,.{0 if value >= 100 or value == int(value) else 1}f} {unit}".strip()


def _slopes(one: Row, other: Row) -> Iterator[tuple[str, _Amount]]:
    """What a speech takes of what two sizes differ in."""
    more = other.speeches - one.speeches
    for case, title in CASES.items():
        before, after = one.stages[case]["all"], other.stages[case]["all"]
        yield f"{title.lower()}, CPU", _Amount((after.processor - before.processor) / more, "s")
        if before.memory is not None and after.memory is not None:
            peak = (after.memory - before.memory) * 1e6 / more
            yield f"{title.lower()}, peak memory", _Amount(peak, "B")
    for of, label, unit in (("files", "files of the site", ""), ("bytes", "the site", "B")):
        sums = [sum(getattr(kind, of) for kind in row.kinds.values()) for row in (one, other)]
        yield label, _Amount((sums[1] - sums[0]) / more, unit)
    for name in _GROWING:
        label, unit = _FACTS[name]
        yield label, _Amount((other.facts[name] - one.facts[name]) / more, unit)


def _stages(rows: Sequence[Row], case: str) -> dict[str, list[Used | None]]:
    """The stages in the order of a build, all together last."""
    names = dict.fromkeys(name for row in rows for name in row.stages[case] if name not in ("all", START))
    found = {name: [row.stages[case].get(name) for row in rows] for name in (*names, START)}
    return {**found, "**all**": [row.stages[case]["all"] for row in rows]}


def _table(
    rows: Sequence[Row],
    head: str,
    cells: Mapping[str, Sequence[T | None]],
    shown: Callable[[T], str],
    amount: Callable[[T], float],
) -> Iterator[str]:
    """A column for each size, and one for its growth against the one before."""
    heads = [f"{rows[0].speeches:,}"]
    for row in rows[1:]:
        heads += [f"{row.speeches:,}", "growth"]
    yield f"| {head} | " + " | ".join(heads) + " |"
    yield "|---|" + "---:|" * len(heads)
    for name, values in cells.items():
        if any(value is not None for value in values):
            column = ["–" if value is None else shown(value) for value in values]
            for n, (before, value) in reversed([*enumerate(itertools.pairwise(values), 1)]):
                column.insert(n + 1, _growth(before, value, amount))
            yield f"| {name} | " + " | ".join(column) + " |"


def _growth(before: T | None, value: T | None, amount: Callable[[T], float]) -> str:
    if before is None or value is None or amount(before) <= 0:
        return "–"
    return f"× {amount(value) / amount(before):.1f}"


def _in_seconds(used: Used) -> str:
    memory = "–" if used.memory is None else f"{used.memory:.0f}"
    return f"{used.wall:.2f} / {used.processor:.2f} / {memory}"


def _in_megabytes(kind: Kind) -> str:
    return f"{kind.files:,} / {kind.bytes / 1e6:.1f}"
