"""Whether every link of the site leads somewhere: to a file of it, and where it names a place, to an id in that page.

A page's links and ids are kept as numbers of eight bytes, so that those of a hundred thousand pages fit in memory, and those of pages
that have not changed are looked at again only where something went that they may lead to.
"""

import functools
import hashlib
import html
import re
import struct
from collections.abc import Callable, Container, Iterable, Iterator

from generator import urls
from generator.model import Url, Value

_ATTRIBUTES = {name: re.compile(rb' %s="([^"]*)"' % name) for name in (b"href", b"src", b"id")}
"""A pattern each: one that begins with fixed bytes is found several times faster."""
_BLANKS = bytes.maketrans(b"\t\n\f\r", b"    ")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
_NOWHERE = "/"
"""What a link that leaves the site is taken to lead to: no file has that path."""
_SERVED_ANYWHERE = "/404.html"
"""Served at any depth, so it names full paths under base_url."""


class Leads(Value, frozen=True):
    """Where the links of a page lead, and what in it a link may lead to: numbers of files, and of places in them."""

    targets: bytes = b""
    places: bytes = b""


def leads(url: Url, data: bytes) -> Leads:
    """The links and ids of a page."""
    file = urls.to_file(url)
    return Leads(
        b"".join({_number(target) for target, _ in _targets(url, data)}),
        b"".join(_number(f"{file}#{id}") for id in _values(data, b"id")),
    )


def broken(
    pages: Iterable[Url], files: Iterable[str], of: Callable[[Url], Leads], read: Callable[[Url], bytes]
) -> Iterator[str]:
    """Links that lead nowhere, each “page: link (reason)”.

    ``files`` are all paths of the site; ``of`` gives the numbers of a page, ``read`` its bytes.
    """
    import numpy as np  # only where all pages are looked at

    def numbers(parts: Iterable[bytes]) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
        return np.unique(np.frombuffer(b"".join(parts), "<u8"))

    paths, pages = set(files), list(pages)
    every = {url: of(url) for url in pages}
    known = numbers([*map(_number, paths), *(one.places for one in every.values())])
    wanted = numbers(one.targets for one in every.values())
    missing = set(np.setdiff1d(wanted, known, assume_unique=True).tolist())
    if missing:
        for url, one in every.items():
            if not missing.isdisjoint(_numbers(one.targets)):
                yield from _said(url, read(url), paths, lambda target: _as_number(target) in missing)


def broken_in(
    pages: Iterable[Url], files: Container[str], of: Callable[[Url], Leads], read: Callable[[Url], bytes]
) -> Iterator[str]:
    """The same of some pages, where nothing went that the others may lead to."""
    places = functools.cache(lambda page: frozenset(_numbers(of(page).places)))

    def is_missing(target: str) -> bool:
        file, mark, _ = target.partition("#")
        return file not in files or bool(mark and _as_number(target) not in places(_page(file)))

    for url in pages:
        yield from _said(url, read(url), files, is_missing)


def shrank(before: Leads, now: Leads) -> bool:
    """Whether a page has lost a place that others may lead to."""
    return before.places != now.places and not set(_numbers(before.places)) <= set(_numbers(now.places))


def _said(url: Url, data: bytes, files: Container[str], is_missing: Callable[[str], bool]) -> Iterator[str]:
    for target, link in sorted(_targets(url, data), key=lambda pair: pair[1]):
        if is_missing(target):
            is_page = "#" in target and target.partition("#")[0] in files
            yield f"{url}: “{link}” leads to no {'place in that page' if is_page else 'page'}"


def _page(file: str) -> Url:
    return Url(
        "/" + file.removesuffix("index.html")
        if file.endswith("/index.html") or file == "index.html"
        else "/" + file
    )


def _as_number(place: str) -> int:
    return int.from_bytes(_number(place), "little")


def _numbers(packed: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(packed) // 8}Q", packed)


@functools.lru_cache(1 << 16)
def _number(place: str) -> bytes:
    return hashlib.blake2b(place.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _targets(url: Url, data: bytes) -> Iterator[tuple[str, str]]:
    """Each link within the site: where it leads, ``a/index.html#p1``, and how it is written."""
    folder = url.rpartition("/")[0]
    for link in _values(data, b"href", b"src"):
        if _ELSEWHERE.match(link) or link == "#" or (url == _SERVED_ANYWHERE and link.startswith("/")):
            continue
        yield _target(url if link.startswith("#") else folder, link), link


@functools.lru_cache(1 << 14)
def _target(base: str, link: str) -> str:
    """The file, and where the link names one the place in it, that a link means in a folder; of a page, in that page."""
    path, _, anchor = link.partition("#")
    path = path.partition("?")[0]
    file = _resolve(base, path) if path or not link.startswith("#") else urls.to_file(Url(base))
    is_page = file.endswith(".html")
    return f"{file}#{anchor}" if anchor and is_page else file


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


def _values(data: bytes, *attributes: bytes) -> set[str]:
    """The values that some attributes have in a page."""
    blank = data.translate(_BLANKS)
    found = {value for attribute in attributes for value in _ATTRIBUTES[attribute].findall(blank)}
    return {html.unescape(value.decode()) for value in found}
