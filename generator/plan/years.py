"""The line of years, a page a year, and the undated; a year with many speeches has a page a month."""

from collections.abc import Iterable, Iterator, Sequence

from generator import urls
from generator.derive.vocabulary import ENOUGH, Typical
from generator.derive.years import Year
from generator.memo import digest_of
from generator.model import Page, Planned, Slug, Url
from generator.plan.common import MOST_TERMS, Everything
from generator.plan.shelves import Shelf, list_key, shelve, speech_list, speech_splits
from generator.views.common import Link, TermCount
from generator.views.indexes import GoneLine, Span, TypicalLine, YearLine, YearsView, YearView, YearWords

_NEW = 8
_NEW_OF_MANY = 3
_MANY_YEARS = 100
_LONGEST = 300
"""Years that a line of years or a chart shows at most."""
_ALL_NEW = 60
_TYPICAL = 12
_GONE = 24
_FIRST = Url("/terms/by/first/")


def pages(every: Everything) -> Iterator[Page | Planned]:
    """The index and the pages of each year that has speeches."""
    years = every.indexes.years
    yield Page(Url("/years/"), "years.html", "年份", _index(every), kind="years")
    dated_records = sum(year.records for year in years if year.year != "undated")
    splits = speech_splits(every)[1:]
    begins = _begins(every)
    has_terms = every.archive.config.has("dossiers")
    terms = every.counting.said([year.speeches for year in years], MOST_TERMS) if has_terms else ()
    most = [one.most for one in terms] or [()] * len(years)
    for position, year in enumerate(years):
        around = (
            _link(years[position - 1]) if position else None,
            _link(years[position + 1]) if position + 1 < len(years) else None,
        )
        words = _words(every, year, dated_records, year.year == begins, most[position])
        for shelf in shelve(urls.year(year.year), _name(year), year.speeches, splits):
            if shelf.place.above:
                yield _planned(every, year, shelf, None, (shelf.place.previous, shelf.place.next))
            else:
                yield _planned(every, year, shelf, words, around)


def _planned(
    every: Everything,
    year: Year,
    shelf: Shelf[int],
    words: YearWords | None,
    around: tuple[Link | None, Link | None],
) -> Planned:
    title = shelf.place.label or _name(year)
    characters = sum(every.texts.gists[position].characters for position in shelf.rows)
    about = (title, characters, words, around, list_key(every, shelf))

    def make() -> tuple[Page, ...]:
        speeches = speech_list(every, shelf)
        view = YearView(year.year, speeches, len(shelf.rows), characters, words, *around)
        return (Page(shelf.url, "year.html", title, view, kind="year"),)

    return Planned(shelf.url, "year", title, digest_of("year", about), make)


def _words(
    every: Everything, year: Year, dated_records: int, is_first: bool, most: Sequence[tuple[Slug, int]]
) -> YearWords:
    counts = {one.term: one.uses for one in year.terms}
    new = () if is_first else year.new
    return YearWords(
        records=year.records,
        left_out=every.left_out(year.speeches),
        enough=year.records >= ENOUGH,
        compared=year.records >= ENOUGH and dated_records - year.records >= ENOUGH,
        is_first=is_first,
        new=tuple(TermCount(every.label_of(t), urls.term(t), counts[t]) for t in new[:_ALL_NEW]),
        more_new=max(len(new) - _ALL_NEW, 0),
        typical=typical_lines(every, year.typical),
        gone=tuple(
            GoneLine(
                every.label_of(one.term),
                urls.term(one.term),
                one.uses,
                one.years,
                Link(f"{one.last}年", urls.year(one.last)),
            )
            for one in year.gone[:_GONE]
        ),
        more_gone=max(len(year.gone) - _GONE, 0),
        terms=every.term_counts(most),
    )


