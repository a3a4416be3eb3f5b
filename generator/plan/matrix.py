"""Terms by years: a table of the uses of each term in each year, in pages where it is long."""

import functools
from collections.abc import Iterator, Sequence

from generator import urls
from generator.model import Page, Planned
from generator.plan.common import Everything
from generator.plan.shelves import Part, Shelf, Split, by_initial, by_letters, shelve, ways
from generator.plan.term_rows import (
    TABS,
    TermRow,
    by_range,
    counted,
    rows_key,
    samples,
    spelling,
    tabs,
    title,
)
from generator.plan.years import span_of_years
from generator.views.common import Link
from generator.views.indexes import Counted, MatrixGroup, MatrixRow, MatrixView, MatrixYear

_LISTED = 200
"""Terms without a use in the matrix that are listed at most."""


def pages(every: Everything, rows: Sequence[TermRow]) -> Iterator[Planned]:
    """Terms by years, the most frequent groups first, in each the terms in the order in which they came up."""
    records_of = {year.year: year.records for year in every.indexes.years if year.year != "undated"}
    span = span_of_years(records_of)
    columns = tuple(
        MatrixYear(year, urls.year(year) if year in records_of else None, not records_of.get(year))
        for year in span
    )
    used = sorted(
        (row for row in rows if row.by_year),
        key=lambda row: (min(row.by_year), -sum(row.by_year.values()), row.order),
    )
    unused = [row for row in rows if not row.by_year]
    depths = _depths(max((uses for row in used for uses in row.by_year.values()), default=0))
    numbers = counted(every, "dated")
    splits = [Split("frequency", _groups), by_initial(spelling), by_letters(spelling)]
    for shelf in shelve(TABS[-1].url, "词条", used, splits, weigh=lambda _: 0.4 + len(span) / 35):
        some = () if shelf.place.above else tuple(Link(row.label, row.entry.url) for row in unused)
        key = rows_key(shelf, "years", columns, depths, numbers, some, tabs(every))
        make = functools.partial(_made, every, shelf, columns, depths, numbers, some)
        yield Planned(shelf.url, "terms", title("years", shelf.place), key, make)


def _made(
    every: Everything,
    shelf: Shelf[TermRow],
    columns: tuple[MatrixYear, ...],
    depths: tuple[int, ...],
    numbers: Counted,
    unused: tuple[Link, ...],
) -> tuple[Page, ...]:
    span = [column.year for column in columns]
    groups = tuple(
        MatrixGroup(part.label, f"uses-{part.key}", tuple(_row(row, span) for row in part.rows))
        for part in (() if shelf.pages else shelf.parts)
    )
    view = MatrixView(
        tabs=tabs(every),
        years=columns if groups else (),
        groups=groups,
        ways=ways(shelf, samples),
        place=shelf.place,
        depths=depths,
        total=len(shelf.rows),
        unused=unused if len(unused) <= _LISTED else (),
        more_unused=len(unused) if len(unused) > _LISTED else 0,
        counted=numbers,
    )
    return (Page(shelf.url, "matrix.html", title("years", shelf.place), view, kind="terms"),)


def _groups(rows: Sequence[TermRow]) -> list[Part[TermRow]]:
    return by_range(rows, {row.slug: sum(row.by_year.values()) for row in rows})


def _row(row: TermRow, span: list[str]) -> MatrixRow:
    counts = tuple(row.by_year.get(year, 0) for year in span)
    return MatrixRow(row.entry.term, row.entry.url, row.entry.scope, sum(counts), counts)


def _depths(most: int) -> tuple[int, ...]:
    """Where the four depths begin: equal steps of the logarithm, so that a use more tells much where there are few."""
    found: list[int] = []
    for step in range(4):
        least = max(round(most ** (step / 4)), found[-1] + 1 if found else 1)
        if least <= most:
            found.append(least)
    return tuple(found)
