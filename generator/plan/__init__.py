"""Everything to every page and file of the site: address, template, view. Pure; nothing is rendered here.

Every address is known, and every clash reported, before a page is rendered.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice, tee

import msgspec

from generator import urls
from generator.annotate import Annotated
from generator.derive import Indexes
from generator.memo import Memo
from generator.model import Archive, File, Page, Planned, PlannedFile, Problem
from generator.plan import (
    addresses,
    chart,
    data,
    edition,
    entries,
    epub,
    facets,
    glossary,
    home,
    pairs,
    reuse,
    search,
    speeches,
    terms,
    years,
)
from generator.plan.common import Everything, planned


def plan(archive: Archive, texts: Annotated, indexes: Indexes, memo: Memo) -> "Plan":
    """The pages and files of a site. ``memo`` knows how files in place are laid out."""
    return Plan(Everything(archive, texts, indexes), memo)


class Plan:
    """The pages of a site by parts, each planned as far as it was asked for; and its files."""

    def __init__(self, every: Everything, memo: Memo) -> None:
        has = every.archive.config.has
        spoken, in_books = tee(speeches.pages(every))
        self._archive = every.archive
        self._moved, self._faults = addresses.moved(every.archive)
        pages: dict[str, Iterable[Page | Planned]] = {
            "home": home.pages(every),
            "speeches": spoken,
            "epub": epub.pages(every, in_books),
            "terms": (terms if has("dossiers") else entries).pages(every),
            "glossary": glossary.pages(every),
            "years": years.pages(every),
            "chart": chart.pages(every) if has("dossiers") else (),
            "facets": facets.pages(every) if has("facets") else (),
            "search": search.pages(every) if has("search") else (),
            "pairs": pairs.pages(every) if has("reuse") else (),
            "reuse": reuse.pages(every) if has("reuse") else (),
            "moved": (page for _, page in self._moved),
        }
        self.parts = {name: Part(every, some) for name, some in pages.items()}
        self.files = Files(every, memo)

    def whole(self) -> tuple[list[Planned], "Files", list[Problem]]:
        """All pages, all files that need no template, and the clashes of addresses."""
        pages = [page for part in self.parts.values() for page in part.all()]
        new = pages[: len(pages) - len(self._moved)]
        return pages, self.files, self._faults + addresses.clashes(self._archive, new, self._moved)


class Part:
    """Pages of one kind, planned as far as one was asked for."""

    def __init__(self, every: Everything, pages: Iterable[Page | Planned]) -> None:
        self._rest = (
            _in_both_scripts(planned(page) if isinstance(page, Page) else page, every) for page in pages
        )
        self._planned: list[Planned] = []
        self._at: dict[str, Planned] = {}

    def more(self, count: int | None = None) -> Iterator[Planned]:
        """Plan so many more pages, or all that are left."""
        for page in islice(self._rest, count):
            self._planned.append(page)
            self._at |= dict.fromkeys(page.addresses, page)
            yield page

    def all(self) -> list[Planned]:
        """Every page."""
        deque(self.more(), maxlen=0)
        return self._planned

    def at(self, address: str) -> Planned | None:
        """The page that stands at an address; None where none of this part does."""
        if address not in self._at:
            any(address in page.addresses for page in self.more())
        return self._at.get(address)


class Files:
    """The files that need no template; planned anew each time that one goes through them, so that they are never held all at once."""

    def __init__(self, every: Everything, memo: Memo) -> None:
        self._every, self._memo = every, memo

    def __iter__(self) -> Iterator[File | PlannedFile]:
        has = self._every.archive.config.has
        yield from data.files(self._every, self._memo)
        yield from edition.files(self._every)
        if has("search"):
            yield from search.files(self._every)
        if has("dossiers"):
            yield from terms.files(self._every)
            yield from chart.files(self._every)


_AS_GIVEN = {"speech": speeches.as_given, "pair": pairs.as_given, "epub": epub.as_given}


def _in_both_scripts(one: Planned, every: Everything) -> Planned:
    """The page with its twin in the tree of the other script."""
    if not every.archive.config.script or one.kind in ("xml", "not-found", "moved"):
        return one
    other = urls.in_hant(one.url)
    as_given = _AS_GIVEN.get(one.kind)

    def make() -> tuple[Page, ...]:
        (page,) = one.make()
        page = msgspec.structs.replace(page, other=other)
        twin = msgspec.structs.replace(page, url=other, other=page.url, script="hant")
        given = as_given(twin, every) if as_given else twin
        return (page,) if given is twin else (page, given)

    return Planned(one.url, one.kind, one.title, one.key, make, other)
