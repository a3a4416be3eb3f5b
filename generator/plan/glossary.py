"""The index of terms: by pinyin, numeral, category, first year and frequency, and terms by years.

Lists give the uses in all texts, as the page of a term does; what ranks terms or sets them by years counts what
statistics count.
"""

import functools
import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from generator.model import Page, Planned, Url
from generator.plan import matrix
from generator.plan.common import Everything
from generator.plan.shelves import Part, Shelf, Split, by_initial, by_letters, grouped, shelve, ways
from generator.plan.term_rows import (
    TABS,
    TermRow,
    by_range,
    counted,
    rows_key,
    samples,
    spelling,
    tabs,
    term_rows,
    title,
)
from generator.views.common import TermEntry
from generator.views.indexes import Counted, TermGroup, TermsView

_NUMERALS = "一二三四五六七八九十"
_NUMERAL = re.compile(r"[“‘「『]?第?([两双一二三四五六七八九十百千万]+|\d+)")
_UNKNOWN = "未分类"


def pages(every: Everything) -> Iterator[Planned]:
    """The index in every order; by pinyin alone on a site without dossiers."""
    rows = term_rows(every)
    most = max((row.uses for row in rows), default=0)
    letters = by_letters(spelling)
    initial = by_initial(spelling)
    by_use = sorted(rows, key=lambda row: (-row.uses, row.order))
    in_all, in_counted = counted(every, "all"), counted(every, "counted")
    is_whole = every.archive.config.has("dossiers")
    orders = (
        (TABS[0], rows, initial, _described, _weight),
        (TABS[1], rows, Split("number", _by_number), _short, _one),
        (TABS[2], rows, Split("category", lambda some: _by_category(every, some)), _described, _weight),
        (TABS[3], by_use, Split("first", _by_first), _counted, _one),
        (TABS[4], by_use, Split("frequency", _by_frequency), _counted, _one),
    )
    for tab, in_order, first, show, weigh in orders if is_whole else orders[:1]:
        splits = [first, letters] if first is initial else [first, initial, letters]
        base = Url(f"/terms/by/{tab.name}/")
        for shelf in shelve(base, "词条", in_order, splits, weigh=weigh, front=tab.url):
            numbers = in_counted if show is _counted else in_all
            make = functools.partial(_made, every, tab.name, shelf, show, most, numbers)
            key = rows_key(shelf, tab.name, most, numbers, tabs(every))
            yield Planned(shelf.url, "terms", title(tab.name, shelf.place), key, make)
    if is_whole:
        yield from matrix.pages(every, rows)


def _one(_: TermRow) -> float:
    return 1


def _weight(row: TermRow) -> float:
    """A definition takes the room of rows: a hundred characters are 300 bytes."""
    return 1 + len(row.entry.gloss) / 250


def _described(row: TermRow) -> TermEntry:
    return row.entry if not row.entry.english else msgspec.structs.replace(row.entry, english="")


def _short(row: TermRow) -> TermEntry:
    return msgspec.structs.replace(row.entry, english="", gloss="", pinyin="", speeches=0)


def _counted(row: TermRow) -> TermEntry:
    return msgspec.structs.replace(_short(row), count=row.uses, speeches=row.speeches)


# ---------------------------------------------------------------------------------------------------------- orders


def _made(
    every: Everything,
    order: str,
    shelf: Shelf[TermRow],
    show: Callable[[TermRow], TermEntry],
    most: int,
    numbers: Counted,
) -> tuple[Page, ...]:
    prefix = order if shelf.by not in ("initial", "letters") else "letter"
    groups = tuple(
        TermGroup(part.label, f"{prefix}-{part.key}", tuple(show(row) for row in part.rows))
        for part in (() if shelf.pages else shelf.parts)
    )
    view = TermsView(
        order=order,
        tabs=tabs(every),
        total=len(shelf.rows),
        groups=groups,
        ways=ways(shelf, samples),
        place=shelf.place,
        most=most if order == "frequency" else 0,
        counted=numbers,
    )
    return (Page(shelf.url, "terms.html", title(order, shelf.place), view, kind="terms"),)


def _by_number(rows: Sequence[TermRow]) -> list[Part[TermRow]]:
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


def _by_category(every: Everything, rows: Sequence[TermRow]) -> list[Part[TermRow]]:
    groups = grouped(rows, lambda row: every.terms[row.slug].category or _UNKNOWN)
    names = sorted(groups, key=lambda name: (name == _UNKNOWN, every.readings[name].order))
    slugs: list[str] = []
    for name in names:
        slug = "none" if name == _UNKNOWN else every.readings[name].slug
        alike = sum(re.fullmatch(rf"{slug}(?:-\d+)?", other) is not None for other in slugs)
        slugs.append(f"{slug}-{alike + 1}" if alike else slug)
    return [Part(slug, name, tuple(groups[name])) for slug, name in zip(slugs, names, strict=True)]


def _by_first(rows: Sequence[TermRow]) -> list[Part[TermRow]]:
    """By the year of the first use in a dated speech that counts; then those that have none, by the reason."""

    def first(row: TermRow) -> str:
        if row.by_year:
            return min(row.by_year)
        return "undated" if row.uses else "left-out" if row.entry.count else "unused"

    groups = grouped(rows, first)
    named = [
        *((year, f"{year}年") for year in sorted(groups) if year.isdecimal()),
        ("undated", "只见于日期不详的讲话"),
        ("left-out", "只见于范文、拼合、存疑的文本或另一版本"),
        ("unused", "没有用例"),
    ]
    return [Part(key, label, tuple(groups[key])) for key, label in named if key in groups]


def _by_frequency(rows: Sequence[TermRow]) -> list[Part[TermRow]]:
    return by_range(rows, {row.slug: row.uses for row in rows})
