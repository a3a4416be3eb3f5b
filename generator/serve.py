"""The development server: watches an archive and its theme, compiles again on every change, renders the page that is asked for.

In: an archive. Out: pages on the loopback address, from memory; nothing is written but the memo. A site with errors is not shown:
the last good one stays, and the problems stand at the foot of every page, with ``serve.js`` listening at ``/-/events``.
"""

import contextlib
import errno
import functools
import html
import mimetypes
import os
import re
import secrets
import signal
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import msgspec
import watchfiles

from generator import urls
from generator.build import Compiled, Options, compile_site, files, refuses
from generator.config import read_config, theme_folder
from generator.memo import Memo
from generator.model import Page, Problem, SiteError, Url, Value
from generator.render import render_chunk

_ADDRESS = "127.0.0.1"
_MORE_PORTS = 20
_OWN_HOST = re.compile(r"(?:localhost|127\.0\.0\.1)(?::\d+)?", re.IGNORECASE)
_PARTS = frozenset(("site.yaml", "speeches", "glossary", "pages", "static", "raw"))
"""What an archive consists of; whatever else lies in its folder changes no page."""
_PASSING = re.compile(r"^[.#]|~$|\.(?:tmp|temp|bak|swp|swx|part|crdownload)$|^4913$|___jb_\w+___$", re.IGNORECASE)
"""Files that editors and systems make and drop beside the one that is being saved."""
_STEP = 25
"""Milliseconds without a further change after which a change is taken up."""
_LONGEST = 400
"""Milliseconds after which it is taken up even where changes keep coming."""
_PING = 15.0
"""Seconds after which a silent stream of events says that it is alive, and learns whether its browser is."""
_KEPT_PAGES = 64


class Said(Value, frozen=True):
    """A problem as a page shows it."""

    level: str
    text: str


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
        self.pages: dict[str, Page] = {page.url: page for page in compiled.pages}
        self._made: dict[str, bytes] = {file.url: file.data for file in compiled.files}
        self._lock = threading.Lock()
        self._rendered = functools.lru_cache(maxsize=_KEPT_PAGES)(self._render)
        self._found = functools.lru_cache(maxsize=_KEPT_PAGES)(self._find)

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
            return Answer(200, _type(name), data)
        if address + "/" in self.pages:
            return Answer(302, "text/plain; charset=utf-8", b"", path + "/")
        if "/404.html" not in self.pages:
            return Answer(404, "text/plain; charset=utf-8", b"not found\n")
        return self._page(404, "/404.html", "/-" * (path.count("/") - 1) + "/404.html")

    def _page(self, status: int, address: str, place: str) -> Answer:
        return Answer(status, _type(urls.to_file(Url(address))), self._rendered(address, place))

    def _render(self, address: str, place: str) -> bytes:
        """A page as it reads at ``place``; only the page for unknown addresses is shown where it does not stand."""
        page = self.pages[address]
        if place != address:
            page = msgspec.structs.replace(page, url=Url(place), kind="")
        with self._lock:
            data = render_chunk(self.compiled.site, [page])[0].data
        return _with_script(data, self.mark) if page.url.endswith(("/", ".html")) else data

    def _find(self, name: str) -> bytes | None:
        if name in self._made:
            return self._made[name]
        pages: list[tuple[Url, tuple[str, ...], tuple[str, ...]]] = [(page.url, (), ()) for page in self.compiled.pages]
        with contextlib.suppress(OSError):  # a file went away a moment ago: the site is being compiled without it
            for file in files(self.compiled, self.content, pages):
                if file.url == name:
                    return file.data
        return None


class State(Value, frozen=True):
    """What the server shows at a time."""

    version: int
    """Number of the compilation, 0 before the first."""
    site: str
    """Mark of what pages show; a page that bears another one is out of date."""
    edition: Edition | None = None
    """The last good site."""
    refused: bool = False
    """Whether the present archive has errors, so that the site is older than the archive."""
    problems: tuple[Said, ...] = ()

    def event(self) -> bytes:
        """The state as the script in the pages reads it."""
        said = {"site": self.site, "refused": self.refused, "title": self.title(), "problems": self.problems}
        return b"data: " + msgspec.json.encode(said) + b"\n\n"

    def title(self) -> str:
        """The head of the list of problems."""
        count = len(self.problems)
        if not self.refused:
            return f"{count} 处提醒"
        return f"{count} 处问题：" + ("现在看到的是改错以前的版本" if self.edition else "改正以后，网站就会出现")


