"""Terms as rows of an index: what each of its orders goes by, and what its numbers count.

In: everything. Out: a row a term, the tabs of the orders, titles, and the ranges by which rows are grouped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.memo import digest_of
from generator.model import Slug, Url, Value
from generator.plan.chart import has_chart
from generator.plan.common import Everything
from generator.plan.entries import entry
from generator.plan.shelves import Part, Shelf, grouped
from generator.views.common import Link, TermEntry
from generator.views.indexes import Counted, Tab
from generator.views.shelves import Place

TABS = (
    Tab("pinyin", Url("/terms/")),
    Tab("number", Url("/terms/by/number/")),
    Tab("category", Url("/terms/by/category/")),
    Tab("first", Url("/terms/by/first/")),
    Tab("frequency", Url("/terms/by/frequency/")),
    Tab("years", Url("/terms/by/year/")),
)
_TITLES = {
    "pinyin": "拼音",
    "number": "数字",
    "category": "类别",
    "first": "首见",
    "frequency": "频次",
    "years": "历年",
}
_RANGES = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
_SAMPLES = 6


class TermRow(Value, frozen=True):
    """A term with what its orders go by."""

    slug: Slug
    entry: TermEntry
    label: str
    """Its name as it stands where nothing else tells its sense."""
    order: str
    """Its place in the order by pinyin."""
    spelling: str
    """Letters by which it is found, different for every term."""
    uses: int
    """In speeches that count; on a site without dossiers, in all."""
    speeches: int
    """Speeches that count and use it."""
    by_year: dict[str, int]
    digest: bytes
    """Of all this, and of its category (8)."""


def tabs(every: Everything) -> tuple[Tab, ...]:
    """The orders of the index, and where there is one the page that compares terms; none on a site without dossiers."""
    if not every.archive.config.has("dossiers"):
        return ()
    return (*TABS, *([Tab("chart", Url("/chart/"))] if has_chart(every) else []))


def title(order: str, place: Place) -> str:
    """The title of a page of the index."""
    return f"词条（{'，'.join(part for part in (_TITLES[order], place.label) if part)}）"


def counted(every: Everything, basis: str) -> Counted:
    """What the numbers of a list count; ``basis`` as in the view."""
    left_out = every.all_left_out
    records = sum(year.records for year in every.indexes.years)
    undated = sum(year.records for year in every.indexes.years if year.year == "undated")
    speeches = {"all": records + left_out, "counted": records, "dated": records - undated}[basis]
    return Counted(basis, speeches, 0 if basis == "all" else undated, left_out)


def term_rows(every: Everything) -> list[TermRow]:
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
    is_counted = every.archive.config.has("dossiers")
    found = []
    for term in every.archive.terms:
        order = every.readings[term.term].order
        shown = entry(every, term)
        uses, speeches = counts.get(term.slug, (0, 0)) if is_counted else (shown.count, shown.speeches)
        years, label = by_year.get(term.slug, {}), every.label_of(term.slug)
        digest = digest_of(term.slug, shown, label, order, uses, speeches, years, term.category)[:8]
        key, spelt = f"{order}\0{term.slug}", _spell(order, term.slug)
        found.append(TermRow(term.slug, shown, label, key, spelt, uses, speeches, years, digest))
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


def spelling(row: TermRow) -> str:
    """The letters by which a row is found."""
    return row.spelling


def samples(part: Part[TermRow]) -> Iterable[Link]:
    """The most used terms of a group."""
    some = sorted(part.rows, key=lambda row: (-row.uses, row.order))[:_SAMPLES]
    return (Link(row.label, row.entry.url) for row in some)


def rows_key(shelf: Shelf[TermRow], *facts: object) -> bytes:
    """Digest of all that a page of the index shows: how its rows are parted follows from what they are."""
    return digest_of(shelf.place, shelf.pages, b"".join([row.digest for row in shelf.rows]), *facts)


def by_range(rows: Sequence[TermRow], uses: dict[Slug, int]) -> list[Part[TermRow]]:
    """By ranges of the number of uses, the most frequent first."""
    groups = grouped(rows, lambda row: _range(uses[row.slug]))
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
