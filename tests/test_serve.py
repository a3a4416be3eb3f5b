"""The development server, with a tiny archive and a browser's requests: nothing here waits for a fixed time."""

import contextlib
import http.client
import json
import os
import queue
import random
import re
import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import watchfiles
from playwright.sync_api import Browser, expect

from generator import derive, inputs, signatures
from generator.build import Options, draft, finished
from generator.config import resource
from generator.inputs import Sources, digest_of_file, digests
from generator.manuscripts import Changed
from generator.memo import Memo
from generator.model import Problem, SiteError
from generator.render import render_chunk
from generator.serve import edition, held, serve
from generator.serve.edition import Edition, is_like
from generator.serve.held import HeldMemo
from generator.serve.workshop import matters

PATIENCE = 20
"""Seconds after which a test gives up; none takes that long."""
SPEECH = "---\ntitle: 甲县会议上的发言\ndate: 2020-01-02\n---\n\n同志们：\n\n要运用“四种形态”。\n"
SPEECH_PATH = "speeches/2020-fayan.md"
SPEECH_URL = "/speeches/2020-fayan/"
_LONG = "\n修路先修心，架桥先架信；账本摊在院坝里，笑声才会留在院坝里。哪一家的门没有敲过，哪一块田的水没有到过，夜里都要记得清楚，天亮就要去补上。\n"
TERM = "---\nterm: 四种形态\n---\n\n执纪的四种办法。\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Write an archive of one speech and one term, in one script."""
    folder = tmp_path / "archive"
    for path, text in {
        "site.yaml": "title: 小集\nscript: none\n",
        SPEECH_PATH: SPEECH,
        "glossary/sizhong-xingtai.md": TERM,
        "pages/about.md": "---\ntitle: 关于\n---\n\n说明。\n",
        "static/图.txt": "一张图\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


class Client:
    """Asks a running server."""

    def __init__(self, port: int, lines: "queue.Queue[str]") -> None:
        self.port, self.lines = port, lines

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, head and text of one answer; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Connection": "close", **headers})
            answer = connection.getresponse()
            return answer.status, answer.msg, answer.read().decode()
        finally:
            connection.close()

    @contextlib.contextmanager
    def events(self) -> Iterator[Iterator[Any]]:
        """Open the stream of events; the first one is the present state."""
        with (
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as line,
            line.makefile("rb") as stream,
        ):
            line.sendall(b"GET /-/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            yield (json.loads(row[6:]) for row in iter(stream.readline, b"") if row.startswith(b"data: "))

    def said(self, pattern: str) -> str:
        """The next reported line in which a pattern is found."""
        while not re.search(pattern, line := self.lines.get(timeout=PATIENCE)):
            pass
        return line


@contextlib.contextmanager
def running(options: Options, memo: Path | None = None, port: int = 0) -> Iterator[Client]:
    """Run a server in a thread, and end it."""
    lines: queue.Queue[str] = queue.Queue()
    stop = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            serve(options, memo, port, lines.put, stop)
        except BaseException as error:
            failures.append(error)
            lines.put("http://127.0.0.1:1/")

    thread = threading.Thread(target=run)
    thread.start()
    try:
        client = Client(0, lines)
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", client.said("http://"))
        assert found
        client.port = int(found[1])
        if not failures:
            yield client
    finally:
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
    if failures:
        raise failures[0]


def test_pages_and_files(archive):
    """Pages come with the script that listens, files with their types, and addresses without a slash lead to the page."""
    with running(Options(archive)) as client:
        status, head, text = client.get(SPEECH_URL)
        assert (status, head["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "甲县会议上的发言" in text
        assert re.search(
            r'<script src="/-/reload\.js" data-site="[0-9a-f]+-1" defer></script>\n</head>', text
        )
        assert client.get(SPEECH_URL + "index.html")[2] == text
        status, head, _ = client.get("/terms/sizhong-xingtai?a=1")
        assert (status, head["Location"]) == (302, "/terms/sizhong-xingtai/?a=1")
        for path, type_ in {
            "/terms/sizhong-xingtai/card.js": "text/javascript; charset=utf-8",
            "/data/mentions.csv": "text/csv; charset=utf-8",
            "/assets/base.css": "text/css; charset=utf-8",
            SPEECH_URL + "index.md": "text/markdown; charset=utf-8",
            "/%E5%9B%BE.txt": "text/plain; charset=utf-8",
            "/-/reload.js": "text/javascript; charset=utf-8",
            "/-/overlay.css": "text/css; charset=utf-8",
        }.items():
            status, head, text = client.get(path)
            assert (path, status, head["Content-Type"]) == (path, 200, type_)
            assert text
            assert "data-site=" not in text


def test_unknown_address(archive):
    """An unknown address shows the site's page for it, whose links hold at any depth."""
    (archive / "site.yaml").write_text(
        "title: 小集\nscript: none\nbase_url: https://example.org/prefix\n", "utf-8"
    )
    with running(Options(archive)) as client:
        for path in ("/nowhere", "/a/b/c/", "/a%2Fb/c"):
            status, _, text = client.get(path)
            assert status == 404
            style = re.search(r'<link rel="stylesheet" href="([^"]*base\.css[^"]*)"', text)
            assert style
            assert client.get(urljoin(path, style[1]))[0] == 200


def test_edit_is_told_and_shown(archive):
    """A saved file is told to the browser by a new mark, and the page has the new text."""
    with running(Options(archive), archive.parent / "memo.sqlite") as client, client.events() as events:
        before = next(events)
        assert (before["refused"], before["problems"]) == (False, [])
        assert "改过的" not in client.get(SPEECH_URL)[2]
        (archive / SPEECH_PATH).write_text(SPEECH + "\n改过的一段。\n", "utf-8")
        after = next(events)
        assert after["site"] != before["site"]
        text = client.get(SPEECH_URL)[2]
        assert "改过的一段" in text
        assert f'data-site="{after["site"]}"' in text
        client.said(r"^\d+ pages ready in \d+\.\d\d s$")
        client.said(r"^\d+ pages ready in \d+\.\d\d s$")


def test_files_come_and_go(archive):
    """A speech that is added, renamed or removed has its page, the list names it, and its old address is unknown."""
    first, second = "speeches/2021-jia.md", "speeches/2021-yi.md"
    with running(Options(archive)) as client, client.events() as events:
        next(events)
        (archive / first).write_text(SPEECH.replace("甲县", "乙县"), "utf-8")
        next(events)
        assert client.get("/speeches/2021-jia/")[0] == 200
        assert "乙县会议" in client.get("/speeches/")[2]
        (archive / first).rename(archive / second)
        next(events)
        assert client.get("/speeches/2021-yi/")[0] == 200
        assert client.get("/speeches/2021-jia/")[0] == 404
        (archive / second).unlink()
        next(events)
        assert client.get("/speeches/2021-yi/")[0] == 404
        assert "乙县会议" not in client.get("/speeches/")[2]
        (archive / "static/新.txt").write_text("新的", "utf-8")
        next(events)
        assert client.get("/%E6%96%B0.txt")[2] == "新的"
        (archive / "static/新.txt").unlink()
        next(events)
        assert client.get("/%E6%96%B0.txt")[0] == 404


def test_many_saves(archive):
    """However fast saves follow each other, the page ends with the last one, and its number of states is not theirs."""
    with running(Options(archive)) as client, client.events() as events:
        next(events)
        for number in range(60):
            (archive / SPEECH_PATH).write_text(f"{SPEECH}\n第{number}次改。\n", "utf-8")
        states = 0
        while "第59次改" not in (text := client.get(SPEECH_URL)[2]):
            next(events)  # of a file that was half written, it may tell a fault
            states += 1
        assert states < 30
        assert "第58次改" not in text


def test_lists_follow_an_edit(archive):
    """Pages of others than the edited file are of the same state as its own: terms, years, data."""
    with running(Options(archive)) as client, client.events() as events:
        next(events)
        assert "三严三实" not in client.get("/terms/")[2]
        (archive / "glossary/sanyan-sanshi.md").write_text("---\nterm: 三严三实\n---\n\n说明。\n", "utf-8")
        next(events)
        (archive / SPEECH_PATH).write_text(SPEECH + "\n要讲“三严三实”，再讲“三严三实”。\n", "utf-8")
        next(events)
        assert "三严三实" in client.get("/terms/")[2]
        assert SPEECH_URL.split("/")[2] in client.get("/terms/sanyan-sanshi/")[2]
        assert client.get("/data/mentions.csv")[2].count("sanyan-sanshi") == 2


def test_same_bytes_are_not_sent_again(archive):
    """A browser that has a style sheet or a page already is told so, until it changes."""
    with running(Options(archive)) as client, client.events() as events:
        next(events)
        for path in ("/assets/base.css", SPEECH_URL):
            tag = client.get(path)[1]["ETag"]
            status, head, text = client.get(path, **{"If-None-Match": tag})
            assert (path, status, text, head["ETag"]) == (path, 304, "", tag)
        (archive / SPEECH_PATH).write_text(SPEECH + "\n改过的一段。\n", "utf-8")
        next(events)
        status, _, text = client.get(SPEECH_URL, **{"If-None-Match": tag})
        assert status == 200
        assert "改过的一段" in text


def test_file_saved_while_its_page_is_made(archive, monkeypatch):
    """A page that meets a file which has just become another waits for the next state, and is of that one."""
    meddled = False

    def meddle(site, pages):
        nonlocal meddled
        if not meddled and pages and pages[0][0].url == SPEECH_URL:
            meddled = True
            (archive / SPEECH_PATH).write_text(SPEECH + "\n改过的一段。\n", "utf-8")
            raise Changed("changed")
        return render_chunk(site, pages)

    monkeypatch.setattr("generator.serve.edition.render_chunk", meddle)
    with running(Options(archive)) as client:
        status, _, text = client.get(SPEECH_URL)
        assert status == 200
        assert "改过的一段" in text


def test_values_are_held(tmp_path):
    """What many were asked for is decoded once, and held as long as compilations ask for it; so is what was asked for alone."""
    memo = HeldMemo(tmp_path / "memo.sqlite")
    memo.keep([(b"a", ["甲"]), (b"b", ["乙"])])
    memo.turn()
    first = memo.recall([b"a", b"b", b"c"], list[str])
    assert first == [["甲"], ["乙"], None]
    memo.turn()
    again = memo.recall([b"b", b"a"], list[str])
    assert (again[0] is first[1], again[1] is first[0]) == (True, True)
    memo.turn()
    memo.turn()
    assert memo.recall([b"a", b"b"], list[str])[0] is not first[0]
    alone = memo.recall([b"a"], list[str])[0]
    assert memo.recall([b"a"], list[str])[0] is alone
    memo.keep([(b"c", ["丙"])])
    assert memo.recall([b"a", b"c"], list[str])[1] == ["丙"]
    memo.close(finished=False)


def test_few_are_held_alone(tmp_path, monkeypatch):
    """Of what is asked for alone, so many are held and no more."""
    monkeypatch.setattr(held, "_ALONE", 2)
    memo = HeldMemo(tmp_path / "memo.sqlite")
    memo.keep([(key, [1]) for key in (b"a", b"b", b"c")])
    a, b = (memo.recall([key], list[int])[0] for key in (b"a", b"b"))
    assert memo.recall([b"a"], list[int])[0] is a
    memo.recall([b"c"], list[int])
    assert memo.recall([b"a"], list[int])[0] is a
    assert memo.recall([b"b"], list[int])[0] is not b
    memo.close(finished=False)


def test_only_changed_files_are_read(archive, monkeypatch):
    """Digests are those of the files as they are; a file that stands as it did is not read again, one too young is."""
    read: list[str] = []

    def reading(path):
        read.append(Path(path).name)
        return digest_of_file(path)

    monkeypatch.setattr(inputs, "digest_of_file", reading)
    sources = Sources(archive)
    for path in archive.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    assert sources.digests() == digests(archive, digest_of_file)
    assert len(read) == 5
    read.clear()
    monkeypatch.setattr(signatures, "YOUNG", 0)
    assert sources.digests() == digests(
        archive, digest_of_file
    )  # a file that was too young the first time is read again
    read.clear()
    assert sources.digests() == digests(archive, digest_of_file)
    assert read == []
    speech = archive / SPEECH_PATH
    speech.write_text(SPEECH.replace("甲县", "乙县"), "utf-8")
    os.utime(speech, (1e9, 1e9))  # same size, same time of change: the time of the entry tells
    (archive / "pages/about.md").unlink()
    (archive / "pages/link.md").symlink_to("../site.yaml")
    for _ in range(2):
        read.clear()
        assert sources.digests() == digests(archive, digest_of_file)
        assert "link.md" in read
    assert read == ["link.md"]


def _telling(made: list[str], name: str) -> Callable[..., Any]:
    """An index that tells when it is made."""
    make = getattr(derive, name)

    def telling(*arguments: Any, **named: Any) -> Any:
        made.append(name)
        return make(*arguments, **named)

    return telling


def test_page_on_the_screen_comes_first(archive, monkeypatch):
    """After an edit of a text, its page waits for no index that it does not show; what nobody asked for follows in a pause."""
    made: list[str] = []

    for name in ("search", "reuse"):
        monkeypatch.setattr(derive, name, _telling(made, name))
    monkeypatch.setattr("generator.serve.workshop._PAUSE", PATIENCE)
    with running(Options(archive)) as client, client.events() as events:
        next(events)
        made.clear()
        (archive / SPEECH_PATH).write_text(SPEECH + "\n改过的一段。\n", "utf-8")
        next(events)
        assert made == []
        assert "改过的一段" in client.get(SPEECH_URL)[2]
        assert made == ["reuse"]
        assert client.get("/search/")[0] == 200
        assert made == ["reuse", "search"]
        monkeypatch.setattr("generator.serve.workshop._PAUSE", 0)
        assert client.get("/nowhere/")[0] == 404
        assert made == ["reuse", "search"]


def test_every_page_is_of_the_new_state(archive):
    """Whatever is asked for after an edit, and in whatever order, is what a server shows that starts on the edited archive."""
    other = SPEECH.replace("甲县", "乙县").replace("2020", "2021")
    (archive / "speeches/2021-fayan.md").write_text(other, "utf-8")
    (archive / "glossary/sanyan-sanshi.md").write_text("---\nterm: 三严三实\n---\n\n说明。\n", "utf-8")
    edits = {
        SPEECH_PATH: SPEECH + "\n要讲“三严三实”，也要讲“四种形态”。\n",
        "glossary/sizhong-xingtai.md": TERM + "\n又一句，见[[三严三实]]。\n",
        "pages/about.md": "---\ntitle: 关于\n---\n\n另一种说明。\n",
        "speeches/2021-fayan.md": other.replace("四种形态", "三严三实") + _LONG,
        "speeches/2020-fayan.md": SPEECH + _LONG,
    }
    options = Options(archive)
    memo = Memo(None)
    whole = Edition(draft(options, memo, None), archive, "mark")
    for number, (path, text) in enumerate(edits.items()):
        (archive / path).write_text(text, "utf-8")
        read = draft(options, memo, None)
        assert is_like(whole.draft.archive, read.archive)
        now = Edition(read, archive, "mark", whole)
        assert not now.is_whole
        fresh = Edition(draft(options, Memo(None), None), archive, "mark")
        addresses = sorted(
            {page.url for page in fresh.finish().pages} | {"/data/mentions.csv", "/sitemap.xml"}
        )
        random.Random(number).shuffle(addresses)
        for address in addresses:
            assert now.answer(address) == fresh.answer(address), address
        now.finish()
        assert now.problems == fresh.problems
    assert len(now) > len(whole)  # the last edit makes a page of what the two share


def test_fault_that_is_found_late(archive, monkeypatch):
    """A fault that only the whole site shows takes a page back that was shown already, and is told."""
    fault = Problem(SPEECH_PATH, 1, "error", "late", "found late")

    def finding(read):
        compiled, problems = finished(read)
        return compiled, [*problems, fault] if read.texts.gists[0].characters > 30 else problems

    monkeypatch.setattr(edition, "finished", finding)
    with running(Options(archive)) as client, client.events() as events:
        good = next(events)
        (archive / SPEECH_PATH).write_text(SPEECH + "\n长出来的一段" * 5 + "。\n", "utf-8")
        shown = next(events)
        assert (shown["refused"], shown["site"] != good["site"]) == (False, True)
        late = next(events)
        assert (late["refused"], late["site"]) == (True, good["site"])
        assert "found late" in late["problems"][0]["text"]
        assert "长出来" not in client.get(SPEECH_URL)[2]
        (archive / SPEECH_PATH).write_text(SPEECH, "utf-8")
        assert not next(events)["refused"]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (SPEECH_PATH, SPEECH + "\n又一段。\n", True),
        ("glossary/sizhong-xingtai.md", TERM + "\n又一段。\n", True),
        ("pages/about.md", "---\ntitle: 关于\n---\n\n\n别的。\n", True),
        (SPEECH_PATH, SPEECH.replace("date: 2020", "date: 2021"), False),
        (SPEECH_PATH, SPEECH.replace("甲县", "乙县"), False),
        (SPEECH_PATH, SPEECH.replace("---\n\n同志", "redirect_from: [/old/]\n---\n\n同志"), False),
        ("glossary/sizhong-xingtai.md", TERM.replace("---\n\n", "aliases: [四形态]\n---\n\n"), False),
        ("speeches/2021-xin.md", SPEECH, False),
        ("static/b.txt", "", False),
        ("site.yaml", "title: 大集\nscript: none\n", False),
    ],
)
def test_what_differs_in_texts_only(archive, path, text, expected):
    """Two archives are alike where no fact differs from which an address, a name or a way around the site is made."""
    before = draft(Options(archive), Memo(None), None).archive
    (archive / path).write_text(text, "utf-8")
    assert is_like(before, draft(Options(archive), Memo(None), None).archive) is expected


def test_last_good_site_stays(archive):
    """A fault leaves the site as it was and is told with file and line; its repair shows the new site."""
    with running(Options(archive)) as client, client.events() as events:
        good = next(events)
        (archive / SPEECH_PATH).write_text(SPEECH.replace("date:", "dtae:"), "utf-8")
        bad = next(events)
        assert bad["refused"]
        assert bad["site"] == good["site"]
        [problem] = [each for each in bad["problems"] if each["level"] == "error"]
        assert problem["text"].startswith((archive / SPEECH_PATH).as_posix() + ":3: error: ")
        assert "改错以前" in bad["title"]
        assert client.get(SPEECH_URL)[0] == 200
        assert client.said("dtae") == problem["text"]
        client.said("compiled in .* with errors: the last good site is still shown")
        (archive / SPEECH_PATH).write_text(SPEECH, "utf-8")
        mended = next(events)
        assert not mended["refused"]
        assert mended["site"] not in (good["site"], "")


def test_first_compilation_fails(archive):
    """Without any good site, every address lists the problems, and the site appears when they are mended."""
    (archive / SPEECH_PATH).write_text("---\ndate: 2020\n---\n\n<b>\n", "utf-8")
    with running(Options(archive)) as client, client.events() as events:
        told = next(events)
        status, _, text = client.get("/terms/")
        assert status == 503
        assert re.search(r"speeches/2020-fayan\.md:\d+: error: title is missing", text)
        assert f'data-site="{told["site"]}"' in text
        client.said("there is no site to show yet")
        (archive / SPEECH_PATH).write_text(SPEECH, "utf-8")
        assert next(events)["site"] != told["site"]
        assert client.get("/terms/")[0] == 200


def test_faulty_template(archive, tmp_path):
    """A theme that cannot be filled does not replace one that can, however often it is saved."""
    theme = tmp_path / "theme"
    shutil.copytree(resource("themes") / "default", theme)
    template = theme / "templates" / "speech.html"
    whole = template.read_text("utf-8")
    with running(Options(archive, theme=str(theme))) as client, client.events() as events:
        good = next(events)
        for fault in ("{% if %}", "{{ nothing_of_that_name }}", "{% endfor %}"):
            template.write_text(fault + whole, "utf-8")
            bad = next(events)
            assert bad["refused"]
            assert "template speech.html" in bad["problems"][0]["text"]
            assert bad["site"] == good["site"]
        assert client.get(SPEECH_URL)[0] == 200
        template.write_text(whole.replace("{% block main %}", "{% block main %}新模板", 1), "utf-8")
        assert next(events)["site"] != good["site"]
        assert "新模板" in client.get(SPEECH_URL)[2]


def test_only_this_machine(archive):
    """Another host's name is refused, only the loopback address listens, and no address leads out of the site."""
    (archive.parent / "secret.txt").write_text("secret", "utf-8")
    with running(Options(archive)) as client:
        for host in (
            "example.org",
            f"example.org:{client.port}",
            "127.0.0.1.example.org",
            "",
            "localhost@example.org",
        ):
            status, _, text = client.get("/", Host=host)
            assert (host, status) == (host, 403)
            assert "小集" not in text
        for host in ("localhost", "LOCALHOST:80", f"127.0.0.1:{client.port}"):
            assert client.get("/", Host=host)[0] == 200
        for up in ("..", "%2e%2e", "..%2f..", "%2e%2e%5c.."):
            for path in (
                f"/{up}/secret.txt",
                f"/assets/{up}/secret.txt",
                f"/{up}/archive/site.yaml",
                f"//{up}/{up}/site.yaml",
            ):
                status, _, text = client.get(path)
                assert (path, status) == (path, 404)
                assert "secret" not in text
        with socket.socket() as other:  # it is the loopback's, too, so a server on all addresses would answer
            other.settimeout(1)
            assert other.connect_ex(("127.0.0.2", client.port)) != 0


def test_taken_port(archive):
    """Where a port is taken, the next free one serves, and the report names both."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(Options(archive), port=port) as client:
            assert port < client.port <= port + 20


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_port(archive, port):
    """A number that is no port is told as such."""
    with (
        pytest.raises(SiteError, match=f"--port {port}: expected a number from 0 to 65535"),
        running(Options(archive), port=port),
    ):
        pass


def test_faulty_page(archive, monkeypatch):
    """A page that fails while all others stand says so itself, and the browser's script leaves that in place."""

    def fail(site, pages):
        if pages and pages[0][0].url == SPEECH_URL:
            raise SiteError("template speech.html:7: a fault")
        return render_chunk(site, pages)

    monkeypatch.setattr("generator.serve.edition.render_chunk", fail)
    with running(Options(archive)) as client:
        status, _, text = client.get(SPEECH_URL)
        assert status == 500
        assert '<li class="error">template speech.html:7: a fault</li>' in text
        assert 'id="yanlu-problems" class="error" data-whole open' in text
        assert client.get("/terms/")[0] == 200


def test_raw_page_is_sandboxed(archive):
    """A raw file that is a web page may run no script with our own pages' rights, and keeps its own encoding."""
    (archive / "static/raw/a").mkdir(parents=True)
    (archive / "static/raw/a/1.html").write_text("<script>1</script>", "utf-8")
    with running(Options(archive)) as client:
        _, head, _ = client.get("/raw/a/1.html")
        assert (head["Content-Security-Policy"], head["Content-Type"]) == ("sandbox", "text/html")
        assert client.get("/about/")[1]["Content-Security-Policy"] is None


def test_no_archive(tmp_path):
    """A folder without an archive, or an unknown theme, ends the command with one line."""
    with pytest.raises(SiteError, match="there is no folder"), running(Options(tmp_path / "none")):
        pass
    (tmp_path / "site.yaml").write_text("title: 甲\ntheme: nowhere\n", "utf-8")
    with pytest.raises(SiteError, match="there is no theme “nowhere”"), running(Options(tmp_path)):
        pass


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/speeches/a.md", True),
        ("content/raw/a/b.txt", True),
        ("content/site.yaml", True),
        ("theme/templates/base.html", True),
        ("content/speeches/.a.md.swp", False),
        ("content/speeches/a.md~", False),
        ("content/speeches/#a.md#", False),
        ("content/speeches/4913", False),
        ("content/.git/index", False),
        ("content/notes.txt", False),
        ("content/build/index.html", False),
        ("other/speeches/a.md", False),
    ],
)
def test_changes_that_matter(tmp_path, path, expected):
    """What editors and git leave beside the archive's files starts no compilation."""
    folders = (tmp_path / "content", tmp_path / "theme")
    assert matters(folders, watchfiles.Change.modified, str(tmp_path / path)) is expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["http://", "pages ready"])