class Workshop:
    """Compiles on every change and holds the present state, for which others may wait."""

    def __init__(self, options: Options, theme: Path, report: Callable[[str], None], stop: threading.Event) -> None:
        self.options, self.report, self.stop = options, report, stop
        self._theme = theme
        self.failure: Exception | None = None
        self._run = secrets.token_hex(4)  # a page of an earlier server is out of date, whatever its number
        self._news = threading.Condition()
        self._state = State(0, self._run)

    def later_than(self, version: int, seconds: float | None = None) -> State:
        """The state once it is later than a version; the same state where time is up or the server stops."""
        with self._news:
            self._news.wait_for(lambda: self._state.version > version or self.stop.is_set(), seconds)
            return self._state

    def wake(self) -> None:
        """Let go whoever waits, when the server stops."""
        with self._news:
            self._news.notify_all()

    def follow(self, memo_path: Path | None) -> None:
        """Compile at once, then after every change, until the server stops."""
        try:
            memo = Memo(memo_path)
            try:
                while not self.stop.is_set():
                    self._follow_folders(memo)
            finally:
                # Pages are not recalled from the memo here: tidying it would drop those of the last build.
                memo.close(finished=False)
        except Exception as error:
            self.failure = error

    def _follow_folders(self, memo: Memo) -> None:
        """Compile at once and after every change, until one of the folders is another one or goes away."""
        folders = self._folders()
        if not all(folder.is_dir() for folder in folders):
            self.stop.wait(_LONGEST / 1000)
            return
        begun = False
        for changed in _changes(folders, self.stop):
            if changed or not begun:
                begun = True
                self.compile(memo)
                if self._folders() != folders or not all(folder.is_dir() for folder in folders):
                    return

    def _folders(self) -> tuple[Path, Path]:
        return self.options.content.resolve(), self._theme.resolve()

    def compile(self, memo: Memo) -> None:
        """Compile once and tell what came of it."""
        began = time.perf_counter()
        last = self._state
        version = last.version + 1
        said: list[Said] = []
        edition = None
        try:
            compiled, problems = compile_site(self.options, memo, None)
            self._theme = Path(compiled.site.theme)
            said = [Said(p.level, _line(self.options.content, p)) for p in problems if p.level != "note"]
            if not refuses(problems, self.options.strict):
                if last.edition is None or last.edition.compiled.site.theme_digest != compiled.site.theme_digest:
                    _try_templates(compiled)
                edition = Edition(compiled, self.options.content, f"{self._run}-{version}")
        except SiteError as error:
            said.append(Said("error", str(error)))
        except Exception as error:  # our bug, or a file that went away meanwhile: the server lives on
            self.report(traceback.format_exc().rstrip())
            said.append(Said("error", f"{type(error).__name__}: {error}"))
        refused = edition is None
        if refused and last.edition:
            render_chunk(last.edition.compiled.site, [])  # keeps its templates in memory while those on the disk are faulty
        shown = edition or last.edition
        said.sort(key=lambda one: one.level != "error")
        mark = shown.mark if shown else f"{self._run}-none-{version}"
        state = State(version, mark, shown, refused, tuple(said))
        with self._news:
            self._state = state
            self._news.notify_all()
        self._tell(state, time.perf_counter() - began, memo)

    def _tell(self, state: State, taken: float, memo: Memo) -> None:
        for line in (*memo.said, *(one.text for one in state.problems)):
            self.report(line)
        memo.said = ()
        if not state.refused and state.edition:
            self.report(f"{len(state.edition.pages)} pages ready in {taken:.2f} s")
        elif state.edition:
            self.report(f"compiled in {taken:.2f} s with errors: the last good site is still shown")
        else:
            self.report(f"compiled in {taken:.2f} s with errors: there is no site to show yet")


