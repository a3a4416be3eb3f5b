"""The page that compares up to six terms over the years, and the data that it adds up in the browser."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import msgspec

from generator import urls
from generator.derive.counts import Counts
from generator.memo import digest_of, digest_of_bytes
from generator.model import File, Page, Planned, PlannedFile, Slug, Url
from generator.plan.common import LEVELS, Everything, script_file
from generator.plan.traditional import Traditional
from generator.plan.years import span_of_years
from generator.views.chart import ChartBar, ChartRow, ChartView

_SHOWN = 4
"""Terms that stand on the page before a reader chooses: there is room for two more."""


def pages(every: Everything) -> Iterator[Planned]:
    """The page, where the archive has a dated speech that uses a term."""
    if not has_chart(every):
        return
    counts = every.indexes.counts
    names = [every.label_of(slug) for slug in counts.terms]
    digest = digest_of_bytes(msgspec.json.encode((counts, names)))
    title = "词条比较"

    def make() -> tuple[Page, ...]:
        view = _view(every, counts, digest.hex()[:8])
        return (Page(Url("/chart/"), "chart.html", title, view, kind="chart"),)

    yield Planned(Url("/chart/"), "chart", title, digest_of("chart", digest), make)


def _view(every: Everything, counts: Counts, version: str) -> ChartView:
    left_out = sum(h.speeches for h in counts.holdings if not h.cell.plain)
    undated = sum(h.speeches for h in counts.holdings if h.cell.plain and h.cell.year == "undated")
    dated = sum(h.speeches for h in counts.holdings) - left_out - undated
    return ChartView(tuple(_rows(every, counts)), _levels(counts), dated, undated, left_out, version)


def files(every: Everything) -> Iterator[File | PlannedFile]:
    """What the archive holds, the names of its terms, and the uses of each."""
    if not has_chart(every):
        return
    counts = every.indexes.counts
    years, levels = _years(counts), [key for key, _ in _levels(counts)]
    year_of = {year: i for i, year in enumerate(years)} | {"undated": -1}
    level_of = {level: i for i, level in enumerate(levels)} | {"": -1}
    held = [
        (year_of[h.cell.year], level_of[h.cell.level], int(h.cell.plain), h.speeches, h.characters)
        for h in counts.holdings
    ]
    yield script_file("/chart/archive.js", "yanluChart", years, levels, held)
    yield _file(
        "/chart/terms.js", _names_key(every, counts), "yanluChartTerms", lambda: [[*_names(every, counts)]]
    )

    def rows(slug: Slug) -> tuple[object, ...]:
        return slug, [
            (
                year_of[c.cell.year],
                level_of[c.cell.level],
                int(c.cell.plain),
                c.own,
                c.all,
                c.own_speeches,
                c.all_speeches,
            )
            for c in counts.terms[slug]
        ]

    axes = digest_of(years, levels)
    for slug, cells in counts.terms.items():
        make = functools.partial(rows, slug)
        yield _file(f"{urls.term(slug)}counts.js", digest_of(axes, cells), "yanluCounts", make)


def _file(address: str, key: bytes, function: str, arguments: Callable[[], Iterable[object]]) -> PlannedFile:
    """A script that is made only where what it depends on has changed."""
    return PlannedFile(
        Url(address), digest_of(function, key), lambda: script_file(address, function, *arguments()).data
    )


def has_chart(every: Everything) -> bool:
    """Whether there is anything to be seen on a chart, be it only where the reader asks for all texts."""
    counts = every.indexes.counts
    return any(c.cell.year != "undated" for cells in counts.terms.values() for c in cells)


def _years(counts: Counts) -> list[str]:
    return span_of_years({h.cell.year for h in counts.holdings if h.cell.year != "undated"})


def _levels(counts: Counts) -> tuple[tuple[str, str], ...]:
    found = {h.cell.level for h in counts.holdings}
    return tuple((key, name) for key, name in LEVELS.items() if key in found)


def _rows(every: Everything, counts: Counts) -> Iterator[ChartRow]:
    """The terms with most uses in dated plain records."""
    held: Counter[str] = Counter()
    for holding in counts.holdings:
        if holding.cell.plain:
            held[holding.cell.year] += holding.speeches
    by_year: dict[Slug, Counter[str]] = {}
    for slug, cells in counts.terms.items():
        by_year[slug] = Counter()
        for c in cells:
            if c.cell.plain and c.cell.year != "undated":
                by_year[slug][c.cell.year] += c.all
    ranked = sorted(by_year, key=lambda slug: (-by_year[slug].total(), slug))
    for slug in [slug for slug in ranked if by_year[slug]][:_SHOWN]:
        bars = tuple(ChartBar(year, by_year[slug][year], held[year]) for year in _years(counts))
        yield ChartRow(every.label_of(slug), slug, urls.term(slug), by_year[slug].total(), bars)


def _names_key(every: Everything, counts: Counts) -> bytes:
    """Digest of all that ``_names`` depends on."""
    names = b"".join([every.name_digests[slug] for slug in counts.terms])
    uses = [sum(c.all for c in cells) for cells in counts.terms.values()]
    return digest_of(list(counts.terms), names, uses, every.archive.config.script, every.protected)


def _names(every: Everything, counts: Counts) -> Iterator[tuple[str | int, ...]]:
    """Of each term that is used: slug, name, the name in the other script, what tells its sense, its reading, uses."""
    convert = Traditional(every).text
    for slug, cells in counts.terms.items():
        name = every.term_name(slug)
        note = every.sense_notes.get(slug, "")
        reading = re.sub(r"[^a-z ]", "", every.readings[name].order.split("\0")[0])
        uses = sum(c.all for c in cells)
        yield slug, name, convert(name), note, convert(note), reading, uses