def test_signals_end_it(archive, number, moment):
    """Ctrl+C and SIGTERM end the server without an error, at the start and later, and leave no handler behind."""
    before = signal.getsignal(signal.SIGTERM)
    reported: list[str] = []

    def report(line: str) -> None:
        reported.append(line)
        if moment in line:
            signal.raise_signal(number)

    interrupt = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell ignores it for what runs behind
    try:
        serve(Options(archive), None, 0, report)
    finally:
        signal.signal(signal.SIGINT, interrupt)
    assert moment in reported[-1]
    assert signal.getsignal(signal.SIGTERM) is before


def test_browser_follows(archive, chromium: Browser):
    """A browser loads the page again by itself, shows a fault at its foot, and has no complaint."""
    complaints: list[str] = []
    with running(Options(archive)) as client, chromium.new_page() as page:
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://127.0.0.1:{client.port}{SPEECH_URL}")
        panel = page.locator("#yanlu-problems")
        expect(panel).to_have_count(0)
        (archive / SPEECH_PATH).write_text(SPEECH + "\n改过的一段。\n", "utf-8")
        expect(page.locator("main")).to_contain_text("改过的一段")
        (archive / SPEECH_PATH).write_text(SPEECH.replace("date:", "dtae:"), "utf-8")
        expect(panel.locator("li.error")).to_contain_text("speeches/2020-fayan.md:3")
        expect(panel).to_have_css("position", "fixed")
        (archive / SPEECH_PATH).write_text(SPEECH, "utf-8")
        expect(panel).to_have_count(0)
        assert complaints == []
