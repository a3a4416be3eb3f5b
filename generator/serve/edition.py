"""A compiled site as the server shows it: an address in, an answer out. Pages are rendered when they are asked for."""

import contextlib
import functools
import threading
from pathlib import Path
from urllib.parse import unquote

import msgspec

from generator import urls
from generator.build import Compiled, data_of, files
from generator.model import Planned, Url, Value
from generator.render import render_chunk

_KEPT_PAGES = 64
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
    """A compiled site as the server shows it: pages are rendered when they are asked for, files found when they are."""

    def __init__(self, compiled: Compiled, content: Path, mark: str) -> None:
        self.compiled, self.content, self.mark = compiled, content, mark
        self.pages: dict[str, Planned] = {url: page for page in compiled.pages for url in page.addresses}
        self._lock = threading.Lock()
        self._rendered = functools.lru_cache(maxsize=_KEPT_PAGES)(self._render)
        self._found = functools.lru_cache(maxsize=_KEPT_PAGES)(self._find)

    @functools.cached_property
    def _made(self) -> dict[str, bytes]:
        """The files that need no template; asked for by few readers of a draft, so made on the first request."""
        return {file.url: data_of(file) for file in self.compiled.files}

    def answer(self, path: str) -> Answer:
        """What stands at an address, given as the browser wrote it and without its query."""
        address = unquote(path)
        if address.endswith("/index.html"):
            address = address.removesuffix("index.html")
        if address in self.pages:
            return self._page(200, address, address)
        name = address + "index.html" if address.endswith("/") else address
        data = self._found(name)
        if data is not None:
            return Answer(200, content_type(name), data)
        if address + "/" in self.pages:
            return Answer(302, "text/plain; charset=utf-8", b"", path + "/")
        if "/404.html" not in self.pages:
            return Answer(404, "text/plain; charset=utf-8", b"not found\n")
        return self._page(404, "/404.html", "/-" * (path.count("/") - 1) + "/404.html")

    def _page(self, status: int, address: str, place: str) -> Answer:
        return Answer(status, content_type(urls.to_file(Url(address))), self._rendered(address, place))

    def _render(self, address: str, place: str) -> bytes:
        """A page as it reads at ``place``; only the page for unknown addresses is shown where it does not stand."""
        with self._lock:
            made = self.pages[address].make()
            if made[0].kind == "not-found":
                made = (msgspec.structs.replace(made[0], url=Url(place), kind=""),)
                address = place
            [found] = render_chunk(self.compiled.site, [made])
        data = next(one.data for one in found if one.url == address)
        return with_script(data, self.mark) if address.endswith(("/", ".html")) else data

    def _find(self, name: str) -> bytes | None:
        if name in self._made:
            return self._made[name]
        # A file went away a moment ago: the site is being compiled without it.
        with contextlib.suppress(OSError):
            for file in files(self.compiled, self.content):
                if file.url == name:
                    return data_of(file)
        return None


def with_script(data: bytes, mark: str) -> bytes:
    """A page that listens for changes. The pages' Content-Security-Policy allows script, style and events of the same host."""
    tags = f'<link rel="stylesheet" href="/-/overlay.css">\n<script src="/-/reload.js" data-site="{mark}" defer></script>\n'
    head, end, rest = data.partition(b"</head>")
    return head + tags.encode() + end + rest if end else data + tags.encode()


def content_type(name: str) -> str:
    """Content type of a file. Raw files keep their own encoding, which the browser finds out."""
    type_ = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    return f"{type_}; charset=utf-8" if type_ in _TEXTUAL and not name.startswith("/raw/") else type_
