"""The line of years, a page a year, and the undated."""

from collections.abc import Iterable, Iterator

from generator import urls
from generator.derive.years import Year
from generator.model import Page, Url
from generator.plan.common import Everything
from generator.views.common import Link
from generator.views.indexes import YearLine, YearsView, YearView

_NEW = 8
_LONGEST = 300
"""Years that a line of years or a chart shows at most."""


def pages(every: Everything) -> Iterator[Page]:
    """The index and one page for each year that has speeches."""
    years = every.indexes.years
    yield Page(
        Url("/years/"), "years.html", "年份", YearsView(tuple(lines(every)), undated(every)), kind="years"
    )
    for position, year in enumerate(years):
        previous = years[position - 1] if position else None
        following = years[position + 1] if position + 1 < len(years) else None
        view = YearView(
            year=year.year,
            lines=tuple(every.lines[p] for p in year.speeches),
            terms=every.count_terms(year.speeches),
            characters=year.characters,
            previous=_link(previous) if previous else None,
            next=_link(following) if following else None,
        )
        yield Page(urls.year(year.year), "year.html", _name(year), view, kind="year")


def _name(year: Year) -> str:
    return "日期不详" if year.year == "undated" else f"{year.year}年"


def _link(year: Year) -> Link:
    return Link(_name(year), urls.year(year.year), len(year.speeches))


def undated(every: Everything) -> Link | None:
    """The page of the undated, if there are any."""
    return next((_link(year) for year in every.indexes.years if year.year == "undated"), None)


def lines(every: Everything) -> Iterator[YearLine]:
    """Every year from the first to the last, those without a speech too."""
    held = {year.year: year for year in every.indexes.years if year.year != "undated"}
    if not held:
        return
    for name in span_of_years(held):
        year = held.get(name)
        if year is None:
            yield YearLine(name, None, 0, 0, ())
            continue
        counts = dict(year.terms)
        new = tuple(
            Link(every.term_name(slug), urls.term(slug), counts.get(slug, 0)) for slug in year.new[:_NEW]
        )
        yield YearLine(name, urls.year(name), len(year.speeches), year.characters, new)


def span_of_years(held: Iterable[str]) -> list[str]:
    """Every year from the first to the last; only those that are held where the span is too long to be shown."""
    years = sorted(held)
    if not years or int(years[-1]) - int(years[0]) > _LONGEST:
        return years
    return [f"{number:04}" for number in range(int(years[0]), int(years[-1]) + 1)]
