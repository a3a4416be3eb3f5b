"""Whether every link of the site leads somewhere: to a file of it, and where it names a place, to an id in that page.

A page's links and ids are kept as numbers of eight bytes, so that those of a hundred thousand pages fit in memory, and those of pages
that have not changed are looked at again only where something went that they may lead to.
"""

import functools
import hashlib
import html
import re
import struct
from collections.abc import Callable, Collection, Container, Iterable, Iterator

from generator import urls
from generator.model import Url, Value

_ATTRIBUTES = {name: re.compile(f' {name}="([^"]*)"') for name in ("href", "src", "id")}
"""A pattern each: one that begins with fixed letters is found several times faster."""
_BLANKS = "\t\n\f\r"
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")
_NOWHERE = "/"
"""What a link that leaves the site is taken to lead to: no file has that path."""
_NO_FILE = 0
"""The number of what a link leads to that leaves the site by intention."""
_SERVED_ANYWHERE = "/404.html"
"""Served at any depth, so it names full paths under base_url."""


Target = tuple[str, str]
"""A file, ``a/index.html``, and a place in it, ``#p1``, or nothing."""


class Leads(Value, frozen=True):
    """Where the links of a page lead, and what in it a link may lead to: numbers of files, and of places in them."""

    targets: bytes = b""
    """Without the places that the page itself has: those links hold."""
    places: bytes = b""


def leads(url: Url, data: bytes) -> Leads:
    """The links and ids of a page."""
    page = _blank(data)
    ids = _values(page, "id")
    links = _values(page, "href", "src") - {f"#{id}" for id in ids}
    beside = _beside(url)
    targets = {
        _lead(beside, link) if link.startswith("../") and "#" not in link else _number_of(*_target(url, link))
        for link in links
    }
    file = _number(urls.to_file(url))
    return Leads(_packed(targets - {_NO_FILE}), _packed([file ^ _number(f"#{id}") for id in ids]))


def broken(
    pages: Iterable[Url], files: Iterable[str], of: Callable[[Url], Leads], read: Callable[[Url], bytes]
) -> Iterator[str]:
    """Links that lead nowhere, each “page: link (reason)”.

    ``files`` are all paths of the site; ``of`` gives the numbers of a page, ``read`` its bytes.
    """
    paths = set(files)
    every = {url: of(url) for url in pages}
    missing: set[int] = set()
    for one in every.values():
        missing.update(_numbers(one.targets))
    missing.difference_update(map(_number, paths))
    for one in every.values():
        missing.difference_update(_numbers(one.places))
    if missing:
        for url, one in every.items():
            if not missing.isdisjoint(_numbers(one.targets)):
                yield from _said(url, read(url), paths, lambda target: _number_of(*target) in missing)


def broken_in(
    pages: Iterable[Url], files: Container[str], of: Callable[[Url], Leads], read: Callable[[Url], bytes]
) -> Iterator[str]:
    """The same of some pages, where nothing went that the others may lead to."""
    places = functools.cache(lambda page: frozenset(_numbers(of(page).places)))

    def is_missing(target: Target) -> bool:
        file, place = target
        return file not in files or bool(place and _number_of(file, place) not in places(_page(file)))

    for url in pages:
        yield from _said(url, read(url), files, is_missing)


def shrank(before: Leads, now: Leads) -> bool:
    """Whether a page has lost a place that others may lead to."""
    return before.places != now.places and not set(_numbers(before.places)) <= set(_numbers(now.places))


def _said(
    url: Url, data: bytes, files: Container[str], is_missing: Callable[[Target], bool]
) -> Iterator[str]:
    for link in sorted(_values(_blank(data), "href", "src")):
        file, place = target = _target(url, link)
        if file and is_missing(target):
            yield f"{url}: “{link}” leads to no {'place in that page' if place and file in files else 'page'}"


def _page(file: str) -> Url:
    return Url(
        "/" + file.removesuffix("index.html")
        if file.endswith("/index.html") or file == "index.html"
        else "/" + file
    )


def _packed(numbers: Collection[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}Q", *numbers)


def _numbers(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


@functools.lru_cache(1 << 16)
def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _number_of(file: str, place: str) -> int:
    """The number of a file, or of a place in it. Most places are paragraphs, whose ids all pages share."""
    if not file:
        return _NO_FILE
    return _number(file) ^ _number(place) if place else _number(file)


@functools.lru_cache(1 << 16)
def _lead(folder: str, path: str) -> int:
    return _number_of(_file(folder, path), "")


def _beside(url: Url) -> str:
    """A folder of no name beside that of a page: what leads out of the page's own folder means the same in both, so it is worked out
    once for all pages there."""
    folder = url.rpartition("/")[0]
    return f"{folder.rpartition('/')[0]}/-" if folder else ""


def _target(url: Url, link: str) -> Target:
    """The file that a link of a page means, and where it names a place in it, its id behind ``#``.

    No file where the link leads elsewhere by intention.
    """
    path, mark, id = link.partition("#")
    if mark and not path:
        file = urls.to_file(url) if id else ""
    elif path.startswith("/"):
        file = "" if url == _SERVED_ANYWHERE or path.startswith("//") else _NOWHERE
    else:
        file = _file(_beside(url) if path.startswith("../") else url.rpartition("/")[0], path)
    return file, f"#{id}" if id and file.endswith(".html") else ""


@functools.lru_cache(1 << 16)
def _file(folder: str, path: str) -> str:
    """The file that an address means in a folder; none where it is that of another site."""
    return "" if _ELSEWHERE.match(path) else _resolve(folder, path.partition("?")[0])


def _resolve(folder: str, path: str) -> str:
    """File that a relative address means in a folder (``/a/b``)."""
    if path.startswith("/"):
        return _NOWHERE
    parts = [part for part in folder.split("/") if part]
    steps = path.split("/")
    for step in steps[:-1] if steps[-1] not in ("..", ".") else steps:
        if step == "..":
            if not parts:
                return _NOWHERE
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    name = steps[-1] if steps[-1] not in ("..", ".", "") else "index.html"
    return "/".join([*parts, name])


def _blank(data: bytes) -> str:
    """A page with a space for every blank; its bytes as characters, in which patterns are found ten times faster than in its text."""
    page = data.decode("latin-1")
    for blank in _BLANKS:
        page = page.replace(blank, " ")
    return page


def _values(page: str, *attributes: str) -> set[str]:
    """The values that some attributes have in a page."""
    found = {value for attribute in attributes for value in _ATTRIBUTES[attribute].findall(page)}
    every = "".join(found)
    return found if every.isascii() and "&" not in every else set(map(_meant, found))


def _meant(value: str) -> str:
    return html.unescape(value.encode("latin-1").decode())
