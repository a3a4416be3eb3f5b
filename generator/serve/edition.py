"""A compiled site as the server shows it: an address in, an answer out. Pages are rendered when they are asked for."""

import contextlib
import functools
import itertools
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import msgspec

from generator import urls
from generator.build import Compiled, data_of, files
from generator.model import File, Planned, PlannedFile, Url, Value
from generator.render import render_chunk

_KEPT_PAGES = 64
_ASSETS = "/assets/"
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".jsonl": "application/jsonl",
    ".xml": "application/xml", ".svg": "image/svg+xml", ".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".avif": "image/avif", ".ico": "image/x-icon", ".woff2": "font/woff2", ".pdf": "application/pdf", ".epub": "application/epub+zip", ".htm": "text/html",
}  # fmt: skip
"""Content types by file ending: our own, for Python's depend on its version and on the machine."""
_TEXTUAL = {
    type_
    for type_ in _TYPES.values()
    if type_.startswith("text/") or type_.endswith(("json", "jsonl", "xml"))
}


class Answer(Value, frozen=True):
    """What goes back to a browser."""

    status: int
    type: str
    data: bytes
    location: str = ""


class Edition:
    """A compiled site as the server shows it: pages are rendered when they are asked for, files made when they are.

    ``before``: the last one, whose files of the theme are this one's where they depend on the same.
    """

    def __init__(self, compiled: Compiled, content: Path, mark: str, before: "Edition | None" = None) -> None:
        self.compiled, self.content, self.mark = compiled, content, mark
        self.pages: dict[str, Planned] = {url: page for page in compiled.pages for url in page.addresses}
        self._assets: dict[str, File] = (
            before._assets if before and before.compiled.site == compiled.site else {}
        )
        self._lock = threading.Lock()
        self._shown: OrderedDict[str, bytes] = OrderedDict()

    def answer(self, path: str) -> Answer:
        """What stands at an address, given as the browser wrote it and without its query."""
        with self._lock:
            return self._answer(unquote(path), path)

    def _answer(self, address: str, path: str) -> Answer:
        if address.endswith("/index.html"):
            address = address.removesuffix("index.html")
        if page := self.pages.get(address):
            return self._with(200, address, page, address)
        name = address + "index.html" if address.endswith("/") else address
        data = self._file(name)
        if data is not None:
            return Answer(200, content_type(name), data)
        if address + "/" in self.pages:
            return Answer(302, "text/plain; charset=utf-8", b"", path + "/")
        if unknown := self.pages.get("/404.html"):
            return self._with(404, "/404.html", unknown, "/-" * (path.count("/") - 1) + "/404.html")
        return Answer(404, "text/plain; charset=utf-8", b"not found\n")

    def _with(self, status: int, address: str, page: Planned, place: str) -> Answer:
        """A page as it reads at ``place``; only the page for unknown addresses is shown where it does not stand."""
        if place not in self._shown:
            self._shown[place] = self._rendered(address, page, place)
            if len(self._shown) > _KEPT_PAGES:
                self._shown.popitem(last=False)
        self._shown.move_to_end(place)
        return Answer(status, content_type(urls.to_file(Url(address))), self._shown[place])

    def _rendered(self, address: str, page: Planned, place: str) -> bytes:
        made = page.make()
        if made[0].kind == "not-found":
            made = (msgspec.structs.replace(made[0], url=Url(place), kind=""),)
            address = place
        [found] = render_chunk(self.compiled.site, [made])
        data = next(one.data for one in found if one.url == address)
        return with_script(data, self.mark) if address.endswith(("/", ".html")) else data

    def _file(self, name: str) -> bytes | None:
        """A file beside the pages. Every page asks for files of the theme, and few for others."""
        if name.startswith(_ASSETS):
            if not self._assets:
                theme = itertools.takewhile(lambda file: file.url.startswith(_ASSETS), self._all_files())
                self._assets |= {file.url: file for file in theme if isinstance(file, File)}
            if name in self._assets:
                return self._assets[name].data
        with contextlib.suppress(OSError):  # it went away a moment ago: the site is being compiled without it
            file = self._files.get(name)
            return data_of(file) if file else None
        return None

    def _all_files(self) -> Iterator[File | PlannedFile]:
        """Those of the theme come first."""
        return files(self.compiled, self.content)

    @functools.cached_property
    def _files(self) -> dict[str, File | PlannedFile]:
        return {file.url: file for file in self._all_files()}


def with_script(data: bytes, mark: str) -> bytes:
    """A page that listens for changes. The pages' Content-Security-Policy allows script, style and events of the same host."""
    tags = f'<link rel="stylesheet" href="/-/overlay.css">\n<script src="/-/reload.js" data-site="{mark}" defer></script>\n'
    head, end, rest = data.partition(b"</head>")
    return head + tags.encode() + end + rest if end else data + tags.encode()


def content_type(name: str) -> str:
    """Content type of a file. Raw files keep their own encoding, which the browser finds out."""
    type_ = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    return f"{type_}; charset=utf-8" if type_ in _TEXTUAL and not name.startswith("/raw/") else type_
