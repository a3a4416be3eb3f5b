"""The page that compares up to six terms over the years, and the data that it adds up in the browser."""

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from generator import urls
from generator.derive.counts import Counts
from generator.memo import digest_of_bytes
from generator.model import File, Page, Slug, Url
from generator.plan.common import LEVELS, Everything, script_file
from generator.plan.traditional import Traditional
from generator.plan.years import span_of_years
from generator.views.chart import ChartBar, ChartRow, ChartView

_SHOWN = 4
"""Terms that stand on the page before a reader chooses: there is room for two more."""


def pages(every: Everything) -> Iterator[Page]:
    """The page, where the archive has a dated speech that uses a term."""
    if not has_chart(every):
        return
    counts = every.indexes.counts
    left_out = sum(h.speeches for h in counts.holdings if not h.cell.plain)
    undated = sum(h.speeches for h in counts.holdings if h.cell.plain and h.cell.year == "undated")
    dated = sum(h.speeches for h in counts.holdings) - left_out - undated
    names = [every.label_of(slug) for slug in counts.terms]
    version = digest_of_bytes(msgspec.json.encode((counts, names))).hex()[:8]
    view = ChartView(tuple(_rows(every, counts)), _levels(counts), dated, undated, left_out, version)
    yield Page(Url("/chart/"), "chart.html", "词条比较", view, kind="chart")


def files(every: Everything) -> Iterator[File]:
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
    yield script_file("/chart/terms.js", "yanluChartTerms", list(_names(every, counts)))
    for slug, cells in counts.terms.items():
        rows = [
            (
                year_of[c.cell.year],
                level_of[c.cell.level],
                int(c.cell.plain),
                c.own,
                c.all,
                c.own_speeches,
                c.all_speeches,
            )
            for c in cells
        ]
        yield script_file(f"{urls.term(slug)}counts.js", "yanluCounts", slug, rows)


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


def _names(every: Everything, counts: Counts) -> Iterator[tuple[str | int, ...]]:
    """Of each term that is used: slug, name, the name in the other script, what tells its sense, its reading, uses."""
    convert = Traditional(every).text
    for slug, cells in counts.terms.items():
        name = every.term_name(slug)
        note = every.sense_notes.get(slug, "")
        reading = re.sub(r"[^a-z ]", "", every.readings[name].order.split("\0")[0])
        uses = sum(c.all for c in cells)
        yield slug, name, convert(name), note, convert(note), reading, uses
