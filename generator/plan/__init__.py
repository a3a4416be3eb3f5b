"""Everything to every page and file of the site: address, template, view. Pure; nothing is rendered here.

Every address is known, and every clash reported, before a page is rendered.
"""

from collections.abc import Iterator

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


def plan(
    archive: Archive, texts: Annotated, indexes: Indexes, memo: Memo
) -> tuple[list[Planned], "Files", list[Problem]]:
    """All pages, all files that need no template, and the clashes of addresses. ``memo`` knows how files in place are laid out."""
    every = Everything(archive, texts, indexes)
    has = archive.config.has
    spoken = list(speeches.pages(every))
    found = [
        *home.pages(every),
        *spoken,
        *epub.pages(every, spoken),
        *(terms if has("dossiers") else entries).pages(every),
        *glossary.pages(every),
        *years.pages(every),
        *(chart.pages(every) if has("dossiers") else ()),
        *(facets.pages(every) if has("facets") else ()),
        *(search.pages(every) if has("search") else ()),
        *(pairs.pages(every) if has("reuse") else ()),
        *(reuse.pages(every) if has("reuse") else ()),
    ]
    moved, problems = addresses.moved(archive)
    pages = [_in_both_scripts(planned(page) if isinstance(page, Page) else page, every) for page in found]
    problems += addresses.clashes(archive, pages, moved)
    return [*pages, *(planned(page) for _, page in moved)], Files(every, memo), problems


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
    if not every.archive.config.script or one.kind in ("xml", "not-found"):
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