def typical_lines(every: Everything, found: Iterable[Typical]) -> tuple[TypicalLine, ...]:
    """Typical terms with their measure in figures that people read: how many times as dense, and both densities."""
    return tuple(_typical_line(every, one) for one in list(found)[:_TYPICAL])


def _typical_line(every: Everything, one: Typical) -> TypicalLine:
    slug = Slug(one.term)
    return TypicalLine(
        term=every.label_of(slug),
        url=urls.term(slug),
        uses=one.uses,
        speeches=one.speeches,
        times=_times(one.rate / one.rate_elsewhere) if one.rate_elsewhere else "",
        rate=_figure(one.rate),
        rate_elsewhere=_figure(one.rate_elsewhere) if one.rate_elsewhere else "",
    )


def _times(value: float) -> str:
    """Whole numbers from 3 on, one decimal below: 1.6, 2, 2.4, 5, 17."""
    return f"{value:,.0f}" if value >= 3 else f"{value:.1f}".removesuffix(".0")


def _figure(value: float) -> str:
    """Two digits that count: 0.042, 0.3, 4.8, 17."""
    if value >= 10:
        return f"{value:,.0f}"
    if value >= 0.1:
        return f"{value:.1f}"
    return f"{value:.2g}"


def _name(year: Year) -> str:
    return "日期不详" if year.year == "undated" else f"{year.year}年"


def _link(year: Year) -> Link:
    return Link(_name(year), urls.year(year.year))


def undated(every: Everything) -> Link | None:
    """The page of the undated, if there are any."""
    return next(
        (
            Link(_name(year), urls.year(year.year), len(year.speeches))
            for year in every.indexes.years
            if year.year == "undated"
        ),
        None,
    )


def _begins(every: Everything) -> str:
    """The first year with a speech that counts, or nothing: in it every term is new. Nothing where the site does not say what is new."""
    if not every.archive.config.has("dossiers"):
        return ""
    counted = (year.year for year in every.indexes.years if year.year != "undated" and year.records)
    return next(counted, "")


def _index(every: Everything) -> YearsView:
    found = list(lines(every))
    spans: list[Span] = []
    for line in found:
        if line.speeches:
            spans.append(Span(line.year, line.year, 1, line))
        elif spans and spans[-1].line is None:
            spans[-1] = Span(spans[-1].first, line.year, spans[-1].years + 1, None)
        else:
            spans.append(Span(line.year, line.year, 1, None))
    last = next((year for year in every.indexes.years if year.year == "undated"), None)
    return YearsView(
        spans=tuple(spans),
        most_speeches=max((line.speeches for line in found), default=0),
        most_characters=max((line.characters for line in found), default=0),
        undated=YearLine("undated", urls.year("undated"), len(last.speeches), last.characters, ())
        if last
        else None,
        empty=sum(not line.speeches for line in found),
    )


def lines(every: Everything) -> Iterator[YearLine]:
    """Every year from the first to the last, those without a speech too. Of the first that counts, where all is new, nothing is called so."""
    held = {year.year: year for year in every.indexes.years if year.year != "undated"}
    most = _NEW if len(held) <= _MANY_YEARS else _NEW_OF_MANY
    begins = _begins(every)
    for name in span_of_years(held):
        year = held.get(name)
        if year is None:
            yield YearLine(name, None, 0, 0, ())
            continue
        new = () if name == begins else year.new
        shown = tuple(Link(every.label_of(slug), urls.term(slug)) for slug in new[:most])
        yield YearLine(
            name,
            urls.year(name),
            len(year.speeches),
            year.characters,
            shown,
            len(new) - len(shown),
            name == begins,
        )


def span_of_years(held: Iterable[str]) -> list[str]:
    """Every year from the first to the last; only those that are held where the span is too long to be shown."""
    years = sorted(held)
    if not years or int(years[-1]) - int(years[0]) > _LONGEST:
        return years
    return [f"{number:04}" for number in range(int(years[0]), int(years[-1]) + 1)]
