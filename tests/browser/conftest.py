"""What the browser tests share: a small archive, built once; the two ways to it; a page that tells on the site.

The archive is ``tests/sites/reader`` with two more speeches: one imported from ``kanghan.txt`` and edited since, one of
many paragraphs. It is read over HTTP, below a folder of the server, and from the disk. Whatever a page writes to the
console, throws, asks in vain or asks of another host is collected, and fails the test at its end.
"""

import contextlib
import functools
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from generator.cli import main

HERE = Path(__file__).parent
FOLDER = "shilu"
"""The site is served below this folder, as its base_url says: it must not count on being at the root of a host."""
LONG = "2019-changwen"
IMPORTED = "2021-zai-quanxian-kanghan-gongzuo-huiyi-shang-de"
MIXED = "2020-geshi"
DISPUTED = "2017-cunyi"
TRADITIONAL = "2018-fanti"
WIDE = (1280, 880)
PHONE = (360, 720)
PATIENCE = 20_000
"""Milliseconds that a busy machine gets for what takes a moment."""

expect.set_options(timeout=PATIENCE)

Problems = list[str]
Open = Callable[..., Page]


def long_speech() -> str:
    """A speech of 50 paragraphs in five sections, one with two subheadings; terms stand in the first two of each."""
    parts = [
        "---\ntitle: 在全县三级干部大会上的讲话\ndate: 2019-02-20\ndate_basis: stated\nplace: 石桥县\n---\n\n同志们：\n"
    ]
    for section in "一二三四五":
        parts.append(f"## {section}、第{section}件工作\n")
        for number in range(1, 11):
            if section == "二" and number in (1, 6):
                parts.append(f"### （{'一' if number == 1 else '二'}）先后次序\n")
            term = {1: "要反对四风，守住八项规定。", 2: "三农投入只增不减，十二个不准人人要守。"}.get(
                number, ""
            )
            parts.append(
                f"这是第{section}件工作的第{number}层意思，{term}说得细一些，为的是散会以后大家不必再问。各乡镇回去以后先把账算清楚，"
                "缺多少水、缺多少人、缺多少钱，一笔一笔写下来报到县里，县里再按轻重缓急来排。\n"
            )
    return "\n".join(parts)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the archive by the command line; returns the folder of the site."""
    home = tmp_path_factory.mktemp("reader")
    content = home / "content"
    shutil.copytree(HERE.parent / "sites" / "reader", content)
    (content / "speeches" / f"{LONG}.md").write_text(long_speech(), "utf-8")
    with contextlib.chdir(home):
        assert main(["import", str(HERE / "kanghan.txt")]) == 0
    imported = content / "speeches" / f"{IMPORTED}.md"
    text = imported.read_text("utf-8")
    for old, new in (
        ("东乡的井", "东边几个乡的井"),
        ("三农工作年年讲，今年先讲水。没有水，什么打算都是空的。\n\n", ""),
        ("\n\n干部要沉下去", "\n\n这一段是编者后来补的，补在第九段之后。\n\n干部要沉下去"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    imported.write_text(text, "utf-8")
    output = home / "www" / FOLDER
    with contextlib.chdir(home):
        assert main(["build", "--output", str(output), "--jobs", "1", "--strict"]) == 0
    return output


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps connections; says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """The browser reports what fails."""


@contextlib.contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve a site's folder on loopback, below the folder that holds it; gives the address of its home page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site.parent)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{site.name}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Serve the site; yields the address of its home page."""
    with serve(site) as home:
        yield home


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, site: Path, served: str) -> str:
    """The address of the site, once over HTTP and once from the disk."""
    return served if request.param == "http" else site.as_uri() + "/"


def address(home: str, url: str) -> str:
    """The full address of a page of the site; from the disk a folder needs the name of its page."""
    path, rest = re.fullmatch(r"([^?#]*)(.*)", url.lstrip("/"), re.S).groups()  # type: ignore[union-attr]
    if home.startswith("file:") and (not path or path.endswith("/")):
        path += "index.html"
    return home + path + rest


def watch(context: BrowserContext, home: str) -> Problems:
    """Collect whatever should not happen in a window: the list grows while pages are open."""
    problems: Problems = []

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "about:")):
            problems.append(f"request to another place: {request.url}")

    def failed(request: Request) -> None:
        if (
            request.failure != "net::ERR_ABORTED"
        ):  # so ends what a page still asked for when the reader left it
            problems.append(f"failed: {request.url} ({request.failure})")

    context.on("console", lambda message: problems.append(f"console: {message.text}"))
    context.on("weberror", lambda error: problems.append(f"script: {error.error}"))
    context.on("request", asked)
    context.on("requestfailed", failed)
    return problems


class Window(NamedTuple):
    """A window of the browser and what went wrong in it."""

    context: BrowserContext
    problems: Problems


@pytest.fixture(scope="session")
def windows() -> dict[str, Window]:
    """Windows by their options: to make one takes longer than most tests."""
    return {}


@pytest.fixture
def window(chromium: Browser, windows: dict[str, Window]) -> Iterator[Callable[..., Window]]:
    """Give windows without pages and without memory, every fault in which fails the test at its end."""
    used: list[Window] = []

    def take(home: str, size: tuple[int, int] = WIDE, **options: Any) -> Window:
        options = {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce", **options}
        key = f"{home} {sorted(options.items())}"
        if key not in windows:
            context = chromium.new_context(**options)
            context.set_default_timeout(PATIENCE)
            windows[key] = Window(context, watch(context, home))
        windows[key].problems.clear()
        used.append(windows[key])
        return windows[key]

    yield take
    for taken in used:
        for page in taken.context.pages:
            if page.url.startswith(("http:", "file:")):
                page.evaluate("try { localStorage.clear() } catch { /* the test closed it */ }")
            page.close()
    problems = [problem for taken in used for problem in taken.problems]
    assert not problems, "\n".join(problems)


@pytest.fixture
def visit(window: Callable[..., Window]) -> Open:
    """Open one page of the site: ``visit(home, url, size, **options of the window)``."""

    def open_page(home: str, url: str, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        page = window(home, size, **options).context.new_page()
        page.goto(address(home, url))
        return page

    return open_page


def phone() -> dict[str, Any]:
    """The options of a window that is touched."""
    return {"size": PHONE, "has_touch": True, "is_mobile": True}
