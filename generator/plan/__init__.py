"""Everything to every page and file of the site: address, template, view. Pure; nothing is rendered here.

Every address is known, and every clash reported, before a page is rendered.
"""

from collections.abc import Iterator

import msgspec

from generator import urls
from generator.annotate import Annotated
from generator.derive import Indexes
from generator.model import Archive, File, Page, Problem
from generator.plan import (
    addresses,
    chart,
    data,
    edition,
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
from generator.plan.common import Everything


def plan(archive: Archive, texts: Annotated, indexes: Indexes) -> tuple[list[Page], "Files", list[Problem]]:
    """All pages (the other script's behind each), all files that need no template, and the clashes of addresses."""
    every = Everything(archive, texts, indexes)
    spoken = list(speeches.pages(every))
    made = [
        *home.pages(every),
        *spoken,
        *epub.pages(every, spoken),
        *terms.pages(every),
        *glossary.pages(every),
        *years.pages(every),
        *chart.pages(every),
        *facets.pages(every),
        *search.pages(every),
        *pairs.pages(every),
        *reuse.pages(every),
    ]
    moved, problems = addresses.moved(archive)
    pages = [twin for page in made for twin in _both_scripts(page, every)]
    problems += addresses.clashes(archive, pages, moved)
    return [*pages, *(page for _, page in moved)], Files(every), problems


class Files:
    """The files that need no template; made anew each time that one goes through them, so that they are never held all at once."""

    def __init__(self, every: Everything) -> None:
        self._every = every

    def __iter__(self) -> Iterator[File]:
        yield from data.files(self._every)
        yield from edition.files(self._every)
        yield from search.files(self._every)
        yield from terms.files(self._every)
        yield from chart.files(self._every)


def _both_scripts(page: Page, every: Everything) -> Iterator[Page]:
    """The page, and behind it the same page in the tree of the other script."""
    if not every.archive.config.script or page.kind in ("xml", "not-found"):
        yield page
        return
    other = urls.in_hant(page.url)
    yield msgspec.structs.replace(page, other=other)
    twin = msgspec.structs.replace(page, url=other, other=page.url, script="hant")
    given = {"speech": speeches.as_given, "pair": pairs.as_given, "epub": epub.as_given}.get(page.kind)
    yield given(twin, every) if given else twin
