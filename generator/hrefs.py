"""Addresses as a page writes them.

In: an address of the site, ``/a/b/?q#p1``. Out: how a page leads to it, in its own tree; of a page that is filled for both scripts, both
ways where they differ. What lies outside of a page's own folder has one address in all pages whose folders lie beside it, so it is
worked out for the first of them and kept for the others.
"""

import functools
import re
from collections.abc import Callable, Iterable, Sequence

from generator import urls
from generator.model import Page, Url
from generator.sides import either

Href = Callable[..., str]
"""``href(url, anchor="")``: what a page writes to lead to ``url``; an address that is none of the site stays as it is."""

_FOLDERS = 4
"""Folders for whose pages addresses are kept at once; pages are rendered folder by folder."""


class Hrefs:
    """The addresses of a site, for one process.

    ``single``: addresses that exist in the root tree only; ``base_url``: where the site is, if that is known.
    """

    def __init__(self, single: Iterable[str], base_url: str) -> None:
        self._single = frozenset(single)
        self._root = re.sub(r"^https?://[^/]+", "", base_url) if base_url else None
        self._kept: Callable[..., dict[str, str]] = functools.lru_cache(_FOLDERS)(lambda *folders: {})

    def of(self, sides: Sequence[Page]) -> Href:
        """For a page, as it stands in each of the trees that it is filled for."""
        folders = [urls.folder_of(one.url) for one in sides]
        own = (*folders, *(urls.folder_of(one.other) for one in sides if one.other))
        inside: dict[str, str] = {}
        outside = self._kept(*(urls.folder_of(folder[:-1] or "/") for folder in folders))

        def href(url: str, anchor: str = "") -> str:
            path, place = url, anchor
            if "#" in url:
                path, _, named = url.partition("#")
                place = anchor or named
            known = inside if path.startswith(own) else outside
            if path not in known:
                if not path.startswith("/"):
                    return url
                known[path] = functools.reduce(either, (self._address(one, path) for one in sides))
            return f"{known[path]}#{place}" if place else known[path]

        return href

    def _address(self, page: Page, url: str) -> str:
        """From the other script's tree, pages stay in that tree."""
        path, mark, query = url.partition("?")
        target = Url(path)
        in_tree = target.endswith(("/", ".epub")) and not target.startswith("/zh-hant/")
        if page.script == "hant" and in_tree and target != page.other and target not in self._single:
            target = urls.in_hant(target)
        if page.kind == "not-found" and self._root is not None:
            # A host serves this page at any depth: only a full path finds its way.
            return self._root + target + mark + query
        return urls.relative(page.url, target) + mark + query
