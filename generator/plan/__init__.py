"""Everything to every page and file of the site: address, template, view. Pure; nothing is rendered here.

Every address is known, and every clash reported, before a page is rendered.
"""

from collections.abc import Iterable, Iterator

import msgspec

from generator import urls
from generator.annotate import Annotated
from generator.derive import Indexes
from generator.model import Archive, File, Page, Problem, SiteError, Url
from generator.plan import data, edition, facets, home, search, speeches, terms, years
from generator.plan.common import Everything
from generator.views import Link, MovedView


def plan(archive: Archive, texts: Annotated, indexes: Indexes) -> tuple[list[Page], list[File], list[Problem]]:
    """All pages (the other script's behind each), all files that need no template, and the clashes of addresses."""
    every = Everything(archive, texts, indexes)
    made = [
        *home.pages(every),
        *speeches.pages(every),
        *terms.pages(every),
        *years.pages(every),
        *facets.pages(every),
        *search.pages(every),
    ]
    owners = {page.url: page.title for page in made}
    moved, problems = _moved(archive, owners)
    problems += _clashes(made)
    pages = [twin for page in [*made, *moved] for twin in _both_scripts(page, every)]
    files = [*data.files(every), *edition.files(every), *search.files(every)]
    problems += _shadowed(archive, pages, files)
    return pages, files, problems


def _both_scripts(page: Page, every: Everything) -> Iterator[Page]:
    """The page, and behind it the same page in the tree of the other script."""
    if not every.archive.config.script or page.kind in ("moved", "xml", "not-found"):
        yield page
        return
    other = urls.in_hant(page.url)
    yield msgspec.structs.replace(page, other=other)
    twin = msgspec.structs.replace(page, url=other, other=page.url, script="hant")
    yield speeches.as_given(twin, every) if page.kind == "speech" else twin


def _clashes(pages: Iterable[Page]) -> list[Problem]:
    first: dict[Url, Page] = {}
    problems = []
    for page in pages:
        if page.url in first:
            problems.append(
                Problem("site.yaml", 1, "error", "duplicate-url", f"{page.url} would be both “{first[page.url].title}” and “{page.title}”")
            )
        first.setdefault(page.url, page)
    return problems


def _moved(archive: Archive, owners: dict[Url, str]) -> tuple[list[Page], list[Problem]]:
    """Pages at old addresses that lead to the new ones."""
    pages: dict[Url, Page] = {}
    problems = []
    things = (
        *((s.path, s.redirect_from, urls.speech(s.id), s.title) for s in archive.speeches),
        *((t.path, t.redirect_from, urls.term(t.slug), t.term) for t in archive.terms),
        *((a.path, a.redirect_from, urls.article(a.slug), a.title) for a in archive.articles),
    )
    for path, old_addresses, new, title in things:
        for old in old_addresses:
            address = Url(old if old.endswith(("/", ".html")) else old + "/")
            if address in owners or address in pages:
                problems.append(Problem(path, 1, "error", "duplicate-url", f"redirect_from: {old} is an address of this site already"))
                continue
            try:
                urls.to_file(address)
            except SiteError as error:
                problems.append(Problem(path, 1, "error", "bad-address", f"redirect_from: {error}"))
                continue
            pages[address] = Page(address, "moved.html", title, MovedView(Link(title, new)), kind="moved")
    return list(pages.values()), problems


def _shadowed(archive: Archive, pages: list[Page], files: list[File]) -> list[Problem]:
    """Copied files whose address the site has already."""
    taken = {urls.to_file(page.url).lower() for page in pages} | {urls.to_file(file.url).lower() for file in files}
    return [
        Problem(path, 1, "error", "duplicate-url", f"the site has a file of its own at {address}")
        for address, path in archive.files
        if address[1:].lower() in taken
    ]