def serve(
    options: Options,
    memo_path: Path | None,
    port: int,
    report: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve an archive until ``stop``, Ctrl+C or SIGTERM; SiteError where there is no archive, no theme or no free port.

    Port 0 takes any free one. ``report`` gets the address, and what came of every compilation, line by line.
    """
    stop = stop or threading.Event()
    config, _ = read_config(options.content)
    workshop = Workshop(options, theme_folder(options.theme or config.theme), report, stop)
    with _server(port, workshop) as server, _terminated(stop):
        if port not in (0, server.server_port):
            report(f"port {port} is taken")
        report(f"http://{_ADDRESS}:{server.server_port}/ shows {options.content} and follows every change; Ctrl+C stops it")
        follow = threading.Thread(target=workshop.follow, args=(memo_path,), daemon=True)
        answer = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        follow.start()
        answer.start()
        try:
            while follow.is_alive() and not stop.is_set():
                stop.wait(0.2)  # with a limit: Windows lets no signal through to an endless wait
        except KeyboardInterrupt:
            report("")
        finally:
            stop.set()
            workshop.wake()
            server.shutdown()
            follow.join(2)  # a long compilation need not come to its end: the memo holds whole results only
    if workshop.failure:
        raise workshop.failure


@contextlib.contextmanager
def _terminated(stop: threading.Event) -> Iterator[None]:
    """Take SIGTERM for a wish to stop. Only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# ------------------------------------------------------------------------------------------------- HTTP


class _Server(ThreadingHTTPServer):
    """Listens on the loopback address only."""

    allow_reuse_address = os.name == "posix"  # elsewhere it would let two programs share a port
    daemon_threads = True

    def __init__(self, port: int, workshop: Workshop) -> None:
        self.workshop = workshop
        super().__init__((_ADDRESS, port), _Handler)

    def server_bind(self) -> None:
        """Bind without asking the name service for our own name, which may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _ADDRESS, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Report a fault of ours; a browser that went away is none."""
        if not isinstance(sys.exception(), ConnectionError):
            self.workshop.report(traceback.format_exc().rstrip())


def _server(port: int, workshop: Workshop) -> _Server:
    """A server on a port, or on one of the next where it is taken."""
    last = port if port == 0 else min(port + _MORE_PORTS, 65535)
    for each in range(port, last + 1):
        try:
            return _Server(each, workshop)
        except PermissionError:
            raise SiteError(f"port {each} is not allowed: name another by --port") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise SiteError(f"cannot listen on port {each}: {error.strerror}") from None
    raise SiteError(f"ports {port} to {last} are taken: name another by --port")


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the present state."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer with head and body."""
        # Another host's name means that a foreign page leads its readers' browsers here (DNS rebinding).
        if not _OWN_HOST.fullmatch(self.headers.get("Host", "")):
            self._send(Answer(403, "text/plain; charset=utf-8", b"this server answers to localhost and 127.0.0.1 only\n"))
            return
        path, mark, query = self.path.partition("?")
        if path == "/-/events":
            self._events()
        elif path in ("/-/reload.js", "/-/overlay.css"):
            self._send(_own(path))
        else:
            answer = self._answer(path)
            self._send(msgspec.structs.replace(answer, location=answer.location + mark + query) if answer.location else answer)

    do_HEAD = do_GET

    def _answer(self, path: str) -> Answer:
        state = self.server.workshop.later_than(0)
        if state.edition is None:
            return Answer(503, "text/html; charset=utf-8", _problem_page(state))
        try:
            return state.edition.answer(path)
        except SiteError as error:
            said = str(error)
        except Exception as error:  # our bug, or the theme's: the server lives on
            self.server.workshop.report(traceback.format_exc().rstrip())
            said = f"{type(error).__name__}: {error}"
        faulty = msgspec.structs.replace(state, refused=True, problems=(Said("error", said), *state.problems))
        return Answer(500, "text/html; charset=utf-8", _problem_page(faulty))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.path.startswith("/raw/") and re.match(r"text/html|image/svg|application/(?:xhtml\+)?xml", answer.type):
            self.send_header("Content-Security-Policy", "sandbox")  # a raw page of another site runs no script here
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.data)

    def _events(self) -> None:
        """Tell each new state as it comes, until the browser goes or the server stops."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        workshop, version = self.server.workshop, 0
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")
        while not workshop.stop.is_set():
            state = workshop.later_than(version, _PING)
            self.wfile.write(state.event() if state.version > version else b":\n\n")
            version = state.version

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: only the command line prints."""


