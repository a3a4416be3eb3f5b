"""The index of terms: by pinyin, numeral, category, first year and frequency, and terms by years.

Lists give the uses in all texts, as the page of a term does; what ranks terms or sets them by years counts plain records only.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from generator import urls
from generator.model import Page, Slug, Url, Value
from generator.plan.chart import has_chart
from generator.plan.common import Everything
from generator.plan.shelves import Part, Shelf, Split, by_initial, by_letters, grouped, shelve, ways
from generator.plan.terms import entry
from generator.plan.years import span_of_years
from generator.views.common import Link, TermEntry
from generator.views.indexes import MatrixGroup, MatrixRow, MatrixView, MatrixYear, Tab, TermGroup, TermsView

_TABS = (
    Tab("pinyin", Url("/terms/")),
    Tab("number", Url("/terms/by/number/")),
    Tab("category", Url("/terms/by/category/")),
    Tab("first", Url("/terms/by/first/")),
    Tab("frequency", Url("/terms/by/frequency/")),
    Tab("years", Url("/terms/by/year/")),
)
_NUMERALS = "一二三四五六七八九十"
_NUMERAL = re.compile(r"[“‘「『]?第?([两双一二三四五六七八九十百千万]+|\d+)")
_RANGES = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
_SAMPLES = 6
_LISTED = 200
"""Terms without a use in the matrix that are listed at most."""
_UNKNOWN = "未分类"


class _Row(Value, frozen=True):
    """A term with what its orders go by."""

    slug: Slug
    entry: TermEntry
    order: str
    """Its place in the order by pinyin."""
    spelling: str
    """Letters by which it is found, different for every term."""
    uses: int
    """In plain records."""
    speeches: int
    """Plain records that use it."""
    by_year: dict[str, int]


def pages(every: Everything) -> Iterator[Page]:
    """The index in every order."""
    rows = _rows(every)
    most = max((row.uses for row in rows), default=0)
    letters = by_letters(_spelling)
    initial = by_initial(_spelling)
    by_use = sorted(rows, key=lambda row: (-row.uses, row.order))
    for tab, in_order, first, show, weigh in (
        (_TABS[0], rows, initial, _described, _weight),
        (_TABS[1], rows, Split("number", _by_number), _short, _one),
        (_TABS[2], rows, Split("category", lambda some: _by_category(every, some)), _described, _weight),
        (_TABS[3], by_use, Split("first", _by_first), _counted, _one),
        (_TABS[4], by_use, Split("frequency", _by_frequency), _counted, _one),
    ):
        splits = [first, letters] if first is initial else [first, initial, letters]
        base = Url(f"/terms/by/{tab.name}/")
        for shelf in shelve(base, "词条", in_order, splits, weigh=weigh, front=tab.url):
            view = _view(every, tab.name, shelf, show, most)
            yield Page(shelf.url, "terms.html", _title(tab.name, shelf), view, kind="terms")
    yield from _matrix(every, rows)


def tabs(every: Everything) -> tuple[Tab, ...]:
    """The orders of the index, and where there is one the page that compares terms."""
    return (*_TABS, *([Tab("chart", Url("/chart/"))] if has_chart(every) else []))


_TITLES = {
    "pinyin": "拼音",
    "number": "数字",
    "category": "类别",
    "first": "首见",
    "frequency": "频次",
    "years": "历年",
}


def _title(order: str, shelf: Shelf[_Row]) -> str:
    return f"词条（{'，'.join(part for part in (_TITLES[order], shelf.place.label) if part)}）"


# ------------------------------------------------------------------------------------------------------------ rows


def _rows(every: Everything) -> list[_Row]:
    """Every term, in the order by pinyin."""
    counts: dict[Slug, list[int]] = {}
    by_year: dict[Slug, dict[str, int]] = {}
    for year in every.indexes.years:
        for one in year.terms:
            row = counts.setdefault(one.term, [0, 0])
            row[0] += one.uses
            row[1] += one.speeches
            if year.year != "undated":
                by_year.setdefault(one.term, {})[year.year] = one.uses
    found = []
    for term in every.archive.terms:
        order = every.readings[term.term].order
        uses, speeches = counts.get(term.slug, (0, 0))
        found.append(
            _Row(
                term.slug,
                entry(every, term),
                f"{order}\0{term.slug}",
                _spell(order, term.slug),
                uses,
                speeches,
                by_year.get(term.slug, {}),
            )
        )
    return sorted(found, key=lambda row: row.order)


def _spell(order: str, slug: str) -> str:
    """Pinyin without tones, then the slug, which no other term has; what begins with no letter begins with 0."""
    spoken = order.split("\0")[0]
    letters = re.sub(r"[^a-z]", "", spoken)
    return (
        ("" if spoken[:1].isascii() and spoken[:1].isalpha() else "0")
        + letters
        + "0"
        + slug.replace("-", "0")
    )


def _spelling(row: _Row) -> str:
    return row.spelling


def _one(_: _Row) -> float:
    return 1


def _weight(row: _Row) -> float:
    """A definition takes the room of rows: a hundred characters are 300 bytes."""
    return 1 + len(row.entry.gloss) / 250


def _described(row: _Row) -> TermEntry:
    return row.entry if not row.entry.english else msgspec.structs.replace(row.entry, english="")


def _short(row: _Row) -> TermEntry:
    return msgspec.structs.replace(row.entry, english="", gloss="", pinyin="", speeches=0)


def _counted(row: _Row) -> TermEntry:
    return msgspec.structs.replace(_short(row), count=row.uses, speeches=row.speeches)


# ---------------------------------------------------------------------------------------------------------- orders


def _view(
    every: Everything, order: str, shelf: Shelf[_Row], show: Callable[[_Row], TermEntry], most: int
) -> TermsView:
    prefix = order if shelf.by not in ("initial", "letters") else "letter"
    groups = tuple(
        TermGroup(part.label, f"{prefix}-{part.key}", tuple(show(row) for row in part.rows))
        for part in (() if shelf.pages else shelf.parts)
    )
    counts = order in ("first", "frequency")
    records, left_out = _texts(every) if counts else (0, 0)
    return TermsView(
        order=order,
        tabs=tabs(every),
        total=len(shelf.rows),
        groups=groups,
        ways=ways(shelf, _samples),
        place=shelf.place,
        most=most if order == "frequency" else 0,
        records=records,
        left_out=left_out,
    )


def _samples(part: Part[_Row]) -> Iterable[Link]:
    """The most used terms of a group."""
    some = sorted(part.rows, key=lambda row: (-row.uses, row.order))[:_SAMPLES]
    return (Link(row.entry.term, row.entry.url) for row in some)


def _texts(every: Everything) -> tuple[int, int]:
    """Plain records, and texts that are none."""
    records = sum(year.records for year in every.indexes.years)
    return records, len(every.speeches) - records


def _by_number(rows: Sequence[_Row]) -> list[Part[_Row]]:
    """Rows 一 to 十 (两 and 双 stand under 二), then what counts more, then those without a numeral at their head."""
    groups = grouped(rows, lambda row: _numeral(row.entry.term))
    named = [
        *((str(number), numeral) for number, numeral in enumerate(_NUMERALS, 1)),
        ("more", "十以上"),
        ("other", "其他"),
    ]
    return [Part(key, label, tuple(groups[key])) for key, label in named if key in groups]


def _numeral(term: str) -> str:
    found = _NUMERAL.match(term)
    if not found:
        return "other"
    numeral = found[1].replace("两", "二").replace("双", "二")
    value = int(numeral) if numeral.isdecimal() else _NUMERALS.find(numeral) + 1
    return str(value) if 1 <= value <= len(_NUMERALS) else "more"


def _by_category(every: Everything, rows: Sequence[_Row]) -> list[Part[_Row]]:
    groups = grouped(rows, lambda row: every.terms[row.slug].category or _UNKNOWN)
    names = sorted(groups, key=lambda name: (name == _UNKNOWN, every.readings[name].order))
    slugs: list[str] = []
    for name in names:
        slug = "none" if name == _UNKNOWN else every.readings[name].slug
        alike = sum(re.fullmatch(rf"{slug}(?:-\d+)?", other) is not None for other in slugs)
        slugs.append(f"{slug}-{alike + 1}" if alike else slug)
    return [Part(slug, name, tuple(groups[name])) for slug, name in zip(slugs, names, strict=True)]


def _by_first(rows: Sequence[_Row]) -> list[Part[_Row]]:
    """By the year of the first use in a dated plain record; then those that have none, by the reason."""

    def first(row: _Row) -> str:
        if row.by_year:
            return min(row.by_year)
        return "undated" if row.uses else "left-out" if row.entry.count else "unused"

    groups = grouped(rows, first)
    named = [
        *((year, f"{year}年") for year in sorted(groups) if year.isdecimal()),
        ("undated", "只见于日期不详的讲话"),
        ("left-out", "只见于范文、拼合或存疑的文字"),
        ("unused", "没有用例"),
    ]
    return [Part(key, label, tuple(groups[key])) for key, label in named if key in groups]


def _by_frequency(rows: Sequence[_Row]) -> list[Part[_Row]]:
    """By ranges of the number of uses."""
    groups = grouped(rows, lambda row: _range(row.uses))
    return [Part(key, _RANGE_NAMES[key], tuple(groups[key])) for key in _RANGE_NAMES if key in groups]


def _range(uses: int) -> str:
    floor = next((floor for floor in _RANGES if uses >= floor), 0)
    return _RANGE_KEYS[floor]


def _range_keys() -> Iterator[tuple[int, str, str]]:
    above = None
    for floor in _RANGES:
        if above is None:
            yield floor, f"{floor}-up", f"{floor}处以上"
        elif above == floor + 1:
            yield floor, f"{floor}", f"{floor}处"
        else:
            yield floor, f"{floor}-{above - 1}", f"{floor}至{above - 1}处"
        above = floor
    yield 0, "0", "没有用例"


_RANGE_KEYS = {floor: key for floor, key, _ in _range_keys()}
_RANGE_NAMES = {key: name for _, key, name in _range_keys()}


# ---------------------------------------------------------------------------------------------------------- matrix


def _matrix(every: Everything, rows: list[_Row]) -> Iterator[Page]:
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
    unused = [Link(row.entry.term, row.entry.url) for row in rows if not row.by_year]
    depths = _depths(max((uses for row in used for uses in row.by_year.values()), default=0))
    records, left_out = _texts(every)
    tab = _TABS[5]
    splits = [
        Split("frequency", _matrix_groups),
        by_initial(_spelling),
        by_letters(_spelling),
    ]
    for shelf in shelve(tab.url, "词条", used, splits, weigh=lambda _: 0.4 + len(span) / 35):
        is_first = not shelf.place.above
        groups = tuple(
            MatrixGroup(part.label, f"uses-{part.key}", tuple(_matrix_row(row, span) for row in part.rows))
            for part in (() if shelf.pages else shelf.parts)
        )
        view = MatrixView(
            tabs=tabs(every),
            years=columns if groups else (),
            groups=groups,
            ways=ways(shelf, _samples),
            place=shelf.place,
            depths=depths,
            total=len(shelf.rows),
            unused=tuple(unused) if is_first and len(unused) <= _LISTED else (),
            more_unused=len(unused) if is_first and len(unused) > _LISTED else 0,
            records=records,
            left_out=left_out,
        )
        yield Page(shelf.url, "matrix.html", _title("years", shelf), view, kind="terms")


def _matrix_groups(rows: Sequence[_Row]) -> list[Part[_Row]]:
    groups = grouped(rows, lambda row: _range(sum(row.by_year.values())))
    return [Part(key, _RANGE_NAMES[key], tuple(groups[key])) for key in _RANGE_NAMES if key in groups]


def _matrix_row(row: _Row, span: list[str]) -> MatrixRow:
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
