"""A site as the server shows it: an address in, an answer out. Pages are planned and rendered when they are asked for."""

import contextlib
import functools
import threading
import time
from collections import OrderedDict
from pathlib import Path
from urllib.parse import unquote

import msgspec

from generator import urls
from generator.build import Compiled, Draft, assets, data_of, files, finished
from generator.model import Archive, Article, File, Planned, PlannedFile, Problem, Speech, Term, Url, Value
from generator.render import Site, render_chunk

_KEPT_PAGES = 64
_AT_ONCE = 40
"""Pages that are planned between two looks for a change: some ten milliseconds."""
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
    """A site as the server shows it, from memory.

    ``before``: a whole edition that this one is like but for texts. Then a page is planned when it is asked for, where it stood in
    that one; what did not stand there waits until all is planned, a little at a time. Without it, all is planned at once.
    """

    def __init__(self, draft: Draft, content: Path, mark: str, before: "Edition | None" = None) -> None:
        self.draft, self.content, self.mark = draft, content, mark
        self.site: Site
        self.problems: list[Problem]
        self._parts: dict[str, str]
        self._assets: dict[str, File] = before._assets if before else {}
        self.answered = 0.0
        """When it answered last, by ``time.monotonic``."""
        self._lock = threading.RLock()
        self._shown: OrderedDict[str, bytes] = OrderedDict()
        self._compiled: Compiled | None = None
        if before is None:
            self.finish()
        else:
            self.site, self._parts = before.site, before._parts
            late = {*before.problems} - {*before.draft.problems}
            self.problems = sorted({*draft.problems, *late})

    def __len__(self) -> int:
        """How many pages there are, as far as is known."""
        return len(self._parts)

    @property
    def is_whole(self) -> bool:
        """Whether every page is planned, and every problem known."""
        return self._compiled is not None

    def go_on(self) -> None:
        """Plan a few of the pages that nobody has asked for yet, unless one is asked for now."""
        if self._lock.acquire(blocking=False):
            try:
                if not any([*part.more(_AT_ONCE)] for part in self.draft.plan.parts.values()):
                    self.finish()
            finally:
                self._lock.release()

    def finish(self) -> Compiled:
        """Plan what is not planned yet; all addresses and problems are known then."""
        with self._lock:
            if self._compiled is None:
                self._compiled, self.problems = finished(self.draft)
                self.site = self._compiled.site
                self._parts = {
                    url: name
                    for name, part in self.draft.plan.parts.items()
                    for page in part.all()
                    for url in page.addresses
                }
            return self._compiled

    def answer(self, path: str) -> Answer:
        """What stands at an address, given as the browser wrote it and without its query."""
        with self._lock:
            answer = self._answer(unquote(path), path)
            self.answered = time.monotonic()
            return answer

    def _answer(self, address: str, path: str) -> Answer:
        if address.endswith("/index.html"):
            address = address.removesuffix("index.html")
        if style := self._asset(address):
            return Answer(200, content_type(address), style.data)
        if page := self._page(address):
            return self._with(200, address, page, address)
        name = address + "index.html" if address.endswith("/") else address
        data = self._file(name)
        if data is not None:
            return Answer(200, content_type(name), data)
        if self._page(address + "/"):
            return Answer(302, "text/plain; charset=utf-8", b"", path + "/")
        if unknown := self._page("/404.html"):
            return self._with(404, "/404.html", unknown, "/-" * (path.count("/") - 1) + "/404.html")
        return Answer(404, "text/plain; charset=utf-8", b"not found\n")

    def _page(self, address: str) -> Planned | None:
        if address not in self._parts:
            self.finish()
        part = self._parts.get(address)
        return self.draft.plan.parts[part].at(address) if part else None

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
        [found] = render_chunk(self.site, [made])
        data = next(one.data for one in found if one.url == address)
        return with_script(data, self.mark) if address.endswith(("/", ".html")) else data

    def _asset(self, address: str) -> File | None:
        """A file of the theme; they stay from edition to edition where the site does."""
        if not self._assets:
            self._assets |= {file.url: file for file in assets(self.site)}
        return self._assets.get(address)

    def _file(self, name: str) -> bytes | None:
        with (
            self._lock,
            contextlib.suppress(OSError),
        ):  # it went away a moment ago: the next site is without it
            file = self._files.get(name)
            return data_of(file) if file else None
        return None

    @functools.cached_property
    def _files(self) -> dict[str, File | PlannedFile]:
        return {file.url: file for file in files(self.finish(), self.content)}


def is_like(one: Archive, other: Archive) -> bool:
    """Whether two archives differ in nothing but texts: their sites have the same addresses then, but for what texts say of each other."""
    if (one.config, one.files) != (other.config, other.files):
        return False
    kinds = ((one.speeches, other.speeches), (one.terms, other.terms), (one.articles, other.articles))
    return all(
        len(before) == len(after)
        and all(a is b or _without_text(a) == _without_text(b) for a, b in zip(before, after, strict=True))
        for before, after in kinds
    )


def _without_text(thing: Value) -> Value:
    if isinstance(thing, Term):
        return msgspec.structs.replace(thing, definition="", definition_line=0)
    if isinstance(thing, Article):
        return msgspec.structs.replace(thing, body="", body_line=0)
    assert isinstance(thing, Speech)
    origin = thing.origin and msgspec.structs.replace(thing.origin, is_edited=False)
    return msgspec.structs.replace(
        thing, body_line=0, body_sha256="", body_characters=0, undecided=(), origin=origin
    )


def with_script(data: bytes, mark: str) -> bytes:
    """A page that listens for changes. The pages' Content-Security-Policy allows script, style and events of the same host."""
    tags = f'<link rel="stylesheet" href="/-/overlay.css">\n<script src="/-/reload.js" data-site="{mark}" defer></script>\n'
    head, end, rest = data.partition(b"</head>")
    return head + tags.encode() + end + rest if end else data + tags.encode()


def content_type(name: str) -> str:
    """Content type of a file. Raw files keep their own encoding, which the browser finds out."""
    type_ = _TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
    return f"{type_}; charset=utf-8" if type_ in _TEXTUAL and not name.startswith("/raw/") else type_