@functools.cache
def _own(path: str) -> Answer:
    """The script and the style of the list of problems."""
    name = "serve.js" if path.endswith(".js") else "serve.css"
    return Answer(200, _type(name), Path(__file__).with_name(name).read_bytes())


def _with_script(data: bytes, mark: str) -> bytes:
    """A page that listens for changes. The pages' Content-Security-Policy allows script, style and events of the same host."""
    tags = f'<link rel="stylesheet" href="/-/overlay.css">\n<script src="/-/reload.js" data-site="{mark}" defer></script>\n'
    head, end, rest = data.partition(b"</head>")
    return head + tags.encode() + end + rest if end else data + tags.encode()


def _problem_page(state: State) -> bytes:
    """A page that shows nothing but what is wrong."""
    rows = "".join(f'<li class="{html.escape(one.level)}">{html.escape(one.text)}</li>\n' for one in state.problems)
    page = (
        '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'\">\n"
        f'<title>言录：{html.escape(state.title())}</title>\n</head>\n<body>\n<details id="yanlu-problems" class="error" open>'
        f"<summary>{html.escape(state.title())}</summary>\n<ol>\n{rows}</ol>\n</details>\n</body>\n</html>\n"
    )
    return _with_script(page.encode("utf-8", "replace"), state.site)


@functools.cache
def _types() -> mimetypes.MimeTypes:
    types = mimetypes.MimeTypes()
    for ending, type_ in ((".md", "text/markdown"), (".jsonl", "application/jsonl"), (".webp", "image/webp"), (".woff2", "font/woff2")):
        types.add_type(type_, ending)
    return types


def _type(name: str) -> str:
    """Content type of a file. Raw files keep their own encoding, which the browser finds out."""
    type_, packed = _types().guess_type(name)
    if type_ is None or packed:
        return "application/octet-stream"
    textual = type_.startswith("text/") or type_ in ("application/json", "application/jsonl", "application/xml", "image/svg+xml")
    return f"{type_}; charset=utf-8" if textual and not name.startswith("/raw/") else type_


# ------------------------------------------------------------------------------------------------- changes and problems


def _changes(folders: tuple[Path, Path], stop: threading.Event) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """Sets of changes below the folders; an empty one says that the watch stands, and that from then on no change is missed."""
    try:
        yield from watchfiles.watch(
            *folders,
            watch_filter=functools.partial(_matters, folders),
            debounce=_LONGEST,
            step=_STEP,
            rust_timeout=_STEP,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        )
    except (OSError, RuntimeError) as error:
        raise SiteError(f"cannot watch {folders[0]} and {folders[1]}: {error}") from error


def _matters(folders: tuple[Path, Path], change: watchfiles.Change, path: str) -> bool:
    """Whether a changed file belongs to the archive or its theme, and is there to stay."""
    theme = folders[1]
    for folder in folders:
        if Path(path).is_relative_to(folder):
            parts = Path(path).relative_to(folder).parts
            own = folder == theme or not parts or parts[0] in _PARTS
            if own and not any(_PASSING.search(part) for part in parts):
                return True
    return False


def _line(content: Path, problem: Problem) -> str:
    where = (content / problem.path).as_posix()
    return f"{where}:{problem.line}: {problem.level}: {problem.message} [{problem.code}]"


def _try_templates(compiled: Compiled) -> None:
    """Fill every template once; SiteError where a new theme has a fault, before its site replaces a good one."""
    one_each = {page.template: page for page in reversed(compiled.pages)}
    render_chunk(compiled.site, list(one_each.values()))
