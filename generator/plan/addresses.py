"""Addresses: old ones that lead to new ones, and clashes, found before anything is rendered.

Two files clash where their paths are equal on a disk that knows no upper case, and where one is a folder of the other.
"""

from collections.abc import Iterable

from generator import urls
from generator.model import Archive, Page, Planned, Problem, SiteError, Url
from generator.views.common import Link
from generator.views.site import MovedView

_SITE = "site.yaml"
_KEPT = ("/sitemap.xml", "/feed.xml", "/zh-hant/feed.xml", "/opensearch.xml", "/robots.txt", "/.yanlu.json")
"""Files of the program's own that not every archive has, or that no recipe names."""
_OWN = ("assets", "chart", "data", "search")
"""Folders of the program's own; so is the folder of each speech."""


def moved(archive: Archive) -> tuple[list[tuple[str, Page]], list[Problem]]:
    """Pages at old addresses that lead to the new ones, each with the file that asks for it."""
    pages: list[tuple[str, Page]] = []
    problems = []
    things = (
        *((s.path, s.redirect_from, urls.speech(s.id), s.title) for s in archive.speeches),
        *((t.path, t.redirect_from, urls.term(t.slug), t.term) for t in archive.terms),
        *((a.path, a.redirect_from, urls.article(a.slug), a.title) for a in archive.articles),
    )
    for path, old_addresses, new, title in things:
        for old in old_addresses:
            address = Url(old if old.endswith(("/", ".html")) else old + "/")
            try:
                urls.to_file(address)
            except SiteError as error:
                problems.append(Problem(path, 1, "error", "bad-address", f"redirect_from: {error}"))
                continue
            pages.append(
                (path, Page(address, "moved.html", title, MovedView(Link(title, new)), kind="moved"))
            )
    return pages, problems


def clashes(
    archive: Archive, pages: Iterable[Planned], moved_pages: Iterable[tuple[str, Page]]
) -> list[Problem]:
    """What would stand where something else stands already; a file of the archive's own is named as the one to change."""
    pages, moved_pages = list(pages), list(moved_pages)
    given = [*(old.url for _, old in moved_pages), *(Url(address) for address, _ in archive.files)]
    table = _Table([*_OWN, *(f"speeches/{speech.id}" for speech in archive.speeches)])
    is_ours = any(url.lower() in _KEPT or table.owns(url) for url in given)
    if not is_ours and _are_apart([*(url for page in pages for url in page.addresses), *given]):
        return []
    for page in pages:
        if page.kind == "card" or page.url.startswith(
            f"{urls.HANT}/"
        ):  # cards repeat the clashes of their pages
            table.keep(page.url)
        else:
            table.take(page.url, _SITE, f"“{page.title}”")
        if page.other:  # so does the other tree
            table.keep(page.other)
    for address in _KEPT:
        table.keep(Url(address))
    for path, old in moved_pages:
        table.take(old.url, path, "an old address (redirect_from)")
    for address, path in archive.files:
        table.take(Url(address), path, "a copied file")
    return table.problems


def _are_apart(addresses: Iterable[Url]) -> bool:
    """Whether no two of them are one file, and none is a folder of another: said at once, in a tenth of the time that it takes to find
    out which are."""
    paths = [f"{url}index.html".lower() if url.endswith("/") else url.lower() for url in addresses]
    folders: set[str] = set()
    for path in (*paths, *_KEPT):
        folder = path[: path.rindex("/")]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder[: folder.rindex("/")]
    files = set(paths)
    return len(files) == len(paths) and folders.isdisjoint((*files, *_KEPT))


class _Table:
    """Paths that are taken, in lower case, and the folders that they need."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = frozenset(own)
        self._files: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        self.problems: list[Problem] = []

    def owns(self, url: Url) -> bool:
        """Whether an address lies in a folder of the program's own."""
        path = urls.to_file(url).lower()
        return not self._own.isdisjoint([path, *_folders(path)])

    def keep(self, url: Url) -> None:
        """Take an address for the program; it may have it already."""
        path = urls.to_file(url).lower()
        self._files.setdefault(path, "the program")
        for folder in _folders(path):
            self._folders.setdefault(folder, "the program")

    def take(self, url: Url, owner: str, what: str) -> None:
        """Take an address, or report who has it."""
        path = urls.to_file(url).lower()
        folders = _folders(path)
        other = (
            self._files.get(path)
            or self._folders.get(path)
            or next((self._files[f] for f in folders if f in self._files), None)
        )
        if owner != _SITE and self.owns(url):
            other = other or "a file of the program's own"
        if other:
            self.problems.append(
                Problem(owner, 1, "error", "duplicate-url", f"{url} would be both {other} and {what}")
            )
            return
        self._files[path] = what
        self._folders.update(dict.fromkeys(folders, what))


def _folders(path: str) -> list[str]:
    """The folders that a file stands in, from the outside in."""
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts))]
